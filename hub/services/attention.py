"""Attention: how far each has read, who is writing, and who is there. Gathered, then told.

Read marks are kept; the rest is of the moment, and only the newest of it is sent.
"""

from typing import Literal

from hub.domain.people import Person
from hub.domain.permissions import Action, authorise
from hub.domain.rooms import Room
from hub.domain.streams import room_of, room_stream
from hub.services.callers import Caller
from hub.services.ports import Announcer, Clock
from hub.services.presence import Presence
from hub.services.store import Store, Tx
from hub.services.streams import StreamService
from hub.services.ticker import Ticker
from hub.wire.live import Live, PresenceChanged, ReadsChanged, StorageChanged, TypingNow

TYPING_S = 6.0
READS_WAIT_S = 1.0
PRESENCE_WAIT_S = 1.0


class AttentionService:
    """The only one who tells of reading, writing and being there."""

    def __init__(
        self,
        presence: Presence,
        streams: StreamService,
        store: Store,
        announcer: Announcer,
        clock: Clock,
        ticker: Ticker,
    ) -> None:
        self._presence = presence
        self._streams = streams
        self._store = store
        self._announcer = announcer
        self._clock = clock
        self._ticker = ticker
        self._typing: dict[str, dict[str, float]] = {}
        self._reads: dict[str, dict[str, int]] = {}
        self._reads_due: float | None = None
        self._online: set[str] = set()
        self._presence_due: float | None = None

    # What a client says

    async def read(self, caller: Caller, stream: str, seq: int) -> None:
        """Note how far somebody has read. What StreamService.check refuses; NotSaved."""
        self._streams.check(caller.person, stream)
        post = caller.person.id

        async def change(tx: Tx) -> int:
            seen = min(seq, await tx.events.head(stream))
            return seen if await tx.marks.move(post, stream, seen) else 0

        seen = await self._store.write(change)
        if seen and room_of(stream) is not None:
            self._reads.setdefault(stream, {})[post] = seen
            self._reads_due = self._soon(self._reads_due, READS_WAIT_S)

    def typing(self, caller: Caller, room: Room) -> None:
        """Somebody writes in a room; it is forgotten after TYPING_S."""
        authorise(caller.person, Action.WRITE_ROOM, room)
        writers = self._typing.setdefault(room.id, {})
        fresh = caller.person.id not in writers
        writers[caller.person.id] = self._clock.monotonic() + TYPING_S
        if fresh:
            self._tell_typing(room.id)
            self._ticker.wake()

    # What happens

    def wrote(self, person: Person, room: str) -> None:
        """What he was writing is there."""
        if self._typing.get(room, {}).pop(person.id, None) is not None:
            self._tell_typing(room)

    def sessions_changed(self) -> None:
        """A page came or went."""
        self._presence_due = self._soon(self._presence_due, PRESENCE_WAIT_S)

    def storage_changed(self, ok: bool) -> None:
        """The store can no longer save, or can again."""
        self._announcer.tell(
            list(self._presence.sessions),
            Live(room="", kind="storage", body=StorageChanged(ok=ok)),
        )

    def fire_due(self) -> float | None:
        """Tell what has waited long enough, and forget who stopped writing; the next deadline."""
        now = self._clock.monotonic()
        if self._reads_due is not None and now >= self._reads_due:
            reads, self._reads, self._reads_due = self._reads, {}, None
            for stream, marks in reads.items():
                self._tell_room(stream, "reads", ReadsChanged(reads=marks))
        if self._presence_due is not None and now >= self._presence_due:
            self._presence_due = None
            self._tell_presence()
        for room, writers in self._typing.items():
            late = [post for post, until in writers.items() if now >= until]
            for post in late:
                del writers[post]
            if late:
                self._tell_typing(room)
        dues = [until for writers in self._typing.values() for until in writers.values()]
        dues += [due for due in (self._reads_due, self._presence_due) if due is not None]
        return min(dues, default=None)

    # Telling

    def _soon(self, due: float | None, wait_s: float) -> float:
        if due is not None:
            return due
        self._ticker.wake()
        return self._clock.monotonic() + wait_s

    def _tell_presence(self) -> None:
        now = self._presence.online()
        came, went = now - self._online, self._online - now
        self._online = now
        if came or went:
            body = PresenceChanged(came=tuple(sorted(came)), went=tuple(sorted(went)))
            self._announcer.tell(
                list(self._presence.sessions), Live(room="", kind="presence", body=body)
            )

    def _tell_typing(self, room: str) -> None:
        body = TypingNow(who=tuple(sorted(self._typing.get(room, {}))))
        self._tell_room(room_stream(room), "typing", body, newest_only=True)

    def _tell_room(
        self,
        stream: str,
        kind: Literal["reads", "typing"],
        body: ReadsChanged | TypingNow,
        *,
        newest_only: bool = False,
    ) -> None:
        room = room_of(stream)
        assert room is not None, stream
        self._announcer.tell(
            self._streams.readers(stream),
            Live(room=room, kind=kind, body=body),
            newest_only=newest_only,
        )
