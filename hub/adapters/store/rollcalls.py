"""Roll-calls in the database: each is read and written whole, its reports and events are added."""

import json
from collections.abc import Collection, Sequence
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Row, Table, bindparam, delete, func, insert, select
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite import insert as upsert

from hub.adapters.store.engine import Connection
from hub.adapters.store.rollcall_rows import (
    circular_of,
    circular_values,
    count_values,
    entry_of,
    entry_values,
    report_of,
    report_values,
    rollcall_of,
    rollcall_values,
)
from hub.adapters.store.rollcall_tables import (
    circular,
    headcount,
    rollcall,
    rollcall_command,
    rollcall_entry,
    rollcall_event,
    rollcall_report,
)
from hub.adapters.store.summons_rows import ms
from hub.domain.rollcall.course import ACTIVE, RollCall
from hub.domain.rollcall.entry import Entry
from hub.domain.rollcall.form import Report
from hub.domain.rollcall.headcount import Circular
from hub.services.rollcall_store import DoneOnce, Event

UNREAD = (ValueError, TypeError, KeyError, AttributeError)
"""What a row that is not as it was written brings about."""

log = structlog.get_logger()


def _put(table: Table) -> Insert:
    """Give the statement that puts a row in the place of the one with its key."""
    insertion = upsert(table)
    new = {
        column.name: insertion.excluded[column.name] for column in table.c if not column.primary_key
    }
    return insertion.on_conflict_do_update(table.primary_key, set_=new)


# Made once: of dozens of forms in one instant the making would cost more than the writing.
_PUT_ROLLCALL, _PUT_ENTRY = _put(rollcall), _put(rollcall_entry)
_VERSION = select(rollcall.c.version).where(rollcall.c.id == bindparam("rollcall"))
_DONE = select(rollcall_command).where(rollcall_command.c.id == bindparam("command"))
_BEFORE = rollcall_event.alias("before")
_ADD_EVENT = insert(rollcall_event).values(
    n=select(func.coalesce(func.max(_BEFORE.c.n), 0) + 1)
    .where(_BEFORE.c.rollcall == bindparam("of"))
    .scalar_subquery()
)
_ADD_REPORT, _ADD_COUNT, _NOTE = (
    insert(rollcall_report),
    insert(headcount),
    insert(rollcall_command),
)


class RollCallRows:
    """The port `RollCalls` over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def get(self, rollcall_id: str) -> RollCall | None:
        """See the port."""
        found = await self._where(rollcall.c.id == rollcall_id)
        return found[0] if found else None

    async def version(self, rollcall_id: str) -> int | None:
        """See the port."""
        rows = await self._connection.execute(_VERSION, {"rollcall": rollcall_id})
        found: int | None = rows.scalar_one_or_none()
        return found

    async def active(self) -> list[RollCall]:
        """See the port."""
        return await self._where(rollcall.c.state.in_(ACTIVE))

    async def newest(self, before: float, limit: int) -> list[RollCall]:
        """See the port."""
        return await self._where(rollcall.c.drafted_ms < ms(before), limit)

    async def save(self, one: RollCall, changed: Collection[Entry], due: float | None) -> None:
        """See the port."""
        await self._connection.execute(_PUT_ROLLCALL, rollcall_values(one, due))
        if changed:
            rows = [entry_values(one.id, entry) for entry in changed]
            await self._connection.execute(_PUT_ENTRY, rows)

    async def remove_entries(self, rollcall_id: str) -> None:
        """See the port."""
        await self._connection.execute(
            delete(rollcall_entry).where(rollcall_entry.c.rollcall == rollcall_id)
        )

    async def report(self, rollcall_id: str, entry: Entry, report: Report) -> None:
        """See the port."""
        values = report_values(rollcall_id, entry, len(entry.reports), report)
        await self._connection.execute(_ADD_REPORT, values)
        if counts := count_values(report):
            await self._connection.execute(_ADD_COUNT, counts)

    async def last_report(self, post: str) -> Report | None:
        """See the port."""
        rows = await self._connection.execute(
            select(rollcall_report)
            .where(rollcall_report.c.post == post)
            .order_by(rollcall_report.c.at_ms.desc(), rollcall_report.c.n.desc())
            .limit(1)
        )
        row = rows.one_or_none()
        return report_of(row) if row else None

    async def happened(self, events: Sequence[Event]) -> None:
        """See the port."""
        if not events:
            return
        await self._connection.execute(
            _ADD_EVENT,
            [
                {
                    "of": one.rollcall,
                    "rollcall": one.rollcall,
                    "at_ms": ms(one.at),
                    "kind": one.kind,
                    "entry": one.entry,
                    "post": one.post,
                    "holder": one.holder,
                    "body": json.dumps(dict(one.body), ensure_ascii=False),
                }
                for one in events
            ],
        )

    async def events(self, rollcall_id: str) -> list[Event]:
        """See the port."""
        rows = await self._connection.execute(
            select(rollcall_event)
            .where(rollcall_event.c.rollcall == rollcall_id)
            .order_by(rollcall_event.c.n)
        )
        return [
            Event(
                row.rollcall, row.n, row.at_ms / 1000, row.kind, row.entry, row.post, row.holder,
                json.loads(row.body),
            )
            for row in rows
        ]  # fmt: skip

    async def done(self, command: str) -> DoneOnce | None:
        """See the port."""
        rows = await self._connection.execute(_DONE, {"command": command})
        row = rows.one_or_none()
        return (
            DoneOnce(row.id, row.name, row.subject, row.holder, row.at_ms / 1000) if row else None
        )

    async def note_done(self, done: DoneOnce) -> None:
        """See the port."""
        values = {
            "id": done.id,
            "name": done.name,
            "subject": done.subject,
            "holder": done.holder,
            "at_ms": ms(done.at),
        }
        await self._connection.execute(_NOTE, values)

    async def circulars(self) -> list[Circular]:
        """See the port."""
        rows = await self._connection.execute(select(circular).order_by(circular.c.at_ms.desc()))
        return [circular_of(row) for row in rows]

    async def save_circular(self, one: Circular) -> None:
        """See the port."""
        values = circular_values(one)
        await self._connection.execute(
            upsert(circular).values(values).on_conflict_do_update(["id"], set_=values)
        )

    # Inside

    async def _where(self, which: ColumnElement[bool], limit: int = -1) -> list[RollCall]:
        """Give these, newest first, in three queries however many they are."""
        rows = await self._connection.execute(
            select(rollcall).where(which).order_by(rollcall.c.drafted_ms.desc()).limit(limit)
        )
        calls = list(rows)
        ids = [row.id for row in calls]
        reports: dict[tuple[str, str], list[Report]] = {}
        for row in await self._of(rollcall_report, ids, rollcall_report.c.n):
            reports.setdefault((row.rollcall, row.entry), []).append(report_of(row))
        entries: dict[str, list[Entry]] = {}
        for row in await self._of(rollcall_entry, ids, rollcall_entry.c.id):
            one = entry_of(row, reports.get((row.rollcall, row.id), ()))
            entries.setdefault(row.rollcall, []).append(one)
        return _read(calls, entries)

    async def _of(self, table: Any, ids: Collection[str], order: Any) -> list[Row[Any]]:
        if not ids:
            return []
        chosen = select(table).where(table.c.rollcall.in_(ids)).order_by(order)
        return list(await self._connection.execute(chosen))


def _read(rows: Sequence[Row[Any]], entries: dict[str, list[Entry]]) -> list[RollCall]:
    found = []
    for row in rows:
        try:
            found.append(rollcall_of(row, entries.get(row.id, ())))
        except UNREAD:
            log.error("a roll-call cannot be read", rollcall=row.id)
    return found
