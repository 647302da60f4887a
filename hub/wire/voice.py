"""Voice over the socket: joining a room, the microphone, and the floor of push-to-talk."""

from typing import Literal

from hub.wire.base import Done, Id, Message, Request, Sdp
from hub.wire.rooms import RoomState


class VoiceJoin(Message):
    """Bring my voice into a room, listening only. Another device of mine there is let go.

    saver: packets of 60 ms, at half the bits, both ways. meters: I show how loud everybody is:
    levels ten times a second, rather than twice and only news; and the figures of `quality`.
    """

    room: Id
    sdp: Sdp
    saver: bool = False
    meters: bool = False


class VoiceJoined(Done):
    """The answer to the offer, and the room as it is now."""

    voice: Id
    sdp: Sdp
    state: RoomState


class VoiceOffer(Message):
    """A new offer for a voice that exists: an ICE restart keeps DTLS and the place in the room.

    A page whose link was lost takes up its voice by it, from the same device: the sound goes on.
    saver: as in VoiceJoin; said anew with each offer.
    """

    voice: Id
    sdp: Sdp
    saver: bool = False


class VoiceAnswer(Done):
    """The answer to a new offer, and the room as it is now."""

    sdp: Sdp
    state: RoomState


class VoiceLeave(Message):
    """Take my voice out of the room."""

    voice: Id


class MicSet(Message):
    """Open or shut my microphone in an open room."""

    voice: Id
    open: bool


class PttRequest(Message):
    """Ask for the floor: the key went down.

    emergency: mayor and operator: before all others, and over a radio that talks. It is logged.
    """

    voice: Id
    request: Request
    emergency: bool = False


class PttReply(Done):
    """Granted: talk until `until_ms`. Queued: `talker` has the floor, `place` counts from 1."""

    state: Literal["granted", "queued"]
    until_ms: int | None = None
    talker: Id | None = None
    place: int | None = None


class PttHeld(Message):
    """The key is still down; sent every 200 ms. 800 ms without one end the talk."""

    voice: Id
    request: Request


class PttRelease(Message):
    """The key went up: give the floor back, or leave the queue."""

    voice: Id
    request: Request


VOICE_COMMANDS: dict[str, tuple[type[Message], type[Done]]] = {
    "voice:join": (VoiceJoin, VoiceJoined),
    "voice:offer": (VoiceOffer, VoiceAnswer),
    "voice:leave": (VoiceLeave, Done),
    "mic:set": (MicSet, Done),
    "ptt:request": (PttRequest, PttReply),
    "ptt:held": (PttHeld, Done),
    "ptt:release": (PttRelease, Done),
}
