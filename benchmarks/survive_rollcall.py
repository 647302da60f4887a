"""The hub is killed 100 times in the middle of roll-calls: is anything lost, or the turn?

    python -m benchmarks.survive_rollcall --kills 100 [--seed N] [--json]

A real hub in a process of its own gets SIGKILL around a commit (a command is on its way), a claim
(the next one is just called, or answers) or a send (the pages are just told), and is started again
at once. A leader, net control and twelve heads hold roll-calls all the while: forms, turns,
answers, break-ins, decisions, the close, the signature, an addendum.

`lost`: acknowledged, or told to a page, and not in the database after a kill with all that belongs
to it, then or later. `floor_changed`: the one whose turn it was by what was told last has it no
longer when the hub is back, although neither a command nor his own time, which he has anew, took
it. `rewritten`: reports, events, decisions or minutes that were there after one kill and are others
after a later one. The seed is printed.
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.city import Start, start, write_city
from benchmarks.killing import connected, free_port, until
from benchmarks.report import Figure, show
from benchmarks.rollcall_crowd import HEADS, ROOM, Acked, Crowd, Known, Member
from hub.adapters.clock import SystemClock
from hub.adapters.tokens import Links, load_key
from hub.domain.rollcall.course import ACTIVE, CALL_WAIT_S

CLAIMS = ("rollcall:next", "rollcall:answer", "rollcall:break_in", "rollcall:resume")
MOVES = ("no_answer", "settled", "skipped")
"""What takes the turn from an entry."""
MOMENT_LIMIT_S = 2.0
EFFECTS = {
    "rollcall:announce": "announced",
    "rollcall:open": "opened",
    "rollcall:answer": "answered",
    "rollcall:break_in": "broke_in",
    "rollcall:resume": "resumed",
    "rollcall:sign": "signed",
}
"""What is written down of a command, at least once."""
ONCE = {
    "rollcall_report": "id, rollcall, entry, n, at_ms, late, body",
    "rollcall_event": "rollcall || ' ' || n, at_ms, kind, entry, post, body",
    "decision": "id, rollcall, entry, owner, body",
    "minutes": "rollcall || ' ' || version, kind, body, sha256",
    "rollcall_command": "id, name, subject",
}
"""What stays as it is written; the first column names it."""


@dataclass
class Rows:
    """The database after a kill. courses: version, state and floor of each roll-call."""

    kept: dict[str, dict[str, tuple[Any, ...]]]
    courses: dict[str, tuple[int, str, str | None]]
    talking: dict[str, list[str]]
    """The entries of each roll-call that are called or report."""
    events: dict[str, list[tuple[int, int, str, str | None, str]]]
    """Of each roll-call: n, at_ms, kind, entry, post."""


@dataclass
class Seen:
    """What was found wrong, and what was there last."""

    lost: set[str] = field(default_factory=set)
    floor_changed: set[str] = field(default_factory=set)
    rewritten: int = 0
    before: Rows | None = None
    turns: list[tuple[str, str, int, int]] = field(default_factory=list)
    """Roll-call, floor and last event of each kill, and when the hub was back, in ms."""


async def measure(kills: int, seed: int, start: Start = start) -> dict[str, Figure]:
    """Run once and give all figures. start: how the hub is started."""
    rng, known = random.Random(seed), Known()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = write_city(folder, ROOM, HEADS, free_port())
        links = Links(load_key(folder / "var"), SystemClock())
        process, said = await start(settings)
        url = said["url"].replace("localhost", "127.0.0.1")

        def member(post: str) -> Member:
            return Member(known, url, links.issue(post), ROOM, random.Random(rng.random()))

        heads = {f"opd-{n}": member(f"opd-{n}") for n in range(HEADS)}
        crowd = Crowd(known, rng, member("walikota"), member("operator"), heads)
        everybody = [*heads.values(), crowd.mayor, crowd.operator]
        for one in everybody:
            await one.sign_in()
        try:
            async with connected(everybody):
                await until(lambda: all(one.linked.is_set() for one in everybody))
                known.gate.set()
                living, seen = asyncio.create_task(crowd.live()), Seen()
                for _ in range(kills):
                    await _at_a_bad_moment(known, rng)
                    process.send_signal(signal.SIGKILL)
                    known.gate.clear()
                    await process.wait()
                    rows = _look(folder, known, seen)
                    process, _ = await start(settings)
                    await _same_turn(crowd.mayor, rows, seen)
                    known.gate.set()
                    if living.done():
                        await living
                await asyncio.sleep(1.0)
                rows = _look(folder, known, seen)
                living.cancel()
                await asyncio.wait([living])
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await process.wait()
    return {
        "kills": kills,
        "acknowledged": len(known.acked),
        "rollcalls": len(rows.courses),
        "turns_held_at_kill": len(seen.turns),
        "lost": len(seen.lost),
        "floor_changed": len(seen.floor_changed),
        "rewritten": seen.rewritten,
    }


async def _at_a_bad_moment(known: Known, rng: random.Random) -> None:
    """Wait until something is under way."""
    await asyncio.sleep(rng.uniform(0.3, 1.0))
    kind, moment = rng.choice(["commit", "claim", "send"]), asyncio.Event()

    def asked(name: str) -> None:
        if kind == "commit" or (kind == "claim" and name in CLAIMS):
            moment.set()

    known.on_ask = asked
    known.on_told = moment.set if kind == "send" else lambda: None
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(MOMENT_LIMIT_S):
            await moment.wait()
    known.on_ask, known.on_told = lambda name: None, lambda: None
    await asyncio.sleep(rng.random() * 0.02)


async def _same_turn(mayor: Member, before: Rows, seen: Seen) -> None:
    """Ask the hub that is back whose turn it is, and compare."""
    told = await mayor.until_told("rollcall:board", {})
    assert told["ok"], told
    back_ms = round(time.time() * 1000)
    now = {one["rollcall"]["id"]: one["rollcall"] for one in told["rollcalls"]}
    for rollcall, (version, state, floor) in before.courses.items():
        if state not in ACTIVE:
            continue
        card = now.get(rollcall)
        if card is None or card["version"] < version or card["state"] != state:
            seen.lost.add(f"{rollcall} at {version}")
        elif card["floor"] != floor:
            seen.floor_changed.add(f"{rollcall} at {version}: {floor}, now {card['floor']}")
        elif floor is not None:
            seen.turns.append((rollcall, floor, before.events[rollcall][-1][0], back_ms))


def _look(folder: Path, known: Known, seen: Seen) -> Rows:
    """Compare what is written down with what was acknowledged, told, and written before."""
    rows = _rows(folder / "var" / "posko.db")
    seen.lost |= {one for one, acked in known.acked.items() if not _is_kept(one, acked, rows)}
    for rollcall, (version, floor) in known.floors.items():
        has, _, has_floor = rows.courses.get(rollcall, (0, "", None))
        if has < version:
            seen.lost.add(f"{rollcall} at {version}")
        elif has == version and has_floor != floor:
            seen.floor_changed.add(f"{rollcall} at {version}: {floor}, written {has_floor}")
    for rollcall, (version, _, floor) in rows.courses.items():
        if rows.talking.get(rollcall, []) != ([floor] if floor else []):
            seen.floor_changed.add(f"{rollcall} at {version}: {floor} and {rows.talking}")
    for rollcall, floor, n, back_ms in seen.turns:
        if _taken_too_soon(rows.events[rollcall], floor, n, back_ms):
            seen.floor_changed.add(f"{rollcall} after {n}: taken from {floor} too soon")
    if seen.before:
        for table, once in seen.before.kept.items():
            seen.rewritten += sum(rows.kept[table].get(key) != row for key, row in once.items())
    seen.before = rows
    return rows


def _is_kept(command: str, acked: Acked, rows: Rows) -> bool:
    """Is an acknowledged command there, with what it did?"""
    body, rollcall = acked.body, acked.body["rollcall"]
    if acked.name == "decision:make":
        row = rows.kept["decision"].get(command)
        return row is not None and body["text"] in row[-1]
    version, _, _ = rows.courses.get(rollcall, (0, "", None))
    if acked.card is None or version < acked.card["version"]:
        return False
    if command not in rows.kept["rollcall_command"]:
        return False
    happened = [(kind, entry) for _, _, kind, entry, _ in rows.events.get(rollcall, ())]
    kinds = {kind for kind, _ in happened}
    if acked.name == "rollcall:report":
        row = rows.kept["rollcall_report"].get(command)
        return row is not None and body["form"]["obstacle"] in row[-1]
    if acked.name == "rollcall:next" and acked.card["floor"]:
        return ("called", acked.card["floor"]) in happened
    if acked.name == "rollcall:close" and "closing" not in kinds:  # Then it is closed at once.
        return f"{rollcall} 1" in rows.kept["minutes"]
    if acked.name == "rollcall:addendum":
        return any(body["text"] in row[-2] for row in rows.kept["minutes"].values())
    return acked.name not in EFFECTS or EFFECTS[acked.name] in kinds


def _taken_too_soon(
    events: list[tuple[int, int, str, str | None, str]], floor: str, after: int, back_ms: int
) -> bool:
    """Did the hub itself, which is nobody's post, take the turn before his time was over?"""
    moved = [one for one in events if one[0] > after and one[2] in MOVES and one[3] == floor]
    if not moved or moved[0][4]:
        return False
    return moved[0][1] < back_ms + (CALL_WAIT_S - 1.0) * 1000


def _rows(file: Path) -> Rows:
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        kept = {
            table: {row[0]: row for row in database.execute(f"SELECT {columns} FROM {table}")}
            for table, columns in ONCE.items()
        }
        courses = {
            one: (version, state, json.loads(body)["floor"])
            for one, version, state, body in database.execute(
                "SELECT id, version, state, body FROM rollcall"
            )
        }
        talking: dict[str, list[str]] = {}
        on_floor = "SELECT rollcall, id FROM rollcall_entry"
        on_floor += " WHERE state IN ('called', 'recalled', 'reporting')"
        for rollcall, entry in database.execute(on_floor):
            talking.setdefault(rollcall, []).append(entry)
        events: dict[str, list[tuple[int, int, str, str | None, str]]] = {}
        all_events = "SELECT rollcall, n, at_ms, kind, entry, post FROM rollcall_event"
        for rollcall, *event in database.execute(all_events + " ORDER BY rollcall, n"):
            events.setdefault(rollcall, []).append(tuple(event))
    return Rows(kept, courses, talking, events)


BAD = ("lost", "floor_changed", "rewritten")


def main() -> int:
    """Measure and show; exit code 1 when anything was lost, or a turn."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4)))
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", file=sys.stderr)
    began = time.monotonic()
    figures = asyncio.run(measure(arguments.kills, arguments.seed))
    figures |= {"seed": arguments.seed, "took_s": round(time.monotonic() - began)}
    show(figures, as_json=arguments.json)
    return 1 if any(figures[name] for name in BAD) else 0


if __name__ == "__main__":
    sys.exit(main())
