"""Rooms as a client sees them: the list, who is in one, and who has its floor."""

from typing import Literal

from pydantic import Field

from hub.wire.base import Id, Message
from hub.wire.moderation import Moderation
from hub.wire.radio import Kind, RadioNow

Mode = Literal["open", "moderated", "ptt"]
"""open: whoever opens his microphone is heard. moderated: only those a moderator called on. ptt:
one floor, asked for by each press."""


class RoomCard(Message):
    """A line in the list of rooms."""

    id: Id
    name: str
    mode: Mode
    members: int
    here: int
    """People whose voice is in the room now."""
    talker: Id | None
    """Who has the floor (ptt); in other rooms the loudest now, or nobody."""
    locked: bool = False
    """Who is not inside must knock."""
    recorded: bool = False
    """What is said there now is recorded."""
    radio: Kind | None = None
    """It is a radio channel."""
    patched: Id | None = None
    """The channel under whose floor it is now."""


class Participant(Message):
    """One person whose voice is in a room."""

    person: Id
    since_ms: int
    mic: Literal["shut", "open"]
    """open: the hub lets this person be heard now (the floor in ptt, his own switch in open)."""
    linked: bool
    """The sound's path is up: this person hears. Before that he is only on his way in."""
    bars: int | None = Field(default=None, ge=1, le=3)
    """How well his sound goes: 3 well, 2 unevenly, 1 badly. None: not known yet."""


class Floor(Message):
    """Who may talk in a push-to-talk room, and who waits. Words of 3GPP TS 24.380."""

    talker: Id | None
    since_ms: int | None
    until_ms: int | None
    """When the time-out timer (TOT) ends this talk; server time."""
    queue: tuple[Id, ...]
    all_call: bool = False
    """The talker speaks to all rooms, not by a key in this one; then there is no `until_ms`."""


class RoomState(Message):
    """All there is to show of a room at the moment of joining it."""

    room: RoomCard
    participants: tuple[Participant, ...]
    floor: Floor
    moderation: Moderation
    leads: bool
    """I am a moderator here."""
    radio: RadioNow | None = None
    """Its radio, or that of the channel it is patched to."""
