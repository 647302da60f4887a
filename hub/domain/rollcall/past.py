"""Past roll-calls as figures: what became of each agency, how soon it answered, when it spoke.

present      it was heard, or its form was there, before the close
represented  somebody spoke for its head
excused      its head was unable, and said why
late         absent at the close, and reported since
absent       never heard
held         the sum of the five
form_s       from the announcement to its first report, when that was a form and before the close
voice_s      from its first call in the queue to its answer
median, p90  by nearest rank: a figure that really occurred

Drills are whoever's business who calls this: they are told apart before. Times in seconds UTC.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from hub.domain.ranks import nearest_rank
from hub.domain.rollcall.course import Mode
from hub.domain.rollcall.course import State as Course
from hub.domain.rollcall.entry import State
from hub.domain.rollcall.form import Way
from hub.domain.rollcall.inputs import Kind

Mark = Literal["present", "represented", "excused", "late", "absent"]

MARKS: Mapping[State, Mark] = MappingProxyType(
    {
        "reported": "present",
        "represented": "represented",
        "excused": "excused",
        "reported_late": "late",
    }
)
"""What an entry counts as once its roll-call is closed; all others were not heard."""

LET_GO: frozenset[Kind] = frozenset({"settled", "no_answer", "skipped"})
TURNS: frozenset[Kind] = LET_GO | {"called", "answered"}
"""Of all that happens in a roll-call, what turns are made of."""


@dataclass(frozen=True, slots=True)
class Past:
    """A roll-call that is closed or signed."""

    id: str
    room: str
    title: str
    leader: str
    mode: Mode
    drill: bool
    state: Course
    announced_at: float | None
    opened_at: float | None
    closed_at: float


@dataclass(frozen=True, slots=True)
class Seat:
    """An agency in one of them, by the post that reports for it."""

    rollcall: str
    entry: str
    post: str
    agency: str
    short: str
    name: str
    mark: Mark
    way: Way | None = None
    form_s: float | None = None
    voice_s: float | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Of some seats; see the head of this file."""

    held: int = 0
    present: int = 0
    represented: int = 0
    excused: int = 0
    late: int = 0
    absent: int = 0
    form_median_s: float | None = None
    form_p90_s: float | None = None
    voice_median_s: float | None = None
    voice_p90_s: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A post in each of some roll-calls; None where it was in none. The names are the newest."""

    post: str
    agency: str
    short: str
    name: str
    figures: Figures
    seats: tuple[Seat | None, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Roll-calls beside each other, the oldest first: each, each post in them, and all together."""

    pasts: tuple[Past, ...]
    columns: tuple[Figures, ...]
    rows: tuple[Row, ...]
    total: Figures


def mark_of(state: State) -> Mark:
    """Give what an entry counts as."""
    return MARKS.get(state, "absent")


def waited_s(since: float | None, at: float | None) -> float | None:
    """Give how long somebody was waited for; None: he was not, or is still."""
    return None if since is None or at is None else max(0.0, at - since)


def figures(seats: Iterable[Seat]) -> Figures:
    """Count them."""
    marks: dict[Mark, int] = {}
    forms: list[float] = []
    voices: list[float] = []
    for one in seats:
        marks[one.mark] = marks.get(one.mark, 0) + 1
        if one.form_s is not None:
            forms.append(one.form_s)
        if one.voice_s is not None:
            voices.append(one.voice_s)
    forms.sort()
    voices.sort()
    return Figures(
        held=sum(marks.values()),
        present=marks.get("present", 0),
        represented=marks.get("represented", 0),
        excused=marks.get("excused", 0),
        late=marks.get("late", 0),
        absent=marks.get("absent", 0),
        form_median_s=nearest_rank(forms, 0.5),
        form_p90_s=nearest_rank(forms, 0.9),
        voice_median_s=nearest_rank(voices, 0.5),
        voice_p90_s=nearest_rank(voices, 0.9),
    )


def compare(pasts: Collection[Past], seats: Collection[Seat]) -> Comparison:
    """Put roll-calls beside each other, by when they were closed; posts by name."""
    ordered = sorted(pasts, key=lambda one: (one.closed_at, one.id))
    by_post: dict[str, dict[str, Seat]] = {}
    by_call: dict[str, list[Seat]] = {one.id: [] for one in ordered}
    for one in seats:
        by_post.setdefault(one.post, {})[one.rollcall] = one
        by_call[one.rollcall].append(one)
    ids = [one.id for one in ordered]
    rows = [_row(post, tuple(of.get(each) for each in ids)) for post, of in by_post.items()]
    return Comparison(
        pasts=tuple(ordered),
        columns=tuple(figures(by_call[each]) for each in ids),
        rows=tuple(sorted(rows, key=lambda one: (one.short.casefold(), one.post))),
        total=figures(seats),
    )


def _row(post: str, seats: Sequence[Seat | None]) -> Row:
    there = [one for one in seats if one is not None]
    newest = there[-1]
    return Row(post, newest.agency, newest.short, newest.name, figures(there), tuple(seats))


def turns(happened: Iterable[tuple[Kind, str | None, float]]) -> dict[str, float]:
    """Give when each entry was called for the turn in which it was first heard, in seconds UTC.

    happened: kind, entry and time of what happened in one roll-call, in order. Who was read out as
    one of a list, or was called in vain, had no such turn.
    """
    found: dict[str, float] = {}
    floor: tuple[str, float] | None = None
    for kind, entry, at in happened:
        if kind == "called" and entry is not None:
            floor = (entry, at)
        elif floor is not None and entry == floor[0]:
            if kind in ("answered", "settled"):
                found.setdefault(*floor)
            if kind in LET_GO:
                floor = None
    return found
