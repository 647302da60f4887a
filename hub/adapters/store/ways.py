"""Which session added which way in, in the database."""

from collections.abc import Collection
from dataclasses import asdict

from sqlalchemy import delete, insert, select, update

from hub.adapters.store.access_tables import way
from hub.adapters.store.engine import Connection
from hub.services.access_store import Way


class WayRows:
    """The port `Ways` over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def save(self, saved: Way) -> None:
        """See the port."""
        await self.remove(saved.official, saved.kind, saved.id)
        await self._connection.execute(insert(way).values(**asdict(saved)))

    async def remove(self, official: str, kind: str, way_id: str = "") -> None:
        """See the port."""
        await self._connection.execute(
            delete(way).where(way.c.official == official, way.c.kind == kind, way.c.id == way_id)
        )

    async def of(self, official: str) -> list[Way]:
        """See the port."""
        rows = await self._connection.execute(
            select(way).where(way.c.official == official).order_by(way.c.added_ms)
        )
        return [Way(**row._asdict()) for row in rows]

    async def by(self, sessions: Collection[str]) -> list[Way]:
        """See the port."""
        rows = await self._connection.execute(select(way).where(way.c.session.in_(sessions)))
        return [Way(**row._asdict()) for row in rows]

    async def is_shut(self, official: str, kind: str, way_id: str = "") -> bool:
        """See the port."""
        rows = await self._connection.execute(
            select(way.c.shut).where(
                way.c.official == official, way.c.kind == kind, way.c.id == way_id
            )
        )
        return bool(rows.scalar_one_or_none())

    async def shut(self, official: str, kind: str, way_id: str = "") -> None:
        """See the port."""
        await self._connection.execute(
            update(way)
            .where(way.c.official == official, way.c.kind == kind, way.c.id == way_id)
            .values(shut=True)
        )
