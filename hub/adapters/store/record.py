"""The record of summonses read from the database: plain rows of one span of time, by its index."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, literal_column, select

from hub.adapters.store.engine import Connection
from hub.adapters.store.summons_rows import ms
from hub.adapters.store.summons_tables import answer, correction, recipient, summons
from hub.domain.summons.record import Call
from hub.services.record_store import Correction, Count

_KEPT: ColumnElement[int] = literal_column("correction.rowid")
"""In the order they came."""
_AT_ONCE = 500
"""Of ids in one query."""
_CALL = select(
    recipient.c.id,
    recipient.c.summons,
    recipient.c.post,
    summons.c.text,
    func.json_extract(summons.c.ladder, "$.profile").label("profile"),
    recipient.c.t0_ms,
    recipient.c.deadline_ms,
    recipient.c.outcome,
    recipient.c.progress,
    summons.c.drill,
    recipient.c.parent,
    recipient.c.missed_ms,
    recipient.c.first_answer_ms,
    func.json_extract(recipient.c.answer, "$.code").label("code"),
    func.json_extract(recipient.c.answer, "$.at").label("answered_at"),
    func.json_extract(recipient.c.withdrawn, "$.by").label("withdrawn_by"),
    func.json_extract(recipient.c.withdrawn, "$.at").label("withdrawn_at"),
).join_from(recipient, summons, summons.c.id == recipient.c.summons)
_WAY = (
    # SQLite gives the other columns of the row that has the least.
    select(
        answer.c.recipient,
        func.json_extract(answer.c.body, "$.way").label("way"),
        func.min(answer.c.at_ms),
    )
    .join_from(answer, recipient, recipient.c.id == answer.c.recipient)
    .where(answer.c.counts)
    .group_by(answer.c.recipient)
)


class RecordRows:
    """The port `Record` over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def calls(
        self, since: float, until: float, posts: Collection[str] | None = None
    ) -> list[Call]:
        """See the port."""
        which = and_(recipient.c.t0_ms >= ms(since), recipient.c.t0_ms < ms(until))
        return await self._calls(which if posts is None else which & recipient.c.post.in_(posts))

    async def counts(self, since: float, until: float, ahead_s: int, drill: bool) -> list[Count]:
        """See the port."""
        local_s = recipient.c.t0_ms / 1000 + ahead_s
        alike = (
            func.strftime("%Y-%m", local_s, "unixepoch"),
            recipient.c.post,
            recipient.c.outcome,
            recipient.c.missed_ms.is_not(None),
            recipient.c.parent.is_not(None),
        )
        rows: Any = await self._connection.execute(
            select(*alike, func.count())
            .join_from(recipient, summons, summons.c.id == recipient.c.summons)
            .where(
                recipient.c.t0_ms >= ms(since),
                recipient.c.t0_ms < ms(until),
                summons.c.drill == drill,
            )
            .group_by(*alike)
        )
        return [Count(*row) for row in rows]

    async def call(self, recipient_id: str) -> Call | None:
        """See the port."""
        found = await self._calls(recipient.c.id == recipient_id)
        return found[0] if found else None

    async def corrections(self, recipients: Collection[str]) -> list[Correction]:
        """See the port."""
        ids, found = list(recipients), []
        for start in range(0, len(ids), _AT_ONCE):
            rows = await self._connection.execute(
                select(correction)
                .where(correction.c.recipient.in_(ids[start : start + _AT_ONCE]))
                .order_by(correction.c.at_ms, _KEPT)
            )
            found += [
                Correction(r.id, r.recipient, r.at_ms / 1000, r.post, r.holder, r.note)
                for r in rows
            ]
        return found

    async def correct(self, new: Correction) -> None:
        """See the port."""
        await self._connection.execute(
            insert(correction),
            {
                "id": new.id,
                "recipient": new.recipient,
                "at_ms": ms(new.at),
                "post": new.post,
                "holder": new.holder,
                "note": new.note,
            },
        )

    async def _calls(self, which: ColumnElement[bool]) -> list[Call]:
        rows: Any = await self._connection.execute(_WAY.where(which))
        ways = {row.recipient: row.way for row in rows}
        rows = await self._connection.execute(
            _CALL.where(which).order_by(recipient.c.t0_ms, recipient.c.id)
        )
        return [
            Call(
                id=row.id,
                summons=row.summons,
                post=row.post,
                text=row.text,
                profile=row.profile,
                t0=row.t0_ms / 1000,
                deadline=row.deadline_ms / 1000,
                outcome=row.outcome,
                progress=row.progress,
                drill=row.drill,
                parent=row.parent is not None,
                missed_at=_s(row.missed_ms),
                first_answer_at=_s(row.first_answer_ms),
                code=row.code,
                way=ways.get(row.id),
                answered_at=row.answered_at,
                withdrawn_by=row.withdrawn_by,
                withdrawn_at=row.withdrawn_at,
            )
            for row in rows
        ]


def _s(at_ms: int | None) -> float | None:
    return None if at_ms is None else at_ms / 1000
