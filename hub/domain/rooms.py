"""Rooms: where people meet by voice, in one of two modes, up to a limit."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from hub.domain.people import Person
from hub.domain.refusals import RoomFull, WrongMode

ROOM_LIMIT = 100

Mode = Literal["open", "ptt"]
"""open: whoever opens his microphone is heard. ptt: one floor, asked for by each press."""

EVERYONE = "*"


@dataclass(frozen=True, slots=True)
class Room:
    """A room and who may enter it; `limit` is how many voices it takes.

    rules: what `members` follow from when posts come and go.
    """

    id: str
    name: str
    mode: Mode
    members: frozenset[str]
    limit: int = ROOM_LIMIT
    rules: tuple[str, ...] = ()


def members_by(rules: Iterable[str], people: Iterable[Person]) -> frozenset[str]:
    """Give the ids of the people any rule names: `*`, a class of agency, or a person's id.

    ValueError, carrying the rule, when a rule names nobody.
    """
    everyone = tuple(people)
    found: set[str] = set()
    for rule in rules:
        named = {p.id for p in everyone if rule in (EVERYONE, p.id, p.agency_class)}
        if not named:
            raise ValueError(rule)
        found |= named
    return frozenset(found)


def members_of(rules: Iterable[str], people: Iterable[Person]) -> frozenset[str]:
    """The same for rules that were good once: one that names nobody now is no error."""
    wanted = set(rules)
    return frozenset(p.id for p in people if wanted & {EVERYONE, p.id, p.agency_class})


def check_space(room: Room, here: int) -> None:
    """Refuse one more voice when the room holds its limit already."""
    if here >= room.limit:
        raise RoomFull(f"{room.id} holds {here}")


def check_mode(room: Room, mode: Mode) -> None:
    """Refuse what belongs to the other mode: a floor in an open room, a switch in a ptt room."""
    if room.mode != mode:
        raise WrongMode(f"{room.id} is {room.mode}")
