"""Streams: who has which, from a cursor to the newest event, and then each as it is saved.

One pump brings what was saved to those who read along: it is told that a stream has grown, not
what came, and reads that from the store, so nothing is passed over and nothing comes twice. A
stream's lock makes reading the last page and reading along one step.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from hub.domain.people import Person
from hub.domain.permissions import Action, Inbox, Thing, allowed, authorise
from hub.domain.refusals import NoSuchRoom, NotSaved
from hub.domain.rooms import Room
from hub.domain.streams import BOARD, Event, inbox, post_of, room_of, room_stream
from hub.services.callers import Caller
from hub.services.ports import Announcer, SessionId
from hub.services.presence import Presence
from hub.services.store import Store, Tx
from hub.wire.streams import (
    EVENTS,
    FIRST_PAGE_EVENTS,
    PAGE_MAX_EVENTS,
    StreamHead,
    StreamJoined,
    StreamPage,
)
from hub.wire.streams import Event as WireEvent

BATCH_EVENTS = 50
PAGE_MAX_CHARS = 200_000
"""A page of long messages is shorter: an answer waits in memory until it is read."""

OLDEST_CURSOR_EVENTS = 20_000
"""Whoever is further behind begins anew with the newest page."""

RETRY_S = 1.0


class StreamService:
    """The only door to what was saved in streams. `run` is the pump."""

    def __init__(
        self,
        rooms: Mapping[str, Room],
        presence: Presence,
        store: Store,
        announcer: Announcer,
    ) -> None:
        self._rooms = rooms
        self._presence = presence
        self._store = store
        self._announcer = announcer
        self._sent: dict[str, int] = {}
        self._readers: dict[str, set[SessionId]] = {}
        self.locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._grown: dict[str, None] = {}
        self._woken = asyncio.Event()

    # What a client asks

    async def heads(self, person: Person) -> tuple[StreamHead, ...]:
        """Give the streams a person has, and his place in each."""
        names = self._names(person)
        standings = await self._store.read(lambda tx: tx.marks.standings(person.id, names))
        return tuple(
            StreamHead(id=s.stream, head=s.head, read=s.read, unread=s.unread) for s in standings
        )

    async def join(
        self, caller: Caller, stream: str, after: int | None, last: str | None = None
    ) -> StreamJoined:
        """Give a page after a cursor; with the last one the session begins to read along.

        last: the id of the event at the cursor, by which another log is told from this one.
        NoSuchStream, NoSuchRoom, NotAMember, NotYours, NotAllowed.
        """
        self.check(caller.person, stream)
        async with self.locks[stream]:
            head = await self._head(stream)
            cursor = head - FIRST_PAGE_EVENTS if after is None else after
            reset = after is not None and (
                not head - OLDEST_CURSOR_EVENTS <= after <= head
                or (last is not None and await self._id_at(stream, after) != last)
            )
            if reset:
                cursor = head - FIRST_PAGE_EVENTS
            cursor = max(cursor, 0)
            limit = min(PAGE_MAX_EVENTS, head - cursor)
            events, reads = await self._store.read(lambda tx: _page(tx, stream, cursor, limit))
            more = (events[-1].seq if events else head) < head
            if not more and caller.session in self._presence.sessions:
                self._readers.setdefault(stream, set()).add(caller.session)
        return StreamJoined(
            events=tuple(on_wire(event) for event in events),
            more=more,
            head=head,
            reset=reset,
            reads=reads,
        )

    async def before(
        self, caller: Caller, stream: str, before: int, limit: int = FIRST_PAGE_EVENTS
    ) -> StreamPage:
        """Give the page that ends right before an event."""
        self.check(caller.person, stream)
        events = await self._store.read(lambda tx: tx.events.before(stream, before, limit))
        return StreamPage(
            events=tuple(on_wire(event) for event in events),
            more=bool(events) and events[0].seq > 1,
        )

    def leave(self, caller: Caller, stream: str) -> None:
        """Stop reading along."""
        self._readers.get(stream, set()).discard(caller.session)

    # What happens

    def session_lost(self, session: SessionId) -> None:
        """A page is gone."""
        for readers in self._readers.values():
            readers.discard(session)

    def grown(self, streams: set[str]) -> None:
        """A commit made these streams longer."""
        self._grown.update(dict.fromkeys(streams))
        self._woken.set()

    @property
    def behind(self) -> int:
        """How many streams have grown and were not yet told."""
        return len(self._grown)

    def check(self, person: Person, stream: str) -> None:
        """May this person read it? NoSuchStream, NoSuchRoom, NotAMember, NotYours, NotAllowed."""
        action, thing = self._right(stream)
        authorise(person, action, thing)

    def readers(self, stream: str) -> list[SessionId]:
        """Give the sessions that read along and still may."""
        action, thing = self._right(stream)
        sessions = self._presence.sessions
        return [
            session
            for session in self._readers.get(stream, ())
            if session in sessions and allowed(sessions[session], action, thing)
        ]

    async def run(self) -> None:
        """Bring what was saved to those who read along, for ever."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            while self._grown:
                stream = next(iter(self._grown))
                del self._grown[stream]
                try:
                    await self._pump(stream)
                except NotSaved:  # The store cannot be read: what was saved will be told later.
                    self._grown[stream] = None
                    await asyncio.sleep(RETRY_S)

    # Inside

    async def _pump(self, stream: str) -> None:
        """Send one batch; a long rest waits behind other streams, and joins come between."""
        async with self.locks[stream]:
            if not self._readers.get(stream):
                self._sent.pop(stream, None)  # Whoever joins reads it from the store.
                return
            sent = await self._head(stream)
            events = await self._store.read(lambda tx: tx.events.after(stream, sent, BATCH_EVENTS))
            if events:
                self._sent[stream] = events[-1].seq
                self._announcer.events(self.readers(stream), events)
            if len(events) == BATCH_EVENTS:
                self.grown({stream})

    async def _head(self, stream: str) -> int:
        """Give the number of the last event that was told; under the stream's lock."""
        if stream not in self._sent:
            self._sent[stream] = await self._store.read(lambda tx: tx.events.head(stream))
        return self._sent[stream]

    async def _id_at(self, stream: str, seq: int) -> str | None:
        return await self._store.read(lambda tx: tx.events.id_at(stream, seq))

    def _right(self, stream: str) -> tuple[Action, Thing]:
        """Give what reading a stream takes, and of what."""
        owner = post_of(stream)
        if owner is not None:
            return Action.READ_INBOX, Inbox(owner)
        room = room_of(stream)
        if room is None:
            return Action.READ_BOARD, None
        if room not in self._rooms:
            raise NoSuchRoom(stream)
        return Action.READ_ROOM, self._rooms[room]

    def _names(self, person: Person) -> list[str]:
        names = [
            room_stream(room.id)
            for room in self._rooms.values()
            if allowed(person, Action.READ_ROOM, room)
        ]
        if allowed(person, Action.READ_BOARD):
            names.append(BOARD)
        return [*names, inbox(person.id)]


async def _page(tx: Tx, stream: str, after: int, limit: int) -> tuple[list[Event], dict[str, int]]:
    events = await tx.events.after(stream, after, limit) if limit else []
    return list(_fitting(events)), await tx.marks.of_stream(stream)


def _fitting(events: Sequence[Event]) -> Iterator[Event]:
    """Give the first of them, at least one, as far as they go into one answer."""
    chars = 0
    for event in events:
        chars += len(str(event.body))
        if chars > PAGE_MAX_CHARS and event is not events[0]:
            return
        yield event


def on_wire(event: Event) -> WireEvent:
    """An event as clients see it: the post, not the person who held it."""
    return WireEvent.model_validate(
        {
            "stream": event.stream,
            "seq": event.seq,
            "id": event.id,
            "kind": event.kind,
            "at_ms": event.at_ms,
            "by": event.by,
            "body": EVENTS[event.kind].model_validate(event.body),
        }
    )
