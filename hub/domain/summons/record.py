"""The record of summonses of one month: what each agency (OPD) and each of its posts did.

What the figures mean. Only a recipient that was called in its own right and is settled is
`called`: not a deputy whom somebody sent (`referred`), not what was called off or could not be
rung (`apart`), not what still rings (`open`). Drills have figures of their own.

called      = in_time + missed
missed      not answered until the deadline, whatever came after; `late`: of these, answered since
answered    = in_time + late = accepted + represented + prevented
represented a deputy answered, or the head named one; prevented: unable, and nobody in his place
withdrawn   a deputy had come for it and then could not, whatever came after
reached     somebody answered, or a device proved that the call had come to it; no voice mailbox
median, p90 of the seconds from the call to the first answer, late ones too; nearest rank. After a
            deputy withdrew, to the one that counts
by_way      how the first answer came
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hub.domain.ranks import nearest_rank
from hub.domain.summons.answers import Code, Way
from hub.domain.summons.recipient import ANSWERED, DELIVERED, OPEN, Outcome

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Call:
    """One recipient of the month, as it stands. Times in seconds UTC.

    code: of the answer that counts now, at answered_at; way: by which the first one came.
    withdrawn_by, withdrawn_at: the deputy who came for it first, and then could not.
    """

    id: str
    summons: str
    post: str
    text: str
    profile: str
    t0: float
    deadline: float
    outcome: Outcome
    progress: int
    drill: bool = False
    parent: bool = False
    missed_at: float | None = None
    first_answer_at: float | None = None
    code: Code | None = None
    way: Way | None = None
    answered_at: float | None = None
    withdrawn_by: str | None = None
    withdrawn_at: float | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """Figures of some calls; see the head of this file."""

    called: int = 0
    in_time: int = 0
    late: int = 0
    missed: int = 0
    accepted: int = 0
    represented: int = 0
    prevented: int = 0
    withdrawn: int = 0
    reached: int = 0
    apart: int = 0
    referred: int = 0
    open: int = 0
    median_s: float | None = None
    p90_s: float | None = None
    by_way: tuple[tuple[Way, int], ...] = ()


def month_span(month: str, utc_offset_h: int) -> tuple[float, float]:
    """Give when a month of the city begins, and the next one. ValueError: it is no month."""
    found = MONTH.fullmatch(month)
    if found is None:
        raise ValueError(month)
    year, number = int(found[1]), int(found[2])
    first = datetime(year, number, 1, tzinfo=UTC)
    after = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=UTC)
    ahead = timedelta(hours=utc_offset_h)
    return (first - ahead).timestamp(), (after - ahead).timestamp()


def months_until(month: str, count: int) -> list[str]:
    """Give so many months up to one, the oldest first. ValueError: it is no month."""
    found = MONTH.fullmatch(month)
    if found is None:
        raise ValueError(month)
    last = int(found[1]) * 12 + int(found[2]) - 1
    return [f"{n // 12}-{n % 12 + 1:02d}" for n in range(last - count + 1, last + 1)]


def kind_of(call: Call) -> str:
    """Give what it counts as: referred, apart, open, in_time, late or never."""
    return kind(call.outcome, missed=call.missed_at is not None, parent=call.parent)


def kind(outcome: Outcome, *, missed: bool, parent: bool) -> str:
    """As `kind_of`."""
    if parent:
        return "referred"
    if outcome in ("cancelled", "skipped"):
        return "apart"
    if outcome in OPEN:
        return "open"
    if not missed:
        return "in_time"
    return "late" if outcome in ANSWERED else "never"


def tally(calls: Iterable[Call]) -> Tally:
    """Count them. Drills are whoever's business who calls this: they are told apart before."""
    kinds: dict[str, int] = {}
    said: dict[str, int] = {}
    ways: dict[Way, int] = {}
    waits: list[float] = []
    reached = withdrawn = 0
    for call in calls:
        kind = kind_of(call)
        kinds[kind] = kinds.get(kind, 0) + 1
        if kind not in ("in_time", "late", "never"):
            continue
        answered = kind != "never"
        reached += answered or call.progress >= DELIVERED
        withdrawn += call.withdrawn_by is not None
        if not answered:
            continue
        what = _said(call)
        said[what] = said.get(what, 0) + 1
        if call.way is not None:
            ways[call.way] = ways.get(call.way, 0) + 1
        at = call.answered_at if call.withdrawn_by else call.first_answer_at
        if at is not None:
            waits.append(max(0.0, at - call.t0))
    count = kinds.get
    in_time, late = count("in_time", 0), count("late", 0)
    missed = late + count("never", 0)
    waits.sort()
    return Tally(
        called=in_time + missed,
        in_time=in_time,
        late=late,
        missed=missed,
        accepted=said.get("accepted", 0),
        represented=said.get("represented", 0),
        prevented=said.get("prevented", 0),
        withdrawn=withdrawn,
        reached=reached,
        apart=count("apart", 0),
        referred=count("referred", 0),
        open=count("open", 0),
        median_s=nearest_rank(waits, 0.5),
        p90_s=nearest_rank(waits, 0.9),
        by_way=tuple(sorted(ways.items(), key=lambda one: (-one[1], one[0]))),
    )


def _said(call: Call) -> str:
    if call.outcome.startswith("represented") or call.code == "represented":
        return "represented"
    return "accepted" if call.outcome.startswith("acked") else "prevented"
