"""Past roll-calls: which there were, one with what became of each agency, and many beside each
other. What the figures mean stands at the head of `hub/domain/rollcall/past.py`.

Mayor and operator see all of it; a head what became of the posts he answers for, and no more.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from hub.wire.base import Done, Id, Message, Uuid
from hub.wire.decisions import DecisionCard
from hub.wire.record import Month
from hub.wire.rollcall import PAGE_MAX, TITLE_MAX_CHARS, EntryCard, Mode, ReportWay

COLUMNS_MAX = 60
SERIES_MAX = 50

Mark = Literal["present", "represented", "excused", "late", "absent"]
Title = Annotated[str, StringConstraints(max_length=TITLE_MAX_CHARS)]


class PastFigures(Message):
    """Of some entries. held is the sum of the five; a drill is among no others."""

    held: int
    present: int
    represented: int
    excused: int
    late: int
    absent: int
    form_median_s: float | None = None
    form_p90_s: float | None = None
    voice_median_s: float | None = None
    voice_p90_s: float | None = None


class PastCard(Message):
    """A roll-call that is closed or signed."""

    id: Uuid
    room: Id
    title: str
    leader: Id
    mode: Mode
    drill: bool
    state: Literal["closed", "signed"]
    announced_ms: int | None
    opened_ms: int | None
    closed_ms: int


class PastLine(Message):
    """One of a list; figures without times: of all in it, or of what is mine."""

    rollcall: PastCard
    figures: PastFigures


class PastSeries(Message):
    """Roll-calls of one name in one room."""

    room: Id
    title: str
    held: int


class RollCallPastAsk(Message):
    """Which were held, newest first? before_ms: only such as were closed before this."""

    before_ms: int | None = None
    limit: Annotated[int, Field(ge=1, le=PAGE_MAX)] = 20
    room: Id | None = None
    title: Title | None = None


class RollCallPastPage(Done):
    """series: of all there are, to choose from."""

    rollcalls: tuple[PastLine, ...]
    more: bool
    series: tuple[PastSeries, ...]


class RollCallPastRead(Message):
    """What became of each agency in one?"""

    rollcall: Uuid


class PastHeard(Message):
    """A moment that can be heard again: so many ms into a recording."""

    recording: Uuid
    at_ms: int


class PastEntry(Message):
    """heard: when it was called and spoke, if that was recorded and I may hear it."""

    entry: EntryCard
    mark: Mark
    form_s: float | None = None
    voice_s: float | None = None
    heard: PastHeard | None = None


class RollCallPastWhole(Done):
    """decisions: made in it; a head: his own."""

    rollcall: PastCard
    figures: PastFigures
    entries: tuple[PastEntry, ...]
    decisions: tuple[DecisionCard, ...]


class RollCallCompareAsk(Message):
    """The last of them beside each other, or those of a month. Drills are left out."""

    room: Id | None = None
    title: Title | None = None
    last: Annotated[int, Field(ge=1, le=COLUMNS_MAX)] = 10
    month: Month | None = None


class CompareColumn(Message):
    """One of them."""

    rollcall: PastCard
    figures: PastFigures


class CompareRow(Message):
    """A post in each of them, as the columns stand; null: it was not in it. Its newest names."""

    post: Id
    agency: Id
    short: str
    name: str
    figures: PastFigures
    marks: tuple[Mark | None, ...]
    ways: tuple[ReportWay | None, ...]
    form_s: tuple[float | None, ...]
    voice_s: tuple[float | None, ...]


class RollCallCompare(Done):
    """The oldest first. left: so many more there were that month. series: as in the list."""

    zone: str
    at_ms: int
    left: bool
    columns: tuple[CompareColumn, ...]
    rows: tuple[CompareRow, ...]
    total: PastFigures
    series: tuple[PastSeries, ...]


class RollCallHeardAsk(Message):
    """When was this post heard in each of these?"""

    post: Id
    rollcalls: Annotated[tuple[Uuid, ...], Field(max_length=COLUMNS_MAX)]


class HeardIn(Message):
    """It can be heard again."""

    rollcall: Uuid
    heard: PastHeard


class RollCallHeard(Done):
    """Of those that were recorded and that I may hear."""

    heard: tuple[HeardIn, ...]


ROLLCALL_PAST_COMMANDS: dict[str, tuple[type[Message], type[Done]]] = {
    "rollcall:past": (RollCallPastAsk, RollCallPastPage),
    "rollcall:past_read": (RollCallPastRead, RollCallPastWhole),
    "rollcall:compare": (RollCallCompareAsk, RollCallCompare),
    "rollcall:heard": (RollCallHeardAsk, RollCallHeard),
}
