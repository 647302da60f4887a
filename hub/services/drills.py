"""The weekly drill: held by itself at the hour administrators chose, and what came of the last."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace

from hub.domain.permissions import Action
from hub.domain.refusals import NotSaved
from hub.domain.summons.drill import DrillPlan, after, before, id_of, is_due
from hub.domain.summons.recipient import IN_TIME, LATE, OPEN, Outcome
from hub.services.callers import Caller
from hub.services.directory import Directory
from hub.services.ports import Clock
from hub.services.store import Note, Store, Tx
from hub.services.summons_store import Called
from hub.services.summonses import SummonsService
from hub.wire.policy import DrillPlanned, DrillSave
from hub.wire.reach import DrillCame

LONGEST_SLEEP_S = 600.0
RETRY_S = 5.0


@dataclass(frozen=True, slots=True)
class LastDrill:
    """The last one that was held, and what came of it, by post."""

    at: float
    came: dict[str, DrillCame]


class DrillService:
    """The only door to the plan. `run` holds them."""

    def __init__(
        self,
        directory: Directory,
        store: Store,
        clock: Clock,
        summonses: SummonsService,
        utc_offset_h: int,
        failed: Callable[[], None],
    ) -> None:
        """failed: told of an error, while it is handled."""
        self._directory = directory
        self._store = store
        self._clock = clock
        self._summonses = summonses
        self._utc_offset_h = utc_offset_h
        self._failed = failed
        self._woken = asyncio.Event()

    async def plan(self, caller: Caller) -> DrillPlanned:
        """Give the plan. NotAllowed, NotSaved."""
        caller.authorise(Action.SEE_PEOPLE)
        return self._card(await self._read())

    async def save(self, caller: Caller, command: DrillSave) -> DrillPlanned:
        """Change it. NotAllowed, StepUpNeeded, SecondFactorNeeded, NotSaved."""
        caller.authorise(Action.MANAGE_CALLS)
        now, person = self._clock.now(), caller.person

        async def change(tx: Tx) -> DrillPlan:
            plan = replace(
                await tx.policies.drill_plan(),
                **command.model_dump(),
                by=person.id,
                holder=person.holder,
                since=now,
            )
            await tx.policies.save_drill_plan(plan)
            text, at_ms = command.model_dump_json(), round(now * 1000)
            note = Note(at_ms, person.id, "drill:save", "", after=text, address=caller.address)
            await tx.audit.add_all([note])
            return plan

        plan = await self._store.write(change)
        self._woken.set()
        return self._card(plan)

    async def last(self) -> LastDrill | None:
        """Give what came of the last one. NotSaved."""

        async def look(tx: Tx) -> tuple[DrillPlan, list[Called]]:
            plan = await tx.policies.drill_plan()
            return plan, list(await tx.summonses.recipients([plan.last] if plan.last else []))

        plan, called = await self._store.read(look)
        if not plan.last:
            return None
        own = [one.recipient for one in called if one.recipient.parent is None]
        return LastDrill(plan.last_at, {one.post: _came(one.outcome) for one in own})

    async def run(self) -> None:
        """Hold what is due, for ever."""
        while True:
            self._woken.clear()
            try:
                sleep_s = await self.fire_due()
            except NotSaved:
                sleep_s = RETRY_S
            except Exception:  # The hub goes on without a drill.
                self._failed()
                sleep_s = LONGEST_SLEEP_S
            with suppress(TimeoutError):
                async with asyncio.timeout(sleep_s):
                    await self._woken.wait()

    async def fire_due(self) -> float:
        """Hold it if it is due; give when to look again, in seconds. NotSaved."""
        plan, now = await self._read(), self._clock.now()
        if is_due(plan, now, self._utc_offset_h):
            at = before(plan, now, self._utc_offset_h)
            held = replace(plan, last=id_of(at), last_at=at)
            await self._summonses.drill(
                held, self._heads(), lambda tx: tx.policies.save_drill_plan(held)
            )
        if not plan.on:
            return LONGEST_SLEEP_S
        return min(LONGEST_SLEEP_S, max(1.0, after(plan, now, self._utc_offset_h) - now))

    # Inside

    async def _read(self) -> DrillPlan:
        return await self._store.read(lambda tx: tx.policies.drill_plan())

    def _heads(self) -> tuple[str, ...]:
        """Give the first post of each agency."""
        first: dict[str, str] = {}
        for person in self._directory.people.values():
            if person.role == "head":
                first.setdefault(self._directory.book.posts[person.id].agency, person.id)
        return tuple(first.values())

    def _card(self, plan: DrillPlan) -> DrillPlanned:
        next_at = after(plan, self._clock.now(), self._utc_offset_h) if plan.on else None
        chosen = {key: asdict(plan)[key] for key in ("on", "weekday", "minute", "profile")}
        return DrillPlanned.model_validate(
            chosen
            | {
                "next_ms": None if next_at is None else round(next_at * 1000),
                "last_ms": round(plan.last_at * 1000) if plan.last else None,
            }
        )


def _came(outcome: Outcome) -> DrillCame:
    if outcome in OPEN:
        return "waiting"
    if outcome in IN_TIME:
        return "answered"
    if outcome in LATE:
        return "late"
    return "missed" if outcome == "missed" else "not_called"
