"""Events in the database. The stream's counter is raised in the same transaction, so no number is
ever skipped, given twice, or seen before one that is lower."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, text, update

from hub.adapters.store.engine import Connection
from hub.adapters.store.tables import event, stream
from hub.domain.streams import Event
from hub.services.store import Draft

_NEXT = text(
    "INSERT INTO stream (id, seq) VALUES (:id, 1) "
    "ON CONFLICT (id) DO UPDATE SET seq = stream.seq + 1 RETURNING seq"
)
NEWEST_MS = (
    "SELECT coalesce(max(at_ms), 0) FROM ("
    "SELECT max(e.at_ms) AS at_ms FROM event e JOIN stream s ON e.stream = s.id AND e.seq = s.seq "
    "UNION ALL SELECT at_ms FROM (SELECT at_ms FROM audit ORDER BY seq DESC LIMIT 1) AS newest "
    "UNION ALL SELECT max(used_ms) FROM session) AS times"
)
OLDEST_MS = "SELECT coalesce(min(at_ms), 0) FROM audit"
# Made once: to build a statement costs as much as to run it.
_INSERT = insert(event)
_FIND = select(event).where(event.c.id == bindparam("id"))
_AFTER = (
    select(event)
    .where(event.c.stream == bindparam("stream"), event.c.seq > bindparam("seq"))
    .order_by(event.c.seq)
    .limit(bindparam("limit"))
)


class EventRows:
    """The port `Events` over one connection. `touched`: streams that have grown."""

    def __init__(self, connection: Connection, touched: set[str]) -> None:
        self._connection = connection
        self._touched = touched

    async def append(self, draft: Draft) -> Event:
        """See the port."""
        seq = (await self._connection.execute(_NEXT, {"id": draft.stream})).scalar_one()
        await self._connection.execute(
            _INSERT,
            {
                "stream": draft.stream,
                "seq": seq,
                "id": draft.id,
                "kind": draft.kind,
                "at_ms": draft.at_ms,
                "author": draft.by,
                "holder": draft.holder,
                "body": _json(draft.body),
            },
        )
        self._touched.add(draft.stream)
        return Event(
            draft.stream,
            seq,
            draft.id,
            draft.kind,
            draft.at_ms,
            draft.by,
            draft.holder,
            dict(draft.body),
        )

    async def find(self, event_id: str) -> Event | None:
        """See the port."""
        rows = await self._connection.execute(_FIND, {"id": event_id})
        row = rows.one_or_none()
        return _event(row) if row else None

    async def head(self, stream_id: str) -> int:
        """See the port."""
        rows = await self._connection.execute(select(stream.c.seq).where(stream.c.id == stream_id))
        return rows.scalar_one_or_none() or 0

    async def after(self, stream_id: str, seq: int, limit: int) -> list[Event]:
        """See the port."""
        values = {"stream": stream_id, "seq": seq, "limit": limit}
        rows = await self._connection.execute(_AFTER, values)
        return [_event(row) for row in rows]

    async def span_ms(self) -> tuple[int, int]:
        """See the port."""
        newest = (await self._connection.execute(text(NEWEST_MS))).scalar_one()
        oldest = (await self._connection.execute(text(OLDEST_MS))).scalar_one()
        return int(newest), int(oldest)

    async def id_at(self, stream_id: str, seq: int) -> str | None:
        """See the port."""
        rows = await self._connection.execute(
            select(event.c.id).where(event.c.stream == stream_id, event.c.seq == seq)
        )
        return rows.scalar_one_or_none()

    async def before(self, stream_id: str, seq: int, limit: int) -> list[Event]:
        """See the port."""
        rows = await self._connection.execute(
            select(event)
            .where(event.c.stream == stream_id, event.c.seq < seq)
            .order_by(event.c.seq.desc())
            .limit(limit)
        )
        return [_event(row) for row in reversed(rows.all())]

    async def empty_out(self, event_id: str, body: Mapping[str, Any]) -> None:
        """See the port."""
        await self._connection.execute(
            update(event).where(event.c.id == event_id).values(body=_json(body))
        )


def _json(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _event(row: Row[Any]) -> Event:
    return Event(
        row.stream,
        row.seq,
        row.id,
        row.kind,
        row.at_ms,
        row.author,
        row.holder,
        json.loads(row.body),
    )
