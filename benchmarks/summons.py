"""A summons: from the press to every ring, from an answer to quiet, and how late timers are.

    python -m benchmarks.summons --recipients 100 [--devices 2] [--json]

A real hub in a process of its own; each head has `devices` sockets (tests/lean_client.py). The
mayor calls all of them at once: `ring_ms` is from his request to each socket that is told to ring.
Then each answers on one device: `quiet_ms` is from that to the last of his devices that is told to
be quiet. All by the one clock of the clients' process.

Timers: the hub's clock of summonses on a real database in this process. `spread`: 10,000 recipients
whose next rung falls due over 60 s (--timers, --seconds). `at_once`: 500 at the same moment. The
error is from the due time to the moment the commit is told; the worse of both p99 counts.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

from benchmarks.city import hub, write_city
from benchmarks.report import Figure, show
from hub.adapters.clock import SystemClock
from hub.adapters.store.migrate import migrate
from hub.adapters.store.seal import Seal
from hub.adapters.store.writer import SqlStore
from hub.adapters.tokens import Links, load_key
from hub.domain.summons.course import Summons
from hub.domain.summons.ladder import Ladder, Rung
from hub.domain.summons.recipient import due, issue
from hub.services.directory import Directory
from hub.services.presence import Presence
from hub.services.summons_board import Board
from hub.services.summons_clock import SummonsClock
from hub.services.summons_proofs import Proofs
from hub.services.summons_steps import Reach
from hub.services.summons_store import Called
from hub.services.ticker import Ticker
from hub.services.uptime import Uptime
from tests.lean_client import LeanClient

ROOM = "bench"
LIMIT_S = 60.0
SETTLE_S = 2.0
AT_ONCE = 500
LEAD_S = 3.0
"""From arming to the first that is due."""


class Phone(LeanClient):
    """A device of a head: notes when it rang and when it fell quiet."""

    rang_at: float | None = None
    quiet_at: float | None = None
    recipient: str = ""

    async def _hear(self, packet: str) -> None:
        if packet.startswith('42["live",'):
            live = json.loads(packet[2:])[1]
            if live["kind"] == "rings":
                self._rings(live["body"]["rings"])
            return
        await super()._hear(packet)

    def _rings(self, rings: list[dict[str, Any]]) -> None:
        now = time.monotonic()
        if rings and self.rang_at is None:
            self.rang_at, self.recipient = now, rings[0]["recipient"]
        elif not rings and self.rang_at is not None and self.quiet_at is None:
            self.quiet_at = now

    async def close(self) -> None:
        """Close a device that never ran."""
        await self._http.close()

    async def command(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        """Give a command by a plain request."""
        async with self._http.post(f"{self._url}/api/command/{name}", json=body) as reply:
            told: dict[str, Any] = await reply.json()
            return told


async def people(recipients: int, devices: int) -> dict[str, Figure]:
    """Call everybody, and let everybody answer."""
    with tempfile.TemporaryDirectory() as folder:
        settings = write_city(Path(folder), ROOM, recipients)
        links = Links(load_key(Path(folder) / "var"), SystemClock())
        async with hub(settings) as (_, said):
            url = said["url"].replace("localhost", "127.0.0.1")
            heads = {
                f"opd-{n}": [
                    Phone(url, links.issue(f"opd-{n}"), ROOM, random.Random(n))
                    for _ in range(devices)
                ]
                for n in range(recipients)
            }
            mayor = Phone(url, links.issue("walikota"), ROOM, random.Random(0))
            phones = [phone for his in heads.values() for phone in his]
            for phone in (*phones, mayor):
                await phone.sign_in()
            runs = [asyncio.create_task(phone.run()) for phone in phones]
            await _until(lambda: all(phone.joined_at for phone in phones))
            await asyncio.sleep(SETTLE_S)
            ring_s = await _call(mayor, list(heads), phones)
            quiet_s = await _answer(heads)
            for run in runs:
                run.cancel()
            await asyncio.wait(runs)
            await mayor.close()
    return {
        "recipients": recipients,
        "devices": devices,
        "rang": len(ring_s),
        "ring_ms_p50": _percentile_ms(ring_s, 0.5),
        "ring_ms_p99": _percentile_ms(ring_s, 0.99),
        "quiet_ms_p50": _percentile_ms(quiet_s, 0.5),
        "quiet_ms_p99": _percentile_ms(quiet_s, 0.99),
    }


async def _call(mayor: Phone, posts: list[str], phones: list[Phone]) -> list[float]:
    ask = {
        "id": str(uuid.uuid4()),
        "posts": posts,
        "text": "Gabung suara sekarang",
        "profile": "mendesak",
        "knowing": True,
    }
    pressed_at = time.monotonic()
    told = await mayor.command("summons:issue", ask)
    assert told["ok"], told
    await _until(lambda: all(phone.rang_at for phone in phones))
    return [phone.rang_at - pressed_at for phone in phones if phone.rang_at]


async def _answer(heads: dict[str, list[Phone]]) -> list[float]:
    took_s = []
    for his in heads.values():
        answered_at = time.monotonic()
        ask = {"id": str(uuid.uuid4()), "recipient": his[0].recipient, "code": "ready"}
        told = await his[0].command("summons:answer", ask)
        assert told["ok"], told
        await _until(lambda his=his: all(phone.quiet_at for phone in his))  # type: ignore[misc]
        took_s.append(max(phone.quiet_at or 0.0 for phone in his) - answered_at)
    return took_s


async def _until(done: Any) -> None:
    async with asyncio.timeout(LIMIT_S):
        while not done():  # noqa: ASYNC110 - what is waited for is told on many sockets.
            await asyncio.sleep(0.005)


class _Stopwatch(Board):
    """A board that notes how late each recipient's rung was told."""

    late_s: list[float]

    def put(self, summonses: Any, called: Any, attempts: Any = (), rang: Any = ()) -> None:
        now = SystemClock().now()
        for one in called:
            if one.recipient.rung == 1:
                self.late_s.append(now - one.recipient.t0)


async def timers(dues_s: list[float]) -> list[float]:
    """Arm recipients whose rung is due so many seconds from now; give how late each was."""
    clock, quiet = SystemClock(), Ladder("darurat", 1, (Rung(0, "duty"),), 0, 24 * 3600)
    with tempfile.TemporaryDirectory() as folder:
        migrate(Path(folder), clock.now())
        store = SqlStore(Path(folder), Seal(b"key"), clock)
        writer = asyncio.create_task(store.run())
        directory = Directory({}, store, clock, Ticker(clock), new_id=lambda: "")
        reach = Reach(
            lambda _: "", lambda _: (), (), lambda *_: (), lambda: "",
            rung=lambda *_: (), passed_over=lambda *_: False, on_duty=lambda: (),
            make_good=Uptime(clock).make_good,
        )  # fmt: skip
        presence = Presence()
        board = _Stopwatch(  # type: ignore[arg-type]
            directory, presence, None, (), reach.rung, reach.ways
        )
        board.late_s = []
        proofs = Proofs(presence, store, board, reach, clock)
        runner = SummonsClock(store, board, proofs, reach, clock, lambda _: None, _broke)
        began = clock.now() + LEAD_S
        summons = Summons("s", "walikota", "", "Uji", quiet, began)
        recipients = [
            issue(f"r{n}", "s", f"opd-{n}", quiet, round(began + due_s, 3))
            for n, due_s in enumerate(dues_s)
        ]
        called = [Called(one, "", due(one, quiet)) for one in recipients]
        await store.write(lambda tx: tx.summonses.add(summons, called))
        run = asyncio.create_task(runner.run())
        async with asyncio.timeout(LEAD_S + max(dues_s) + LIMIT_S):
            while len(board.late_s) < len(dues_s):  # noqa: ASYNC110 - as above.
                await asyncio.sleep(0.1)
        for task in (run, writer):
            task.cancel()
        await asyncio.wait([run, writer])
        await store.close()
        return board.late_s


def _broke(recipient: str, error: Exception) -> None:
    raise RuntimeError(f"the step of {recipient} broke") from error


def _percentile_ms(values_s: list[float], share: float) -> float:
    ordered = sorted(values_s)
    return round(ordered[int(share * (len(ordered) - 1))] * 1000, 1) if ordered else -1.0


async def measure(arguments: argparse.Namespace) -> dict[str, Figure]:
    """Run all three and give their figures."""
    figures = await people(arguments.recipients, arguments.devices)
    rng = random.Random(arguments.timers)
    spread_s = await timers([rng.random() * arguments.seconds for _ in range(arguments.timers)])
    at_once_s = await timers([0.0] * AT_ONCE)
    spread_ms, at_once_ms = _percentile_ms(spread_s, 0.99), _percentile_ms(at_once_s, 0.99)
    return figures | {
        "timers": arguments.timers,
        "spread_ms_p99": spread_ms,
        "at_once_ms_p99": at_once_ms,
        "timer_error_ms_p99": max(spread_ms, at_once_ms),
    }


def main() -> int:
    """Measure and show; exit code 1 when somebody's device did not ring."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recipients", type=int, default=100)
    parser.add_argument("--devices", type=int, default=2)
    parser.add_argument("--timers", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    figures = asyncio.run(measure(arguments))
    show(figures, as_json=arguments.json)
    return 0 if figures["rang"] == arguments.recipients * arguments.devices else 1


if __name__ == "__main__":
    sys.exit(main())
