"""The crowd of `survive_rollcall`: a leader, net control and heads who hold roll-calls for ever.

Each asks again with the same id until the hub replies, and notes what was acknowledged to him.
"""

import asyncio
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from benchmarks.summons_crowd import PASSING, TRY_AGAIN_S, Head

ROOM = "bench"
HEADS = 12
SILENT_SHARE, MUTE_SHARE, BREAK_IN_SHARE, DECISION_SHARE = 0.3, 0.1, 0.1, 0.4
"""Of the heads, who send no form; of the calls, which nobody answers; of the turns."""


@dataclass
class Acked:
    """A command that was acknowledged. card: the roll-call as it was told then."""

    name: str
    body: dict[str, Any]
    card: dict[str, Any] | None


@dataclass
class Known:
    """What all of them were told. floors: of each roll-call the highest version, and its floor.

    gate: open while they may ask. on_ask, on_told: a step is on its way; a page was just told.
    """

    acked: dict[str, Acked] = field(default_factory=dict)
    floors: dict[str, tuple[int, str | None]] = field(default_factory=dict)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    on_ask: Callable[[str], None] = lambda name: None
    on_told: Callable[[], None] = lambda: None

    def told(self, card: dict[str, Any]) -> None:
        """Note a roll-call as somebody was told it."""
        if card["version"] > self.floors.get(card["id"], (0, None))[0]:
            self.floors[card["id"]] = card["version"], card["floor"]


class Member(Head):
    """One who takes part: his page hears of the roll-call, and he asks by plain requests."""

    def __init__(self, known: Known, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.known = known

    async def ask(self, name: str, /, **body: Any) -> dict[str, Any] | None:
        """Ask until the hub replies; None: it refused, as another was quicker."""
        body = {"id": str(uuid.uuid4())} | body
        while True:
            await self.known.gate.wait()
            self.known.on_ask(name)
            told = await self.command(name, body)
            if told is not None and told["ok"]:
                card: dict[str, Any] | None = told.get("rollcall")
                self.known.acked[body["id"]] = Acked(name, body, card)
                if card:
                    self.known.told(card)
                return told
            if told is not None and told["code"] not in PASSING:
                return None
            await asyncio.sleep(max(TRY_AGAIN_S, (told or {}).get("retry_after_s") or 0.0))

    async def _live(self, live: dict[str, Any]) -> None:
        if live["kind"] == "rollcall":
            self.known.told(live["body"]["rollcall"])
            self.known.on_told()
        else:
            await super()._live(live)


@dataclass
class Crowd:
    """All of them. `live` until cancelled."""

    known: Known
    rng: random.Random
    mayor: Member
    operator: Member
    heads: dict[str, Member]

    async def live(self) -> None:
        """Hold one roll-call after the other."""
        while True:
            await self._hold(str(uuid.uuid4()))

    async def _hold(self, rollcall: str) -> None:
        about, rng = {"rollcall": rollcall}, self.rng
        await self.mayor.ask(
            "rollcall:draft", room=ROOM, title="Apel pagi", posts=list(self.heads),
            net_control="operator", profile=rng.choice([None, "biasa"]), **about,
        )  # fmt: skip
        await self.mayor.ask("rollcall:announce", **about)
        async with asyncio.TaskGroup() as group:
            for post in self.heads:
                if rng.random() > SILENT_SHARE:
                    group.create_task(self._form(rollcall, post, rng.random() * 2.0))
            await self.mayor.ask("rollcall:open", **about)
            while (floor := await self._next(rollcall)) is not None:
                await self._turn(rollcall, floor)
        await self.operator.ask("rollcall:read_list", **about)
        await self.operator.ask("rollcall:close", **about)
        await self.operator.ask("rollcall:close", **about)  # Whoever talked has ended.
        await self.mayor.ask("rollcall:sign", **about)
        await self.mayor.ask("rollcall:addendum", text=f"Ralat {rng.random()}", **about)

    async def _next(self, rollcall: str) -> str | None:
        told = await self.operator.ask("rollcall:next", rollcall=rollcall)
        floor: str | None = told["rollcall"]["floor"] if told else None
        return floor

    async def _form(self, rollcall: str, post: str, after_s: float) -> None:
        await asyncio.sleep(after_s)
        form = {
            "counts": [{"section": "all", "wfo": self.rng.randrange(100), "wfh": 3}],
            "obstacle": self.rng.choice(["", f"Halangan {self.rng.random()}"]),
        }
        await self.heads[post].ask("rollcall:report", rollcall=rollcall, entry=post, form=form)

    async def _turn(self, rollcall: str, post: str) -> None:
        """One has the turn: he answers, most of the time; something may be decided, or break in."""
        rng, about = self.rng, {"rollcall": rollcall}
        await asyncio.sleep(rng.random() * 0.05)
        if rng.random() < MUTE_SHARE:
            return
        await self.heads[post].ask("rollcall:answer", entry=post, **about)
        if rng.random() < DECISION_SHARE:
            await self.mayor.ask(
                "decision:make", text=f"Putusan {rng.random()}", owner=post, due_day="2099-12-31",
                priority="normal", entry=post, ring=False, **about,
            )  # fmt: skip
        if rng.random() < BREAK_IN_SHARE:
            post = rng.choice(list(self.heads))
            await self.operator.ask("rollcall:break_in", post=post, **about)
            await asyncio.sleep(rng.random() * 0.05)
            await self.mayor.ask("rollcall:resume", **about)
