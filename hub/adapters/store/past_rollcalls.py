"""Past roll-calls read from the database: rows of what is counted, none of them whole.

The entries of one roll-call are one visit to the thread: of many, the loop goes on in between.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select

from hub.adapters.store.engine import Connection
from hub.adapters.store.rollcall_tables import (
    rollcall,
    rollcall_entry,
    rollcall_event,
    rollcall_report,
)
from hub.adapters.store.summons_rows import ms
from hub.domain.rollcall.course import LOCKED
from hub.domain.rollcall.inputs import Kind
from hub.domain.rollcall.past import TURNS, Mark, Past, Seat, mark_of, waited_s
from hub.services.past_store import Series, Which

_OVER = and_(rollcall.c.state.in_(LOCKED), rollcall.c.closed_ms.is_not(None))
_PAST = select(
    rollcall.c.id,
    rollcall.c.room,
    rollcall.c.title,
    rollcall.c.leader,
    func.json_extract(rollcall.c.body, "$.mode").label("mode"),
    rollcall.c.drill,
    rollcall.c.state,
    func.json_extract(rollcall.c.body, "$.announced_at").label("announced_at"),
    rollcall.c.opened_ms,
    rollcall.c.closed_ms,
).where(_OVER)
_SEAT = (
    select(
        rollcall_entry.c.id,
        rollcall_entry.c.post,
        rollcall_entry.c.agency,
        func.json_extract(rollcall_entry.c.body, "$.short").label("short"),
        func.json_extract(rollcall_entry.c.body, "$.name").label("name"),
        rollcall_entry.c.state,
        func.json_extract(rollcall_entry.c.body, "$.way").label("way"),
        rollcall_entry.c.called_ms,
        rollcall_entry.c.answered_ms,
        rollcall_report.c.at_ms.label("reported_ms"),
        rollcall_report.c.late,
        func.json_extract(rollcall_report.c.body, "$.way").label("first_way"),
    )
    .join_from(
        rollcall_entry,
        rollcall_report,
        and_(
            rollcall_report.c.rollcall == rollcall_entry.c.rollcall,
            rollcall_report.c.entry == rollcall_entry.c.id,
            rollcall_report.c.n == 1,
        ),
        isouter=True,
    )
    .where(rollcall_entry.c.rollcall == bindparam("of"))
)
_TURNS = (
    select(rollcall_event.c.kind, rollcall_event.c.entry, rollcall_event.c.at_ms)
    .where(rollcall_event.c.rollcall == bindparam("of"), rollcall_event.c.kind.in_(TURNS))
    .order_by(rollcall_event.c.n)
)
_TURNS_OF_ONE = _TURNS.where(rollcall_event.c.entry == bindparam("entry"))


class PastRollCallRows:
    """The port `PastRollCalls` over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def newest(self, which: Which, limit: int) -> list[Past]:
        """See the port."""
        asked = _PAST.where(
            rollcall.c.closed_ms >= ms(which.since), rollcall.c.closed_ms < ms(which.until)
        )
        if which.room is not None:
            asked = asked.where(rollcall.c.room == which.room)
        if which.title is not None:
            asked = asked.where(rollcall.c.title == which.title)
        if which.drill is not None:
            asked = asked.where(rollcall.c.drill == which.drill)
        if which.ids is not None:
            asked = asked.where(rollcall.c.id.in_(which.ids))
        asked = _with(asked, which.posts).order_by(rollcall.c.closed_ms.desc(), rollcall.c.id)
        rows: Any = await self._connection.execute(asked.limit(limit))
        return [
            Past(
                *(row.id, row.room, row.title, row.leader, row.mode, bool(row.drill), row.state),
                row.announced_at,
                _s(row.opened_ms),
                row.closed_ms / 1000,
            )
            for row in rows
        ]

    async def series(self, posts: frozenset[str] | None, limit: int) -> list[Series]:
        """See the port."""
        asked = select(rollcall.c.room, rollcall.c.title, func.count()).where(_OVER)
        alike = (rollcall.c.room, rollcall.c.title)
        asked = _with(asked, posts).group_by(*alike).order_by(func.count().desc(), *alike)
        rows: Any = await self._connection.execute(asked.limit(limit))
        return [Series(*row) for row in rows]

    async def counts(
        self, rollcalls: Collection[str], posts: frozenset[str] | None
    ) -> dict[str, dict[Mark, int]]:
        """See the port."""
        alike = (rollcall_entry.c.rollcall, rollcall_entry.c.state)
        asked = select(*alike, func.count()).where(rollcall_entry.c.rollcall.in_(rollcalls))
        rows: Any = await self._connection.execute(asked.where(_of(posts)).group_by(*alike))
        found: dict[str, dict[Mark, int]] = {}
        for of, state, n in rows:
            marks, mark = found.setdefault(of, {}), mark_of(state)
            marks[mark] = marks.get(mark, 0) + n
        return found

    async def seats(self, past: Past, posts: frozenset[str] | None) -> list[Seat]:
        """See the port."""
        rows: Any = await self._connection.execute(_SEAT.where(_of(posts)), {"of": past.id})
        return [
            Seat(
                *(past.id, row.id, row.post, row.agency, row.short, row.name),
                mark_of(row.state),
                row.way,
                _form_s(past, row),
                waited_s(_s(row.called_ms), _s(row.answered_ms)),
            )
            for row in rows
        ]

    async def turns(
        self, rollcall_id: str, entry: str | None = None
    ) -> list[tuple[Kind, str | None, float]]:
        """See the port."""
        values = {"of": rollcall_id}
        if entry is not None:
            values["entry"] = entry
        asked = _TURNS if entry is None else _TURNS_OF_ONE
        rows: Any = await self._connection.execute(asked, values)
        return [(row.kind, row.entry, row.at_ms / 1000) for row in rows]


def _with(asked: Select[Any], posts: frozenset[str] | None) -> Select[Any]:
    """Leave those out in which none of these posts is."""
    if posts is None:
        return asked
    theirs = select(rollcall_entry.c.rollcall).where(rollcall_entry.c.post.in_(posts))
    return asked.where(rollcall.c.id.in_(theirs))


def _of(posts: frozenset[str] | None) -> ColumnElement[bool]:
    if posts is None:
        return rollcall_entry.c.post.is_not(None)
    return rollcall_entry.c.post.in_(posts)


def _form_s(past: Past, row: Any) -> float | None:
    """How soon its form was there; what was heard by voice before it, or came late, is none."""
    if row.first_way != "page" or row.late:
        return None
    return waited_s(past.announced_at, _s(row.reported_ms))


def _s(at_ms: int | None) -> float | None:
    return None if at_ms is None else at_ms / 1000
