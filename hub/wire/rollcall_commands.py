"""The commands of roll-calls: what is asked, and what is answered."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from hub.wire.base import Done, Id, Message, Uuid
from hub.wire.rollcall import (
    AGENDA_MAX_CHARS,
    PAGE_MAX,
    POSTS_MAX,
    SECTIONS_MAX,
    TITLE_MAX_CHARS,
    Attendance,
    EntryCard,
    Happening,
    Mode,
    ReportCard,
    ReportForm,
    RollCallCard,
    RollCallNow,
    Section,
    Words,
)


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


class RollCallSign(Message):
    """Sign it. minutes: the version that was read; a newer one is not signed unread. None: any."""

    id: Uuid
    rollcall: Uuid
    minutes: Annotated[int, Field(ge=1)] | None = None


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
    """The last report, if there ever was one. sections: those a rule asks the figures of."""

    report: ReportCard | None
    sections: Annotated[tuple[Section, ...], Field(max_length=SECTIONS_MAX)] = ()


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
    "rollcall:sign": (RollCallSign, RollCallSaved),
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
