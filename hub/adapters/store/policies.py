"""How a city calls, in the database: the versions of its ladders, leaves, and templates."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import delete, func, insert, select

from hub.adapters.store.engine import Connection
from hub.adapters.store.summons_rows import ladder_of, ms
from hub.adapters.store.summons_tables import drill_plan, ladder, leave, template
from hub.domain.summons.drill import DrillPlan
from hub.domain.summons.ladder import Ladder, Profile
from hub.domain.summons.leave import Leave
from hub.services.policy_store import SavedLadder, Template


class PolicyRows:
    """The port `Policies` over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def ladders(self, limit: int) -> Sequence[SavedLadder]:
        """See the port."""
        nth = func.row_number().over(
            partition_by=ladder.c.profile, order_by=ladder.c.version.desc()
        )
        newest = select(ladder, nth.label("nth")).subquery()
        rows = await self._connection.execute(
            select(newest).where(newest.c.nth <= limit).order_by(newest.c.version.desc())
        )
        return [SavedLadder(ladder_of(row.body), row.at_ms / 1000, row.author) for row in rows]

    async def ladder(self, profile: Profile) -> Ladder | None:
        """See the port."""
        rows = await self._connection.execute(
            select(ladder.c.body)
            .where(ladder.c.profile == profile)
            .order_by(ladder.c.version.desc())
            .limit(1)
        )
        row = rows.one_or_none()
        return ladder_of(row.body) if row else None

    async def save_ladder(self, saved: SavedLadder) -> None:
        """See the port."""
        values = {
            "profile": saved.ladder.profile,
            "version": saved.ladder.version,
            "body": json.dumps(asdict(saved.ladder)),
            "at_ms": ms(saved.at),
            "author": saved.author,
        }
        await self._connection.execute(insert(ladder), values)

    async def leaves(self, after: float) -> Sequence[Leave]:
        """See the port."""
        rows = await self._connection.execute(
            select(leave).where(leave.c.to_ms > ms(after)).order_by(leave.c.from_ms, leave.c.id)
        )
        return [
            Leave(row.id, row.post, row.from_ms / 1000, row.to_ms / 1000, row.note) for row in rows
        ]

    async def save_leave(self, new: Leave) -> None:
        """See the port."""
        await self.remove_leave(new.id)
        values = {
            "id": new.id,
            "post": new.post,
            "from_ms": ms(new.from_s),
            "to_ms": ms(new.to_s),
            "note": new.note,
        }
        await self._connection.execute(insert(leave), values)

    async def remove_leave(self, leave_id: str) -> None:
        """See the port."""
        await self._connection.execute(delete(leave).where(leave.c.id == leave_id))

    async def templates(self) -> Sequence[Template]:
        """See the port."""
        rows = await self._connection.execute(
            select(template).order_by(template.c.title, template.c.id)
        )
        return [Template(**row._asdict()) for row in rows]

    async def drill_plan(self) -> DrillPlan:
        """See the port."""
        rows = await self._connection.execute(select(drill_plan.c.body))
        row = rows.one_or_none()
        return DrillPlan(**json.loads(row.body)) if row else DrillPlan()

    async def save_drill_plan(self, plan: DrillPlan) -> None:
        """See the port."""
        await self._connection.execute(delete(drill_plan))
        await self._connection.execute(
            insert(drill_plan), {"id": 1, "body": json.dumps(asdict(plan))}
        )

    async def save_template(self, new: Template) -> None:
        """See the port."""
        await self.remove_template(new.id)
        await self._connection.execute(insert(template), asdict(new))

    async def remove_template(self, template_id: str) -> None:
        """See the port."""
        await self._connection.execute(delete(template).where(template.c.id == template_id))
