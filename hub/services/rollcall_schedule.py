"""Templates of roll-calls: the hub announces them at their hours, once, and says what it could not.

What is announced is led by the post of the template, as if it had pressed; a second beginning of
the same hour is the same roll-call, so that a hub that was killed in between goes on with it.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from types import MappingProxyType
from typing import Literal

from hub.domain.permissions import Action, allowed
from hub.domain.refusals import (
    EmptyMessage,
    ListFull,
    NoSuchPost,
    NoSuchRoom,
    NotSaved,
    Refused,
)
from hub.domain.rollcall import inputs as said
from hub.domain.rollcall.schedule import LATE_MAX_S, Template, after, due, id_of
from hub.domain.rooms import Room
from hub.domain.text import cleaned, one_line
from hub.services.callers import Caller
from hub.services.directory import Directory
from hub.services.ports import Clock, SessionId
from hub.services.rollcalls import RollCallService
from hub.services.store import Note, Store, Tx
from hub.wire.rollcall import POSTS_MAX
from hub.wire.rollcall_commands import RollCallDraft
from hub.wire.rollcall_schedule import (
    TEMPLATES_MAX,
    RollCallPlanned,
    RollCallSchedule,
    RollCallTemplate,
    WhyMissed,
)

LONGEST_SLEEP_S = 600.0
RETRY_S = 5.0
OUT: Literal["out"] = "out"
WHY: Mapping[str, WhyMissed] = MappingProxyType({"": "", OUT: OUT, "rollcall_led": "busy"})
"""How it is said; the log has the code."""


class RollCallScheduleService:
    """The only door to templates. `run` holds what is due."""

    def __init__(
        self,
        rooms: dict[str, Room],
        directory: Directory,
        store: Store,
        clock: Clock,
        rollcalls: RollCallService,
        utc_offset_h: int,
        missed: Callable[[str, str], None],
    ) -> None:
        """missed: told of a roll-call that was not announced at its hour, by its title, and why."""
        self._rooms = rooms
        self._directory = directory
        self._store = store
        self._clock = clock
        self._rollcalls = rollcalls
        self._utc_offset_h = utc_offset_h
        self._missed = missed
        self._woken = asyncio.Event()

    async def planned(self, caller: Caller) -> RollCallSchedule:
        """Give all, the next one first. NotAllowed, NotSaved."""
        caller.authorise(Action.LEAD_ROLLCALL)
        return self._cards(await self._all())

    async def save(self, caller: Caller, told: RollCallTemplate) -> RollCallSchedule:
        """Keep one.

        NotAllowed, NotAMember, NoSuchRoom, NoSuchPost, EmptyMessage, BadText, ListFull, NotSaved.
        """
        self._may_lead(caller, told.room)
        new = self._template(caller, told)
        note = self._note(caller, "rollcall:template_save", new.id, told.model_dump_json())

        async def change(tx: Tx) -> list[Template]:
            known = {one.id: one for one in await tx.rollcall_templates.all()}
            if new.id not in known and len(known) >= TEMPLATES_MAX:
                raise ListFull
            was = known.get(new.id, new)
            kept = replace(
                new, last_at=was.last_at, missed_at=was.missed_at, missed_why=was.missed_why
            )
            await tx.rollcall_templates.save(kept)
            await tx.audit.add_all([note])
            return await tx.rollcall_templates.all()

        found = await self._store.write(change)
        self._woken.set()
        return self._cards(found)

    async def remove(self, caller: Caller, template: str) -> RollCallSchedule:
        """Take one away. NotAllowed, NotSaved."""
        caller.authorise(Action.LEAD_ROLLCALL)
        note = self._note(caller, "rollcall:template_remove", template, "")

        async def change(tx: Tx) -> list[Template]:
            await tx.rollcall_templates.remove(template)
            await tx.audit.add_all([note])
            return await tx.rollcall_templates.all()

        return self._cards(await self._store.write(change))

    async def run(self) -> None:
        """Announce what is due, for ever."""
        while True:
            self._woken.clear()
            try:
                sleep_s = await self.fire_due()
            except NotSaved:  # Said already, by the store.
                sleep_s = RETRY_S
            with suppress(TimeoutError):
                async with asyncio.timeout(sleep_s):
                    await self._woken.wait()

    async def fire_due(self) -> float:
        """Announce what is due; give when to look again, in seconds. NotSaved."""
        now = self._clock.now()
        for one in await self._all():
            at = due(one, now, self._utc_offset_h)
            if at is not None:
                why = OUT if now - at > LATE_MAX_S else await self._held(one, at)
                await self._seen_to(one, at, why)
        nexts = [after(one, now, self._utc_offset_h) for one in await self._all()]
        waits = [at - now for at in nexts if at is not None]
        return min(LONGEST_SLEEP_S, max(1.0, min(waits, default=LONGEST_SLEEP_S)))

    # Inside

    async def _held(self, one: Template, at: float) -> str:
        """Announce it; give why it was not. NotSaved."""
        rollcall = id_of(one, at)
        try:
            caller = self._leader(one)
            await self._rollcalls.draft(caller, self._draft(one, at))
            await self._rollcalls.announce(caller, id_of(one, at, "announce"), rollcall)
        except NotSaved:
            raise
        except Refused as refused:
            with suppress(Refused):  # It was not even drafted.
                drop, name = id_of(one, at, "withdraw"), "rollcall:withdraw"
                about = said.Withdraw(refused.code)
                await self._rollcalls.lead(self._leader(one), drop, name, rollcall, about)
            return refused.code
        except Exception as error:  # noqa: BLE001 The others are held all the same.
            return f"{type(error).__name__}: {error}"[:200]
        return ""

    async def _seen_to(self, one: Template, at: float, why: str) -> None:
        async def change(tx: Tx) -> None:
            # As it is now: somebody may have changed it meanwhile, or taken it away.
            for now in await tx.rollcall_templates.all():
                if now.id == one.id:
                    after = replace(now, last_at=at)
                    missed = replace(after, missed_at=at, missed_why=why) if why else after
                    await tx.rollcall_templates.save(missed)

        await self._store.write(change)
        if why:
            self._missed(one.title, why)

    def _draft(self, one: Template, at: float) -> RollCallDraft:
        known = tuple(post for post in one.posts if post in self._directory.people)
        posts = known if one.posts else self._heads()
        if not posts:
            raise NoSuchPost(one.id)
        if len(posts) > POSTS_MAX:
            raise ListFull
        told = asdict(one) | {
            "id": id_of(one, at, "draft"),
            "rollcall": id_of(one, at),
            "posts": posts,
            "profile": one.profile or None,
        }
        return RollCallDraft.model_validate(
            {name: told[name] for name in RollCallDraft.model_fields}
        )

    def _heads(self) -> tuple[str, ...]:
        """Give the first post of each agency."""
        first: dict[str, str] = {}
        for person in self._directory.people.values():
            if person.role == "head":
                first.setdefault(self._directory.book.posts[person.id].agency, person.id)
        return tuple(first.values())

    def _leader(self, one: Template) -> Caller:
        """Give who leads it, whoever holds that post now. NoSuchPost."""
        for official in self._directory.speaking.get(one.leader, ()):
            person = self._directory.acting(official, one.leader)
            if person is not None:
                return Caller(person, SessionId(""))
        raise NoSuchPost(one.leader)

    def _template(self, caller: Caller, told: RollCallTemplate) -> Template:
        leader = told.leader or caller.person.id
        net_control = told.net_control or leader
        for post in (leader, net_control, *told.posts):
            if post not in self._directory.people:
                raise NoSuchPost(post)
        if not all(
            allowed(self._directory.people[post], Action.LEAD_ROLLCALL)
            for post in (leader, net_control)
        ):
            raise NoSuchPost(leader)
        title = one_line(told.title)
        if not title:
            raise EmptyMessage
        chosen = told.model_dump() | {
            "title": title,
            "agenda": cleaned(told.agenda),
            "leader": leader,
            "net_control": net_control,
            "profile": told.profile or "",
            "weekdays": tuple(sorted(set(told.weekdays))),
            "since": self._clock.now(),
        }
        return Template(**chosen)

    def _may_lead(self, caller: Caller, room_id: str) -> None:
        caller.authorise(Action.LEAD_ROLLCALL)
        room = self._rooms.get(room_id)
        if room is None:
            raise NoSuchRoom(room_id)
        caller.authorise(Action.MODERATE, room)

    async def _all(self) -> list[Template]:
        return await self._store.read(lambda tx: tx.rollcall_templates.all())

    def _note(self, caller: Caller, action: str, subject: str, told: str) -> Note:
        at_ms = round(self._clock.now() * 1000)
        return Note(at_ms, caller.person.id, action, subject, after=told, address=caller.address)

    def _cards(self, found: list[Template]) -> RollCallSchedule:
        now = self._clock.now()
        cards = [self._card(one, after(one, now, self._utc_offset_h)) for one in found]
        ordered = sorted(
            cards, key=lambda one: (one.next_ms is None, one.next_ms or 0, one.template.title)
        )
        return RollCallSchedule(planned=tuple(ordered))

    def _card(self, one: Template, next_at: float | None) -> RollCallPlanned:
        values = asdict(one) | {"profile": one.profile or None}
        template = RollCallTemplate.model_validate(
            {name: values[name] for name in RollCallTemplate.model_fields}
        )
        return RollCallPlanned(
            template=template,
            next_ms=None if next_at is None else round(next_at * 1000),
            missed_ms=None if one.missed_at is None else round(one.missed_at * 1000),
            missed_why=WHY.get(one.missed_why, "refused"),
        )
