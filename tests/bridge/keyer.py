"""A `pttd` as the bridge has it, for the tests: orders to it, what it said, what the line did."""

import asyncio
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from radio_bridge.adapters import clock
from radio_bridge.ptt import RENEW_S
from tests.bridge.rig import DTR, RTS, Rig

PATIENCE_S = 10.0


class Keyer:
    """One process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.said: list[str] = []
        self._renewing: asyncio.Task[None] | None = None

    async def says(self, *words: str) -> str:
        """Wait for one of these words; give its line."""
        assert self.process.stdout
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                while line := (await self.process.stdout.readline()).decode().strip():
                    self.said.append(line)
                    if line.partition(" ")[0] in words:
                        return line
        raise AssertionError(f"it never said {words}, but {self.said[-20:]}")

    def order(self, word: str) -> None:
        """Say one word to it."""
        assert self.process.stdin
        when = f" {clock.now_s():.6f}" if word == "key" else ""
        self.process.stdin.write(f"{word}{when}\n".encode())

    async def key(self) -> None:
        """Key, and go on renewing until told otherwise."""
        self._renewing = asyncio.create_task(self._renew())
        await self.says("keyed")

    def fall_silent(self) -> None:
        """Renew no more, and say nothing."""
        if self._renewing:
            self._renewing.cancel()

    async def _renew(self) -> None:
        while True:
            self.order("key")
            await asyncio.sleep(RENEW_S)


@asynccontextmanager
async def keyer(environment: dict[str, str], *words: str) -> AsyncIterator[Keyer]:
    """Run a `pttd` until the block ends."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "radio_bridge.pttd", *words),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=environment,
    )
    running = Keyer(process)
    try:
        yield running
    finally:
        running.fall_silent()
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGCONT)
            process.kill()
        await process.wait()


def transmits(line: str, bits: int) -> bool:
    """Say whether a radio keyed by this line transmits."""
    if line == "dtr-not-rts":
        return bits & (DTR | RTS) == DTR
    return bool(bits & {"rts": RTS, "dtr": DTR}[line])


async def off_after(port: Rig, line: str, since_s: float) -> float:
    """Wait until the line is down; give how long after `since_s` that was, in seconds."""
    async with asyncio.timeout(PATIENCE_S):
        while not port.seen or transmits(line, port.seen[-1][1]):  # noqa: ASYNC110
            await asyncio.sleep(0.001)
    return port.seen[-1][0] - since_s


async def on_again(port: Rig, line: str) -> None:
    """Wait until it transmits: on a busy machine a lease may be void for a moment."""
    async with asyncio.timeout(PATIENCE_S):
        while not transmits(line, port.bits):  # noqa: ASYNC110
            await asyncio.sleep(0.001)


def now_s() -> float:
    """Give the clock of `Rig.seen`."""
    return time.monotonic()
