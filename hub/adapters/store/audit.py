"""The audit trail in the database: each row chained to the one before, in the writer's order."""

from collections.abc import Sequence
from dataclasses import asdict, fields, replace

from sqlalchemy import insert, select

from hub.adapters.store.engine import Connection
from hub.adapters.store.tables import audit
from hub.domain.audit import FIRST, Entry, hash_of
from hub.services.store import Note

_COLUMNS = [audit.c[field.name] for field in fields(Entry)]
_LAST = select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)
_INSERT = insert(audit)


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
        await self.add_all([Note(at_ms, actor, action, subject, before, after, address)])

    async def add_all(self, notes: Sequence[Note]) -> None:
        """See the port."""
        if not notes:
            return
        row = (await self._connection.execute(_LAST)).one_or_none()
        seq, prev_hash = (row.seq, row.hash) if row else (0, FIRST)
        values = []
        for note in notes:
            seq += 1
            entry = Entry(seq=seq, **asdict(note), prev_hash=prev_hash, hash="")
            entry = replace(entry, hash=hash_of(entry))
            prev_hash = entry.hash
            values.append(asdict(entry))
        await self._connection.execute(_INSERT, values)

    async def after(self, seq: int, limit: int) -> list[Entry]:
        """See the port."""
        rows = await self._connection.execute(
            select(*_COLUMNS).where(audit.c.seq > seq).order_by(audit.c.seq).limit(limit)
        )
        return [Entry(**row._asdict()) for row in rows]

    async def before(
        self, seq: int | None, actor: str | None, kind: str | None, limit: int
    ) -> list[Entry]:
        """See the port."""
        found = select(*_COLUMNS).order_by(audit.c.seq.desc()).limit(limit)
        if seq is not None:
            found = found.where(audit.c.seq < seq)
        if actor is not None:
            found = found.where(audit.c.actor == actor)
        if kind is not None:
            found = found.where(audit.c.action.startswith(f"{kind}:", autoescape=True))
        rows = await self._connection.execute(found)
        return [Entry(**row._asdict()) for row in rows]
