"""The ladder of a summons: what is tried after how many seconds of silence, up to the deadline.

Three profiles: darurat (emergency), mendesak (urgent), biasa (ordinary). A ladder is versioned; a
summons carries a copy of the one it was sent with, so an edit never touches a call under way.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Literal

Profile = Literal["darurat", "mendesak", "biasa"]
Channel = Literal["ring", "ntfy", "message", "phone", "radio"]
"""ring: open pages and Web Push. message: whatever apprise reaches. radio: a card for the operator,
who calls on the air."""
Act = Literal["ring", "ntfy", "message", "phone", "radio", "deputy", "duty"]
"""A channel that is tried, or who is told next: the deputies, the officers on duty."""

CHANNELS: frozenset[Act] = frozenset({"ring", "ntfy", "message", "phone", "radio"})
"""All there may be; a city has those it has set up."""
RUNGS_MAX = 24
DEADLINE_S = (30, 24 * 3600)
REPEAT_S = (10, 3600)
LEVEL: Mapping[Act, int] = MappingProxyType({"deputy": 1, "duty": 2})
"""The level a recipient is on once this was done; a channel changes none."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One step up: `act` at `after_s` seconds of silence."""

    after_s: int
    act: Act


@dataclass(frozen=True, slots=True)
class Ladder:
    """What is done for each recipient, in the order of time.

    repeat_s: the ring is repeated this often until an answer or the deadline; 0: never.
    waits_for_office: outside office hours it begins when they begin. heeds_leave: whoever is on
    leave is not rung.
    """

    profile: Profile
    version: int
    rungs: tuple[Rung, ...]
    repeat_s: int
    deadline_s: int
    waits_for_office: bool = False
    heeds_leave: bool = True


def _rungs(**after_s: int) -> tuple[Rung, ...]:
    acts: dict[str, Act] = {
        "ring": "ring",
        "ring_again": "ring",
        "ntfy": "ntfy",
        "message": "message",
        "phone": "phone",
        "radio": "radio",
        "deputy": "deputy",
        "duty": "duty",
    }
    return tuple(Rung(seconds, acts[name]) for name, seconds in after_s.items())


FIRST: Mapping[Profile, Ladder] = MappingProxyType(
    {
        "darurat": Ladder(
            "darurat",
            1,
            _rungs(ring=0, ntfy=20, message=20, phone=45, radio=60, deputy=90, duty=180),
            repeat_s=15,
            deadline_s=300,
            heeds_leave=False,
        ),
        "mendesak": Ladder(
            "mendesak",
            1,
            _rungs(ring=0, ntfy=60, message=60, phone=120, radio=180, deputy=300, duty=600),
            repeat_s=30,
            deadline_s=900,
        ),
        "biasa": Ladder(
            "biasa",
            1,
            _rungs(ring=0, ring_again=120, ntfy=300, message=300, radio=600, deputy=900),
            repeat_s=0,
            deadline_s=1800,
            waits_for_office=True,
        ),
    }
)
"""What a new city begins with."""

Flaw = Literal[
    "empty", "too_many", "order", "no_ring", "unreachable", "repeat", "deadline", "duty_first"
]


def flaws(ladder: Ladder) -> list[tuple[Flaw, int | None]]:
    """Give what is wrong with a ladder somebody wants to save, each with the rung it is about.

    unreachable: a rung at or after the deadline is never tried. duty_first: the officers on duty
    would be told before the deputies, whose level then would never be reached.
    """
    found: list[tuple[Flaw, int | None]] = []
    rungs = ladder.rungs
    if not rungs:
        found.append(("empty", None))
    if len(rungs) > RUNGS_MAX:
        found.append(("too_many", None))
    if not any(rung.act == "ring" and rung.after_s == 0 for rung in rungs):
        found.append(("no_ring", None))
    if ladder.repeat_s and not REPEAT_S[0] <= ladder.repeat_s <= REPEAT_S[1]:
        found.append(("repeat", None))
    if not DEADLINE_S[0] <= ladder.deadline_s <= DEADLINE_S[1]:
        found.append(("deadline", None))
    for n, (one, other) in enumerate(pairwise(rungs), start=1):
        if other.after_s < one.after_s:
            found.append(("order", n))
    found += [("unreachable", n) for n, r in enumerate(rungs) if r.after_s >= ladder.deadline_s]
    acts = [rung.act for rung in rungs]
    if "duty" in acts and "deputy" in acts and acts.index("duty") < acts.index("deputy"):
        found.append(("duty_first", acts.index("duty")))
    return found


def does_something(act: Act, channels: Collection[Act]) -> bool:
    """Is anything done at a rung where there are these channels? Else it is passed over."""
    return act in LEVEL or act == "ring" or act in channels


def tried(ladder: Ladder, rung: int, of: Collection[Act]) -> Iterable[Act]:
    """Give each channel of these that was tried before a rung, once."""
    return dict.fromkeys(one.act for one in ladder.rungs[:rung] if one.act in of)


def channels_of(ladder: Ladder) -> Iterable[Act]:
    """Give each channel a ladder tries, once."""
    return dict.fromkeys(rung.act for rung in ladder.rungs if rung.act not in LEVEL)
