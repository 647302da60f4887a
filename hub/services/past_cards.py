"""How past roll-calls are shown: from the domain to the wire."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from hub.domain.rollcall import past as rules
from hub.domain.rollcall.entry import Entry
from hub.services.past_store import Series
from hub.services.rollcall_cards import entry_card
from hub.wire.rollcall_past import (
    CompareColumn,
    CompareRow,
    PastCard,
    PastEntry,
    PastFigures,
    PastHeard,
    PastSeries,
    RollCallCompare,
)


def past_card(one: rules.Past) -> PastCard:
    """Give a roll-call that is over."""
    return PastCard.model_validate(
        {
            "id": one.id,
            "room": one.room,
            "title": one.title,
            "leader": one.leader,
            "mode": one.mode,
            "drill": one.drill,
            "state": one.state,
            "announced_ms": _at(one.announced_at),
            "opened_ms": _at(one.opened_at),
            "closed_ms": _at(one.closed_at),
        }
    )


def counted(marks: Mapping[rules.Mark, int]) -> PastFigures:
    """Give figures of which only the marks were counted."""
    counts = {each: marks.get(each, 0) for each in _MARKS}
    return PastFigures(held=sum(counts.values()), **counts)


def figures(seats: Iterable[rules.Seat]) -> PastFigures:
    """Give the figures of these."""
    return _figures(rules.figures(seats))


def entry(rollcall: str, one: Entry, seat: rules.Seat, heard: PastHeard | None) -> PastEntry:
    """Give an agency in one that is over."""
    return PastEntry(
        entry=entry_card(rollcall, one),
        mark=seat.mark,
        form_s=seat.form_s,
        voice_s=seat.voice_s,
        heard=heard,
    )


def series(found: Iterable[Series]) -> tuple[PastSeries, ...]:
    """Give what was held."""
    return tuple(PastSeries(room=one.room, title=one.title, held=one.held) for one in found)


def comparison(
    made: rules.Comparison, zone: str, at_ms: int, kinds: tuple[PastSeries, ...], left: bool
) -> RollCallCompare:
    """Give roll-calls beside each other."""
    return RollCallCompare(
        zone=zone,
        at_ms=at_ms,
        left=left,
        columns=tuple(
            CompareColumn(rollcall=past_card(one), figures=_figures(of))
            for one, of in zip(made.pasts, made.columns, strict=True)
        ),
        rows=tuple(_row(one) for one in made.rows),
        total=_figures(made.total),
        series=kinds,
    )


_MARKS: tuple[rules.Mark, ...] = ("present", "represented", "excused", "late", "absent")


def _row(one: rules.Row) -> CompareRow:
    return CompareRow(
        post=one.post,
        agency=one.agency,
        short=one.short,
        name=one.name,
        figures=_figures(one.figures),
        marks=tuple(seat.mark if seat else None for seat in one.seats),
        ways=tuple(seat.way if seat else None for seat in one.seats),
        form_s=tuple(seat.form_s if seat else None for seat in one.seats),
        voice_s=tuple(seat.voice_s if seat else None for seat in one.seats),
    )


def _figures(of: rules.Figures) -> PastFigures:
    return PastFigures(**asdict(of))


def _at(at: float | None) -> int | None:
    return None if at is None else round(at * 1000)
