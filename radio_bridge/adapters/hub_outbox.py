"""What the hub must have, and may be away: kept in one SQLite file until it says that it has it.

A thread of its own writes, so nobody who hands something over waits for the disk. What is delivered
twice is one event at the hub, by its id. Signals are at most SIGNALS_MAX: when there are more, who
keyed is dropped before what somebody said, and the oldest first.

A disk that is full, or a card that a power cut has damaged, ends no radio: a file that is no
database is put aside, and what cannot be written is kept in memory until this process ends.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

import structlog

SIGNALS_MAX = 256
FILE = "outbox.sqlite3"
DAMAGED = frozenset((sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB))

T = TypeVar("T")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS item (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    answer INTEGER NOT NULL,
    body TEXT NOT NULL,
    path TEXT NOT NULL
)
"""
_DROP = """
DELETE FROM item WHERE kind = 'signal' AND n NOT IN (
    SELECT n FROM item WHERE kind = 'signal' ORDER BY answer DESC, n DESC LIMIT ?
)
"""

Kind = Literal["signal", "recording"]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to deliver. body: as on the wire, JSON. path: of a recording's file."""

    id: str
    kind: Kind
    body: str
    path: str = ""
    answer: bool = True


class Outbox:
    """`put` from the loop; whoever delivers waits for `filled`, asks `next` and says `done`."""

    def __init__(self, folder: Path) -> None:
        with suppress(OSError):  # Then it is kept in memory.
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path = folder / FILE
        self._thread = ThreadPoolExecutor(1, "outbox")
        self._connection: sqlite3.Connection | None = None
        self.filled = {"signal": asyncio.Event(), "recording": asyncio.Event()}
        for event in self.filled.values():
            event.set()  # There may be something of before.

    def put(self, item: Item) -> None:
        """Keep it; the disk is written by the thread. What has this id already stays."""
        loop = asyncio.get_running_loop()
        written = self._thread.submit(self._surely, lambda: self._put(item))
        written.add_done_callback(
            lambda _: (
                loop.call_soon_threadsafe(self.filled[item.kind].set)
                if not loop.is_closed()
                else None
            )
        )

    async def next(self, kind: Kind) -> Item | None:
        """Give the oldest of a kind."""
        return await self._do(lambda: self._next(kind))

    async def done(self, item_id: str) -> None:
        """The hub has it, or never will."""
        await self._do(lambda: self._done(item_id))

    async def close(self) -> None:
        """Write what was put, and close the file."""
        await self._do(self._close)
        self._thread.shutdown()

    async def _do(self, work: Callable[[], T]) -> T:
        return await asyncio.wrap_future(self._thread.submit(self._surely, work))

    # In the thread

    def _surely(self, work: Callable[[], T]) -> T:
        """Do it on the disk; else on a new file, if the old one is damaged; else in memory."""
        try:
            return work()
        except sqlite3.Error as error:
            log.error("outbox cannot be kept on the disk", path=str(self._path), why=str(error))
            damaged = getattr(error, "sqlite_errorcode", 0) in DAMAGED
        if damaged:
            self._close()
            try:
                self._put_aside()
                return work()
            except (OSError, sqlite3.Error) as error:
                log.error("outbox is kept in memory", why=str(error))
        self._in_memory()
        return work()

    def _put_aside(self) -> None:
        self._path.replace(self._path.with_suffix(".damaged"))
        for beside in ("-wal", "-shm"):  # They are of the damaged one.
            self._path.with_name(FILE + beside).unlink(missing_ok=True)

    def _in_memory(self) -> None:
        """Go on without a disk, with what can still be read from it."""
        memory = _connected(":memory:")
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.backup(memory)
        self._close()
        self._connection = memory

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = _connected(self._path)
        return self._connection

    def _put(self, item: Item) -> None:
        with self._open() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO item (id, kind, answer, body, path) VALUES (?, ?, ?, ?, ?)",
                (item.id, item.kind, item.answer, item.body, item.path),
            )
            connection.execute(_DROP, (SIGNALS_MAX,))

    def _next(self, kind: Kind) -> Item | None:
        row = (
            self._open()
            .execute(
                "SELECT id, body, path, answer FROM item WHERE kind = ? ORDER BY n LIMIT 1", (kind,)
            )
            .fetchone()
        )
        return Item(row[0], kind, row[1], row[2], bool(row[3])) if row else None

    def _done(self, item_id: str) -> None:
        with self._open() as connection:
            connection.execute("DELETE FROM item WHERE id = ?", (item_id,))

    def _close(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None


def _connected(path: Path | str) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(_SCHEMA)
    except sqlite3.Error:
        connection.close()
        raise
    return connection
