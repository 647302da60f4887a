"""Messages in the database: as they read now, their earlier words, and how they are found."""

from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, text, update

from hub.adapters.store.engine import Connection
from hub.adapters.store.tables import message, message_version
from hub.adapters.store.words import all_words
from hub.services.store import Said

_INSERT = insert(message)
_FIND = text(
    "SELECT m.* FROM message_words w JOIN message m ON m.id = w.id "
    "WHERE message_words MATCH :words AND m.room IN :rooms "
    "AND (m.at_ms < :before_ms OR (m.at_ms = :before_ms AND m.id < :before_id)) "
    "ORDER BY m.at_ms DESC, m.id DESC LIMIT :limit"
).bindparams(bindparam("rooms", expanding=True))
_ADD_WORDS = text("INSERT INTO message_words (id, text) VALUES (:id, :text)")
_DROP_WORDS = text("DELETE FROM message_words WHERE id = :id")
_FOR_EVER_MS = 2**62


class MessageRows:
    """The port `Messages` over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, said: Said) -> None:
        """See the port."""
        values = asdict(said)
        del values["deleted"]
        await self._connection.execute(_INSERT, values)
        await self._connection.execute(_ADD_WORDS, {"id": said.id, "text": said.text})

    async def get(self, message_id: str) -> Said | None:
        """See the port."""
        rows = await self._connection.execute(select(message).where(message.c.id == message_id))
        row = rows.one_or_none()
        return _said(row) if row else None

    async def edit(self, message_id: str, new_text: str, at_ms: int, event_id: str) -> None:
        """See the port."""
        n = await self._version_count(message_id)
        if n == 0:
            old = await self.get(message_id)
            assert old is not None, message_id
            await self._keep(message_id, 1, old.text, old.at_ms, message_id)
            n = 1
        await self._keep(message_id, n + 1, new_text, at_ms, event_id)
        await self._connection.execute(
            update(message).where(message.c.id == message_id).values(text=new_text)
        )
        await self._connection.execute(_DROP_WORDS, {"id": message_id})
        await self._connection.execute(_ADD_WORDS, {"id": message_id, "text": new_text})

    async def delete(self, message_id: str, by: str, at_ms: int) -> None:
        """See the port."""
        await self._connection.execute(
            update(message)
            .where(message.c.id == message_id)
            .values(deleted_ms=at_ms, deleted_by=by)
        )
        await self._connection.execute(_DROP_WORDS, {"id": message_id})

    async def versions(self, message_id: str) -> list[tuple[str, int]]:
        """See the port."""
        rows = await self._connection.execute(
            select(message_version.c.text, message_version.c.at_ms)
            .where(message_version.c.message == message_id)
            .order_by(message_version.c.n)
        )
        found = [(row.text, row.at_ms) for row in rows]
        if not found and (said := await self.get(message_id)):
            return [(said.text, said.at_ms)]
        return found

    async def edits(self, message_id: str) -> list[str]:
        """See the port."""
        rows = await self._connection.execute(
            select(message_version.c.event).where(
                message_version.c.message == message_id, message_version.c.n > 1
            )
        )
        return list(rows.scalars())

    async def search(
        self, words: str, rooms: Collection[str], before: str | None, limit: int
    ) -> list[Said]:
        """See the port."""
        match = all_words(words)
        last = await self.get(before) if before else None
        if not match or not rooms:
            return []
        found = await self._connection.execute(
            _FIND,
            {
                "words": match,
                "rooms": list(rooms),
                "before_ms": last.at_ms if last else _FOR_EVER_MS,
                "before_id": last.id if last else "",
                "limit": limit,
            },
        )
        return [_said(row) for row in found]

    async def _version_count(self, message_id: str) -> int:
        count = select(func.count()).where(message_version.c.message == message_id)
        return int((await self._connection.execute(count)).scalar_one())

    async def _keep(self, message_id: str, n: int, words: str, at_ms: int, event_id: str) -> None:
        await self._connection.execute(
            insert(message_version).values(
                message=message_id, n=n, text=words, at_ms=at_ms, event=event_id
            )
        )


def _said(row: Row[Any]) -> Said:
    return Said(
        row.id,
        row.room,
        row.seq,
        row.at_ms,
        row.author,
        row.holder,
        row.text,
        row.deleted_ms is not None,
    )
