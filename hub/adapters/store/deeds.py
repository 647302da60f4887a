"""Deeds at the board in the database: rows that are added, and never changed."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, insert, literal_column, select

from hub.adapters.store.engine import Connection
from hub.adapters.store.summons_rows import ms
from hub.adapters.store.summons_tables import deed
from hub.domain.summons.handling import Deed

_KEPT: ColumnElement[int] = literal_column("deed.rowid")
"""In the order they came."""
_AT_ONCE = 500
"""Of ids in one query."""


class DeedRows:
    """The port `Deeds` over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, new: Deed) -> None:
        """See the port."""
        await self._connection.execute(
            insert(deed),
            {
                "recipient": new.recipient,
                "id": new.id,
                "at_ms": ms(new.at),
                "post": new.post,
                "holder": new.holder,
                "act": new.act,
                "text": new.text,
            },
        )

    async def of(self, recipients: Collection[str]) -> list[Deed]:
        """See the port."""
        ids, found = list(recipients), []
        for start in range(0, len(ids), _AT_ONCE):
            rows = await self._connection.execute(
                select(deed)
                .where(deed.c.recipient.in_(ids[start : start + _AT_ONCE]))
                .order_by(_KEPT)
            )
            found += [
                Deed(r.id, r.recipient, r.at_ms / 1000, r.post, r.holder, r.act, r.text)
                for r in rows
            ]
        return found
