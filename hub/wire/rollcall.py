"""Roll-calls as they are shown: their course, the turn, reports, and the words of all of it.

What is told is a state, not a step: a card with a higher version takes the place of another, so
that what comes twice or in another order does no harm.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from hub.wire.base import Id, Message, Uuid

POSTS_MAX = 200
TITLE_MAX_CHARS = 120
AGENDA_MAX_CHARS = 2_000
TEXT_MAX_CHARS = 500
SECTIONS_MAX = 5
PAGE_MAX = 50

State = Literal["draft", "announced", "open", "paused", "closing", "closed", "signed", "withdrawn"]
EntryState = Literal[
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
Mode = Literal["two_track", "voice"]
Attendance = Literal["present", "represented", "excused"]
Section = Literal["all", "admin", "pelayanan", "lapangan", "panti"]
ReportWay = Literal["page", "voice", "radio", "operator"]
Prompt = Literal["", "amber", "soft", "hard"]
Level = Literal["green", "amber", "red", "none"]
Op = Literal["min", "max", "eq"]
WhyNot = Literal["", "nobody", "not_reported", "no_rule"]
Happening = Literal[
    "announced",
    "opened",
    "paused",
    "broke_in",
    "resumed",
    "called",
    "called_again",
    "answered",
    "report",
    "prompt",
    "no_answer",
    "settled",
    "skipped",
    "came_back",
    "picked",
    "emergency",
    "moved",
    "took_over",
    "mode",
    "heard",
    "closing",
    "absent",
    "closed",
    "withdrawn",
    "signed",
    "addendum",
    "reported_late",
]
Words = Annotated[str, StringConstraints(max_length=TEXT_MAX_CHARS)]
Number = Annotated[int, Field(ge=0, le=100_000)]


class SectionCount(Message):
    """People of one section. permit: izin; leave: cuti; duty: dinas luar."""

    section: Section = "all"
    wfo: Number = 0
    wfh: Number = 0
    sick: Number = 0
    permit: Number = 0
    leave: Number = 0
    duty: Number = 0


class ReportForm(Message):
    """What an agency reports. obstacle: empty is *nihil*. wants: which decision is needed."""

    attendance: Attendance = "present"
    counts: Annotated[tuple[SectionCount, ...], Field(max_length=SECTIONS_MAX)] = ()
    obstacle: Words = ""
    wants: Words = ""
    urgent: bool = False
    reason: Words = ""
    deputy: Words = ""


class ReportCard(Message):
    """A report as it was given, and by whom. late: after the close."""

    id: Uuid
    by: Id
    way: ReportWay
    at_ms: int
    form: ReportForm
    late: bool = False
    recorded_by: Id | None = None
    heard_ms: int | None = None
    said_ms: int | None = None


class HeadcountVerdict(Message):
    """A section against the circular in force: `wfo` of `people` are `percent`; `op` `limit` %."""

    section: Section
    level: Level
    wfo: int
    people: int
    percent: float | None = None
    op: Op | None = None
    limit: int | None = None
    letter_no: str | None = None
    why: WhyNot = ""


class EntryCard(Message):
    """An agency in a roll-call, by its name of when it was announced.

    report: the last; reports: how many there are. items: decisions of it that are not over. since:
    of its turn. heard_ms: its handheld was heard, which is no presence; present_ms: it keyed that.
    """

    id: Id
    rollcall: Uuid
    post: Id
    agency: Id
    name: str
    short: str
    title: str
    agency_class: str
    agency_kind: str
    place: int
    state: EntryState
    tries: int = 0
    says: int = 0
    since_ms: int | None = None
    prompted: Prompt = ""
    picked: bool = False
    emergency: bool = False
    way: ReportWay | None = None
    called_ms: int | None = None
    answered_ms: int | None = None
    settled_ms: int | None = None
    absent_ms: int | None = None
    heard_ms: int | None = None
    present_ms: int | None = None
    report: ReportCard | None = None
    reports: int = 0
    verdicts: tuple[HeadcountVerdict, ...] = ()
    items: int = 0
    version: int


class RollCallCard(Message):
    """A roll-call. floor: the entry whose turn it is; talker: the post that may talk because of it,
    of a break-in too. queue: entries still to be called, in order. count, settled: of all."""

    id: Uuid
    room: Id
    title: str
    agenda: str
    leader: Id
    net_control: Id
    mode: Mode
    drill: bool
    state: State
    floor: Id | None
    talker: Id | None
    queue: tuple[Id, ...]
    count: int
    settled: int
    drafted_ms: int
    announced_ms: int | None
    opened_ms: int | None
    paused_ms: int | None
    closed_ms: int | None
    signed_ms: int | None
    signed_by: Id | None
    summons: Uuid | None
    version: int


class RollCallNow(Message):
    """A roll-call, and those of its entries that changed and that I may see.

    Live kind `rollcall`, room empty: to whoever reads the board, and of his own to who is in it.
    """

    rollcall: RollCallCard
    entries: tuple[EntryCard, ...]
