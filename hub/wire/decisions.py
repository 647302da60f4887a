"""Decisions and circulars over the socket: what was decided and done, and who works where."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from hub.wire.base import Done, Id, Message, Uuid
from hub.wire.rollcall import Op, Section

DECISION_MAX_CHARS = 240
EVIDENCE_MAX_CHARS = 500
RULES_MAX = 200
PAGE_MAX = 200

DecisionState = Literal["open", "accepted", "done", "verified", "reopened", "cancelled"]
DecisionAct = Literal["accept", "done", "verify", "reopen", "cancel"]
Priority = Literal["low", "normal", "high"]
Day = Annotated[str, StringConstraints(pattern=r"^20\d\d-\d\d-\d\d$")]


class DidCard(Message):
    """What somebody did about a decision. file: of the evidence."""

    id: Uuid
    act: DecisionAct
    at_ms: int
    by: Id
    text: str = ""
    file: Uuid | None = None


class DecisionCard(Message):
    """A decision. overdue: its day is over, and it is not done. owner_name: when it was made."""

    id: Uuid
    text: str
    owner: Id
    owner_agency: Id
    owner_name: str
    due_day: Day
    priority: Priority
    by: Id
    at_ms: int
    rollcall: Uuid | None = None
    entry: Id | None = None
    state: DecisionState
    overdue: bool
    did: tuple[DidCard, ...] = ()
    version: int


class DecisionMake(Message):
    """Decide: two lines at most, who carries it out and until when. `id` makes it one decision.

    rollcall, entry: in whose turn. ring: its owner is summoned to accept it (profile biasa).
    """

    id: Uuid
    text: Annotated[str, StringConstraints(max_length=DECISION_MAX_CHARS)]
    owner: Id
    due_day: Day
    priority: Priority = "normal"
    rollcall: Uuid | None = None
    entry: Id | None = None
    ring: bool = True


class DecisionDo(Message):
    """Do something about it: its owner accepts and does; whoever leads verifies, reopens, cancels.

    text: the evidence, or why. file: one that hangs on a message, or was brought into a room.
    """

    id: Uuid
    decision: Uuid
    act: DecisionAct
    text: Annotated[str, StringConstraints(max_length=EVIDENCE_MAX_CHARS)] = ""
    file: Uuid | None = None


class DecisionSaved(Done):
    """It is saved. The decision as it is now."""

    decision: DecisionCard


class DecisionNow(Message):
    """A decision that was made or changed. Live kind `decision`, room empty; to whoever reads the
    board, and to its owner."""

    decision: DecisionCard


class DecisionList(Message):
    """Give me decisions: all that are not over, or all of a roll-call, or older ones.

    over: only such as are over, with before_ms older ones of them. A head is given his own.
    """

    rollcall: Uuid | None = None
    before_ms: int | None = None
    over: bool = False


class DecisionFilter(Message):
    """Which of those that are not over go into a file: of one owner, in one state, overdue."""

    owner: Id | None = None
    state: DecisionState | None = None
    overdue: bool = False


class Decisions(Done):
    """Not over: the most pressing first. Of a roll-call: in their order. Older: newest first."""

    decisions: tuple[DecisionCard, ...]


class WfoRule(Message):
    """At least, at most or just so many percent of a section are in the office; of an agency, or of
    a class of them."""

    section: Section = "all"
    op: Op
    percent: Annotated[int, Field(ge=0, le=100)]
    agency: Annotated[str, StringConstraints(pattern=r"^([a-z0-9][a-z0-9._-]{0,63})?$")] = ""
    agency_class: Literal["", "kritikal", "esensial", "non-esensial"] = ""


class CircularCard(Message):
    """A letter (surat edaran) with rules; from and to: both days are in it."""

    id: Uuid
    letter_no: Annotated[str, StringConstraints(max_length=80)]
    title: Annotated[str, StringConstraints(max_length=200)]
    from_day: Day
    to_day: Day | None = None
    rules: Annotated[tuple[WfoRule, ...], Field(max_length=RULES_MAX)]
    withdrawn: bool = False


class CircularSave(Message):
    """Put a letter in the place of the one with its id, or add it."""

    circular: CircularCard


class CircularList(Message):
    """Give me the letters."""


class Circulars(Done):
    """Newest first."""

    circulars: tuple[CircularCard, ...]


DECISION_COMMANDS: dict[str, tuple[type[Message], type[Done]]] = {
    "decision:make": (DecisionMake, DecisionSaved),
    "decision:do": (DecisionDo, DecisionSaved),
    "decision:list": (DecisionList, Decisions),
    "circular:save": (CircularSave, Done),
    "circular:list": (CircularList, Circulars),
}
