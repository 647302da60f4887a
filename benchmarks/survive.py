"""The hub is killed again and again while people write: is anything lost, doubled, or missing?

    python -m benchmarks.survive --clients 50 --kills 5 [--json]

A real hub in a process of its own gets SIGKILL at a random moment and is started again a second
later, as systemd does. The clients (tests/lean_client.py) write all the while; a tenth of them are
offline across each kill. At the end every client's view and every acknowledgement is compared
with the database: `lost` were acknowledged and are not there, `duplicated` are there or were shown
twice, `gaps` are numbers that are missing in the log or in somebody's view. `back_s` is the time
from the kill until a client that was online has its stream again. The seed is printed.
"""

import argparse
import asyncio
import contextlib
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.city import start, write_city
from benchmarks.killing import connected, free_port
from benchmarks.report import Figure, show
from hub.adapters.clock import SystemClock
from hub.adapters.tokens import Links, load_key
from tests.lean_client import LeanClient

ROOM = "bench"
RESTART_S = 1.0
WRITE_EVERY_S = (0.3, 1.5)
BETWEEN_KILLS_S = (2.0, 5.0)
BACK_LIMIT_S = 15.0
DRAIN_LIMIT_S = 30.0
OFFLINE_SHARE = 0.1


async def measure(clients: int, kills: int, seed: int) -> dict[str, Figure]:
    """Run once and give all figures."""
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        settings = write_city(Path(folder), ROOM, clients, free_port())
        data_dir = Path(folder) / "var"
        links = Links(load_key(data_dir), SystemClock())
        process, said = await start(settings)
        url = said["url"].replace("localhost", "127.0.0.1")
        crowd = [
            LeanClient(url, links.issue(f"opd-{n}"), ROOM, random.Random(rng.random()))
            for n in range(clients)
        ]
        for client in crowd:
            await client.sign_in()
        async with connected(crowd):
            await _all_back(crowd)
            writers = [asyncio.create_task(_write(client, rng)) for client in crowd]
            back_s: list[float] = []
            for _ in range(kills):
                await asyncio.sleep(rng.uniform(*BETWEEN_KILLS_S))
                process, waits = await _kill(process, settings, crowd, rng)
                back_s += waits
            await asyncio.sleep(2.0)
            for writer in writers:
                writer.cancel()
            await _drained(crowd)
        process.terminate()
        await process.wait()
        return {"clients": clients, "kills": kills} | _compare(data_dir, crowd, back_s)


async def _write(client: LeanClient, rng: random.Random) -> None:
    count = 0
    while True:
        await asyncio.sleep(rng.uniform(*WRITE_EVERY_S))
        count += 1
        await client.write(f"kabar {count}")
        await client.resend()


async def _kill(
    process: asyncio.subprocess.Process,
    settings: Path,
    crowd: list[LeanClient],
    rng: random.Random,
) -> tuple[asyncio.subprocess.Process, list[float]]:
    """Kill it and start it again; give how long each client that was online was without it."""
    offline = rng.sample(crowd, max(1, round(len(crowd) * OFFLINE_SHARE)))
    for client in offline:
        await client.go_offline()
    await asyncio.sleep(rng.random())
    killed_at = time.monotonic()
    process.send_signal(signal.SIGKILL)
    await process.wait()
    await asyncio.sleep(RESTART_S)
    process, _ = await start(settings)
    waiting = [client for client in crowd if client not in offline]
    waits = []
    while waiting and time.monotonic() - killed_at < BACK_LIMIT_S:
        await asyncio.sleep(0.01)
        back = [c for c in waiting if c.joined_at is not None and c.joined_at > killed_at]
        waits += [c.joined_at - killed_at for c in back if c.joined_at is not None]
        waiting = [c for c in waiting if c not in back]
    for client in offline:
        client.online.set()
    return process, waits + [BACK_LIMIT_S] * len(waiting)


async def _all_back(crowd: list[LeanClient]) -> None:
    async with asyncio.timeout(DRAIN_LIMIT_S):
        while not all(client.joined_at for client in crowd):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def _drained(crowd: list[LeanClient]) -> None:
    """Wait until every outbox is empty and every view is as long as the longest."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_LIMIT_S):
            while any(c.outbox for c in crowd) or len({c.view.last for c in crowd}) > 1:
                for client in crowd:
                    await client.resend()
                await asyncio.sleep(0.1)


def _compare(data_dir: Path, crowd: list[LeanClient], back_s: list[float]) -> dict[str, Figure]:
    with contextlib.closing(sqlite3.connect(data_dir / "posko.db")) as database:
        rows = database.execute(
            "SELECT seq, id FROM event WHERE stream = ? ORDER BY seq", (f"room:{ROOM}",)
        ).fetchall()
        [(integrity,)] = database.execute("PRAGMA integrity_check").fetchall()
    log = [name for _, name in rows]
    number_of = {name: number for number, name in rows}
    acknowledged = {n: seq for client in crowd for n, seq in client.acknowledged.items()}
    lost = [n for n, seq in acknowledged.items() if number_of.get(n) != seq]
    twice = len(log) - len(set(log)) + sum(len(c.view.ids) - len(set(c.view.ids)) for c in crowd)
    gaps = sum(seq != n for n, (seq, _) in enumerate(rows, 1))
    gaps += sum(client.view.ids != log for client in crowd)
    ordered = sorted(back_s)
    return {
        "acknowledged": len(acknowledged),
        "lost": len(lost),
        "duplicated": twice,
        "gaps": gaps,
        "back_s_p50": round(ordered[len(ordered) // 2], 2),
        "back_s_p95": round(ordered[int(0.95 * (len(ordered) - 1))], 2),
        "saved": len(log),
        "not_acknowledged": sum(len(client.outbox) for client in crowd),
        "refused": sum(len(client.refused) for client in crowd),
        "integrity": integrity,
    }


def main() -> int:
    """Measure and show; exit code 1 when anything was lost, doubled or missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4)))
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", file=sys.stderr)
    figures = asyncio.run(measure(arguments.clients, arguments.kills, arguments.seed))
    show(figures, as_json=arguments.json)
    bad = figures["lost"] or figures["duplicated"] or figures["gaps"]
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
