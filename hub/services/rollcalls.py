"""Leading a roll-call: the only door by which one is drafted, announced, run, closed and signed.

Saved first, then told. Whoever runs the queue (net control) and the leader take its steps; any
other who may lead is told who does, and can take over. What agencies say is `rollcall_reports`.
"""

import uuid
from collections.abc import Iterable
from dataclasses import replace

from hub.domain.permissions import Action
from hub.domain.refusals import (
    EmptyMessage,
    MinutesChanged,
    NoSuchPost,
    NoSuchRollCall,
    NoSuchRoom,
    RollCallLed,
    RollCallState,
)
from hub.domain.rollcall import inputs as said
from hub.domain.rollcall.course import LOCKED, RollCall, clash, in_order
from hub.domain.rollcall.entry import Entry
from hub.domain.rollcall.inputs import Input
from hub.domain.rooms import Room
from hub.domain.text import cleaned, one_line
from hub.services.callers import Caller
from hub.services.directory import Directory
from hub.services.rollcall_steps import By, Command, RollCallSteps
from hub.services.store import Store, Tx
from hub.wire.rollcall_commands import RollCallDraft, RollCallSign

SPACE = uuid.UUID("5d0f5be4-6c3f-4a52-9f77-0c2f8f1c7a3e")
LATELY_MAX = 20
ANYBODYS = (said.TakeOver, said.Emergency, said.Pick, said.Resume, said.Addendum)
"""What any who may lead does, whoever runs the queue. Resume: a break-in must never wait."""


class RollCallService:
    """The only door to the course of roll-calls."""

    def __init__(
        self, rooms: dict[str, Room], directory: Directory, store: Store, steps: RollCallSteps
    ) -> None:
        self._rooms = rooms
        self._directory = directory
        self._store = store
        self._steps = steps

    async def load(self) -> None:
        """Read what is going on, and was lately. NotSaved."""
        now = self._steps.now()

        async def look(tx: Tx) -> None:
            lately = await tx.rollcalls.newest(now + 1.0, LATELY_MAX)
            active = await tx.rollcalls.active()
            self._steps.board.load(
                [*lately, *active], await tx.decisions.not_over(), await tx.rollcalls.circulars()
            )

        await self._store.read(look)
        self._steps.board.forget(now)

    async def draft(self, caller: Caller, command: RollCallDraft) -> RollCall:
        """Write one down, or another version of a draft.

        NotAllowed, NotAMember, NoSuchRoom, NoSuchPost, EmptyMessage, RollCallState, IdTaken.
        """
        self._may_lead(caller, command.room)
        title = one_line(command.title)
        if not title:
            raise EmptyMessage
        net_control = command.net_control or caller.person.id
        if net_control not in self._directory.people:
            raise NoSuchPost(net_control)
        entries = in_order(self._listed(post) for post in dict.fromkeys(command.posts))
        new = RollCall(
            id=command.rollcall,
            room=command.room,
            title=title,
            leader=caller.person.id,
            holder=caller.person.holder,
            net_control=net_control,
            entries={one.id: one for one in entries},
            mode=command.mode,
            drill=command.drill,
            agenda=cleaned(command.agenda),
            profile=command.profile or "",
            summons=str(uuid.uuid5(SPACE, command.rollcall)) if command.profile else "",
            drafted_at=self._steps.now(),
        )
        by, about = By.caller(caller), Command(command.id, "rollcall:draft")

        async def change(tx: Tx) -> RollCall:
            before = await tx.rollcalls.get(new.id)
            if await self._steps.was_done(tx, by, about, new.id):
                return before or new
            if before is None:
                await self._steps.save(tx, by, None, new, [])
                return new
            if before.state != "draft":
                raise RollCallState(before.state)
            if before.leader != new.leader:
                raise RollCallLed(by=before.leader)
            after = replace(new, version=before.version + 1, drafted_at=before.drafted_at)
            await tx.rollcalls.remove_entries(new.id)
            await self._steps.save(tx, by, None, after, [])
            return after

        after = await self._steps.write(change)
        self._steps.board.put(after)
        return after

    async def announce(self, caller: Caller, command_id: str, rollcall: str) -> RollCall:
        """Tell everybody, and ring them. As `lead`; RollCallLed: another is held there, or with one
        of its agencies."""

        async def event(tx: Tx, before: RollCall) -> tuple[RollCall, Input]:
            self._may_run(caller, before)
            now = self._as_they_are(before)
            other = clash(now, await tx.rollcalls.active())
            if other is not None:
                raise RollCallLed(by=other.net_control)
            return now, said.Announce()

        command = Command(command_id, "rollcall:announce")
        return await self._steps.take(By.caller(caller), command, rollcall, event)

    async def lead(
        self, caller: Caller, command_id: str, name: str, rollcall: str, what: Input
    ) -> RollCall:
        """Take a step.

        NotAllowed, NotAMember, NoSuchRollCall, RollCallLed, RollCallState, FloorHeld, IdTaken.
        """

        async def event(tx: Tx, before: RollCall) -> tuple[RollCall, Input]:
            self._may_lead(caller, before.room)
            if not isinstance(what, ANYBODYS):
                self._may_run(caller, before)
            return before, what

        return await self._steps.take(By.caller(caller), Command(command_id, name), rollcall, event)

    async def sign(self, caller: Caller, told: RollCallSign) -> RollCall:
        """Sign it: whoever led it, and nobody else. As `lead`; MinutesChanged."""

        async def event(tx: Tx, before: RollCall) -> tuple[RollCall, Input]:
            self._may_lead(caller, before.room)
            if caller.person.id != before.leader:
                raise RollCallLed(by=before.leader)
            versions = await tx.minutes.of(before.id)
            if told.minutes is not None and versions and versions[-1].version != told.minutes:
                raise MinutesChanged
            return before, said.Sign(caller.person.id)

        command = Command(told.id, "rollcall:sign")
        return await self._steps.take(By.caller(caller), command, told.rollcall, event)

    async def addendum(self, caller: Caller, command_id: str, rollcall: str, text: str) -> RollCall:
        """Add a correction to what was closed: who leads, or a head it is about. As `lead`."""
        words = cleaned(text)
        if not words:
            raise EmptyMessage

        async def event(tx: Tx, before: RollCall) -> tuple[RollCall, Input]:
            if not self._is_in(caller, before):
                self._may_lead(caller, before.room)
            return before, said.Addendum(words)

        command = Command(command_id, "rollcall:addendum")
        return await self._steps.take(By.caller(caller), command, rollcall, event)

    async def break_in(self, caller: Caller, command_id: str, rollcall: str, post: str) -> RollCall:
        """An emergency. Whoever leads says whose; a head his own. As `lead`; NoSuchPost."""

        async def event(tx: Tx, before: RollCall) -> tuple[RollCall, Input]:
            mine = self._is_in(caller, before) and self._steps.board.answers_for(
                caller.person, post
            )
            if not mine:
                self._may_lead(caller, before.room)
            if post not in self._directory.people:
                raise NoSuchPost(post)
            return before, said.BreakIn(post)

        command = Command(command_id, "rollcall:break_in")
        return await self._steps.take(By.caller(caller), command, rollcall, event)

    # Inside

    def _may_lead(self, caller: Caller, room_id: str) -> None:
        caller.authorise(Action.LEAD_ROLLCALL)
        room = self._rooms.get(room_id)
        if room is None:
            raise NoSuchRoom(room_id)
        caller.authorise(Action.MODERATE, room)

    def _may_run(self, caller: Caller, rollcall: RollCall) -> None:
        """RollCallLed: another runs its queue."""
        self._may_lead(caller, rollcall.room)
        if rollcall.state in LOCKED:
            raise RollCallState(rollcall.state)
        if caller.person.id not in (rollcall.net_control, rollcall.leader):
            raise RollCallLed(by=rollcall.net_control)

    def _is_in(self, caller: Caller, rollcall: RollCall) -> bool:
        return any(
            self._steps.board.answers_for(caller.person, one.post)
            for one in rollcall.entries.values()
        )

    def _listed(self, post: str) -> Entry:
        """Give the entry of a post as it is now. NoSuchPost."""
        person, kept = self._directory.people.get(post), self._directory.book.posts.get(post)
        if person is None or kept is None:
            raise NoSuchPost(post)
        return Entry(
            id=post,
            post=post,
            agency=kept.agency,
            name=person.agency,
            short=person.short,
            title=person.post,
            agency_class=person.agency_class,
            agency_kind=person.agency_kind,
            holder=next(iter(self._directory.speaking.get(post, ())), ""),
            place=0,
        )

    def _as_they_are(self, draft: RollCall) -> RollCall:
        """Give a draft with its agencies as they are called now; those that are gone are left out.

        NoSuchRollCall: none is left.
        """
        if draft.state != "draft":
            return draft  # The step refuses it.
        kept = [one for one in draft.entries.values() if one.post in self._directory.people]
        if not kept:
            raise NoSuchRollCall(draft.id)
        now: Iterable[Entry] = (
            replace(self._listed(one.post), place=one.place, picked=one.picked) for one in kept
        )
        return replace(draft, entries={one.id: one for one in now})
