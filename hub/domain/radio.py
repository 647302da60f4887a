"""Radio channels: which room one is, by what licence, who its units are, and what is patched to it.

A channel is a push-to-talk room with one bridge, which comes in by a token of that channel alone.
A patch puts one more room under the channel's floor and into one mix; patches never chain.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from hub.domain.floor_state import ANNOUNCER
from hub.domain.people import Person
from hub.domain.refusals import NoSuchRoom, ReceiveOnly, WrongMode
from hub.domain.rooms import ALL_CALL, Room

Kind = Literal["poc", "isr", "krap", "amatir"]
"""The service whose licence the radio has. What is carried from elsewhere may only be sent by a
licensed land mobile service (isr) or over public cellular (poc)."""

TRANSMITS: frozenset[Kind] = frozenset({"poc", "isr"})
"""The others only receive here: `krap` (interested citizens) and `amatir` are not bridged."""

ROOM_ID_MAX = 57
"""Of a channel's room: its bridge has an id of its own with `radio.` before it."""

UNITS_MAX = 1_000
TOKENS_MAX = 20


@dataclass(frozen=True, slots=True)
class Channel:
    """A room that has a radio."""

    room: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Token:
    """By what a bridge comes in: only the hash of its secret is kept."""

    id: str
    room: str
    hash: str
    label: str
    issued_ms: int
    revoked_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """A number that a radio says, and whose it is: a post, or a name (a car, a guard post)."""

    room: str
    number: str
    post: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Patch:
    """A room that is under a channel's floor, since when and by whom."""

    room: str
    channel: str
    since_ms: int
    by: str


@dataclass(frozen=True, slots=True)
class Call:
    """The last call on a channel: whom it named, for which recipients, and when it was said."""

    room: str
    numbers: tuple[str, ...]
    recipients: tuple[str, ...]
    said_ms: int


def device_id(room: str) -> str:
    """Give the id of a channel's bridge; no post can have it, for a post's has no dot."""
    return f"radio.{room}"


def device(room: Room) -> Person:
    """Give who a channel's bridge is to everybody else."""
    own = device_id(room.id)
    return Person(own, room.name, "HT", f"Radio {room.name}", "device", holder=own)


def announcer() -> Person:
    """Give who the hub is to everybody else when it speaks on the air itself."""
    return Person(ANNOUNCER, "Posko", "Posko", "Suara Posko", "device", holder=ANNOUNCER)


def check_channel(room: Room | None) -> Room:
    """Refuse to make a channel of this. NoSuchRoom, WrongMode."""
    if room is None or room.id == ALL_CALL or len(room.id) > ROOM_ID_MAX:
        raise NoSuchRoom
    if room.mode != "ptt" or room.patched:
        raise WrongMode(f"{room.id} is {room.mode}")
    return room


def check_patch(rooms: Mapping[str, Room], room_id: str, channel_id: str) -> tuple[Room, Room]:
    """Give the room and the channel it may be patched to.

    NoSuchRoom, WrongMode, ReceiveOnly: whoever is patched to it could not talk in his own room.
    """
    room, channel = rooms.get(room_id), rooms.get(channel_id)
    if room is None or channel is None or ALL_CALL in (room_id, channel_id):
        raise NoSuchRoom
    if not channel.radio:
        raise WrongMode(f"{channel_id} has no radio")
    if channel.radio not in TRANSMITS:
        raise ReceiveOnly(f"{channel_id} is {channel.radio}")
    if room.radio or (room.patched and room.patched != channel_id):
        raise WrongMode(f"{room_id} is a channel, or patched to another")
    return room, channel


Said = Literal["present", "help", "coming", "emergency"]
"""What a handheld can answer by its keys."""
ANSWER_KEYS: Mapping[Said, str] = {"present": "1", "help": "2", "coming": "3", "emergency": "9"}
"""What a handheld keys for an answer: `<unit 3><answer 1><check 1>#`, or `<answer>#` who was called
alone."""
_KEYED = re.compile(r"[0-9]{3}")


def can_key(number: str) -> bool:
    """Can this unit answer by its keys? Only three digits are a number there."""
    return _KEYED.fullmatch(number) is not None


def as_keyed(number: str) -> str:
    """Give how a number that was heard stands in a register: `0112` by MDC1200 is keyed `112`."""
    return number[1:] if number[:1] == "0" and can_key(number[1:]) else number


def answer_code(number: str, answer: Said) -> str:
    """Give what a unit keys before the `#`: its number, the answer, the check digit."""
    key = ANSWER_KEYS[answer]
    return f"{number}{key}{sum(int(digit) for digit in number + key) % 10}"


def unit_of(units: Iterable[Unit], number: str) -> Unit | None:
    """Give whose number this is: a radio says `0112` by MDC1200, and `112` by DTMF."""
    known = list(units) if number else []
    exact = next((unit for unit in known if unit.number == number), None)
    bare = number.lstrip("0")
    return exact or next((unit for unit in known if unit.number.lstrip("0") == bare), None)
