"""What happens to a recipient, and what is to be done for it then: inputs and effects of its steps.

Words only; what they do stands in `recipient.py`.
"""

from collections.abc import Collection
from dataclasses import dataclass

from hub.domain.summons.answers import Answer
from hub.domain.summons.ladder import CHANNELS, Act


@dataclass(frozen=True, slots=True)
class Progress:
    """A transport proved something: SENT, DELIVERED or SEEN."""

    proved: int


@dataclass(frozen=True, slots=True)
class Answered:
    """Somebody answered. too: other posts whose devices are his. called_off: nobody rings anew."""

    answer: Answer
    too: tuple[str, ...] = ()
    called_off: bool = False


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The deputy whom the head sent cannot come: what he said."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Cancel:
    """The summons is called off."""


@dataclass(frozen=True, slots=True)
class Extend:
    """We were out for so long: nobody is missed by our own fault."""

    by_s: float


@dataclass(frozen=True, slots=True)
class Shift:
    """The wall clock was set by so much: no time went by, and every time moves with it."""

    by_s: float


@dataclass(frozen=True, slots=True)
class Climb:
    """Somebody wants the next rung now: the next that does something with these channels."""

    channels: Collection[Act] = CHANNELS


@dataclass(frozen=True, slots=True)
class Tick:
    """Time went by."""


Input = Progress | Answered | Withdrawn | Cancel | Extend | Shift | Climb | Tick


@dataclass(frozen=True, slots=True)
class Do:
    """A rung was reached, or the ring is repeated: do it. `late_s`: after it was due. `rung`: its
    place in the ladder, since the same act may stand on two rungs; none of a repeat."""

    act: Act
    round: int
    late_s: float
    rung: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer is to be kept. counts: it is the outcome now; late: after the deadline."""

    answer: Answer
    counts: bool
    late: bool


@dataclass(frozen=True, slots=True)
class Missed:
    """Nobody answered in time."""


@dataclass(frozen=True, slots=True)
class Refer:
    """Somebody else is sent instead: call him, until `deadline`."""

    deputy: str
    deadline: float


Effect = Do | Kept | Missed | Refer
