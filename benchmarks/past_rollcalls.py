"""Past roll-calls by the thousand: how long each reading takes, and how long the loop stands still.

    python -m benchmarks.past_rollcalls [--rollcalls 1000] [--agencies 60] [--runs 5] [--json]

The services over a real database in this process: no sockets. `_ms` is the slowest of the runs of
one reading; `loop_ms` of all of them the longest time in which the event loop did nothing else;
`idle_ms` the same while nobody reads, which is the machine's own.
"""

import argparse
import asyncio
import gc
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

from benchmarks.report import Figure, show
from hub.domain.recording import Recording
from hub.domain.rollcall.course import RollCall
from hub.domain.rollcall.entry import Entry
from hub.domain.rollcall.form import Count, Form, Report
from hub.services.rollcall_store import Event
from hub.services.store import Tx
from hub.wire.commands import COMMANDS
from tests.rollcall_town import ROOM, RollCallTown, rollcall_town
from tests.summons_town import city

DAY_S = 86_400.0
AT_ONCE = 20
"""Roll-calls in one transaction, while the database is filled."""
LOOP_MAX_MS = 100.0
"""From there on the hub's own log speaks of it."""
BREATH_S = 0.001


def _entry(n: int, post: str, at: float) -> Entry:
    form = Form(counts=(Count(wfo=40, wfh=3),), obstacle="Air naik" if n % 4 == 0 else "")
    report = Report(str(uuid.uuid4()), post, post, "page", at + n, form)
    names = (post, f"Dinas {post}", post.upper(), "Kepala Dinas", "esensial", "opd", post, n)
    return Entry(
        *(post, post, *names),
        state="absent" if n % 7 == 0 else "reported",
        way="voice",
        called_at=at + 100 + n,
        answered_at=at + 104 + n,
        reports=(report,),
    )


async def _keep(tx: Tx, rollcall: str, posts: tuple[str, ...], at: float) -> None:
    """One in which each was called, recorded from before its beginning to after its end."""
    entries = {post: _entry(n, post, at) for n, post in enumerate(posts)}
    one = RollCall(
        *(rollcall, ROOM, "Apel pagi", "walikota", "h", "operator", entries),
        state="signed",
        drafted_at=at,
        announced_at=at,
        opened_at=at + 60,
        closed_at=at + 900,
    )
    await tx.rollcalls.save(one, entries.values(), None)
    happened = []
    for n, entry in enumerate(entries.values()):
        await tx.rollcalls.report(rollcall, entry, entry.reports[0])
        for kind in ("called", "answered", "settled"):
            happened.append(
                Event(rollcall, 0, at + 100 + 5 * n, kind, entry.id, "operator", "h", {})  # type: ignore[arg-type]
            )
    await tx.rollcalls.happened(happened)
    began_ms = round((at + 50) * 1000)
    recording = Recording(str(uuid.uuid4()), ROOM, began_ms, 900, "kept", length_ms=900_000)
    await tx.recordings.add(recording)


async def _fill(town: RollCallTown, posts: tuple[str, ...], count: int) -> list[str]:
    ids = [str(uuid.uuid4()) for _ in range(count)]
    now = town.clock.now()

    async def some(tx: Tx, first: int) -> None:
        for n, one in enumerate(ids[first : first + AT_ONCE], first):
            await _keep(tx, one, posts, now - (count - n) * DAY_S)

    for first in range(0, count, AT_ONCE):
        await town.store.write(lambda tx, first=first: some(tx, first))
    return ids


class _Watch:
    """How long the loop did nothing else, at the longest since `begin`."""

    def __init__(self) -> None:
        self.longest_s = 0.0

    async def run(self) -> None:
        while True:
            before_s = time.perf_counter()
            await asyncio.sleep(BREATH_S)
            self.longest_s = max(self.longest_s, time.perf_counter() - before_s - BREATH_S)


def _asks(ids: list[str], posts: tuple[str, ...]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    head = posts[-1]
    return {
        "list_ms": ("operator", "rollcall:past", {}),
        "list_head_ms": (head, "rollcall:past", {}),
        "read_ms": ("operator", "rollcall:past_read", {"rollcall": ids[-1]}),
        "compare_10_ms": ("operator", "rollcall:compare", {"last": 10}),
        "compare_30_ms": ("operator", "rollcall:compare", {"last": 30}),
        "compare_60_ms": ("operator", "rollcall:compare", {"last": 60}),
        "compare_head_ms": (head, "rollcall:compare", {"last": 60}),
        "heard_ms": ("operator", "rollcall:heard", {"post": head, "rollcalls": ids[-60:]}),
    }


async def measure(rollcalls: int, agencies: int, runs: int) -> dict[str, Figure]:
    """Fill a database, and read from it."""
    posts = tuple(f"opd{n:02d}" for n in range(agencies))
    figures: dict[str, Figure] = {}
    with tempfile.TemporaryDirectory() as folder:
        async with rollcall_town(Path(folder), city(posts)) as town:
            ids = await _fill(town, posts, rollcalls)
            gc.collect()
            gc.freeze()  # As the hub does when it has started.
            watch = _Watch()
            watching = asyncio.create_task(watch.run())
            await asyncio.sleep(1.0)
            figures["idle_ms"] = round(watch.longest_s * 1000, 1)
            watch.longest_s = 0.0
            for name, (by, command, ask) in _asks(ids, posts).items():
                slowest_s = 0.0
                caller = town.caller(by, page=False)
                asked = COMMANDS[command][0].model_validate(ask)
                for _ in range(runs):
                    town.clock.advance(5.0)
                    before_s = time.perf_counter()
                    done = await town.commands[command](caller, asked)
                    done.model_dump_json()  # As it is written to a socket.
                    slowest_s = max(slowest_s, time.perf_counter() - before_s)
                figures[name] = round(slowest_s * 1000, 1)
            watching.cancel()
            figures["loop_ms"] = round(watch.longest_s * 1000, 1)
    return figures | {"rollcalls": rollcalls, "agencies": agencies, "runs": runs}


def main() -> int:
    """Measure; 1 if the loop stood still for too long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rollcalls", type=int, default=1_000)
    parser.add_argument("--agencies", type=int, default=60)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    wish = parser.parse_args()
    figures = asyncio.run(measure(wish.rollcalls, wish.agencies, wish.runs))
    show(figures, as_json=wish.json)
    return int(float(figures["loop_ms"]) > LOOP_MAX_MS)


if __name__ == "__main__":
    sys.exit(main())
