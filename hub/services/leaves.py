"""Leaves: who is away, known at each moment without anybody waiting for it to begin or to end."""

from collections.abc import Callable

from hub.domain.officials import deputies, speakers
from hub.domain.permissions import Action, Office, allowed
from hub.domain.refusals import BadLeave, IdTaken, NoSuchPost
from hub.domain.summons.ladder import Ladder
from hub.domain.summons.leave import Leave, away, makes_sense
from hub.domain.text import cleaned
from hub.services.callers import Caller
from hub.services.directory import Directory
from hub.services.ports import Clock
from hub.services.store import Note, Store, Tx
from hub.wire.policy import LeaveAdd, LeaveCard, Leaves


class LeaveService:
    """The only door to leaves; a mirror of what was committed."""

    def __init__(self, directory: Directory, store: Store, clock: Clock) -> None:
        self._directory = directory
        self._store = store
        self._clock = clock
        self._leaves: dict[str, Leave] = {}
        self._changed: Callable[[], None] = lambda: None

    async def load(self) -> None:
        """Read those that are not over. NotSaved."""
        found = await self._store.read(lambda tx: tx.policies.leaves(self._clock.now()))
        self._leaves = {leave.id: leave for leave in found}

    def listen(self, changed: Callable[[], None]) -> None:
        """Be told after each change."""
        self._changed = changed

    def away(self, at: float) -> set[str]:
        """Give the posts that are on leave at a time."""
        return away(self._leaves.values(), at)

    def stood_in(self, post: str, at: float) -> bool:
        """Does somebody hold the post as Plh. at a time?"""
        held = speakers(self._directory.book, post, round(at * 1000))
        return any(one.kind == "plh" for one in held)

    def passed_over(self, post: str, ladder: Ladder) -> bool:
        """Is a deputy's post on leave now, with nobody in its place?"""
        now = self._clock.now()
        return ladder.heeds_leave and post in self.away(now) and not self.stood_in(post, now)

    def rung(self, post: str, ladder: Ladder) -> tuple[str, ...]:
        """Give the officials who are rung for a post: its Plh. in the place of who is on leave,
        but for a ladder that heeds no leave, by which all who hold it are rung."""
        held = self._directory.speaking.get(post, ())
        if not ladder.heeds_leave or not self._is_away(post):
            return held
        now_ms = round(self._clock.now() * 1000)
        found = speakers(self._directory.book, post, now_ms)
        return tuple(one.official for one in found if one.kind == "plh") or held

    def of(self, caller: Caller, post: str) -> Leaves:
        """Give those of a post that are not over. NotAllowed, NoSuchPost, and as `add`."""
        if not allowed(caller.person, Action.SEE_PEOPLE):
            self._authorise(caller, post)
        now = self._clock.now()
        found = [one for one in self._leaves.values() if one.post == post and one.to_s > now]
        return Leaves(
            leaves=tuple(_card(one) for one in sorted(found, key=lambda one: one.from_s)),
            stood_in=self.stood_in(post, now),
        )

    async def add(self, caller: Caller, command: LeaveAdd) -> None:
        """Note a leave, in the place of the one with its id.

        NotAllowed, StepUpNeeded, SecondFactorNeeded, NoSuchPost, BadLeave, BadText, IdTaken,
        NotSaved.
        """
        self._authorise(caller, command.post)
        leave = Leave(
            command.id,
            command.post,
            command.from_ms / 1000,
            command.to_ms / 1000,
            cleaned(command.note),
        )
        if not makes_sense(leave, self._clock.now()):
            raise BadLeave
        if (before := self._leaves.get(leave.id)) and before.post != leave.post:
            raise IdTaken
        note = self._note(caller, "leave:save", leave)

        async def change(tx: Tx) -> None:
            await tx.policies.save_leave(leave)
            await tx.audit.add_all([note])

        await self._store.write(change)
        self._leaves[leave.id] = leave
        self._changed()

    async def remove(self, caller: Caller, leave_id: str) -> None:
        """Take one away; one that is not there is gone already. As `add`."""
        leave = self._leaves.get(leave_id)
        if leave is None:
            return
        self._authorise(caller, leave.post)
        note = self._note(caller, "leave:remove", leave)

        async def change(tx: Tx) -> None:
            await tx.policies.remove_leave(leave_id)
            await tx.audit.add_all([note])

        await self._store.write(change)
        self._leaves.pop(leave_id, None)
        self._changed()

    def _is_away(self, post: str) -> bool:
        now = self._clock.now()
        return any(one.post == post and one.in_force(now) for one in self._leaves.values())

    def _authorise(self, caller: Caller, post: str) -> None:
        """By whoever holds the post, a deputy of it, or an administrator."""
        office = Office(post, deputies(self._directory.book, post))
        if not allowed(caller.person, Action.SET_LEAVE, office):
            caller.authorise(Action.MANAGE_PEOPLE)
        if post not in self._directory.people:
            raise NoSuchPost(post)

    def _note(self, caller: Caller, action: str, leave: Leave) -> Note:
        card = _card(leave).model_dump_json()
        at_ms = round(self._clock.now() * 1000)
        return Note(at_ms, caller.person.id, action, leave.id, after=card, address=caller.address)


def _card(leave: Leave) -> LeaveCard:
    return LeaveCard(
        id=leave.id,
        post=leave.post,
        from_ms=round(leave.from_s * 1000),
        to_ms=round(leave.to_s * 1000),
        note=leave.note,
    )
