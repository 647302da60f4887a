"""Decisions of a roll-call, and what becomes of them: one owner, one due day, and what he did.

    open, reopened             accept    accepted    the owner: "Laksanakan"
    open, accepted, reopened   done      done        with evidence; that accepts it, too
    done                       verify    verified    whoever leads says that it is so
    done, verified             reopen    reopened    it is not, and why
    any but verified           cancel    cancelled   it is needed no more

*Overdue* is no state: it is computed from the day. Whatever is not verified or cancelled comes up
at its agency's next roll-call. What was done is added to, never changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from hub.domain.refusals import BadDecision, DuePast

State = Literal["open", "accepted", "done", "verified", "reopened", "cancelled"]
Act = Literal["accept", "done", "verify", "reopen", "cancel"]
Priority = Literal["low", "normal", "high"]

LINES_MAX = 2
TEXT_MAX_CHARS = 240
EVIDENCE_MAX_CHARS = 500
OVER: frozenset[State] = frozenset({"verified", "cancelled"})
BY_OWNER: frozenset[Act] = frozenset({"accept", "done"})

_STEPS: dict[tuple[State, Act], State] = {
    ("open", "accept"): "accepted",
    ("reopened", "accept"): "accepted",
    ("open", "done"): "done",
    ("accepted", "done"): "done",
    ("reopened", "done"): "done",
    ("done", "verify"): "verified",
    ("done", "reopen"): "reopened",
    ("verified", "reopen"): "reopened",
    ("open", "cancel"): "cancelled",
    ("accepted", "cancel"): "cancelled",
    ("reopened", "cancel"): "cancelled",
    ("done", "cancel"): "cancelled",
}


@dataclass(frozen=True, slots=True)
class Did:
    """One thing somebody did about it. id: of the command; file: of the evidence, if any."""

    id: str
    act: Act
    at: float
    by: str
    holder: str
    text: str = ""
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided. owner: the post that carries it out; due_day: ISO date of the city.

    rollcall, entry: where it was decided, about whom; a decision may stand alone. owner_name: of
    when it was decided. Times in seconds UTC.
    """

    id: str
    text: str
    owner: str
    owner_agency: str
    owner_name: str
    due_day: str
    priority: Priority
    by: str
    holder: str
    at: float
    rollcall: str | None = None
    entry: str | None = None
    state: State = "open"
    did: tuple[Did, ...] = ()
    version: int = 1

    @property
    def is_over(self) -> bool:
        """Is nothing more to be done?"""
        return self.state in OVER


def check(text: str, due_day: str, today: str) -> None:
    """Refuse more than two lines, no day, or one that has passed. BadDecision, DuePast."""
    if not text or len(text) > TEXT_MAX_CHARS or text.count("\n") >= LINES_MAX:
        raise BadDecision("text")
    try:
        due = date.fromisoformat(due_day)
    except ValueError:
        raise BadDecision("due_day") from None
    if due < date.fromisoformat(today):
        raise DuePast(due_day)


def step(before: Decision, did: Did) -> Decision:
    """Give it after something was done about it. BadDecision: it does not follow, or lacks why."""
    after = _STEPS.get((before.state, did.act))
    if after is None:
        raise BadDecision("state")
    if did.act in ("done", "reopen", "cancel") and not (did.text or did.file):
        raise BadDecision("text")  # Evidence, or the reason.
    return replace(before, state=after, did=(*before.did, did), version=before.version + 1)


def is_overdue(decision: Decision, today: str) -> bool:
    """Is its day over, and it not done? today: ISO date of the city."""
    return decision.due_day < today and decision.state in ("open", "accepted", "reopened")


def comes_up(decisions: Iterable[Decision], agency: str) -> list[Decision]:
    """Give what is not over of an agency, the most pressing first."""
    ranks = {"high": 0, "normal": 1, "low": 2}
    mine = [one for one in decisions if one.owner_agency == agency and not one.is_over]
    return sorted(mine, key=lambda one: (one.due_day, ranks[one.priority], one.at, one.id))
