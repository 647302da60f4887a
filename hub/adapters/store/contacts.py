"""Contact points in the database; their addresses are sealed."""

from dataclasses import asdict

from sqlalchemy import delete, insert, select

from hub.adapters.store.engine import Connection
from hub.adapters.store.reach_tables import contact_point
from hub.adapters.store.seal import Seal
from hub.domain.reach import ContactPoint


class ContactRows:
    """The port `Contacts` over one connection."""

    def __init__(self, connection: Connection, seal: Seal) -> None:
        self._connection = connection
        self._seal = seal

    async def load(self) -> list[ContactPoint]:
        """See the port. Unsealable."""
        rows = await self._connection.execute(
            select(contact_point).order_by(contact_point.c.added_ms, contact_point.c.id)
        )
        return [
            ContactPoint(**row._asdict() | {"address": self._seal.open(row.address)})
            for row in rows
        ]

    async def save(self, point: ContactPoint) -> None:
        """See the port."""
        await self.remove(point.id)
        values = asdict(point) | {"address": self._seal.close(point.address)}
        await self._connection.execute(insert(contact_point).values(**values))

    async def remove(self, point: str) -> None:
        """See the port."""
        await self._connection.execute(delete(contact_point).where(contact_point.c.id == point))
