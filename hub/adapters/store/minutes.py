"""Minutes in the database: versions, which are only added to."""

from dataclasses import asdict, fields

from sqlalchemy import insert, select

from hub.adapters.store.engine import Connection
from hub.adapters.store.rollcall_tables import minutes
from hub.domain.rollcall.minutes_chain import Version

_COLUMNS = [minutes.c[field.name] for field in fields(Version)]


class MinutesRows:
    """The port `Minutes` over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of(self, rollcall: str) -> list[Version]:
        """See the port."""
        rows = await self._connection.execute(
            select(*_COLUMNS).where(minutes.c.rollcall == rollcall).order_by(minutes.c.version)
        )
        return [Version(**row._asdict()) for row in rows]

    async def add(self, one: Version) -> None:
        """See the port."""
        await self._connection.execute(insert(minutes), asdict(one))
