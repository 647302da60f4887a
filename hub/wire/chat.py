"""Chat: writing, editing, taking back and finding messages, and saying that one writes.

What is to be kept carries an `id` of the client's making. Sent again, it is the same command and
gets the same receipt; so a client repeats it until it has one.
"""

from typing import Annotated

from pydantic import Field, StringConstraints

from hub.wire.base import Done, Id, Message, Uuid
from hub.wire.streams import Event, Seq, Text

MENTIONS_MAX = 50
FILES_MAX = 10
HITS_MAX = 50

Query = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Receipt(Done):
    """It is saved: this is its place in the stream."""

    seq: Seq
    at_ms: int


class ChatSend(Message):
    """Write into a room: text, files, or both. `mentions`: posts that are named in it."""

    id: Uuid
    room: Id
    text: Text
    reply_to: Uuid | None = None
    mentions: Annotated[tuple[Id, ...], Field(max_length=MENTIONS_MAX)] = ()
    files: Annotated[tuple[Uuid, ...], Field(max_length=FILES_MAX)] = ()


class ChatEdit(Message):
    """Put other words into a message of mine."""

    id: Uuid
    message: Uuid
    text: Text
    mentions: Annotated[tuple[Id, ...], Field(max_length=MENTIONS_MAX)] = ()


class ChatDelete(Message):
    """Take a message back: mine, or as a moderator anyone's."""

    id: Uuid
    message: Uuid


class ChatHistory(Message):
    """What did a message say before?"""

    message: Uuid


class Version(Message):
    """What a message said from a time on."""

    text: str
    at_ms: int


class Versions(Done):
    """All it ever said, oldest first; the last is what it says now."""

    versions: tuple[Version, ...]


class ChatSearch(Message):
    """Find messages that hold all these words, or words that begin so, in my rooms or in one.

    before: only older ones than this hit of before, to go on from it.
    """

    words: Query
    room: Id | None = None
    before: Uuid | None = None


class Hits(Done):
    """Messages as they read now, newest first."""

    hits: tuple[Event, ...]
    more: bool


class ChatTyping(Message):
    """I am writing in this room; said again every 3 s while it is true."""

    room: Id


CHAT_COMMANDS: dict[str, tuple[type[Message], type[Done]]] = {
    "chat:send": (ChatSend, Receipt),
    "chat:edit": (ChatEdit, Receipt),
    "chat:delete": (ChatDelete, Receipt),
    "chat:history": (ChatHistory, Versions),
    "chat:search": (ChatSearch, Hits),
    "chat:typing": (ChatTyping, Done),
}
