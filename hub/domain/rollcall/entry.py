"""One agency in a roll-call: whether it was called, answered, and what it reported.

    waiting      nothing is known of it yet; skipped, it waits again
    prefilled    its form is there; with nothing to talk about it need not be called
    called       it has the turn, and has not answered (CALL_WAIT_S, said twice)
    recalled     the same, after it did not answer once
    reporting    it has the turn, and talks
    no_answer    called in vain, `tries` times; at the tail of the queue, after two out of it
    reported, represented, excused      settled
    absent       not heard until the close
    reported_late   absent, and heard since; `absent_at` stays

The name, class and holder are those of when it was announced: an agency that is renamed, merged or
gets another head meanwhile is called by what it was.
"""

from dataclasses import dataclass
from typing import Literal

from hub.domain.rollcall.form import Attendance, Form, Report, Way

State = Literal[
    "waiting",
    "prefilled",
    "called",
    "recalled",
    "reporting",
    "no_answer",
    "reported",
    "represented",
    "excused",
    "absent",
    "reported_late",
]
Outcome = Literal["reported", "represented", "excused"]
Prompt = Literal["", "amber", "soft", "hard"]
"""How long it reports: nobody is cut off, those at the board are told."""

ON_FLOOR: frozenset[State] = frozenset({"called", "recalled", "reporting"})
UNANSWERED: frozenset[State] = frozenset({"called", "recalled"})
SETTLED: frozenset[State] = frozenset({"reported", "represented", "excused"})
FINAL: frozenset[State] = SETTLED | {"absent", "reported_late"}
TRIES_MAX = 2

OUTCOME: dict[Attendance, Outcome] = {
    "present": "reported",
    "represented": "represented",
    "excused": "excused",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An agency and the post that reports for it. Times in seconds UTC.

    place: its place in the queue; any number. since: of the turn it has. says: how often it was
    called in this turn. outcome: once it is settled, also while it is called again. way: how it was
    heard when it was settled. heard_at: its handheld keyed, which proves nobody's presence;
    present_at: a `1` was keyed. escalated: of its `tries`, those of which its summons knows.
    """

    id: str
    post: str
    agency: str
    name: str
    short: str
    title: str
    agency_class: str
    agency_kind: str
    holder: str
    place: int
    state: State = "waiting"
    tries: int = 0
    says: int = 0
    since: float | None = None
    prompted: Prompt = ""
    picked: bool = False
    emergency: bool = False
    outcome: Outcome | None = None
    way: Way | None = None
    called_at: float | None = None
    answered_at: float | None = None
    settled_at: float | None = None
    absent_at: float | None = None
    heard_at: float | None = None
    present_at: float | None = None
    escalated: int = 0
    reports: tuple[Report, ...] = ()
    version: int = 1

    @property
    def form(self) -> Form | None:
        """What was reported last."""
        return self.reports[-1].form if self.reports else None

    @property
    def on_floor(self) -> bool:
        """Has it the turn?"""
        return self.state in ON_FLOOR


def at_rest(entry: Entry) -> State:
    """Give the state of an entry that has no turn, and was not settled by the last."""
    if entry.outcome:
        return entry.outcome
    if entry.reports:
        return "prefilled"
    return "no_answer" if entry.tries else "waiting"


def settles_as(entry: Entry, said: Attendance | None = None) -> Outcome:
    """Give what it is when it is settled now: as said, or as its last report has it."""
    attendance = said or (entry.form.attendance if entry.form else "present")
    return OUTCOME[attendance]
