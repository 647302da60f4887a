"""The directory in the database; names and telephone numbers are sealed."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Table, insert, select, update

from hub.adapters.store.engine import Connection
from hub.adapters.store.seal import Seal
from hub.adapters.store.tables import agency, assignment, official, post
from hub.domain.officials import Agency, Assignment, Book, Entry, Official, Post

_TABLES: dict[type, Table] = {
    Agency: agency,
    Post: post,
    Official: official,
    Assignment: assignment,
}
_SEALED = ("name", "phone")


class PeopleRows:
    """The port `People` over one connection."""

    def __init__(self, connection: Connection, seal: Seal) -> None:
        self._connection = connection
        self._seal = seal

    async def load(self) -> Book:
        """See the port. Unsealable."""
        book = Book()
        for kind, table in _TABLES.items():
            for row in await self._connection.execute(select(table)):
                book.put(kind(**self._opened(kind, row._asdict())))
        return book

    async def save(self, entry: Entry) -> None:
        """See the port."""
        table = _TABLES[type(entry)]
        values = asdict(entry)
        if isinstance(entry, Official):
            values |= {name: self._seal.close(values[name]) for name in _SEALED}
        changed = await self._connection.execute(
            update(table).where(table.c.id == entry.id).values(**values)
        )
        if changed.rowcount == 0:
            await self._connection.execute(insert(table).values(**values))

    def _opened(self, kind: type, values: dict[str, Any]) -> dict[str, Any]:
        if kind is not Official:
            return values
        return values | {name: self._seal.open(values[name]) for name in _SEALED}
