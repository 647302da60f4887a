"""What the hub says unasked: `hello` once for each connection, and ephemeral `live` messages.

A `live` message is `{room, kind, body}`; LIVE lists the kinds. None is kept: one that is
missed is made good by the next of its kind, or by joining again.
"""

from typing import Literal

from hub.wire.base import Id, Message, Request
from hub.wire.decisions import DecisionNow
from hub.wire.moderation import AllCallNow, DoorNews, Moderation
from hub.wire.people import PersonCard
from hub.wire.quality import RoomQuality
from hub.wire.radio import RadioGrant, RadioNow, RadioSay
from hub.wire.rollcall import RollCallNow
from hub.wire.rooms import Floor, Participant, RoomCard
from hub.wire.streams import StreamHead
from hub.wire.summons import DutyCall, RingCard, Rings, SummonsNow


class Relay(Message):
    """A TURN server I may use until my name there ends (RTCIceServer)."""

    urls: tuple[str, ...]
    username: str
    credential: str


class Hello(Message):
    """First word after each connect: who you are, whom you may meet, and what time it is."""

    time_ms: int
    version: str
    me: PersonCard
    people: tuple[PersonCard, ...]
    rooms: tuple[RoomCard, ...]
    talk_limit_s: float
    """The time-out timer of a push-to-talk room."""
    streams: tuple[StreamHead, ...]
    """The streams this person has; the hub decides."""
    online: tuple[Id, ...]
    """Posts of which a page is connected."""
    storage_ok: bool
    """False: nothing can be saved just now. Voice goes on."""
    all_call: AllCallNow
    """Who speaks to all rooms now."""
    may_call_all: bool
    """I may speak to all rooms: by joining `all-call` and asking for its floor."""
    rings: tuple[RingCard, ...] = ()
    """All that rings for me now."""
    may_summon: bool = False
    rollcalls: tuple[RollCallNow, ...] = ()
    """Those I am in, with my own entries; to who reads the board all, without entries."""
    decisions: int = 0
    """So many that I, or the agency I speak for, carry out are not over."""
    relays: tuple[Relay, ...] = ()
    """For where no UDP comes through: another way for the sound."""


class RoomsChanged(Message):
    """Lines of the room list that are no longer what they were. Kind `rooms`, room empty."""

    rooms: tuple[RoomCard, ...]


class RosterChanged(Message):
    """People who came or changed, and people who left. Kind `roster`."""

    present: tuple[Participant, ...] = ()
    gone: tuple[Id, ...] = ()


class FloorChanged(Message):
    """The floor of a push-to-talk room as it is now. Kind `floor`."""

    floor: Floor


class Levels(Message):
    """How loud each heard person is, in -dBov (0 loudest, 127 silent; RFC 6464). Kind `levels`.

    To who asked for meters ten times a second while anyone is heard; to all others at once when
    somebody begins, then twice a second at most and only news. Once empty when all is still.
    """

    levels: dict[Id, int]


class PttNews(Message):
    """What became of my request after its first reply. Kind `ptt`, only to me.

    granted: it was queued and it is my turn. queued: my place changed. ended: the hub took the
    floor back, or dropped me from the queue, for the reason in `code`.
    """

    voice: Id
    request: Request
    state: Literal["granted", "queued", "ended"]
    until_ms: int | None = None
    talker: Id | None = None
    place: int | None = None
    code: Literal["time_out", "preempted", "not_held", "left", "media_down", "muted"] | None = None


class VoiceEnded(Message):
    """My voice is no longer in the room, and why. Kind `voice`, only to me.

    elsewhere: I joined on another device. restarted: the media worker is new, join again at
    once. silent: nothing was heard from me for 15 s. closed: my browser closed the connection.
    removed: a moderator put me out. freed: told to my pages whose voice is elsewhere: that one has
    left, and nobody's place is taken by joining.
    """

    voice: Id
    why: Literal["elsewhere", "restarted", "silent", "closed", "removed", "freed"]


class PresenceChanged(Message):
    """Posts of which the first page came, or the last one went. Kind `presence`, room empty."""

    came: tuple[Id, ...] = ()
    went: tuple[Id, ...] = ()


class TypingNow(Message):
    """Who is writing in this room now, all of them. Kind `typing`."""

    who: tuple[Id, ...]


class ReadsChanged(Message):
    """How far posts have read in this room. Kind `reads`."""

    reads: dict[Id, int]


class StorageChanged(Message):
    """Nothing can be saved any more, or again it can. Kind `storage`, room empty."""

    ok: bool


class Live(Message):
    """The envelope of every ephemeral message."""

    room: str
    kind: Literal[
        "rooms",
        "roster",
        "floor",
        "levels",
        "ptt",
        "voice",
        "presence",
        "typing",
        "reads",
        "storage",
        "moderation",
        "door",
        "all_call",
        "rings",
        "summons",
        "duty",
        "radio",
        "grant",
        "say",
        "rollcall",
        "decision",
        "quality",
    ]
    body: (
        RoomsChanged
        | RosterChanged
        | FloorChanged
        | Levels
        | PttNews
        | VoiceEnded
        | PresenceChanged
        | TypingNow
        | ReadsChanged
        | StorageChanged
        | Moderation
        | DoorNews
        | AllCallNow
        | Rings
        | SummonsNow
        | DutyCall
        | RadioNow
        | RadioGrant
        | RadioSay
        | RollCallNow
        | DecisionNow
        | RoomQuality
    )


LIVE: dict[str, type[Message]] = {
    "rooms": RoomsChanged,
    "roster": RosterChanged,
    "floor": FloorChanged,
    "levels": Levels,
    "ptt": PttNews,
    "voice": VoiceEnded,
    "presence": PresenceChanged,
    "typing": TypingNow,
    "reads": ReadsChanged,
    "storage": StorageChanged,
    "moderation": Moderation,
    "door": DoorNews,
    "all_call": AllCallNow,
    "rings": Rings,
    "summons": SummonsNow,
    "duty": DutyCall,
    "radio": RadioNow,
    "grant": RadioGrant,
    "say": RadioSay,
    "rollcall": RollCallNow,
    "decision": DecisionNow,
    "quality": RoomQuality,
}
