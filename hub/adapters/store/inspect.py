"""Is the data what it should be? The database whole, without holes, its audit trail unbroken, its
minutes as they were written; and each finished file there with the content it had.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, fields
from itertools import chain
from pathlib import Path

from hub.domain.audit import FIRST, Entry, first_broken, hash_of
from hub.domain.rollcall.minutes_chain import Version
from hub.domain.rollcall.minutes_chain import broken as broken_minutes

_NOT_COUNTED = ("sqlite_", "message_words_", "probe", "alembic_version")


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found. problems: each one line for a person; none, and all is well.

    rows: by table. heads: by stream. audit_hash: of the last entry; noted elsewhere, it also shows
    when entries were cut off at the end.
    """

    problems: tuple[str, ...]
    revision: str
    rows: dict[str, int]
    heads: dict[str, int]
    audit_rows: int
    audit_hash: str


def inspect(path: Path, files: Path | None = None) -> Findings:
    """Look through a database, and the folder of its files if there is one to look at.

    sqlite3.DatabaseError when it is none.
    """
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return look_through(connection, files)


def look_through(connection: sqlite3.Connection, files: Path | None = None) -> Findings:
    """Do what `inspect` does, by a connection to the database."""
    # A changed byte may be no UTF-8 any more: that is to be found, not to end the search.
    connection.text_factory = lambda raw: raw.decode("utf-8", "backslashreplace")
    problems = [*_integrity(connection), *_streams(connection)]
    if files is not None:
        problems += _files(connection, files)
    trail = list(_trail(connection))
    broken = first_broken(trail)
    if broken is not None:
        problems.append(
            f"jejak audit putus di baris {broken} (audit trail is broken at row {broken})"
        )
    problems += _minutes(connection, trail)
    return Findings(
        tuple(problems),
        _one(connection, "SELECT version_num FROM alembic_version"),
        _rows(connection),
        dict(connection.execute("SELECT id, seq FROM stream ORDER BY id")),
        len(trail),
        trail[-1].hash if trail else FIRST,
    )


def _integrity(connection: sqlite3.Connection) -> Iterator[str]:
    for (line,) in connection.execute("PRAGMA integrity_check(20)"):
        if line != "ok":
            yield f"basis data rusak (database is damaged): {line}"


def _streams(connection: sqlite3.Connection) -> Iterator[str]:
    """Every number from 1 to the counter is there, and none beyond it."""
    sql = (
        "SELECT e.stream, count(*), min(e.seq), max(e.seq), s.seq "
        "FROM event e LEFT JOIN stream s ON s.id = e.stream GROUP BY e.stream"
    )
    for name, count, first, last, counter in connection.execute(sql):
        if (count, first, last) != (counter, 1, counter):
            yield (
                f"{name}: {count} peristiwa, nomor {first}–{last}, penghitung {counter} "
                "(events, numbers and counter do not agree)"
            )
    empty = (
        "SELECT id, seq FROM stream WHERE seq > 0 AND id NOT IN (SELECT DISTINCT stream FROM event)"
    )
    for name, counter in connection.execute(empty):
        yield f"{name}: penghitung {counter}, tanpa peristiwa (a counter without events)"


def _files(connection: sqlite3.Connection, folder: Path) -> Iterator[str]:
    """Each finished file is there, and is what its name says."""
    if not _one(connection, "SELECT name FROM sqlite_master WHERE name = 'file'"):
        return  # Of a Posko before there were files.
    sql = "SELECT sha256, min(id) FROM file WHERE sha256 <> '' GROUP BY sha256 ORDER BY 2"
    for expected, file_id in connection.execute(sql):
        try:
            with (folder / expected[:2] / expected).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            yield f"berkas {file_id} hilang (file is missing): {expected}: {error.strerror}"
            continue
        if found != expected:
            yield f"berkas {file_id} berubah (file has changed): {expected}"


def _minutes(connection: sqlite3.Connection, trail: Iterable[Entry]) -> Iterator[str]:
    """Each version is what was written, and is what the audit trail says of it."""
    if not _one(connection, "SELECT name FROM sqlite_master WHERE name = 'minutes'"):
        return  # Of a Posko before there were minutes.
    names = ", ".join(f'"{field.name}"' for field in fields(Version))
    found: dict[str, list[Version]] = {}
    for row in connection.execute(f"SELECT {names} FROM minutes ORDER BY rollcall, version"):
        one = Version(*row)
        found.setdefault(one.rollcall, []).append(one)
    odd = {(of, number) for of, versions in found.items() for number in broken_minutes(versions)}
    kept = {(one.rollcall, one.version): one.sha256 for one in chain(*found.values())}
    for entry in trail:
        if not entry.action.startswith("minutes:") or entry.action == "minutes:file":
            continue
        if entry.hash != hash_of(entry):
            continue  # Told already: the trail is broken there.
        told = json.loads(entry.after)
        if kept.get((entry.subject, told["version"])) != told["sha256"]:
            odd.add((entry.subject, told["version"]))
    for rollcall, number in sorted(odd, key=str):
        yield (
            f"notulen apel {rollcall} versi {number} berubah atau hilang "
            f"(minutes of roll-call {rollcall}, version {number}: changed or missing)"
        )


def _trail(connection: sqlite3.Connection) -> Iterator[Entry]:
    names = ", ".join(f'"{field.name}"' for field in fields(Entry))
    for row in connection.execute(f"SELECT {names} FROM audit ORDER BY seq"):
        yield Entry(*row)


def _rows(connection: sqlite3.Connection) -> dict[str, int]:
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return {
        name: int(_one(connection, f'SELECT count(*) FROM "{name}"'))
        for (name,) in tables.fetchall()
        if not name.startswith(_NOT_COUNTED)
    }


def _one(connection: sqlite3.Connection, sql: str) -> str:
    row = connection.execute(sql).fetchone()
    return "" if row is None else str(row[0])
