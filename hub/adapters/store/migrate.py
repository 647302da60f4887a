"""Bring the database up to date at the start, after a backup of what it was.

Alembic is only loaded when there is something to do: a hub that was killed is back sooner.
"""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import structlog
from sqlalchemy.exc import DBAPIError

from hub.adapters.store.engine import FILE
from hub.adapters.store.events import NEWEST_MS, OLDEST_MS
from hub.adapters.whole_file import sync_folder

HEAD = "0021"
"""The newest migration; a test holds it equal to what stands in migrations/versions."""

BACKUPS = "backups"
RESTORING = "restoring"
"""A file of this name: a restore has begun to put things in place, and not ended."""

log = structlog.get_logger()


class StoreUnusable(Exception):
    """The database cannot be used; the text is one line for a person."""


def migrate(data_dir: Path, now: float) -> None:
    """Make the database or bring it to HEAD. StoreUnusable."""
    path = data_dir / FILE
    if (data_dir / RESTORING).exists():
        raise StoreUnusable(
            f"{data_dir}: pengembalian terputus; ulangi posko restore "
            "(a restore was cut short: run posko restore again)"
        )
    try:
        found = _revision(path)
        if found == HEAD:
            return
        if found is not None:
            stamp = datetime.fromtimestamp(now, UTC).strftime("%Y%m%d-%H%M%S")
            copy = data_dir / BACKUPS / f"before-{HEAD}-from-{found}-{stamp}.db"
            copy_database(path, copy)
            log.info("database copied before its migration", copy=str(copy))
        _upgrade(path)
        if found is not None:
            log.info("database migrated", before=found, after=HEAD)
    except (sqlite3.DatabaseError, DBAPIError, OSError) as error:
        why = getattr(error, "orig", None) or error
        raise StoreUnusable(f"{path}: tak dapat dipakai (cannot be used): {why}") from None


def post_ids(data_dir: Path) -> list[str]:
    """Give the posts in use, without a hub; empty when there is no directory yet."""
    path = data_dir / FILE
    if not path.exists():
        return []
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            rows = connection.execute("SELECT id FROM post WHERE active ORDER BY rank, id")
            return [name for (name,) in rows]
    except sqlite3.DatabaseError:
        return []  # Made by an older Posko: the next start brings it up to date.


def span_ms(data_dir: Path) -> tuple[int, int]:
    """Give the times of the newest and the oldest that is saved, without a hub; 0 for nothing."""
    path = data_dir / FILE
    if not path.exists():
        return 0, 0
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            newest, oldest = (
                int(connection.execute(sql).fetchone()[0]) for sql in (NEWEST_MS, OLDEST_MS)
            )
            return newest, oldest
    except sqlite3.DatabaseError:
        return 0, 0  # See above.


def copy_database(source: Path, target: Path) -> None:
    """Copy a database that may be in use: whole, as of one moment, with nothing beside it."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = target.with_name(target.name + ".part")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(unfinished)) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE")
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.replace(target)
        sync_folder(target.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def _revision(path: Path) -> str | None:
    """Give the database's revision; None when there is no database yet. StoreUnusable."""
    if not path.exists():
        return None
    with closing(sqlite3.connect(path)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if "alembic_version" not in tables:
            if tables:
                raise StoreUnusable(f"{path}: bukan data Posko (not a database of Posko)")
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    found = None if row is None else str(row[0])
    if found is not None and found > HEAD:
        raise StoreUnusable(
            f"{path}: dari Posko yang lebih baru (made by a newer Posko): {found} > {HEAD}"
        )
    return found


def _upgrade(path: Path) -> None:
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine, event

    path.parent.mkdir(parents=True, exist_ok=True)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    engine = create_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", lambda connection, _: _prepare(connection))
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with engine.begin() as connection:  # One transaction: all of it or nothing.
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()


def _prepare(connection: sqlite3.Connection) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
