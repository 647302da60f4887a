"""The database file and its connections: one that writes, a few that read.

WAL, and synchronous=FULL on the writer: what was committed survives the loss of power. The
driver's own transaction handling is switched off; BEGIN is said by us, so savepoints work.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

FILE = "posko.db"
BUSY_LIMIT_S = 5.0
READERS = 2


def writing_engine(data_dir: Path) -> AsyncEngine:
    """Give the engine of the one connection that writes."""
    return _engine(data_dir, 1, "BEGIN IMMEDIATE", ("journal_mode=WAL", "synchronous=FULL"))


def reading_engine(data_dir: Path) -> AsyncEngine:
    """Give the engine of those that only read."""
    return _engine(data_dir, READERS, "BEGIN", ("query_only=ON",))


def _engine(data_dir: Path, size: int, begin: str, pragmas: tuple[str, ...]) -> AsyncEngine:
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{data_dir / FILE}",
        pool_size=size,
        max_overflow=0,
        connect_args={"timeout": BUSY_LIMIT_S},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (*pragmas, "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def say_begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine
