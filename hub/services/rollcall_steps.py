"""Steps of roll-calls, each in one transaction: read, stepped, saved with what happened; then told.

A command is carried out once, however often it comes: its id is kept with what it did.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from hub.domain.refusals import IdTaken, NoSuchRollCall
from hub.domain.rollcall.course import ACTIVE, RollCall, due
from hub.domain.rollcall.inputs import Happened, Input
from hub.domain.rollcall.machine import step
from hub.services.callers import Caller
from hub.services.ports import Clock
from hub.services.rollcall_board import RollCallBoard
from hub.services.rollcall_store import DoneOnce, Event
from hub.services.store import Note, Store, Tx

HUB = "hub"
"""Who acts in the audit trail when a timer did."""
QUIET = frozenset({"prompt", "called_again", "moved"})
"""What happens so often that the trail is better without it; the roll-call's own record has it."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class By:
    """Who does it: a post, the official who holds it, and from where."""

    post: str = HUB
    holder: str = ""
    address: str = ""

    @classmethod
    def caller(cls, caller: Caller) -> "By":
        """Give who asks."""
        return cls(caller.person.id, caller.person.holder, caller.address)


@dataclass(frozen=True, slots=True)
class Command:
    """A command that is carried out once: its id, and its name."""

    id: str
    name: str


Minute = Callable[[Tx, By, RollCall, list[Happened]], Awaitable[None]]


class RollCallSteps:
    """What all services of roll-calls change them by. `wake`: what is due may have come nearer.

    `minute`: adds to the minutes, in the same transaction.
    """

    def __init__(self, store: Store, board: RollCallBoard, clock: Clock) -> None:
        self._store = store
        self.board = board
        self._clock = clock
        self.wake: Callable[[], None] = lambda: None
        self.minute: Minute = _no_minutes
        self._latest: dict[str, RollCall] = {}
        """As last written, if its row says that it was: forms that come together are not held up by
        reading all agencies for each."""

    def now(self) -> float:
        """Give the time in seconds UTC."""
        return round(self._clock.now(), 3)

    async def take(
        self,
        by: By,
        command: Command | None,
        rollcall: str,
        event: Callable[[Tx, RollCall], Awaitable[tuple[RollCall, Input]]],
    ) -> RollCall:
        """Step a roll-call. event: checks it, and gives the input for it as it then is.

        What `event` and the step raise; NoSuchRollCall, IdTaken, NotSaved.
        """

        async def change(tx: Tx) -> RollCall:
            before = await self._read(tx, rollcall)
            if command and await self.was_done(tx, by, command, rollcall):
                return before
            seen, what = await event(tx, before)
            after, told = step(seen, what, self.now())
            await self.save(tx, by, before, after, told)
            await self.minute(tx, by, after, told)
            return after

        after = await self._store.write(change)
        self.board.put(after)
        self.wake()
        return after

    async def write(self, change: Callable[[Tx], Awaitable[T]]) -> T:
        """As the store's."""
        return await self._store.write(change)

    async def read(self, look: Callable[[Tx], Awaitable[T]]) -> T:
        """As the store's."""
        return await self._store.read(look)

    async def was_done(self, tx: Tx, by: By, command: Command, subject: str) -> bool:
        """Was it carried out before? If not, it is now. IdTaken: another command has this id."""
        known = await tx.rollcalls.done(command.id)
        if known is None:
            done = DoneOnce(command.id, command.name, subject, by.holder, self.now())
            await tx.rollcalls.note_done(done)
            return False
        if (known.name, known.subject, known.holder) != (command.name, subject, by.holder):
            raise IdTaken
        return True

    async def save(
        self, tx: Tx, by: By, before: RollCall | None, after: RollCall, told: list[Happened]
    ) -> None:
        """Put what changed into the transaction, with what happened and who did it."""
        now = self.now()
        changed = [
            one
            for one in after.entries.values()
            if before is None or before.entries.get(one.id) != one
        ]
        if after != before:
            await tx.rollcalls.save(after, changed, due(after))
            self._latest.pop(after.id, None)
        for one in changed:
            known = before.entries[one.id].reports if before and one.id in before.entries else ()
            if len(one.reports) > len(known):
                await tx.rollcalls.report(after.id, one, one.reports[-1])
        await tx.rollcalls.happened(
            [Event(after.id, 0, now, one.kind, one.entry, *_who(by), one.body) for one in told]
        )
        await tx.audit.add_all(
            [self._note(by, after.id, one, now) for one in told if one.kind not in QUIET]
        )
        if after.state in ACTIVE:
            self._latest[after.id] = after

    async def _read(self, tx: Tx, rollcall: str) -> RollCall:
        """Give it as this transaction sees it. NoSuchRollCall."""
        known, version = self._latest.get(rollcall), await tx.rollcalls.version(rollcall)
        if known is not None and known.version == version:
            return known
        found = await tx.rollcalls.get(rollcall)
        if found is None:
            raise NoSuchRollCall(rollcall)
        return found

    def _note(self, by: By, rollcall: str, told: Happened, now: float) -> Note:
        about = {"entry": told.entry} if told.entry else {}
        text = json.dumps({**about, **told.body}, ensure_ascii=False, sort_keys=True)
        action = f"rollcall:{told.kind}"
        return Note(round(now * 1000), by.post, action, rollcall, after=text, address=by.address)


async def _no_minutes(tx: Tx, by: By, after: RollCall, told: list[Happened]) -> None:
    """Until somebody takes them."""


def _who(by: By) -> tuple[str, str]:
    return ("", "") if by.post == HUB else (by.post, by.holder)
