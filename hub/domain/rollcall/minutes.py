"""Minutes (notulen) of a roll-call: drawn up from what was recorded, and nothing from memory.

What is recorded stands as it was; three parts are free until the leader signs: the agenda, the
closing words and one remark per agency. Times are integer ms UTC: they are read for ever.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field

from hub.domain.refusals import BadReport
from hub.domain.rollcall.course import RollCall
from hub.domain.rollcall.decision import Decision
from hub.domain.rollcall.entry import Entry, State
from hub.domain.rollcall.form import Count, Way, together
from hub.domain.rollcall.headcount import Circular, Verdict, judge

AGENDA_MAX_CHARS = 2_000
CLOSING_MAX_CHARS = 1_000
REMARK_MAX_CHARS = 300


@dataclass(frozen=True, slots=True)
class Free:
    """What people may write themselves. remarks: by entry."""

    agenda: str = ""
    closing: str = ""
    remarks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """What is said of one agency. at_ms: when it was heard or reported first; None: never.

    way: how it was heard; deputy: who spoke for the head. verdicts: its figures against circulars.
    """

    entry: str
    short: str
    name: str
    title: str
    agency_class: str
    state: State
    at_ms: int | None
    way: Way | None
    late: bool
    deputy: str
    reason: str
    obstacle: str
    wants: str
    count: Count | None
    verdicts: tuple[Verdict, ...]
    remark: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as it stood. state_ms: since when it stands so; about: of which agency."""

    text: str
    owner: str
    due_day: str
    priority: str
    state: str
    state_ms: int
    about: str


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of it by others: names as they are now, the day, and the audit trail's end.

    day: ISO date of the city. anchor: number and hash of the last entry of the trail.
    """

    room: str
    leader: str
    note_taker: str
    zone: str
    day: str
    anchor_seq: int
    anchor_hash: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """All of it, as it is kept and hashed."""

    rollcall: str
    title: str
    drill: bool
    around: Around
    opened_ms: int | None
    closed_ms: int
    agenda: str
    closing: str
    lines: tuple[Line, ...]
    decisions: tuple[Decided, ...]

    def body(self) -> dict[str, object]:
        """Give it as plain values, for JSON."""
        return asdict(self)


def draw_up(
    one: RollCall,
    decisions: Iterable[Decision],
    circulars: Collection[Circular],
    around: Around,
    free: Free,
) -> Minutes:
    """Make the minutes of a roll-call that was closed. BadReport: a free part is too long."""
    check(free)
    assert one.closed_at is not None
    shorts = {entry.id: entry.short for entry in one.entries.values()}
    ordered = sorted(one.entries.values(), key=lambda entry: (entry.place, entry.id))
    return Minutes(
        rollcall=one.id,
        title=one.title,
        drill=one.drill,
        around=around,
        opened_ms=_ms(one.opened_at),
        closed_ms=round(one.closed_at * 1000),
        agenda=free.agenda,
        closing=free.closing,
        lines=tuple(_line(entry, circulars, around.day, free) for entry in ordered),
        decisions=tuple(_decided(made, shorts) for made in decisions),
    )


def check(free: Free) -> None:
    """Refuse more than there is room for. BadReport."""
    if len(free.agenda) > AGENDA_MAX_CHARS:
        raise BadReport("agenda")
    if len(free.closing) > CLOSING_MAX_CHARS:
        raise BadReport("closing")
    if any(len(text) > REMARK_MAX_CHARS for text in free.remarks.values()):
        raise BadReport("remarks")


def _line(entry: Entry, circulars: Collection[Circular], day: str, free: Free) -> Line:
    form = entry.form
    counts = form.counts if form else ()
    verdicts = judge(counts, entry.agency, entry.agency_class, circulars, day) if counts else ()
    return Line(
        entry=entry.id,
        short=entry.short,
        name=entry.name,
        title=entry.title,
        agency_class=entry.agency_class or entry.agency_kind,
        state=entry.state,
        at_ms=_ms(_heard_at(entry)),
        way=entry.way or (entry.reports[0].way if entry.reports else None),
        late=entry.state == "reported_late",
        deputy=form.deputy if form else "",
        reason=form.reason if form else "",
        obstacle=form.obstacle if form else "",
        wants=form.wants if form else "",
        count=together(counts) if counts else None,
        verdicts=verdicts,
        remark=free.remarks.get(entry.id, ""),
    )


def _heard_at(entry: Entry) -> float | None:
    """When it was heard first: called and answered, keyed *present*, or its form was there."""
    first = entry.reports[0] if entry.reports else None
    told = [first.heard_at or first.at] if first else []
    known = [at for at in (entry.answered_at, entry.present_at) if at is not None]
    if not known and not told and entry.state != "absent" and entry.settled_at is not None:
        known = [entry.settled_at]
    return min([*told, *known], default=None)


def _decided(made: Decision, shorts: Mapping[str, str]) -> Decided:
    return Decided(
        text=made.text,
        owner=made.owner_name,
        due_day=made.due_day,
        priority=made.priority,
        state=made.state,
        state_ms=round((made.did[-1].at if made.did else made.at) * 1000),
        about=shorts.get(made.entry or "", ""),
    )


def _ms(at: float | None) -> int | None:
    return None if at is None else round(at * 1000)
