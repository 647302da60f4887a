"""The ladders of the city: which one the next summons climbs, and changing it.

Every version stays. A summons carries the ladder it was sent with, so that a change concerns only
those that are sent after it.
"""

import asyncio
import json
from collections.abc import Collection
from dataclasses import asdict

from hub.domain.officials import deputies
from hub.domain.permissions import Action
from hub.domain.refusals import LadderChanged
from hub.domain.summons.doubts import Doubted, doubts
from hub.domain.summons.ladder import FIRST, Act, Ladder, Profile, Rung, flaws
from hub.services.callers import Caller
from hub.services.contact_book import ContactBook
from hub.services.directory import Directory
from hub.services.policy_store import SavedLadder
from hub.services.ports import Clock
from hub.services.store import Note, Store, Tx
from hub.wire.policy import (
    LadderCard,
    LadderChecked,
    LadderDoubt,
    LadderFlaw,
    Ladders,
    LadderSave,
    RungCard,
)

VERSIONS_SHOWN = 20


class LadderService:
    """The only door to ladders. `now`: those that hold for the next summons."""

    def __init__(
        self,
        directory: Directory,
        book: ContactBook,
        store: Store,
        clock: Clock,
        channels: Collection[Act],
    ) -> None:
        self.now: dict[Profile, Ladder] = dict(FIRST)
        self._directory = directory
        self._book = book
        self._store = store
        self._clock = clock
        self._channels = channels
        self._changing = asyncio.Lock()

    async def load(self) -> None:
        """Read which hold. NotSaved."""
        newest = await self._store.read(lambda tx: tx.policies.ladders(1))
        self.now |= {saved.ladder.profile: saved.ladder for saved in newest}

    async def read(self, caller: Caller) -> Ladders:
        """Give all three with what they were before. NotAllowed, NotSaved."""
        caller.authorise(Action.READ_CALLING)
        kept = await self._store.read(lambda tx: tx.policies.ladders(VERSIONS_SHOWN))
        versions = tuple(_card(saved) for saved in kept)
        delivered = tuple(_card(SavedLadder(ladder, 0.0, "")) for ladder in FIRST.values())
        newest = {card.profile: card for card in (*delivered, *reversed(versions))}
        return Ladders(
            now=tuple(newest[profile] for profile in FIRST),
            versions=versions,
            delivered=delivered,
            channels=("ring", *sorted(self._channels)),
        )

    async def save(self, caller: Caller, command: LadderSave) -> LadderChecked:
        """Save a ladder, or say what speaks against it.

        NotAllowed, StepUpNeeded, SecondFactorNeeded, LadderChanged, NotSaved.
        """
        caller.authorise(Action.MANAGE_CALLS if command.apply else Action.SEE_PEOPLE)
        new = _ladder(command)
        wrong = flaws(new)
        doubtful = [] if wrong else self._doubts(new)
        saves = command.apply and not wrong and (command.knowing or not doubtful)
        if saves:
            new = await self._replace(caller, new)
        return LadderChecked(
            flaws=tuple(LadderFlaw(why=why, rung=rung) for why, rung in wrong),
            doubts=tuple(LadderDoubt(why=d.why, rung=d.rung, posts=d.posts) for d in doubtful),
            saved=saves,
            version=new.version if saves else command.base,
        )

    async def _replace(self, caller: Caller, new: Ladder) -> Ladder:
        at = round(self._clock.now(), 3)

        async def change(tx: Tx) -> Ladder:
            before = await tx.policies.ladder(new.profile) or FIRST[new.profile]
            if before == new:
                return before  # Sent twice.
            if before.version != new.version - 1:
                raise LadderChanged
            await tx.policies.save_ladder(SavedLadder(new, at, caller.person.id))
            note = Note(
                round(at * 1000),
                caller.person.id,
                "ladder:save",
                new.profile,
                before=json.dumps(asdict(before)),
                after=json.dumps(asdict(new)),
                address=caller.address,
            )
            await tx.audit.add_all([note])
            return new

        async with self._changing:
            self.now[new.profile] = await self._store.write(change)
        return new

    def _doubts(self, ladder: Ladder) -> list[Doubted]:
        people = self._directory.people.values()
        speaking = self._directory.speaking
        on_duty = any(p.role == "operator" and speaking.get(p.id) for p in people)
        return doubts(ladder, self._channels, self._unreached, on_duty)

    def _unreached(self, act: Act) -> tuple[str, ...]:
        """The heads of agencies whom an act would not reach."""
        book = self._directory.book
        first: dict[str, str] = {}
        for person in self._directory.people.values():  # In the order of rank.
            if person.role == "head":
                first.setdefault(book.posts[person.id].agency, person.id)
        if act == "deputy":
            return tuple(head for head in first.values() if not deputies(book, head))
        return tuple(
            head
            for head in first.values()
            if not tuple(self._book.addresses(self._directory.speaking.get(head, ()), act))
        )


def _ladder(command: LadderSave) -> Ladder:
    return Ladder(
        command.profile,
        command.base + 1,
        tuple(Rung(rung.after_s, rung.act) for rung in command.rungs),
        command.repeat_s,
        command.deadline_s,
        command.waits_for_office,
        command.heeds_leave,
    )


def _card(saved: SavedLadder) -> LadderCard:
    ladder = saved.ladder
    return LadderCard(
        profile=ladder.profile,
        version=ladder.version,
        rungs=tuple(RungCard(after_s=rung.after_s, act=rung.act) for rung in ladder.rungs),
        repeat_s=ladder.repeat_s,
        deadline_s=ladder.deadline_s,
        waits_for_office=ladder.waits_for_office,
        heeds_leave=ladder.heeds_leave,
        at_ms=round(saved.at * 1000),
        author=saved.author,
    )
