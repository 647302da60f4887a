"""A roll-call: from net control's press to the next turn on every page, and forms to the board.

    python -m benchmarks.rollcall --agencies 56 [--json]

A real hub in a process of its own; each head has a socket (tests/lean_client.py), the mayor runs
the queue. Two tracks: every fifth agency sends no form, every fourth of the others has an obstacle.
`board_ms`: from a head's request to the mayor's socket that is told of it. `next_turn_ms`: from the
press to the last of all sockets that is told whose turn it is; the right to talk is in force before
that is told. `minutes_s`: from the press that closes it to the draft of its minutes, stored, as a
whole PDF. `read_ms`: all that they are made of, right after. All by the clock of the clients'
process.
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
from hub.adapters.tokens import Links, load_key
from tests.lean_client import LeanClient

ROOM = "bench"
LIMIT_S = 60.0
SETTLE_S = 2.0
SILENT_EVERY, OBSTACLE_EVERY = 5, 4


class Page(LeanClient):
    """A page: notes when it was told of each version of the roll-call, and of each report."""

    def __init__(self, *more: Any) -> None:
        super().__init__(*more)
        self.turns: dict[int, float] = {}
        self.reports: dict[str, float] = {}

    async def _hear(self, packet: str) -> None:
        if packet.startswith('42["live",') and '"kind":"rollcall"' in packet:
            body = json.loads(packet[2:])[1]["body"]
            now = time.monotonic()
            self.turns[body["rollcall"]["version"]] = now
            for entry in body["entries"]:
                if entry.get("report"):
                    self.reports.setdefault(entry["report"]["id"], now)
            return
        await super()._hear(packet)

    async def close(self) -> None:
        """It goes."""
        await self._http.close()

    async def command(self, name: str, **body: Any) -> dict[str, Any]:
        """Give a command by a plain request."""
        body = {"id": str(uuid.uuid4())} | body
        async with self._http.post(f"{self._url}/api/command/{name}", json=body) as reply:
            told: dict[str, Any] = await reply.json()
            assert told["ok"], (name, told)
            return told


async def measure(agencies: int) -> dict[str, Figure]:
    """Hold one, and give the figures."""
    with tempfile.TemporaryDirectory() as folder:
        settings = write_city(Path(folder), ROOM, agencies)
        links = Links(load_key(Path(folder) / "var"), SystemClock())
        async with hub(settings) as (_, said):
            url = said["url"].replace("localhost", "127.0.0.1")
            heads = {
                f"opd-{n}": Page(url, links.issue(f"opd-{n}"), ROOM, random.Random(n))
                for n in range(agencies)
            }
            mayor = Page(url, links.issue("walikota"), ROOM, random.Random(agencies))
            pages = [*heads.values(), mayor]
            for page in pages:
                await page.sign_in()
            runs = [asyncio.create_task(page.run()) for page in pages]
            await _until(lambda: all(page.joined_at for page in pages))
            await asyncio.sleep(SETTLE_S)
            figures = await _hold(mayor, heads)
            for run in runs:
                run.cancel()
            await asyncio.wait(runs)
            for page in pages:
                await page.close()
    return {"agencies": agencies, **figures}


async def _hold(mayor: Page, heads: dict[str, Page]) -> dict[str, Figure]:
    about = {"rollcall": str(uuid.uuid4())}
    await mayor.command("rollcall:draft", room=ROOM, title="Apel pagi", posts=list(heads), **about)
    await mayor.command("rollcall:announce", **about)
    board_s = await _forms(mayor, heads, about)
    await mayor.command("rollcall:open", **about)
    turn_s = await _turns(mayor, heads, about)
    await mayor.command("rollcall:read_list", **about)
    began = time.monotonic()
    await mayor.command("rollcall:close", **about)
    async with mayor._http.get(f"{mayor._url}/api/rollcall/{about['rollcall']}/minutes.pdf") as got:
        pdf = await got.read()
        assert got.status == 200 and pdf.startswith(b"%PDF-"), (got.status, pdf[:100])
    minutes_s = time.monotonic() - began
    began = time.monotonic()
    async with mayor._http.post(f"{mayor._url}/api/command/rollcall:read", json=about) as reply:
        whole = await reply.json()
    read_s = time.monotonic() - began
    states = [one["entry"]["state"] for one in whole["entries"]]
    return {
        "forms": len(board_s),
        "board_ms_p50": _percentile_ms(board_s, 0.5),
        "board_ms_p99": _percentile_ms(board_s, 0.99),
        "turns": len(turn_s),
        "next_turn_ms_p50": _percentile_ms(turn_s, 0.5),
        "next_turn_ms_p95": _percentile_ms(turn_s, 0.95),
        "minutes_s": round(minutes_s, 2),
        "minutes_kb": round(len(pdf) / 1000, 1),
        "read_ms": round(read_s * 1000, 1),
        "reported": states.count("reported"),
    }


async def _forms(mayor: Page, heads: dict[str, Page], about: dict[str, str]) -> list[float]:
    """All who send a form send it at once."""

    async def send(n: int, post: str, head: Page) -> float:
        form_id, began = str(uuid.uuid4()), time.monotonic()
        form = {
            "counts": [{"section": "all", "wfo": n, "wfh": 30}],
            "obstacle": "Kendaraan rusak" if n % OBSTACLE_EVERY == 0 else "",
        }
        await head.command("rollcall:report", id=form_id, entry=post, form=form, **about)
        await _until(lambda: form_id in mayor.reports)
        return mayor.reports[form_id] - began

    sending = [
        send(n, post, head) for n, (post, head) in enumerate(heads.items()) if n % SILENT_EVERY
    ]
    return list(await asyncio.gather(*sending))


async def _turns(mayor: Page, heads: dict[str, Page], about: dict[str, str]) -> list[float]:
    took_s = []
    while True:
        began = time.monotonic()
        card = (await mayor.command("rollcall:next", **about))["rollcall"]
        version, floor = card["version"], card["floor"]
        await _until(lambda v=version: all(v in page.turns for page in (*heads.values(), mayor)))  # type: ignore[misc]
        if floor is None:
            return took_s
        took_s.append(max(page.turns[version] for page in (*heads.values(), mayor)) - began)
        await heads[floor].command("rollcall:answer", entry=floor, **about)


async def _until(done: Any) -> None:
    async with asyncio.timeout(LIMIT_S):
        while not done():  # noqa: ASYNC110 - what is waited for is told on many sockets.
            await asyncio.sleep(0.002)


def _percentile_ms(values_s: list[float], share: float) -> float:
    ordered = sorted(values_s)
    return round(ordered[int(share * (len(ordered) - 1))] * 1000, 1) if ordered else -1.0


def main() -> int:
    """Measure and show; exit code 1 when an agency that reported is not in the end."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--agencies", type=int, default=56)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    figures = asyncio.run(measure(arguments.agencies))
    show(figures, as_json=arguments.json)
    return 0 if figures["reported"] == arguments.agencies else 1


if __name__ == "__main__":
    sys.exit(main())
