"""Recordings of rooms: whether one is recorded, what there is, and who talked when.

The sound itself is fetched by `GET /api/recordings/<id>`, ranges and all.
"""

from typing import Annotated, Literal

from pydantic import Field

from hub.wire.base import Done, Id, Message, Uuid

KEEP_DAYS_MAX = 3_650
PAGE_RECORDINGS = 30


class RecordingSaid(Message):
    """A recording of the room began, or is over. Kind `recording`, in `air:ID`.

    why: of one that is over and that nobody ended: disk_full, slow_disk, disk_failed, media_down.
    """

    recording: Uuid
    state: Literal["begun", "ended"]
    why: Literal["", "disk_full", "slow_disk", "disk_failed", "media_down"] = ""


class RecordingCard(Message):
    """One recording. cut: the worker that made it was killed; it plays to shortly before that.

    swept: its time is over, and nothing can be heard of it. lost: nothing was ever on the disk.
    """

    id: Uuid
    began_ms: int
    length_ms: int
    bytes: int
    state: Literal["under_way", "kept", "lost", "swept"]
    keep_until_ms: int
    sha256: str = ""
    cut: bool = False


class Talked(Message):
    """Somebody talked, from and to so many ms after the beginning of a recording."""

    who: Id
    from_ms: int
    to_ms: int


class RecordingSet(Message):
    """Record a room whenever people are in it, or not. keep_days: of what comes from now on."""

    room: Id
    on: bool
    keep_days: Annotated[int, Field(ge=1, le=KEEP_DAYS_MAX)]


class RecordingList(Message):
    """Give me a room's recordings, newest first; before: only such as began before this."""

    room: Id
    before: int | None = None


class RecordingPage(Done):
    """Recordings of a room, and whether it is set to be recorded."""

    on: bool
    keep_days: int
    recordings: tuple[RecordingCard, ...]
    more: bool


class RecordingRead(Message):
    """I am going to hear a recording: give me who talked in it. That I did is kept."""

    recording: Uuid


class RecordingWhole(Done):
    """A recording, and who talked when, in the order they began."""

    recording: RecordingCard
    talks: tuple[Talked, ...]


RECORDING_COMMANDS: dict[str, tuple[type[Message], type[Done]]] = {
    "recording:set": (RecordingSet, Done),
    "recording:list": (RecordingList, RecordingPage),
    "recording:read": (RecordingRead, RecordingWhole),
}
