"""What the benchmarks share that kill a hub: its address, a crowd that lives, and waiting."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Iterable

from tests.lean_client import LeanClient


def free_port() -> int:
    """Give a port that is free now, so that a hub comes back where it was."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def until(done: Callable[[], object], limit_s: float = 60.0) -> None:
    """Wait until it is so. TimeoutError."""
    async with asyncio.timeout(limit_s):
        while not done():  # noqa: ASYNC110 - what is waited for is told on many sockets.
            await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def connected(crowd: Iterable[LeanClient]) -> AsyncIterator[None]:
    """Let all of them run meanwhile. ExceptionGroup: one died, and what follows is no figure."""
    async with asyncio.TaskGroup() as group:
        runs = [group.create_task(one.run()) for one in crowd]
        try:
            yield
        finally:
            for run in runs:
                run.cancel()
