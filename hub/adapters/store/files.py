"""Files in the database: what is known of each; what is in them is on the disk."""

from collections.abc import Collection
from dataclasses import asdict, fields

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Index,
    Integer,
    Table,
    Text,
    case,
    delete,
    func,
    insert,
    select,
    update,
)

from hub.adapters.store.engine import Connection
from hub.adapters.store.tables import metadata
from hub.domain.files import File, Usage

file = Table(
    "file",
    metadata,
    Column("id", Text, primary_key=True),
    Column("author", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("room", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("finished_ms", BigInteger),
    Column("ended_ms", BigInteger),
    Column("sha256", Text, nullable=False),
    Column("mime", Text, nullable=False),
    Column("width", Integer),
    Column("height", Integer),
    Column("message", Text, nullable=False),
    Index("file_author", "author", "created_ms"),
    Index("file_sha256", "sha256"),
    Index("file_message", "message", "created_ms"),
)
"""`sha256` and `mime` are empty until it is finished, `message` until it hangs on one."""

_COLUMNS = [file.c[field.name] for field in fields(File)]


class FileRows:
    """The port `Files` over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, new: File) -> None:
        """See the port."""
        await self._connection.execute(insert(file).values(**asdict(new)))

    async def get(self, file_id: str) -> File | None:
        """See the port."""
        found = await self._connection.execute(select(*_COLUMNS).where(file.c.id == file_id))
        row = found.one_or_none()
        return File(**row._asdict()) if row else None

    async def save(self, changed: File) -> None:
        """See the port."""
        await self._connection.execute(
            update(file).where(file.c.id == changed.id).values(**asdict(changed))
        )

    async def usage(self, author: str, since_ms: int) -> Usage:
        """See the port."""
        unfinished = file.c.finished_ms.is_(None) & file.c.ended_ms.is_(None)
        found = await self._connection.execute(
            select(
                func.count(case((unfinished, 1))).label("unfinished"),
                _sum(unfinished).label("unfinished_bytes"),
                _sum(file.c.created_ms > since_ms).label("day_bytes"),
            ).where(file.c.author == author)
        )
        row = found.one()
        return Usage(row.unfinished, row.unfinished_bytes, row.day_bytes)

    async def unfinished(self) -> set[str]:
        """See the port."""
        found = await self._connection.execute(
            select(file.c.id).where(file.c.finished_ms.is_(None), file.c.ended_ms.is_(None))
        )
        return set(found.scalars())

    async def stale(self, before_ms: int) -> list[File]:
        """See the port."""
        settled_ms = func.coalesce(file.c.finished_ms, file.c.created_ms)
        found = await self._connection.execute(
            select(*_COLUMNS).where(
                file.c.message == "", file.c.created_ms < before_ms, settled_ms < before_ms
            )
        )
        return [File(**row._asdict()) for row in found]

    async def remove(self, ids: Collection[str]) -> None:
        """See the port."""
        await self._connection.execute(delete(file).where(file.c.id.in_(ids)))

    async def held(self, sha256: str) -> bool:
        """See the port."""
        found = await self._connection.execute(
            select(file.c.id).where(file.c.sha256 == sha256).limit(1)
        )
        return found.one_or_none() is not None


def _sum(of: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((of, file.c.size))), 0)
