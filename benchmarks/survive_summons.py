"""The hub is killed 200 times while people are called and answer: is anything lost or done twice?

    python -m benchmarks.survive_summons --kills 200 [--disconnects 1000] [--json]

A real hub in a process of its own gets SIGKILL around a commit (a command is on its way), a claim
(a rung was just pressed for) or a send (its ntfy server is just being asked), and is started again
at once. The mayor calls, the operator presses for the next rung, each head answers on a socket; all
of them ask again with the same id until they are told. Then, with a hub that stays, connections are
cut 1,000 times while answers wait in the queues of the heads.

`lost`: acknowledged, and not in the database, or a summons without one of its posts. `rewritten`:
an answer, a first answer's time or a miss that was there after one kill and is another after a
later one. `called_after_answer`: a ring on a page, or a message of ntfy, after the answer was
acknowledged (0.3 s for what was under way). `false_missed`: missed before the time was over, or
although an answer was acknowledged in time. `answers_missing`: made, and not in the database;
`answers_twice`: written or audited more than once. The seed is printed.
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
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.city import start, write_city
from benchmarks.killing import connected, free_port, until
from benchmarks.report import Figure, show
from benchmarks.summons_crowd import UNDER_WAY_S, Head, NtfyPeer
from hub.adapters.clock import SystemClock
from hub.adapters.tokens import Links, load_key

ROOM = "bench"
HEADS = 12
DEADLINE_MS = 300_000
SILENT_SHARE = 0.1
"""So many calls are left without an answer."""


@dataclass
class Town:
    """All who take part, and what was acknowledged to them."""

    folder: Path
    settings: Path
    rng: random.Random
    peer: NtfyPeer
    heads: list[Head]
    mayor: Head
    operator: Head
    process: asyncio.subprocess.Process
    issued: dict[str, list[str]] = field(default_factory=dict)
    climbed: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    kept: dict[tuple[str, str], tuple[Any, ...]] = field(default_factory=dict)
    once: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    rewritten: int = 0

    async def call(self) -> None:
        """The mayor calls some posts."""
        posts = [f"opd-{n}" for n in self.rng.sample(range(HEADS), 6)]
        ask = {"id": str(uuid.uuid4()), "posts": posts, "text": "Kumpul", "profile": "darurat"}
        told = await self.mayor.until_told("summons:issue", ask | {"knowing": True})
        assert told["ok"], told
        self.issued[str(ask["id"])] = posts

    async def climb(self) -> None:
        """The operator presses for the next rung of somebody who is waited for."""
        ringing = [one for head in self.heads for one in head.rings if one not in head.over]
        if not ringing:
            return
        recipient = self.rng.choice(ringing)
        ask = {"recipient": recipient, "act": "climb"}
        told = await self.operator.until_told("summons:push", ask)
        if told["ok"]:
            self.climbed.add(recipient)

    async def answer(self) -> None:
        """Whoever is rung answers, most of the time."""
        for head in self.heads:
            for recipient in head.waiting(self.silent):
                if self.rng.random() < SILENT_SHARE:
                    self.silent.add(recipient)
                else:
                    await head.answer(recipient)
                    await asyncio.sleep(self.rng.random() * 0.02)

    async def live(self) -> None:
        """Call, press and answer for ever."""
        while True:
            await self.call()
            await asyncio.sleep(self.rng.random() * 0.2)
            for _ in range(3):
                await self.climb()
            await self.answer()
            await asyncio.sleep(self.rng.random() * 0.2)

    def look(self) -> None:
        """Compare what is written down with what was."""
        answers, recipients = _rows(self.folder / "var" / "posko.db")
        for name, row in self.kept.items():
            self.rewritten += answers.get(name) != row
        for recipient, now in recipients.items():
            before = self.once.get(recipient, (None, None))
            self.rewritten += any(b not in (None, n) for b, n in zip(before, now, strict=True))
        self.kept, self.once = answers, recipients


async def measure(kills: int, disconnects: int, seed: int) -> dict[str, Figure]:
    """Run once and give all figures."""
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        peer = NtfyPeer()
        await peer.start()
        settings = write_city(folder, ROOM, HEADS, free_port())
        with settings.open("a", encoding="utf-8") as file:
            file.write(f'[ntfy]\nurl = "{peer.url}"\n')
        links = Links(load_key(folder / "var"), SystemClock())
        process, said = await start(settings)
        url = said["url"].replace("localhost", "127.0.0.1")

        def head(post: str) -> Head:
            return Head(url, links.issue(post), ROOM, random.Random(rng.random()))

        heads = [head(f"opd-{n}") for n in range(HEADS)]
        town = Town(folder, settings, rng, peer, heads, head("walikota"), head("operator"), process)
        everybody = [*heads, town.mayor, town.operator]
        for one in everybody:
            await one.sign_in()
        for one in heads:
            await _subscribe(one)
        try:
            async with connected(everybody):
                await until(lambda: all(one.linked.is_set() for one in everybody))
                await _killed(town, kills)
                await _drained(town)
                return _compare(town, kills) | await _disconnected(town, disconnects)
        finally:
            with contextlib.suppress(ProcessLookupError):
                town.process.terminate()
            await town.process.wait()
            await peer.stop()


async def _subscribe(head: Head) -> None:
    """Set up ntfy, and say that the trial was heard."""
    way = str(uuid.uuid4())
    for name, body in (
        ("reach:add", {"id": way, "channel": "ntfy"}),
        ("reach:test", {"id": way}),
        ("reach:heard", {"id": way}),
    ):
        told = await head.until_told(name, body)
        assert told["ok"], (name, told)


async def _killed(town: Town, kills: int) -> None:
    """Kill it again and again while they live."""
    living = asyncio.create_task(town.live())
    for _ in range(kills):
        await asyncio.sleep(town.rng.uniform(0.3, 1.0))
        await _at_a_bad_moment(town)
        town.process.send_signal(signal.SIGKILL)
        await town.process.wait()
        town.look()
        town.process, _ = await start(town.settings)
        if living.done():
            await living
    living.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await living


async def _at_a_bad_moment(town: Town) -> None:
    kind = town.rng.choice(["commit", "claim", "send"])
    if kind == "send":
        heard = asyncio.Event()
        town.peer.on_heard = heard.set
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(2.0):
                await heard.wait()
        town.peer.on_heard = lambda: None
    elif kind == "claim":
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(2.0):
                await town.climb()
    await asyncio.sleep(town.rng.random() * 0.02)


async def _drained(town: Town) -> None:
    """Wait until everybody is there and every answer was acknowledged."""
    with contextlib.suppress(TimeoutError):
        await until(lambda: not any(head.queue for head in town.heads))
    await asyncio.sleep(1.0)


async def _disconnected(town: Town, disconnects: int) -> dict[str, Figure]:
    """Cut connections while answers wait: each head, after each call."""
    cuts = 0
    while cuts < disconnects:
        await town.call()
        await asyncio.sleep(0.05)
        for head in town.heads:
            recipient = next(iter(head.waiting(town.silent)), None)
            if recipient is None:
                continue
            before = town.rng.random() < 0.5  # Cut before it went out, or as it does.
            if before:
                head.cut()
            await head.answer(recipient)
            await asyncio.sleep(town.rng.random() * 0.01)
            if not before:
                head.cut()
            cuts += 1
        if town.rng.random() < 0.1:
            await _drained(town)
    await _drained(town)
    made = {(a["recipient"], name) for head in town.heads for name, a in head.made.items()}
    file = town.folder / "var" / "posko.db"
    answers, _ = _rows(file)
    _tell_waiting(town, made - set(answers))
    return {
        "disconnects": cuts,
        "answers": len(made),
        "answers_missing": len(made - set(answers)),
        "answers_twice": len(set(answers) - made) + _audited_twice(file),
    }


def _tell_waiting(town: Town, missing: set[tuple[str, str]]) -> None:
    """Say on stderr what became of the answers that are missing."""
    for head in town.heads:
        here = {name for _, name in missing} & set(head.made)
        if here:
            queued, refused = len(here & set(head.queue)), Counter(head.refused)
            linked = head.linked.is_set()
            print(f"missing {len(here)}: {queued=} {linked=} {refused=}", file=sys.stderr)


def _compare(town: Town, kills: int) -> dict[str, Figure]:
    town.look()
    file = town.folder / "var" / "posko.db"
    answers, recipients = _rows(file)
    acked = {
        (head.made[a]["recipient"], a): at for head in town.heads for a, at in head.acked_at.items()
    }
    with contextlib.closing(sqlite3.connect(file)) as database:
        called = database.execute("SELECT id, summons, post, t0_ms, missed_ms FROM recipient")
        rows = called.fetchall()
        attempts = {r for (r,) in database.execute("SELECT DISTINCT recipient FROM attempt")}
        [(integrity,)] = database.execute("PRAGMA integrity_check").fetchall()
    posts: dict[str, set[str]] = {}
    for _, summons, post, _, _ in rows:
        posts.setdefault(summons, set()).add(post)
    lost = len(set(acked) - set(answers))
    lost += sum(set(named) != posts.get(summons, set()) for summons, named in town.issued.items())
    lost += len(town.climbed - attempts)
    over = {recipient: at for head in town.heads for recipient, at in head.over.items()}
    late_calls = [r for r, at in town.peer.heard if r in over and at > over[r] + UNDER_WAY_S]
    rings = sum(len(head.rang_after) for head in town.heads)
    for head in town.heads:
        for recipient, after_s in head.rang_after:
            print(f"rang {after_s:.2f} s after the receipt: {recipient}", file=sys.stderr)
    missed = [(r, missed_ms - t0_ms) for r, _, _, t0_ms, missed_ms in rows if missed_ms is not None]
    false = sum(r in over or after_ms < DEADLINE_MS for r, after_ms in missed)
    return {
        "kills": kills,
        "acknowledged": len(acked) + len(town.issued) + len(town.climbed),
        "lost": lost,
        "rewritten": town.rewritten,
        "called_after_answer": len(late_calls) + rings,
        "false_missed": false,
        "missed": len(missed),
        "ntfy": len(town.peer.heard),
        "integrity": integrity,
    }


def _rows(
    file: Path,
) -> tuple[dict[tuple[str, str], tuple[Any, ...]], dict[str, tuple[Any, Any]]]:
    """Give answers by recipient and id, and of each recipient what is written once."""
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        answers = database.execute(
            "SELECT recipient, id, at_ms, holder, counts, late, body FROM answer"
        )
        written = {(row[0], row[1]): row for row in answers}
        once = database.execute("SELECT id, missed_ms, first_answer_ms FROM recipient")
        return written, {name: (missed, first) for name, missed, first in once}


def _audited_twice(file: Path) -> int:
    """Give by how many the audit trail has more answers than there are."""
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        noted = "SELECT subject FROM audit WHERE action = 'summons:answer'"
        audited = Counter(subject for (subject,) in database.execute(noted))
        kept = Counter(r for (r,) in database.execute("SELECT recipient FROM answer"))
    return (audited - kept).total()


BAD = (
    "lost",
    "rewritten",
    "called_after_answer",
    "false_missed",
    "answers_missing",
    "answers_twice",
)


def main() -> int:
    """Measure and show; exit code 1 when anything was lost or done twice."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--disconnects", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4)))
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", file=sys.stderr)
    began = time.monotonic()
    figures = asyncio.run(measure(arguments.kills, arguments.disconnects, arguments.seed))
    show(figures | {"took_s": round(time.monotonic() - began)}, as_json=arguments.json)
    return 1 if any(figures[name] for name in BAD) else 0


if __name__ == "__main__":
    sys.exit(main())
