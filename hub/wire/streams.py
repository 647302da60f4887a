"""Streams: what is kept for ever, in order. An event's `seq` is one more than the one before it.

A client holds a cursor for each stream, the `seq` of the last event it has, and asks for what
comes after it. An event it has seen is dropped; one that leaves a hole makes it ask again.
"""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, field_serializer

from hub.wire.base import Done, Id, Message, Uuid
from hub.wire.moderation import Act
from hub.wire.radio import Recording, Signal, UnitCard
from hub.wire.recordings import RecordingSaid

PAGE_MAX_EVENTS = 1_000
FIRST_PAGE_EVENTS = 50
SEQ_MAX = 2**53 - 1

StreamId = Annotated[
    str, StringConstraints(pattern=r"^(board|(room|air|person):[a-z0-9][a-z0-9._-]{0,63})$")
]
"""`room:ID`, what happened on its air `air:ID`, a person's inbox `person:ID`, or `board`."""

Became = Literal["", "answered", "no_call", "which", "unknown_unit", "refused"]

Seq = Annotated[int, Field(ge=0, le=SEQ_MAX)]
Text = Annotated[str, StringConstraints(max_length=4_000)]


class FileCard(Message):
    """A file that hangs on a message. `width`, `height`: of an image, of which there is a thumb."""

    id: Uuid
    name: str
    mime: str
    size: int
    width: int | None = None
    height: int | None = None


class Posted(Message):
    """Somebody wrote. `gone`: deleted since, and nothing of it is left here. Kind `message`."""

    text: str
    reply_to: Uuid | None = None
    mentions: tuple[Id, ...] = ()
    files: tuple[FileCard, ...] = ()
    gone: bool = False


class Edited(Message):
    """The words of a message are others now; the earlier ones are kept. Kind `edited`."""

    message: Uuid
    text: str
    mentions: tuple[Id, ...] = ()


class Deleted(Message):
    """A message was taken back, by its author or by a moderator. Kind `deleted`."""

    message: Uuid


class Transmission(Message):
    """Somebody had the floor, and how that ended. Kind `transmission`, when it is over.

    all_call: he spoke to all rooms. `released`: he let go of his key.
    """

    person: Id
    began_ms: int
    length_ms: int
    ended: Literal["released", "time_out", "preempted", "not_held", "left", "media_down", "muted"]
    all_call: bool = False
    over_radio: bool = False
    """In an emergency, over a radio that talked."""


class Recorded(Message):
    """A radio's transmission as its bridge recorded it. Kind `recorded`, in `air:ID`.

    file: to be heard again by who may read the room; none: it is lost. unit: whose number it is.
    """

    recording: Recording
    file: FileCard | None = None
    unit: UnitCard | None = None


class Heard(Message):
    """What a decoder heard of a radio. Kind `heard`: in `air:ID` who keyed, which is no answer; on
    the `board` an answer, one in need, or what was not recognised, for a person to settle.

    became: of an answer, what the hub made of it. answered: it is kept for `recipient`. Else
    somebody must: nobody was called by this unit's post (no_call), by more than one call or unit
    (which), the unit is in no register (unknown_unit), or it could not be kept (refused).
    """

    channel: Id
    signal: Signal
    unit: UnitCard | None = None
    became: Became = ""
    recipient: Id | None = None


class Patched(Message):
    """A room came under a channel's floor, or is out again. Kind `patched`, in both `air:ID`."""

    room: Id
    channel: Id
    on: bool


class Moderated(Message):
    """A moderator led the room. Kind `moderated`."""

    act: Act
    person: Id | None = None


class Event(Message):
    """One event of a stream, as it was saved. `by`: the post that did it."""

    stream: StreamId
    seq: Seq
    id: Uuid
    kind: Literal[
        "message",
        "edited",
        "deleted",
        "transmission",
        "moderated",
        "recorded",
        "heard",
        "patched",
        "recording",
    ]
    at_ms: int
    by: Id
    body: (
        Posted
        | Edited
        | Deleted
        | Transmission
        | Moderated
        | Recorded
        | Heard
        | Patched
        | RecordingSaid
    )

    @field_serializer("body")
    def _short(self, body: Message) -> dict[str, Any]:
        return body.model_dump(mode="json", exclude_defaults=True)


EVENTS: dict[str, type[Message]] = {
    "message": Posted,
    "edited": Edited,
    "deleted": Deleted,
    "transmission": Transmission,
    "moderated": Moderated,
    "recorded": Recorded,
    "heard": Heard,
    "patched": Patched,
    "recording": RecordingSaid,
}


class StreamHead(Message):
    """A stream this person has. `read`: up to where it was read; `unread`: messages since, at
    most UNREAD_MAX."""

    id: StreamId
    head: Seq
    read: Seq
    unread: int


class StreamJoin(Message):
    """Give me what comes after my cursor, and everything new from the last page on.

    after: none yet: the newest FIRST_PAGE_EVENTS are enough. last: the id of the event that has
    this number; when it is another's (a backup was restored), the answer begins anew.
    """

    stream: StreamId
    after: Seq | None = None
    last: Uuid | None = None


class StreamJoined(Done):
    """A page of events in order. `more`: ask again from the last of them; only the last page
    subscribes. `reset`: the cursor is too old or not of this log: begin anew with this page.
    `reads`: how far each other post has read."""

    events: tuple[Event, ...]
    more: bool
    head: Seq
    reset: bool = False
    reads: dict[Id, int] = {}


class StreamBefore(Message):
    """Give me older events: a page that ends right before `before`."""

    stream: StreamId
    before: Seq
    limit: Annotated[int, Field(ge=1, le=500)] = FIRST_PAGE_EVENTS


class StreamPage(Done):
    """Events in order. `more`: there are older ones still."""

    events: tuple[Event, ...]
    more: bool


class StreamLeave(Message):
    """Tell me no more of a stream."""

    stream: StreamId


class StreamRead(Message):
    """I have read up to here. A mark never goes back."""

    stream: StreamId
    seq: Seq


STREAM_COMMANDS: dict[str, tuple[type[Message], type[Done]]] = {
    "stream:join": (StreamJoin, StreamJoined),
    "stream:before": (StreamBefore, StreamPage),
    "stream:leave": (StreamLeave, Done),
    "stream:read": (StreamRead, Done),
}
