"""A real worker process for tests and benchmarks: spawn, ask, hear news, hang up."""

import asyncio
import json
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from tests.nursery import Forked


class Refused(Exception):
    """The worker said no; the text is its code."""


class WorkerProcess:
    """The hub's end of the control socket."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, pid: int
    ) -> None:
        self.pid = pid
        self.port = 0
        self.news: list[dict[str, Any]] = []
        self._reader, self._writer = reader, writer
        self._number = 0
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._changed = asyncio.Condition()

    async def ask(self, do: str, **body: Any) -> dict[str, Any]:
        """Ask and give the reply; raises Refused."""
        self._number += 1
        reply: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[self._number] = reply
        line = json.dumps({"n": self._number, "do": do, **body})
        self._writer.write(line.encode() + b"\n")
        got = await asyncio.wait_for(reply, 20)
        if not got["ok"]:
            raise Refused(got["code"])
        return got

    async def hear(self, tell: str, limit_s: float = 10.0, **wanted: Any) -> dict[str, Any]:
        """Wait until news of that kind and content has come; give it."""

        def found() -> dict[str, Any] | None:
            for item in self.news:
                if item["tell"] == tell and wanted.items() <= item.items():
                    return item
            return None

        async with asyncio.timeout(limit_s), self._changed:
            await self._changed.wait_for(lambda: found() is not None)
        item = found()
        assert item is not None
        return item

    async def stats(self, *, reset: bool = False) -> dict[str, Any]:
        """Give the worker's figures."""
        return dict((await self.ask("stats", reset=reset))["stats"])

    async def read(self) -> None:
        """Sort replies from news until the worker is gone."""
        while line := await self._reader.readline():
            message = json.loads(line)
            if "n" in message:
                number = message["n"]  # Of any kind, if lines were written by hand.
                if isinstance(number, int) and number in self._waiting:
                    self._waiting.pop(number).set_result(message)
                continue
            async with self._changed:
                self.news.append(message)
                self._changed.notify_all()


Start = Callable[[int], Awaitable[Process | Forked]]


async def executed(link: int) -> Process:
    """Start a worker as the hub does."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "hub.media.worker", "--fd", str(link)), pass_fds=[link]
    )


@asynccontextmanager
async def worker_process(
    *, start: Start = executed, ends_with: int = 0, **setup: Any
) -> AsyncIterator[WorkerProcess]:
    """Run a worker on loopback, any free port; end it by hanging up and see that it goes.

    start: how it is started. ends_with: its exit code; -9 when the test kills it.
    """
    ours, theirs = socket.socketpair()
    process = await start(theirs.fileno())
    theirs.close()
    reader, writer = await asyncio.open_connection(sock=ours, limit=1 << 20)
    worker = WorkerProcess(reader, writer, process.pid)
    reading = asyncio.create_task(worker.read())
    try:
        await worker.ask("setup", listen=["127.0.0.1"], port=0, **setup)
        worker.port = (await worker.hear("ready"))["port"]
        yield worker
    finally:
        writer.close()
        code = await asyncio.wait_for(process.wait(), 10)
        await reading
    assert code == ends_with, f"the worker ended with {code}"
