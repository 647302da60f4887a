"""The directory in the database; names and telephone numbers are sealed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.dialects.sqlite import insert

from hub.adapters.store.engine import Connection
from hub.adapters.store.flat import flat
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

    async def save(self, *entries: Entry) -> None:
        """See the port."""
        for kind, rows in self._rows(entries).items():
            table = _TABLES[kind]
            new = insert(table)
            kept = {column.name: new.excluded[column.name] for column in table.c}
            del kept["id"]
            await self._connection.execute(new.on_conflict_do_update(["id"], set_=kept), rows)

    def _rows(self, entries: Sequence[Entry]) -> dict[type, list[dict[str, Any]]]:
        """Give the rows of each table, those first that others refer to; of two alike the last."""
        rows: dict[type, dict[str, dict[str, Any]]] = {kind: {} for kind in _TABLES}
        for entry in entries:
            rows[type(entry)][entry.id] = self._closed(entry)
        return {kind: list(each.values()) for kind, each in rows.items() if each}

    def _closed(self, entry: Entry) -> dict[str, Any]:
        values = flat(entry)
        if isinstance(entry, Official):
            values |= {name: self._seal.close(values[name]) for name in _SEALED}
        return values

    def _opened(self, kind: type, values: dict[str, Any]) -> dict[str, Any]:
        if kind is not Official:
            return values
        return values | {name: self._seal.open(values[name]) for name in _SEALED}
