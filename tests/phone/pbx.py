"""A PBX that is not ours: sipp, on loopback, doing with each number what the scenario says."""

import asyncio
import contextlib
import random
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path

from tests.phone.scenario import scenario

START_S = 5.0


class NoSipp(Exception):
    """There is no sipp on this machine."""


class Pbx:
    """A PBX that runs. `said()`: the messages it sent and was sent."""

    def __init__(self, port: int, log: Path) -> None:
        self.port = port
        self._log = log

    def said(self) -> str:
        return self._log.read_text(errors="replace") if self._log.exists() else ""


@contextlib.asynccontextmanager
async def pbx(folder: Path, ear_port: int = 9) -> AsyncIterator[Pbx]:
    """Run one, until left."""
    program = shutil.which("sipp")
    if program is None:
        raise NoSipp
    port, media = free_port(), free_port()
    file, log = folder / "pbx.xml", folder / "pbx.log"
    file.write_text(scenario(folder, ear_port))
    process = await asyncio.create_subprocess_exec(
        *(program, "-sf", str(file), "-i", "127.0.0.1", "-p", str(port), "-mp", str(media)),
        *("-trace_msg", "-message_file", str(log), "-trace_err", "-error_file", f"{log}.errors"),
        *("-nostdin", "-rtp_echo"),
        cwd=folder,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        await _listening(port, process)
        yield Pbx(port, log)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


def free_port() -> int:
    """Give an even UDP port of loopback that nobody has now, nor the three above it: RTP and RTCP
    of sound and of pictures."""
    while True:
        # Below those the kernel hands out: between our look and its use it would go to another.
        port = random.SystemRandom().randrange(20_000, 32_000, 2)
        if not any(taken(port + n) for n in range(4)):
            return port


async def _listening(port: int, process: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(START_S):
        while not taken(port):
            assert process.returncode is None, (await process.communicate())[1].decode()
            await asyncio.sleep(0.02)


def taken(port: int) -> bool:
    """Does somebody listen there?"""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        try:
            one.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False
