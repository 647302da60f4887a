"""Answers to a summons: what a person may say to it, and by which way it came.

An answer is a deliberate act of a human being. What a transport proves (accepted, delivered,
shown) is progress, and never an answer.
"""

from dataclasses import dataclass
from typing import Literal

from hub.domain.refusals import BadAnswer

Code = Literal["ready", "coming", "present", "unable", "represented"]
Way = Literal["page", "push", "ntfy", "phone", "message", "radio", "operator"]
"""How it reached us. operator: he entered what he heard some other way; radio: what he heard on
the air, or the HT said itself."""

ETA_MAX_MIN = 24 * 60
REASON_MAX_CHARS = 500
HEARD_BACK_MAX_S = 120.0
"""What an operator heard longer ago he does not enter as heard then."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said, by which post, how, and when the hub received it (seconds UTC).

    deputy: the post that is sent instead. recorded_by: the operator who entered it, heard_at: when
    he had heard it. said_at: by the clock of who answered offline. Both are evidence: what counts
    as late is when it was received.
    """

    code: Code
    by: str
    way: Way
    at: float
    reason: str = ""
    eta_min: int | None = None
    deputy: str | None = None
    recorded_by: str | None = None
    heard_at: float | None = None
    said_at: float | None = None

    @property
    def accepts(self) -> bool:
        """Does somebody come?"""
        return self.code in ("ready", "coming", "present")


def check(answer: Answer) -> None:
    """Refuse what is incomplete: no reason for staying away, no minutes, no deputy. BadAnswer."""
    if answer.code == "unable" and not answer.reason.strip():
        raise BadAnswer("reason")
    timed = answer.way != "radio" or answer.recorded_by  # A handheld has no key for minutes.
    if answer.code == "coming" and timed and not 0 < (answer.eta_min or 0) <= ETA_MAX_MIN:
        raise BadAnswer("eta_min")
    if answer.code == "represented" and not answer.deputy:
        raise BadAnswer("deputy")


def heard_at(now: float, heard_ago_s: float) -> float:
    """Give when an answer was heard that an operator enters now."""
    return now - min(max(0.0, heard_ago_s), HEARD_BACK_MAX_S)
