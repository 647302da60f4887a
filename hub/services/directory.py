"""The directory: agencies, posts, officials, and who holds which post; all of it in memory.

Read from the store at the start and changed through it. `people` and the rooms' members follow
from it: they are changed in place, and whoever must know is told after the commit.
"""

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace

from hub.domain.officials import (
    PREFIX,
    Assignment,
    Book,
    Entry,
    Official,
    check,
    holders,
    next_change_ms,
    persons,
    speakers,
    speaking,
    vacant_since_ms,
)
from hub.domain.people import Person
from hub.domain.permissions import Action
from hub.domain.radio import device_id
from hub.domain.refusals import NoSuchPost
from hub.domain.rooms import Room, members_of
from hub.services.callers import Caller
from hub.services.ports import Clock
from hub.services.store import Note, Store, Tx
from hub.services.ticker import Ticker


class Directory:
    """The only door to who is who. `people`: every post that is in use, by id."""

    def __init__(
        self,
        rooms: dict[str, Room],
        store: Store,
        clock: Clock,
        ticker: Ticker,
        new_id: Callable[[], str],
    ) -> None:
        self.people: dict[str, Person] = {}
        self.speaking: dict[str, tuple[str, ...]] = {}
        """The officials who hold each post now, the one who speaks for it first."""
        self.book = Book()
        self.just_saved: frozenset[str] = frozenset()
        """Officials whom the change is about that listeners are told of; none when time passed."""
        self._rooms = rooms
        self._store = store
        self._clock = clock
        self._ticker = ticker
        self._new_id = new_id
        self._listeners: list[Callable[[], None]] = []
        self._acting: dict[tuple[str, str], Person] = {}
        self._assigned: dict[str, list[Assignment]] = {}
        """The book's assignments by post: each of 1,000 posts is asked for again and again."""
        self._change_ms: int | None = None
        self._changing = asyncio.Lock()  # From reading the book until the change of it is in it.

    def listen(self, changed: Callable[[], None]) -> None:
        """Be told after each change, and when an assignment begins or ends."""
        self._listeners.append(changed)

    async def load(self, first: Book) -> None:
        """Read everything; a store without agencies begins with `first`. NotSaved."""
        book = await self._store.read(lambda tx: tx.people.load())
        if not book.agencies:
            await self._store.write(lambda tx: tx.people.save(*first.entries()))
            book = first
        self.book = book
        self._follow()

    def clock_was_set(self) -> None:
        """Somebody set the clock: other assignments may be in force now."""
        self._follow()

    # Who is who

    def acting(self, official: str, post: str) -> Person | None:
        """Give the person an official is in a post, or None when he does not hold it now.

        Asked with every command: remembered until the book changes or an assignment begins or
        ends. Not what he does not hold: of that anybody may name any number.
        """
        key = (official, post)
        found = self._acting.get(key) or self._look_up(official, post)
        if found:
            self._acting[key] = found
        return found

    def _look_up(self, official: str, post: str) -> Person | None:
        human, person = self.book.officials.get(official), self.people.get(post)
        if human is None or person is None or not human.active:
            return None
        held = holders(self._assigned.get(post, ()), post, self._now_ms())
        mine = next((a for a in held if a.official == official), None)
        if mine is None:
            return None
        title = PREFIX[mine.kind] + self.book.posts[post].title
        return replace(person, holder=official, post=title)

    def on_duty(self) -> tuple[str, ...]:
        """Give the officials who are operators: they are told of whoever is silent."""
        posts = (person.id for person in self.people.values() if person.role == "operator")
        return tuple(dict.fromkeys(one for post in posts for one in self.speaking.get(post, ())))

    def posts_of(self, official: str) -> tuple[str, ...]:
        """Give the posts an official holds now, those he holds definitively first."""
        now_ms = self._now_ms()
        held = [
            a
            for a in self.book.assignments.values()
            if a.official == official and a.in_force(now_ms) and a.post in self.people
        ]
        return tuple(a.post for a in sorted(held, key=lambda a: (a.kind != "definitif", a.post)))

    async def holder_for(self, post: str) -> str:
        """Give who holds a post; a vacant one gets a holder without a name. NoSuchPost, NotSaved.

        It may write: never call it inside a change.
        """
        if post not in self.people:
            raise NoSuchPost(post)

        async def change(tx: Tx) -> str:
            now_ms = self._now_ms()
            held = speakers(self.book, post, now_ms)
            if held:
                return held[0].official
            official = Official(self._new_id())
            assignment = Assignment(
                self._new_id(), post, official.id, "definitif", vacant_since_ms(self.book, post)
            )
            await tx.people.save(official, assignment)
            fresh.extend((official, assignment))
            return official.id

        async with self._changing:
            fresh: list[Entry] = []
            holder = await self._store.write(change)
            for entry in fresh:
                self.book.put(entry)
            if fresh:
                self._follow()
        return holder

    def holds_since_ms(self, official: str, post: str) -> int:
        """Give since when an official holds a post he holds now; 0 when he does not."""
        held = speakers(self.book, post, self._now_ms())
        return max((a.from_ms for a in held if a.official == official), default=0)

    # Changes

    async def save(self, caller: Caller, entries: Iterable[Entry]) -> None:
        """Save entries, all or none, with their audit.

        NotAllowed, StepUpNeeded, SecondFactorNeeded, PostTaken, NoSuchPost, NotSaved.
        """
        caller.authorise(Action.MANAGE_PEOPLE)
        new = list(entries)

        async def change(tx: Tx) -> Book:
            book, notes = self.book.copy(), []
            for entry in new:
                check(entry, book)
                notes.append(self._note(caller, book.find(entry), entry))
                book.put(entry)
            await tx.people.save(*new)
            await tx.audit.add_all(notes)
            return book

        async with self._changing:
            before, self.book = self.book, await self._store.write(change)
            self._follow(_officials_of(new, before))

    def _note(self, caller: Caller, old: Entry | None, new: Entry) -> Note:
        return Note(
            self._now_ms(),
            caller.person.id,
            f"{type(new).__name__.lower()}:save",
            new.id,
            before=_for_audit(old),
            after=_for_audit(new),
            address=caller.address,
        )

    def fire_due(self) -> float | None:
        """Take note of assignments that began or ended; give the next deadline."""
        if self._change_ms is None:
            return None
        left_s = self._change_ms / 1000 - self._clock.now()
        if left_s <= 0:
            self._follow()
            return self.fire_due()
        return self._clock.monotonic() + left_s

    def _follow(self, just_saved: frozenset[str] = frozenset()) -> None:
        """Bring people and rooms in line with the book, and tell."""
        self.just_saved = just_saved
        now_ms = self._now_ms()
        self._acting.clear()
        self._assigned.clear()
        for assignment in self.book.assignments.values():
            self._assigned.setdefault(assignment.post, []).append(assignment)
        people = {person.id: person for person in persons(self.book, now_ms)}
        self.people.clear()
        self.people.update(people)
        self.speaking = speaking(self.book, now_ms)
        for room in list(self._rooms.values()):
            members = members_of(room.rules, people.values())
            if room.radio:
                members |= {device_id(room.id)}
            self._rooms[room.id] = replace(room, members=members)
        self._change_ms = next_change_ms(self.book.assignments.values(), now_ms)
        self._ticker.wake()
        for changed in self._listeners:
            changed()

    def _now_ms(self) -> int:
        return round(self._clock.now() * 1000)


def _officials_of(entries: Iterable[Entry], before: Book) -> frozenset[str]:
    """Give the officials whom a change is about: of assignments those of before, too."""
    found = set()
    for entry in entries:
        for one in (entry, before.find(entry)):
            if isinstance(one, Assignment):
                found.add(one.official)
            elif isinstance(one, Official):
                found.add(one.id)
    return frozenset(found)


def _for_audit(entry: Entry | None) -> str:
    """An entry for the audit trail; what is private of an official is only named, not told."""
    if entry is None:
        return ""
    fields = asdict(entry)
    for name in ("name", "phone") if isinstance(entry, Official) else ():
        fields[name] = "…" if fields[name] else ""
    return json.dumps(fields, ensure_ascii=False, sort_keys=True)
