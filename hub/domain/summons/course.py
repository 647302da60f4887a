"""A summons as a whole: who called whom, by which ladder, and when it is over.

One recipient's answer never stops another's ring. Only a quorum does, if the issuer asked for it:
enough have said that they come, and the rest are told that they are no longer needed.
"""

from dataclasses import dataclass
from typing import Literal

from hub.domain.summons.ladder import Ladder

TEXT_MAX_CHARS = 500
RECIPIENTS_MAX = 1_000

State = Literal["open", "closed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Summons:
    """A call to posts. Times in seconds UTC.

    need: how many are enough, or None: all. stop_when_met: then the rest stop ringing. drill: an
    exercise, marked everywhere and kept out of the statistics. room: where those who come meet.
    """

    id: str
    issuer: str
    holder: str
    text: str
    ladder: Ladder
    t0: float
    room: str | None = None
    drill: bool = False
    need: int | None = None
    stop_when_met: bool = False
    state: State = "open"
    met_at: float | None = None
    over_at: float | None = None
    reason: str = ""


def is_met(summons: Summons, coming: int) -> bool:
    """Have enough said that they come?"""
    return summons.need is not None and coming >= summons.need


def outage_share(t0: float, deadline: float, from_s: float, to_s: float) -> float:
    """Give how much later a deadline is to be after an outage of ours that fell into its time.

    Whoever had so long left when we went has so long when we are back, however long that was.
    """
    return max(0.0, to_s - max(t0, from_s)) if from_s < deadline else 0.0
