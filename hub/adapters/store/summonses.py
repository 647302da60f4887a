"""Summonses in the database: many recipients at a time, since a storm of timers is one commit."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from typing import Any

import structlog
from sqlalchemy import Row, bindparam, case, distinct, func, insert, or_, select, text, update

from hub.adapters.store.engine import Connection
from hub.adapters.store.summons_rows import (
    attempt_of,
    attempt_values,
    called_of,
    called_values,
    ms,
    summons_of,
    summons_values,
)
from hub.adapters.store.summons_tables import (
    answer,
    attempt,
    heartbeat,
    recipient,
    summons,
)
from hub.domain.summons.answers import Answer
from hub.domain.summons.course import Summons
from hub.domain.summons.recipient import COMING, OPEN
from hub.services.summons_store import Attempt, Called, KeptAnswer
from hub.wire.summons import AttemptState

OVERDUE_S = 2.0
"""What was due for so long and did nothing is stuck."""

UNREAD = (ValueError, TypeError, KeyError, AttributeError)
"""What a row that is not as it was written brings about."""

log = structlog.get_logger()

_NOT_MADE = ("queued", "failed_temp", "claimed")
_WHEN_DUE = func.min(recipient.c.due_ms)
_INSERT = insert(recipient)
_SAVE = (
    update(recipient)
    .where(recipient.c.id == bindparam("which"))
    .values({name: bindparam(name) for name in recipient.c.keys() if name != "id"})
)
_ATTEMPT = insert(attempt).prefix_with("OR IGNORE")
_BEAT = text(
    "INSERT INTO heartbeat (id, at_ms) VALUES (1, :at_ms) "
    "ON CONFLICT (id) DO UPDATE SET at_ms = excluded.at_ms"
)


class SummonsRows:
    """The port `Summonses` over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._spoiled: list[str] = []

    async def add(self, new: Summons, called: Sequence[Called]) -> None:
        """See the port."""
        await self._connection.execute(insert(summons), summons_values(new))
        await self.add_recipients(called)

    async def get(self, summons_id: str) -> Summons | None:
        """See the port."""
        rows = await self._connection.execute(select(summons).where(summons.c.id == summons_id))
        return next(iter(_summonses(rows)), None)

    async def save(self, changed: Summons) -> None:
        """See the port."""
        values = summons_values(changed)
        await self._connection.execute(
            update(summons).where(summons.c.id == values.pop("id")).values(**values)
        )

    async def newer(self, since: float, limit: int) -> list[Summons]:
        """See the port."""
        rows = await self._connection.execute(
            select(summons)
            .where((summons.c.state == "open") | (summons.c.t0_ms >= ms(since)))
            .order_by((summons.c.state == "open").desc(), summons.c.t0_ms.desc())
            .limit(limit)
        )
        return _summonses(rows)

    async def recipients(self, of: Collection[str]) -> list[Called]:
        """See the port."""
        return await self._called(recipient.c.summons.in_(of))

    async def find(self, ids: Collection[str]) -> list[Called]:
        """See the port."""
        return await self._called(recipient.c.id.in_(ids))

    async def waited_for(self) -> list[Called]:
        """See the port."""
        return await self._called(recipient.c.outcome.in_(OPEN))

    async def of_posts(self, posts: Collection[str], since: float, limit: int) -> list[Called]:
        """See the port."""
        rows = await self._connection.execute(
            select(recipient)
            .where(recipient.c.post.in_(posts), recipient.c.t0_ms >= ms(since))
            .order_by(recipient.c.t0_ms.desc())
            .limit(limit)
        )
        return self._read(rows)

    async def add_recipients(self, called: Sequence[Called]) -> None:
        """See the port."""
        if called:
            await self._connection.execute(_INSERT, [called_values(one) for one in called])

    async def save_recipients(self, called: Sequence[Called]) -> None:
        """See the port."""
        values = [called_values(one) for one in called]
        if values:
            await self._connection.execute(_SAVE, [{**row, "which": row["id"]} for row in values])

    async def due(self, until: float, limit: int) -> list[Called]:
        """See the port."""
        rows = await self._connection.execute(
            select(recipient)
            .where(recipient.c.due_ms <= ms(until))
            .order_by(recipient.c.due_ms)
            .limit(limit)
        )
        return self._read(rows)

    def spoiled(self) -> list[str]:
        """See the port."""
        return list(self._spoiled)

    async def put_off(self, ids: Collection[str], until: float) -> None:
        """See the port."""
        await self._connection.execute(
            update(recipient).where(recipient.c.id.in_(ids)).values(due_ms=ms(until))
        )

    async def next_due(self) -> float | None:
        """See the port."""
        due_ms = (await self._connection.execute(select(_WHEN_DUE))).scalar_one()
        return None if due_ms is None else due_ms / 1000

    async def standing(self, summons_id: str) -> tuple[int, int]:
        """See the port."""
        coming = case(
            (recipient.c.outcome.in_(COMING), func.coalesce(recipient.c.parent, recipient.c.id))
        )
        waiting = case((recipient.c.outcome.in_(OPEN), 1))
        rows = await self._connection.execute(
            select(func.count(waiting), func.count(distinct(coming))).where(
                recipient.c.summons == summons_id
            )
        )
        row: Any = rows.one()
        return row[0], row[1]

    async def stuck(self, now: float) -> list[str]:
        """See the port."""
        latest = ms(now - OVERDUE_S)
        wrong = or_(
            recipient.c.deadline_ms < latest,
            recipient.c.due_ms.is_(None),
            recipient.c.due_ms < latest,
            recipient.c.due_ms > recipient.c.deadline_ms,
        )
        rows = await self._connection.execute(
            select(recipient.c.id).where(recipient.c.outcome.in_(OPEN), wrong)
        )
        return [row.id for row in rows]

    async def keep(self, answers: Sequence[KeptAnswer]) -> None:
        """See the port."""
        if answers:
            await self._connection.execute(
                insert(answer),
                [
                    {
                        "recipient": kept.recipient,
                        "id": kept.id,
                        "at_ms": ms(kept.answer.at),
                        "holder": kept.holder,
                        "counts": kept.counts,
                        "late": kept.late,
                        "body": json.dumps(asdict(kept.answer), ensure_ascii=False),
                    }
                    for kept in answers
                ],
            )

    async def answered(self, recipient_id: str, command: str) -> KeptAnswer | None:
        """See the port."""
        rows = await self._connection.execute(
            select(answer).where(answer.c.recipient == recipient_id, answer.c.id == command)
        )
        row = rows.one_or_none()
        return _kept(row) if row else None

    async def attempt(self, attempts: Sequence[Attempt]) -> None:
        """See the port."""
        if attempts:
            await self._connection.execute(_ATTEMPT, [attempt_values(one) for one in attempts])

    async def settle(self, recipients: Collection[str], state: AttemptState) -> None:
        """See the port."""
        await self._connection.execute(
            update(attempt)
            .where(attempt.c.recipient.in_(recipients), attempt.c.state.in_(_NOT_MADE))
            .values(state=state)
        )

    async def shift_attempts(self, recipients: Collection[str], by_s: float) -> None:
        """See the port."""
        moved = {"at_ms": attempt.c.at_ms + ms(by_s), "lease_ms": attempt.c.lease_ms + ms(by_s)}
        await self._connection.execute(
            update(attempt).where(attempt.c.recipient.in_(recipients)).values(moved)
        )

    async def attempts(self, recipients: Collection[str]) -> list[Attempt]:
        """See the port."""
        rows = await self._connection.execute(
            select(attempt)
            .where(attempt.c.recipient.in_(recipients))
            .order_by(attempt.c.at_ms, attempt.c.id)
        )
        return [attempt_of(row) for row in rows]

    async def beat(self, now: float) -> float | None:
        """See the port."""
        rows = await self._connection.execute(select(heartbeat.c.at_ms))
        before_ms = rows.scalar_one_or_none()
        await self._connection.execute(_BEAT, {"at_ms": ms(now)})
        return None if before_ms is None else before_ms / 1000

    async def _called(self, which: Any) -> list[Called]:
        rows: Iterable[Row[Any]] = await self._connection.execute(select(recipient).where(which))
        return self._read(rows)

    def _read(self, rows: Iterable[Row[Any]]) -> list[Called]:
        """Leave out what cannot be read: the others are waited for all the same."""
        found = []
        for row in rows:
            try:
                found.append(called_of(row))
            except UNREAD:
                self._spoiled.append(row.id)
        return found


def _summonses(rows: Iterable[Row[Any]]) -> list[Summons]:
    found = []
    for row in rows:
        try:
            found.append(summons_of(row))
        except UNREAD:
            log.error("a summons cannot be read", summons=row.id)
    return found


def _kept(row: Row[Any]) -> KeptAnswer:
    return KeptAnswer(
        row.recipient, row.id, Answer(**json.loads(row.body)), row.holder, row.counts, row.late
    )
