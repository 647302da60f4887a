"""Streams by name: `room:ID`, `air:ID`, `person:ID`, `board`; and one event of any of them."""

from dataclasses import dataclass
from typing import Any

from hub.domain.refusals import NoSuchStream

BOARD = "board"
_ROOM, _AIR, _PERSON = "room:", "air:", "person:"


@dataclass(frozen=True, slots=True)
class Event:
    """What was saved in a stream: `seq` is one more than the event before it.

    id: a UUID of the client's. by: a post; holder: the person who held it. body: as on the wire.
    """

    stream: str
    seq: int
    id: str
    kind: str
    at_ms: int
    by: str
    holder: str
    body: dict[str, Any]


def room_stream(room: str) -> str:
    """Name the stream of a room."""
    return _ROOM + room


def air_stream(room: str) -> str:
    """Name the stream of what happens on a room's air: transmissions, and how it is led."""
    return _AIR + room


def inbox(post: str) -> str:
    """Name the stream of one post."""
    return _PERSON + post


def room_of(stream: str) -> str | None:
    """Give the room a stream belongs to, or None."""
    for prefix in (_ROOM, _AIR):
        if stream.startswith(prefix):
            return stream.removeprefix(prefix)
    return None


def post_of(stream: str) -> str | None:
    """Give the post whose inbox a stream is, or None. NoSuchStream for what is no stream."""
    if stream.startswith(_PERSON):
        return stream.removeprefix(_PERSON)
    if stream == BOARD or stream.startswith((_ROOM, _AIR)):
        return None
    raise NoSuchStream(stream)
