"""Roll-calls over the socket: their course, the turn, reports, and the board of them.

What is told is a state, not a step: a card with a higher version takes the place of another, so
that what comes twice or in another order does no harm.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from hub.wire.base import Done, Id, Message, Uuid

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


class RollCallDraft(Message):
    """Write a roll-call down, or another version of one that was not announced.

    posts: who report, the heads; in the order of their classes. net_control: who runs the queue.
    profile: the ladder of the summons that goes to all of them; none: nobody is rung.
    """

    id: Uuid
    rollcall: Uuid
    room: Id
    title: Annotated[str, StringConstraints(max_length=TITLE_MAX_CHARS)]
    posts: Annotated[tuple[Id, ...], Field(min_length=1, max_length=POSTS_MAX)]
    agenda: Annotated[str, StringConstraints(max_length=AGENDA_MAX_CHARS)] = ""
    net_control: Id | None = None
    mode: Mode = "two_track"
    drill: bool = False
    profile: Literal["darurat", "mendesak", "biasa"] | None = "biasa"


class RollCallDo(Message):
    """A step of a roll-call that needs no more words. The same `id` is the same step."""

    id: Uuid
    rollcall: Uuid


class RollCallCall(Message):
    """Call this one, or the next of the queue."""

    id: Uuid
    rollcall: Uuid
    entry: Id | None = None


class RollCallEntry(Message):
    """A step of one of its entries."""

    id: Uuid
    rollcall: Uuid
    entry: Id


class RollCallPick(Message):
    """The leader wants to hear it, or no longer."""

    id: Uuid
    rollcall: Uuid
    entry: Id
    on: bool


class RollCallMove(Message):
    """Put it before another, or last."""

    id: Uuid
    rollcall: Uuid
    entry: Id
    before: Id | None = None


class RollCallFinish(Message):
    """Received. attendance: if no form says it. way: by what it was heard."""

    id: Uuid
    rollcall: Uuid
    attendance: Attendance | None = None
    way: Literal["voice", "radio", "operator"] = "voice"


class RollCallMode(Message):
    """All by voice, or only those there is something to talk about with."""

    id: Uuid
    rollcall: Uuid
    mode: Mode


class RollCallWords(Message):
    """A step with words: why it is not held, or an addendum (ralat)."""

    id: Uuid
    rollcall: Uuid
    text: Words


class RollCallBreakIn(Message):
    """An emergency: it is paused, and this post has the turn. Of a head: his own post."""

    id: Uuid
    rollcall: Uuid
    post: Id


class RollCallReport(Message):
    """My report, or that of the head whose deputy I am. said_ms: when I wrote it, by my own clock,
    if it waited for a connection."""

    id: Uuid
    rollcall: Uuid
    entry: Id
    form: ReportForm
    said_ms: int | None = None


class RollCallRecord(Message):
    """Enter what was heard of an agency: on the air, in the room, or some other way."""

    id: Uuid
    rollcall: Uuid
    entry: Id
    form: ReportForm
    way: Literal["radio", "operator", "voice"]
    heard_ago_s: Annotated[int, Field(ge=0, le=120)] = 0


class RollCallSaved(Done):
    """It is saved. The roll-call as it is now."""

    rollcall: RollCallCard


class RollCallBoardAsk(Message):
    """Give me what is going on."""


class RollCallBoard(Done):
    """Every roll-call that is not over, drafts too, and those closed lately, with their entries: of
    a head those he is in, with his own."""

    rollcalls: tuple[RollCallNow, ...]


class RollCallFormAsk(Message):
    """What did this post report last? To begin the form with."""

    rollcall: Uuid
    entry: Id


class RollCallForm(Done):
    """The last report, if there ever was one."""

    report: ReportCard | None


class RollCallRead(Message):
    """Give me all of one: what its minutes are made of."""

    rollcall: Uuid


class RollCallEvent(Message):
    """What happened, in order. by: who did it; empty: the hub itself, by the clock."""

    n: int
    at_ms: int
    kind: Happening
    entry: Id | None
    by: str
    text: str = ""


class EntryRecord(Message):
    """An entry and every report of it, in order."""

    entry: EntryCard
    reports: tuple[ReportCard, ...]


class RollCallWhole(Done):
    """All of a roll-call."""

    rollcall: RollCallCard
    entries: tuple[EntryRecord, ...]
    happened: tuple[RollCallEvent, ...]


class RollCallHistory(Message):
    """Give me older ones, newest first."""

    before_ms: int | None = None
    limit: Annotated[int, Field(ge=1, le=PAGE_MAX)] = 20


class RollCallPage(Done):
    """Newest first."""

    rollcalls: tuple[RollCallCard, ...]


ROLLCALL_COMMANDS: dict[str, tuple[type[Message], type[Done]]] = {
    "rollcall:draft": (RollCallDraft, RollCallSaved),
    "rollcall:announce": (RollCallDo, RollCallSaved),
    "rollcall:open": (RollCallDo, RollCallSaved),
    "rollcall:pause": (RollCallDo, RollCallSaved),
    "rollcall:resume": (RollCallDo, RollCallSaved),
    "rollcall:close": (RollCallDo, RollCallSaved),
    "rollcall:sign": (RollCallDo, RollCallSaved),
    "rollcall:read_list": (RollCallDo, RollCallSaved),
    "rollcall:take_over": (RollCallDo, RollCallSaved),
    "rollcall:next": (RollCallDo, RollCallSaved),
    "rollcall:call": (RollCallCall, RollCallSaved),
    "rollcall:finish": (RollCallFinish, RollCallSaved),
    "rollcall:skip": (RollCallEntry, RollCallSaved),
    "rollcall:come_back": (RollCallEntry, RollCallSaved),
    "rollcall:emergency": (RollCallEntry, RollCallSaved),
    "rollcall:answer": (RollCallEntry, RollCallSaved),
    "rollcall:pick": (RollCallPick, RollCallSaved),
    "rollcall:move": (RollCallMove, RollCallSaved),
    "rollcall:mode": (RollCallMode, RollCallSaved),
    "rollcall:break_in": (RollCallBreakIn, RollCallSaved),
    "rollcall:withdraw": (RollCallWords, RollCallSaved),
    "rollcall:addendum": (RollCallWords, RollCallSaved),
    "rollcall:report": (RollCallReport, RollCallSaved),
    "rollcall:record": (RollCallRecord, RollCallSaved),
    "rollcall:board": (RollCallBoardAsk, RollCallBoard),
    "rollcall:form": (RollCallFormAsk, RollCallForm),
    "rollcall:read": (RollCallRead, RollCallWhole),
    "rollcall:history": (RollCallHistory, RollCallPage),
}
