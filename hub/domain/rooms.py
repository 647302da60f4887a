"""Rooms: where people meet by voice, in one of three modes, up to a limit."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from hub.domain.people import Person
from hub.domain.refusals import RoomFull, WrongMode

ROOM_LIMIT = 100

Mode = Literal["open", "moderated", "ptt"]
"""open: whoever opens his microphone is heard. moderated: only those a moderator called on. ptt:
one floor, asked for by each press."""

EVERYONE = "*"
ALL_CALL = "all-call"
"""Its floor is that of a call to all rooms. Nobody meets there, and no list shows it."""


@dataclass(frozen=True, slots=True)
class Room:
    """A room and who may enter it; `limit` is how many voices it takes.

    rules: what `members` follow from when posts come and go. radio: the kind of its radio, when it
    is a radio channel. patched: the channel under whose floor it is now; it is `ptt` meanwhile.
    """

    id: str
    name: str
    mode: Mode
    members: frozenset[str]
    limit: int = ROOM_LIMIT
    rules: tuple[str, ...] = ()
    radio: str = ""
    patched: str = ""


def members_by(rules: Iterable[str], people: Iterable[Person]) -> frozenset[str]:
    """Give the ids of the people any rule names: `*`, a class of agency, `@role`, or an id.

    ValueError, carrying the rule, when a rule names nobody.
    """
    everyone = tuple(people)
    found: set[str] = set()
    for rule in rules:
        named = {p.id for p in everyone if rule in _names(p)}
        if not named:
            raise ValueError(rule)
        found |= named
    return frozenset(found)


def members_of(rules: Iterable[str], people: Iterable[Person]) -> frozenset[str]:
    """The same for rules that were good once: one that names nobody now is no error."""
    wanted = set(rules)
    return frozenset(p.id for p in people if not wanted.isdisjoint(_names(p)))


def _names(person: Person) -> tuple[str, ...]:
    return EVERYONE, person.id, person.agency_class, f"@{person.role}"


def all_call_room() -> Room:
    """Give the room whose floor is the all-call; the directory fills it with whom it takes."""
    return Room(ALL_CALL, "", "ptt", frozenset(), rules=("@mayor", "@operator"))


def check_space(room: Room, here: int) -> None:
    """Refuse one more voice when the room holds its limit already."""
    if here >= room.limit:
        raise RoomFull(f"{room.id} holds {here}")


def check_floor(room: Room) -> None:
    """Refuse a press where there is no floor."""
    if room.mode != "ptt":
        raise WrongMode(f"{room.id} is {room.mode}")


def check_switch(room: Room) -> None:
    """Refuse a microphone's switch where there is a floor to ask for."""
    if room.mode == "ptt":
        raise WrongMode(f"{room.id} is {room.mode}")
