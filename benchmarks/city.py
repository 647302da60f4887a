"""A city for a benchmark: posts and one room, and a real hub in a process of its own."""

import asyncio
import contextlib
import csv
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol

VOICES_MAX = 500
"""No room takes more."""
START_LIMIT_S = 120.0
"""On a machine with nothing else to do it takes two seconds."""


def write_city(folder: Path, room: str, people: int, port: int = 0) -> Path:
    """Write a city of so many posts with one open room; give its settings file."""
    with (folder / "agencies.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["id", "name", "short_name", "class", "head_post"])
        for n in range(people):
            table.writerow([f"opd-{n}", f"Dinas {n}", f"Opd {n}", "esensial", "Kepala Dinas"])
    (folder / "rooms.csv").write_text(
        f"id,name,mode,members,limit\n{room},Bangku,open,*,{min(people + 3, VOICES_MAX)}\n",
        encoding="utf-8",
    )
    settings = folder / "posko.toml"
    settings.write_text(
        'city = "Uji"\ndata_dir = "var"\n'
        f'[http]\nlisten = ["127.0.0.1"]\nport = {port}\n'
        '[media]\nlisten = ["127.0.0.1"]\nport = 0\n'
        '[people]\nagencies = "agencies.csv"\n[rooms]\nfile = "rooms.csv"\n'
        '[log]\nlevel = "warning"\n',
        encoding="utf-8",
    )
    return settings


class Running(Protocol):
    """A hub's process, as far as it is asked."""

    def send_signal(self, number: int, /) -> None:
        """Send it a signal."""

    def terminate(self) -> None:
        """Ask it to end."""

    async def wait(self) -> int:
        """Give the exit code once it has ended."""
        ...


Start = Callable[[Path], Awaitable[tuple[Running, dict[str, Any]]]]
"""Runs a hub by its settings; gives its process and what it said when it was ready."""


async def start(settings: Path) -> tuple[asyncio.subprocess.Process, dict[str, Any]]:
    """Run `posko run`; give its process and what it said when it was ready."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hub.cli", "run", "--config", str(settings), "--json",
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), START_LIMIT_S)
    return process, json.loads(line)


@contextlib.asynccontextmanager
async def hub(settings: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, dict[str, Any]]]:
    """Run `posko run` until the block ends; give its process and what it said when ready."""
    process, said = await start(settings)
    try:
        yield process, said
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def cpu_s(pids: list[int]) -> float:
    """Give user + system seconds of the processes and their ended children."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")
