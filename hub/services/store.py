"""What is kept, as the services see it: a transaction and its parts, as Protocols.

`write` runs a change in the one writer, after all asked before it; when it returns, the change
is committed and survives a crash. A change that raises leaves nothing behind and does not touch
others. The change awaits the transaction and nothing else: everyone waits for it.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from hub.domain.audit import Entry as AuditEntry
from hub.domain.officials import Book, Entry
from hub.domain.streams import Event
from hub.services.access_store import Credentials, Enrolments, Sessions
from hub.services.contact_store import Contacts
from hub.services.delivery_store import Attempts
from hub.services.file_store import Files
from hub.services.handling_store import Deeds
from hub.services.past_store import PastRollCalls
from hub.services.policy_store import Policies
from hub.services.radio_store import Radios
from hub.services.record_store import Record
from hub.services.recording_store import Recordings
from hub.services.rollcall_store import Decisions, Minutes, RollCalls, RollCallTemplates
from hub.services.summons_store import Summonses

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Draft:
    """An event that is to be saved; the stream gives it its number."""

    stream: str
    id: str
    kind: str
    at_ms: int
    by: str
    holder: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """A message as it reads now."""

    id: str
    room: str
    seq: int
    at_ms: int
    author: str
    holder: str
    text: str
    deleted: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A stream and one post's place in it."""

    stream: str
    head: int
    read: int
    unread: int


@dataclass(frozen=True, slots=True)
class Note:
    """An entry of the audit trail that is to be made."""

    at_ms: int
    actor: str
    action: str
    subject: str
    before: str = ""
    after: str = ""
    address: str = ""


class Events(Protocol):
    """The streams."""

    async def append(self, draft: Draft) -> Event:
        """Save an event as the next of its stream."""

    async def find(self, event_id: str) -> Event | None:
        """Give the event of this id, whatever stream it is in."""

    async def head(self, stream: str) -> int:
        """Give the number of the last event; 0 for a stream nobody wrote to."""

    async def after(self, stream: str, seq: int, limit: int) -> list[Event]:
        """Give what follows, in order."""

    async def span_ms(self) -> tuple[int, int]:
        """Give the times of the newest and the oldest that is saved; 0 when there is nothing."""

    async def id_at(self, stream: str, seq: int) -> str | None:
        """Give the id of the event that has this number."""

    async def before(self, stream: str, seq: int, limit: int) -> list[Event]:
        """Give what comes right before, in order."""

    async def empty_out(self, event_id: str, body: Mapping[str, Any]) -> None:
        """Put a tombstone in the place of what a message said; its number stays."""


class Messages(Protocol):
    """Messages as they read now, what they said before, and the words to find them by."""

    async def add(self, said: Said) -> None:
        """Note a new message."""

    async def get(self, message_id: str) -> Said | None:
        """Give one."""

    async def edit(self, message_id: str, text: str, at_ms: int, event_id: str) -> None:
        """Put other words in, those of this event; the earlier ones are kept."""

    async def delete(self, message_id: str, by: str, at_ms: int) -> None:
        """Take it back. Nobody finds it any more; the record keeps what it said."""

    async def versions(self, message_id: str) -> list[tuple[str, int]]:
        """Give each text and since when, oldest first."""

    async def edits(self, message_id: str) -> list[str]:
        """Give the events that put other words in."""

    async def search(
        self, words: str, rooms: Collection[str], before: str | None, limit: int
    ) -> list[Said]:
        """Give messages that hold all the words, newest first; before: only older than this one."""


class Marks(Protocol):
    """How far each post has read."""

    async def move(self, post: str, stream: str, seq: int) -> bool:
        """Move a mark on, never back. Did it move?"""

    async def of_stream(self, stream: str) -> dict[str, int]:
        """Give the marks of all posts."""

    async def standings(self, post: str, streams: Sequence[str]) -> list[Standing]:
        """Give a post's place in each of these streams, in their order."""


class Rooms(Protocol):
    """How rooms are led, as far as it outlasts a restart."""

    async def load(self) -> dict[str, str]:
        """Give what was saved, by room: JSON."""

    async def save(self, room: str, body: str) -> None:
        """Put this in the place of what was there."""


class People(Protocol):
    """Agencies, posts, officials, assignments."""

    async def load(self) -> Book:
        """Give everything there is."""

    async def save(self, *entries: Entry) -> None:
        """Put each entry in the place of the one with its id, or add it."""


class Audit(Protocol):
    """Who did what. Append-only."""

    async def add(
        self,
        at_ms: int,
        actor: str,
        action: str,
        subject: str,
        *,
        before: str = "",
        after: str = "",
        address: str = "",
    ) -> None:
        """Chain one more entry to the last."""

    async def add_all(self, notes: Sequence[Note]) -> None:
        """Chain several entries, in order."""

    async def after(self, seq: int, limit: int) -> list[AuditEntry]:
        """Give entries in order."""

    async def before(
        self, seq: int | None, actor: str | None, kind: str | None, limit: int
    ) -> list[AuditEntry]:
        """Give entries newest first, older than `seq`: of one actor, of actions of one kind."""


class Tx(Protocol):
    """One transaction."""

    @property
    def events(self) -> Events: ...
    @property
    def messages(self) -> Messages: ...
    @property
    def marks(self) -> Marks: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def rooms(self) -> Rooms: ...
    @property
    def people(self) -> People: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def enrolments(self) -> Enrolments: ...
    @property
    def credentials(self) -> Credentials: ...
    @property
    def files(self) -> Files: ...
    @property
    def summonses(self) -> Summonses: ...
    @property
    def record(self) -> Record: ...
    @property
    def attempts(self) -> Attempts: ...
    @property
    def deeds(self) -> Deeds: ...
    @property
    def contacts(self) -> Contacts: ...
    @property
    def policies(self) -> Policies: ...
    @property
    def radios(self) -> Radios: ...
    @property
    def rollcalls(self) -> RollCalls: ...
    @property
    def past_rollcalls(self) -> PastRollCalls: ...
    @property
    def rollcall_templates(self) -> RollCallTemplates: ...
    @property
    def decisions(self) -> Decisions: ...
    @property
    def minutes(self) -> Minutes: ...
    @property
    def recordings(self) -> Recordings: ...


class Store(Protocol):
    """The database."""

    async def write(self, change: Callable[[Tx], Awaitable[T]]) -> T:
        """Run a change and commit it. NotSaved when the store cannot; what it raises itself."""

    async def read(self, look: Callable[[Tx], Awaitable[T]]) -> T:
        """Look at what is saved. NotSaved when the store cannot be read."""
