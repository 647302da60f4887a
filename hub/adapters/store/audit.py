"""The audit trail in the database: each row chained to the one before, in the writer's order."""

from dataclasses import astuple, fields, replace

from sqlalchemy import insert, select

from hub.adapters.store.engine import Connection
from hub.adapters.store.tables import audit
from hub.domain.audit import FIRST, Entry, hash_of

_COLUMNS = [audit.c[field.name] for field in fields(Entry)]


class AuditRows:
    """The port `Audit` over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(
        self,
        at_ms: int,
        actor: str,
        action: str,
        subject: str,
        *,
        before: str = "",
        after: str = "",
        address: str = "",
    ) -> None:
        """See the port."""
        last = select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)
        row = (await self._connection.execute(last)).one_or_none()
        seq, prev_hash = (row.seq + 1, row.hash) if row else (1, FIRST)
        entry = Entry(
            seq, at_ms, actor, action, subject, before, after, address, prev_hash, hash=""
        )
        entry = replace(entry, hash=hash_of(entry))
        names = [column.name for column in _COLUMNS]
        await self._connection.execute(
            insert(audit).values(dict(zip(names, astuple(entry), strict=True)))
        )

    async def after(self, seq: int, limit: int) -> list[Entry]:
        """See the port."""
        rows = await self._connection.execute(
            select(*_COLUMNS).where(audit.c.seq > seq).order_by(audit.c.seq).limit(limit)
        )
        return [Entry(**row._asdict()) for row in rows]
