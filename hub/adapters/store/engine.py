"""The database file and its connections, each in a thread of its own: one writes, a few read.

WAL, and synchronous=FULL on the writer: what was committed survives the loss of power. A
statement is one visit to the thread, its rows brought along; what only opens or closes a
transaction rides with the next statement. (The async drivers make three or four visits of each,
which cost more than all else the hub does for a message: ADR 9.)
"""

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection as SqlConnection
from sqlalchemy import CursorResult, Executable, create_engine, event

FILE = "posko.db"
BUSY_LIMIT_S = 5.0
READERS = 2

WRITING = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
READING = ("query_only=ON",)

Values = Mapping[str, Any] | Sequence[Mapping[str, Any]]
"""Of a statement: once, or once for each."""


class Connection:
    """One connection to the database; its statements run one after the other."""

    def __init__(self, data_dir: Path, pragmas: tuple[str, ...]) -> None:
        self._engine = create_engine(
            f"sqlite:///{data_dir / FILE}",
            isolation_level="AUTOCOMMIT",  # BEGIN and COMMIT are said by us.
            connect_args={"timeout": BUSY_LIMIT_S, "check_same_thread": False},
        )

        @event.listens_for(self._engine, "connect")
        def prepare(connection: Any, _: Any) -> None:
            with closing(connection.cursor()) as cursor:
                for pragma in pragmas:
                    cursor.execute(f"PRAGMA {pragma}")

        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._connection: SqlConnection | None = None
        self._before: list[str] = []

    async def execute(
        self, statement: Executable, values: Values | None = None
    ) -> CursorResult[Any]:
        """Run a statement; all its rows are there when this returns."""
        result: CursorResult[Any] = await self._visit(self._execute, statement, values)
        return result

    async def run(self, sql: str) -> None:
        """Run plain SQL that gives no rows."""
        await self._visit(self._run, sql)

    def before_next(self, sql: str) -> None:
        """Run plain SQL in the same visit as the next statement, before it."""
        self._before.append(sql)

    async def abandon(self) -> None:
        """End whatever transaction is open, and undo it."""
        self._before.clear()
        await self._visit(self._abandon)

    async def close(self) -> None:
        """Close the connection and end its thread."""
        await self._visit(self._close)
        self._thread.shutdown()

    async def _visit(self, work: Any, *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)

    # In the thread

    def _open(self) -> SqlConnection:
        if self._connection is None:
            self._connection = self._engine.connect()
        before, self._before = self._before, []
        for sql in before:
            self._connection.exec_driver_sql(sql)
        return self._connection

    def _execute(self, statement: Executable, values: Values | None) -> Any:
        result = self._open().execute(statement, values)
        return result.freeze()() if result.returns_rows else result

    def _run(self, sql: str) -> None:
        self._open().exec_driver_sql(sql)

    def _abandon(self) -> None:
        if self._connection is not None:
            driver = self._connection.connection.dbapi_connection
            if driver is not None and driver.in_transaction:  # SQLite may have done it itself.
                self._connection.exec_driver_sql("ROLLBACK")

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._engine.dispose()
