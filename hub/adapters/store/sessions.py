"""Sessions and enrolments in the database."""

from collections.abc import Collection
from dataclasses import asdict, fields

from sqlalchemy import delete, insert, or_, select, update

from hub.adapters.store.access_tables import enrolment, session
from hub.adapters.store.engine import Connection
from hub.domain.sessions import Session
from hub.services.access_store import Enrolment

_KEPT = [field.name for field in fields(Session) if field.name in session.c]


class SessionRows:
    """The port `Sessions` over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def load(self) -> list[Session]:
        """See the port."""
        columns = [session.c[name] for name in _KEPT]
        rows = await self._connection.execute(select(*columns).where(session.c.ended_ms.is_(None)))
        return [Session(**row._asdict()) for row in rows]

    async def add(self, new: Session) -> None:
        """See the port."""
        await self._connection.execute(insert(session).values(**_values(new)))

    async def save(self, changed: Session) -> None:
        """See the port."""
        await self._connection.execute(
            update(session).where(session.c.id == changed.id).values(**_values(changed))
        )

    async def end(self, sessions: Collection[str], at_ms: int, why: str) -> None:
        """See the port."""
        await self._connection.execute(
            update(session)
            .where(session.c.id.in_(sessions), session.c.ended_ms.is_(None))
            .values(ended_ms=at_ms, ended_why=why)
        )

    async def prune(self, before_ms: int) -> None:
        """See the port."""
        await self._connection.execute(
            delete(session).where(
                or_(session.c.ended_ms < before_ms, session.c.used_ms < before_ms)
            )
        )


class EnrolmentRows:
    """The port `Enrolments` over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def find(self, number: str) -> Enrolment | None:
        """See the port."""
        found = await self._connection.execute(
            select(enrolment).where(enrolment.c.number == number)
        )
        row = found.one_or_none()
        return Enrolment(**row._asdict()) if row else None

    async def save(self, saved: Enrolment) -> None:
        """See the port."""
        await self._connection.execute(delete(enrolment).where(enrolment.c.number == saved.number))
        await self._connection.execute(insert(enrolment).values(**asdict(saved)))

    async def prune(self, before_ms: int) -> None:
        """See the port."""
        await self._connection.execute(delete(enrolment).where(enrolment.c.until_ms < before_ms))


def _values(of: Session) -> dict[str, object]:
    return {name: getattr(of, name) for name in _KEPT}
