"""A whole bridge in a process of its own, for tests that kill it.

    python -m tests.bridge.box FOLDER PORT [KIND]

`talk N SECONDS` has a talker say a tone for so long, by grant N, `say` the bridge itself. It says
`keyer PID` when that is up, and each change of `on_air`, alarms and `latched` as `status ON_AIR
ALARMS...`.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from hub.wire.radio import Status
from radio_bridge.link import Recorded
from radio_bridge.main import Bridge
from tests.bridge.hub_double import PATIENCE_S, Announcement, HubDouble, Talker
from tests.bridge.radio_box import settings, tone


class Telling(HubDouble):
    """Says on its output what it hears."""

    def status(self, status: Status) -> None:
        """Say what has changed."""
        if not self.statuses or _words(status) != _words(self.newest):
            _say("status", *_words(status))
        super().status(status)

    def recorded(self, transmission: Recorded) -> None:
        """Say what was recorded."""
        _say("recorded", transmission.said.model_dump_json())


def _words(status: Status) -> list[str]:
    return [status.on_air, *status.alarms, *(["latched"] if status.latched else [])]


def _say(*words: str) -> None:
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


async def main(folder: Path, port: str, kind: str) -> None:
    """Run until the input ends."""
    bridge = Bridge(settings(folder, port, kind=kind), Telling())
    async with asyncio.TaskGroup() as group:
        running = group.create_task(bridge.run())
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
        )
        while bridge.keyer_pid is None:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        _say("keyer", str(bridge.keyer_pid))
        while words := (await reader.readline()).decode().split():
            who = Talker if words[0] == "talk" else Announcement
            talker = who(bridge.channel, int(words[1]), tone(float(words[2])))
            group.create_task(talker.talk())
        running.cancel()


class Box:
    """The test's end of it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.keyer_pid = 0
        self._kept: list[list[str]] = []

    async def hears(self, *words: str) -> list[str]:
        """Wait for a line that begins so; give all its words. Lines of other kinds are kept."""
        for line in self._kept:
            if line[0] == words[0] and tuple(line[: len(words)]) == words:
                self._kept.remove(line)
                return line
        assert self.process.stdout
        async with asyncio.timeout(PATIENCE_S):
            while text := (await self.process.stdout.readline()).decode():
                line = text.strip().split(" ")
                if tuple(line[: len(words)]) == words:
                    return line
                if line[0] != words[0]:
                    self._kept.append(line)
        raise AssertionError(f"ended without saying {words}")

    async def recorded(self) -> dict[str, object]:
        """Wait for a finished recording."""
        line = await self.hears("recorded")
        said: dict[str, object] = json.loads(" ".join(line[1:]))
        return said

    def keyer_now(self) -> int:
        """Give the keyer that it has now: it may have started another."""
        (pid,) = _keyers(self.process.pid)
        return pid

    def talk(self, grant: int, seconds: float, how: str = "talk") -> None:
        """Have somebody talk, or the bridge `say` it."""
        assert self.process.stdin
        self.process.stdin.write(f"{how} {grant} {seconds}\n".encode())


def _keyers(parent: int) -> list[int]:
    """Give the keyers among a process's children."""
    try:
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        commands = {int(pid): Path(f"/proc/{pid}/cmdline").read_text() for pid in children}
    except OSError:
        return []
    return [pid for pid, command in commands.items() if "radio_bridge.pttd" in command]


@asynccontextmanager
async def box(folder: Path, port: str, kind: str = "serial") -> AsyncIterator[Box]:
    """Run one until the block ends. It is killed then, and so is its keyer."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bridge.box", str(folder), port, kind),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=subprocess.DEVNULL if not os.environ.get("BOXLOG") else None,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    running = Box(process)
    try:
        running.keyer_pid = int((await running.hears("keyer"))[1])
        await running.hears("status", "off")
        yield running
    finally:
        for pid in (process.pid, running.keyer_pid, *_keyers(process.pid)):
            for number in (9, 18):
                try:
                    os.kill(pid, number)
                except (ProcessLookupError, PermissionError):
                    break
        await process.wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), *sys.argv[2:]))
