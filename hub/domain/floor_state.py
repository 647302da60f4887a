"""All there is to know of one floor: who has it, who waits, and which presses are over.

The rules are in `floor.py`; here are only the state and what follows from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hub.domain.people import Role

TALK_LIMIT_S = 60.0
HELD_LIMIT_S = 0.8
CARRIER_END_S = 0.4

EMERGENCY_PRIORITY = 250
"""A radio's emergency call; no role has it by right."""

ANNOUNCER = "posko.suara"
"""Who speaks when the hub itself does; no post can have it, for a post's id has no dot."""
ANNOUNCER_PRIORITY = 10
"""Below every person: whoever asks has the floor at once."""

PRIORITY: Mapping[Role, int] = {
    "mayor": 200,
    "operator": 150,
    "device": 120,
    "head": 100,
    "administrator": 100,
}


def name_in(person: str, room: str) -> str:
    """Give the name by which somebody in a patched room stands on the channel's floor.

    He may be in both rooms, with a key in each, and each key has a numbering of its own.
    """
    return f"{person}@{room}"


def person_of(name: str) -> str:
    """Give whose name it is, wherever he is."""
    return name.partition("@")[0]


def place_of(name: str, home: str) -> tuple[str, str]:
    """Give the room and the person of a name on the floor of `home`."""
    person, _, room = name.partition("@")
    return room or home, person


@dataclass(frozen=True, slots=True)
class Claim:
    """One press of a key: whose, which, how urgent, and when it was last known to be held.

    fades: it is let go, and ends in a moment. over_radio: as asked for.
    """

    person: str
    request: int
    priority: int
    revocable: bool
    held_at: float
    fades: bool = False
    over_radio: bool = False

    @property
    def held_until(self) -> float:
        """When it counts as let go, unless held again before."""
        return self.held_at + (CARRIER_END_S if self.fades else HELD_LIMIT_S)


@dataclass(frozen=True, slots=True)
class Talk:
    """The claim that has the floor. `until`: when the time-out timer (TOT) ends it, if ever."""

    claim: Claim
    since: float
    until: float | None

    @property
    def deadline(self) -> float:
        """The first of the two ends that come by themselves."""
        held_until = self.claim.held_until
        return held_until if self.until is None else min(held_until, self.until)


@dataclass(frozen=True, slots=True)
class Floor:
    """All there is to know of one floor.

    over: each person's last press that has ended. latched: the press of each that ran into the
    time-out and has not been let go yet. call: who speaks to all rooms, this one among them.
    """

    talk: Talk | None = None
    queue: tuple[Claim, ...] = ()
    over: Mapping[str, int] = field(default_factory=dict)
    latched: Mapping[str, int] = field(default_factory=dict)
    call: str | None = None

    @property
    def talker(self) -> str | None:
        """Who is to be heard now, by his own key or by a call."""
        return self.talk.claim.person if self.talk else self.call

    @property
    def carried(self) -> str | None:
        """Whose call is heard here now: not while a radio still talks."""
        return None if self.talk else self.call

    @property
    def deadline(self) -> float | None:
        """When it must be stepped with Tick at the latest."""
        ends = [claim.held_until for claim in self.queue]
        if self.talk:
            ends.append(self.talk.deadline)
        return min(ends, default=None)

    def claim_of(self, person: str) -> Claim | None:
        """His press that has the floor or waits for it."""
        if self.talk and self.talk.claim.person == person:
            return self.talk.claim
        return next((claim for claim in self.queue if claim.person == person), None)

    def place_of(self, person: str) -> int | None:
        """His place in the queue, from 1."""
        return next((i for i, c in enumerate(self.queue, start=1) if c.person == person), None)
