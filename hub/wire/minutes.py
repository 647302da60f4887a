"""Minutes (notulen) over the socket: their content, their versions, and the parts that are free."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from hub.wire.base import Done, Id, Message, Uuid
from hub.wire.decisions import DecisionState, Priority
from hub.wire.rollcall import (
    AGENDA_MAX_CHARS,
    POSTS_MAX,
    EntryState,
    HeadcountVerdict,
    ReportWay,
)

CLOSING_MAX_CHARS = 1_000
REMARK_MAX_CHARS = 300

VersionKind = Literal["draft", "edit", "signature", "addendum"]


class MinutesCount(Message):
    """People of a whole agency: the sum of its sections."""

    section: Literal["all"]
    wfo: int
    wfh: int
    sick: int
    permit: int
    leave: int
    duty: int


class MinutesLine(Message):
    """What is said of one agency. at_ms: heard or reported first. remark: of the note taker."""

    entry: Id
    short: str
    name: str
    title: str
    agency_class: str
    state: EntryState
    at_ms: int | None
    way: ReportWay | None
    late: bool
    deputy: str
    reason: str
    obstacle: str
    wants: str
    count: MinutesCount | None
    verdicts: tuple[HeadcountVerdict, ...]
    remark: str


class MinutesDecision(Message):
    """A decision as it stood when this version was drawn up."""

    text: str
    owner: str
    due_day: str
    priority: Priority
    state: DecisionState
    state_ms: int
    about: str


class MinutesAround(Message):
    """Where, by whom, by which clock; anchor: the last entry of the audit trail at that moment."""

    room: str
    leader: str
    note_taker: str
    zone: Literal["WIB", "WITA", "WIT"]
    day: str
    anchor_seq: int
    anchor_hash: str


class MinutesContent(Message):
    """What the minutes say."""

    rollcall: Uuid
    title: str
    drill: bool
    around: MinutesAround
    opened_ms: int | None
    closed_ms: int
    agenda: str
    closing: str
    lines: tuple[MinutesLine, ...]
    decisions: tuple[MinutesDecision, ...]


class MinutesVersion(Message):
    """One version. by: the post, empty: the hub; title: as it was called. text: of an addendum."""

    version: int
    kind: VersionKind
    made_ms: int
    by: str
    title: str
    text: str
    sha256: str


class MinutesRead(Message):
    """Give me the minutes of a roll-call that was closed."""

    rollcall: Uuid


class MinutesRemark(Message):
    """A remark on one agency; empty: none."""

    entry: Id
    text: Annotated[str, StringConstraints(max_length=REMARK_MAX_CHARS)]


class MinutesEdit(Message):
    """Draw them up anew with other free parts; None, or no remark: as it was."""

    id: Uuid
    rollcall: Uuid
    agenda: Annotated[str, StringConstraints(max_length=AGENDA_MAX_CHARS)] | None = None
    closing: Annotated[str, StringConstraints(max_length=CLOSING_MAX_CHARS)] | None = None
    remarks: Annotated[tuple[MinutesRemark, ...], Field(max_length=POSTS_MAX)] = ()


class MinutesWhole(Done):
    """The minutes: what they say now, and every version. signed: nothing but addenda comes."""

    content: MinutesContent
    versions: tuple[MinutesVersion, ...]
    signed: bool


MINUTES_COMMANDS: dict[str, tuple[type[Message], type[Done]]] = {
    "minutes:read": (MinutesRead, MinutesWhole),
    "minutes:edit": (MinutesEdit, MinutesWhole),
}
