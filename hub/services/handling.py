"""Having somebody in hand: notes about him, and who of those at the board sees to him now.

Saved first, then told to whoever reads the board. The call itself goes on as it was.
"""

from dataclasses import replace

from hub.domain.permissions import Action
from hub.domain.refusals import EmptyMessage, IdTaken, NotYours, SummonsOver
from hub.domain.summons.handling import Act, Deed, in_hand, kept_by_another
from hub.domain.text import cleaned
from hub.services.callers import Caller
from hub.services.ports import Clock
from hub.services.presence import Presence
from hub.services.store import Store, Tx
from hub.services.summons_board import Board
from hub.services.summons_steps import Reach, Steps
from hub.services.summons_store import Called
from hub.wire.handling import Held, RecipientGive, RecipientNote, RecipientTake, RecipientTaken


class HandlingService:
    """The only door to notes and to whom somebody has in hand."""

    def __init__(
        self, presence: Presence, store: Store, board: Board, reach: Reach, clock: Clock
    ) -> None:
        self._presence = presence
        self._store = store
        self._board = board
        self._reach = reach
        self._clock = clock

    async def note(self, caller: Caller, command: RecipientNote) -> None:
        """Keep a note. NotAllowed, EmptyMessage, BadText, NoSuchSummons, IdTaken, NotSaved."""
        text = cleaned(command.note)
        if not text:
            raise EmptyMessage
        await self._do(caller, self._deed(caller, command, "note", text))

    async def take(self, caller: Caller, command: RecipientTake) -> RecipientTaken:
        """Take him in hand, or learn who has. NotAllowed, NoSuchSummons, SummonsOver, NotSaved."""
        held = in_hand(await self._do(caller, self._deed(caller, command, "take")))
        if held is None:  # The press came again after he was given back.
            return RecipientTaken(held=None)
        return RecipientTaken(held=Held(by=held.post, at_ms=round(held.at * 1000)))

    async def give(self, caller: Caller, command: RecipientGive) -> None:
        """Give him back. NotAllowed, NotYours, NoSuchSummons, NotSaved."""
        await self._do(caller, self._deed(caller, command, "give"))

    # Inside

    def _deed(
        self,
        caller: Caller,
        command: RecipientNote | RecipientTake | RecipientGive,
        act: Act,
        text: str = "",
    ) -> Deed:
        now, person = round(self._clock.now(), 3), caller.person
        return Deed(command.id, command.recipient, now, person.id, person.holder, act, text)

    async def _do(self, caller: Caller, new: Deed) -> list[Deed]:
        """Keep a deed, if it changes anything; give all there are."""
        caller.authorise(Action.SUMMON)
        steps = Steps(self._reach, new.at, caller.person.id, caller.address)

        async def change(tx: Tx) -> list[Deed]:
            _, called = await steps.find(tx, new.recipient)
            before = await tx.deeds.of([new.recipient])
            if self._is_known(new, before) or not self._changes(new, before, called):
                return before
            await tx.deeds.add(new)
            steps.note(f"summons:{new.act}", new.recipient, _told(new, called))
            recipient = called.recipient
            steps.changed[recipient.id] = replace(
                called, recipient=replace(recipient, version=recipient.version + 1)
            )
            await steps.save(tx)
            return [*before, new]

        deeds = await self._store.write(change)
        if steps.changed:
            self._board.handled(deeds)
            steps.show(self._board)
        return deeds

    def _is_known(self, new: Deed, before: list[Deed]) -> bool:
        for one in before:
            if one.id == new.id:
                if replace(new, at=one.at) != one:
                    raise IdTaken
                return True
        return False

    def _changes(self, new: Deed, before: list[Deed], called: Called) -> bool:
        held = in_hand(before)
        match new.act:
            case "take":
                if not called.recipient.is_open and called.recipient.outcome != "missed":
                    raise SummonsOver
                here = {person.id for person in self._presence.sessions.values()}
                mine = held is not None and held.post == new.post
                return not mine and kept_by_another(before, new.post, here) is None
            case "give":
                if held is not None and held.post != new.post:
                    raise NotYours
                return held is not None
            case "note":
                return True


def _told(new: Deed, called: Called) -> dict[str, str]:
    about = {"post": called.recipient.post}
    return about | {"note": new.text} if new.text else about
