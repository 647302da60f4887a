"""The record of summonses of one month: figures of each agency (OPD), and its notes beside them.

What each figure means stands at the head of `hub/domain/summons/record.py`.
"""

from typing import Annotated

from pydantic import Field, StringConstraints

from hub.wire.base import Done, Id, Message, Uuid
from hub.wire.summons import AnswerCode, Outcome, Profile, Way

MONTHS = 12
"""So many are shown month by month."""

Month = Annotated[str, StringConstraints(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]
Note = Annotated[str, StringConstraints(max_length=500)]


class RecordAsk(Message):
    """What did each agency do in a month? agency: its calls too. drill: exercises only."""

    month: Month
    agency: Id | None = None
    drill: bool = False


class RecordMonthsAsk(Message):
    """What did each agency do in the months up to this one? drill: exercises only."""

    month: Month
    drill: bool = False


class RecordTally(Message):
    """Figures. called = in_time + missed; late is part of missed. withdrawn: deputies who came for
    somebody and then could not."""

    called: int
    in_time: int
    late: int
    missed: int
    accepted: int
    represented: int
    prevented: int
    withdrawn: int = 0
    reached: int
    apart: int
    referred: int
    open: int
    median_s: float | None = None
    p90_s: float | None = None
    by_way: dict[Way, int] = Field(default_factory=dict)


class RecordPost(Message):
    """Of one post."""

    post: Id
    title: str
    tally: RecordTally


class RecordAgency(Message):
    """Of one agency. notes: how many corrections it has written."""

    agency: Id
    short: str
    name: str
    tally: RecordTally
    posts: tuple[RecordPost, ...]
    notes: int = 0


class RecordNote(Message):
    """What the agency says of it; it changes no figure."""

    at_ms: int
    by: Id
    note: str


class RecordCall(Message):
    """One call to one post of the agency that was asked for."""

    recipient: Id
    summons: Uuid
    post: Id
    text: str
    profile: Profile
    t0_ms: int
    outcome: Outcome
    missed_ms: int | None = None
    first_answer_ms: int | None = None
    code: AnswerCode | None = None
    way: Way | None = None
    withdrawn_by: Id | None = None
    withdrawn_ms: int | None = None
    notes: tuple[RecordNote, ...] = ()


class RecordOf(Done):
    """drills: how many calls of this month were exercises. calls: only of the agency asked for."""

    month: Month
    zone: str
    at_ms: int
    drill: bool
    drills: int
    total: RecordTally
    agencies: tuple[RecordAgency, ...]
    calls: tuple[RecordCall, ...] = ()


class RecordMonth(Message):
    """Of one month: in time, late, and never answered; called is the sum of the three."""

    month: Month
    in_time: int = 0
    late: int = 0
    never: int = 0


class RecordCourse(Message):
    """Of one agency, month by month, the oldest first."""

    agency: Id
    short: str
    months: tuple[RecordMonth, ...]


class RecordMonths(Done):
    """All agencies together, and each that was called in these months. A head: his own alone."""

    drill: bool
    total: tuple[RecordMonth, ...]
    agencies: tuple[RecordCourse, ...]


class RecordCorrect(Message):
    """The head of an agency says something of one of its calls. The same `id` is the same."""

    id: Uuid
    recipient: Id
    note: Note


RECORD_COMMANDS: dict[str, tuple[type[Message], type[Done]]] = {
    "summons:record_of": (RecordAsk, RecordOf),
    "summons:record_months": (RecordMonthsAsk, RecordMonths),
    "summons:correct": (RecordCorrect, Done),
}
