"""Decisions in the database, and what was done about them, which is only added to."""

from sqlalchemy import ColumnElement, and_, func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from hub.adapters.store.engine import Connection
from hub.adapters.store.rollcall_rows import decision_of, decision_values, did_of, did_values
from hub.adapters.store.rollcall_tables import decision, decision_event
from hub.adapters.store.summons_rows import ms
from hub.domain.rollcall.decision import OVER, Decision, Did


class DecisionRows:
    """The port `Decisions` over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def get(self, decision_id: str) -> Decision | None:
        """See the port."""
        found = await self._where(decision.c.id == decision_id, decision.c.at_ms)
        return found[0] if found else None

    async def save(self, one: Decision) -> None:
        """See the port."""
        values = decision_values(one)
        await self._connection.execute(
            upsert(decision).values(values).on_conflict_do_update(["id"], set_=values)
        )
        which = decision_event.c.decision == one.id
        rows = await self._connection.execute(select(func.count()).where(which))
        kept = rows.scalar_one()
        if new := one.did[kept:]:
            await self._connection.execute(
                insert(decision_event),
                [did_values(one.id, n, did) for n, did in enumerate(new, kept + 1)],
            )

    async def not_over(self) -> list[Decision]:
        """See the port."""
        return await self._where(decision.c.state.not_in(OVER), decision.c.due_day)

    async def of_rollcall(self, rollcall: str) -> list[Decision]:
        """See the port."""
        return await self._where(decision.c.rollcall == rollcall, decision.c.at_ms)

    async def newest(self, before: float, limit: int) -> list[Decision]:
        """See the port."""
        return await self._where(decision.c.at_ms < ms(before), decision.c.at_ms.desc(), limit)

    async def over(
        self, before: float, limit: int, owners: frozenset[str] | None
    ) -> list[Decision]:
        """See the port."""
        which = and_(decision.c.at_ms < ms(before), decision.c.state.in_(OVER))
        if owners is not None:
            which = which & decision.c.owner.in_(owners)
        return await self._where(which, decision.c.at_ms.desc(), limit)

    async def _where(
        self, which: ColumnElement[bool], order: ColumnElement[object], limit: int = -1
    ) -> list[Decision]:
        chosen = select(decision).where(which).order_by(order, decision.c.id).limit(limit)
        rows = list(await self._connection.execute(chosen))
        did: dict[str, list[Did]] = {}
        if rows:
            ids = [row.id for row in rows]
            events = await self._connection.execute(
                select(decision_event)
                .where(decision_event.c.decision.in_(ids))
                .order_by(decision_event.c.n)
            )
            for row in events:
                did.setdefault(row.decision, []).append(did_of(row))
        return [decision_of(row, did.get(row.id, ())) for row in rows]
