"""One changed byte in minutes, a file or the audit trail: `posko verify` names it, whichever it is.

A thousand bytes of a real database and a real file, each changed alone and put back. The seed is
printed; POSKO_SEED sets it.
"""

import hashlib
import os
import random
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

from hub.adapters.store.engine import FILE
from hub.adapters.store.inspect import look_through
from tests.rollcall_town import rollcall_town
from tests.story.test_minutes import held

CHANGES = 1_000
FILE_BYTES = 4_096


def other(raw: bytes, chance: random.Random) -> bytes:
    """Change one byte to any other."""
    at = chance.randrange(len(raw))
    return (
        raw[:at] + bytes([chance.choice([b for b in range(256) if b != raw[at]])]) + raw[at + 1 :]
    )


def digit(number: int, chance: random.Random) -> int:
    """Change one digit of a number."""
    text = str(number)
    at = chance.randrange(len(text))
    return int(
        text[:at] + chance.choice([d for d in "123456789" if d != text[at]]) + text[at + 1 :]
    )


def add_file(data: Path, chance: random.Random) -> Path:
    """Keep a file as an upload does."""
    content = chance.randbytes(FILE_BYTES)
    sha256 = hashlib.sha256(content).hexdigest()
    path = data / "files" / sha256[:2] / sha256
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    values = (
        str(uuid.UUID(int=7)),
        "bpbd",
        "o",
        "rapat",
        "a.bin",
        FILE_BYTES,
        1,
        1,
        sha256,
        "",
        "m",
    )
    with closing(sqlite3.connect(data / FILE)) as db, db:
        db.execute(
            "INSERT INTO file (id, author, holder, room, name, size, created_ms, finished_ms,"
            " sha256, mime, message) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            values,
        )
    return path


def change_row(db: sqlite3.Connection, table: str, chance: random.Random) -> tuple[Any, ...]:
    """Change one byte of one value of a row; give its key as it was.

    Of the trail, the first row that no longer follows: a smaller number stands before its place.
    """
    key = {"minutes": "rollcall, version", "audit": "seq"}[table]
    columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    rowids = [row[0] for row in db.execute(f"SELECT rowid FROM {table}")]
    while True:  # Until it is a value that has a byte.
        rowid, column = chance.choice(rowids), chance.choice(columns)
        raw, kind = db.execute(
            f"SELECT CAST({column} AS BLOB), typeof({column}) FROM {table} WHERE rowid = ?",
            (rowid,),
        ).fetchone()
        if raw:
            break
    was: tuple[Any, ...] = db.execute(
        f"SELECT {key} FROM {table} WHERE rowid = ?", (rowid,)
    ).fetchone()
    if kind == "integer":
        sql, value = (
            f"UPDATE OR REPLACE {table} SET {column} = ? WHERE rowid = ?",
            digit(int(raw), chance),
        )
        db.execute(sql, (value, rowid))
        if table == "audit" and column == "seq":
            return (min(was[0], value),)
    else:
        sql = f"UPDATE {table} SET {column} = CAST(? AS TEXT) WHERE rowid = ?"
        db.execute(sql, (other(raw, chance), rowid))
    return was


def problems(db: sqlite3.Connection, files: Path | None) -> str:
    return "\n".join(look_through(db, files).problems)


async def test_each_of_a_thousand_changed_bytes_is_named(tmp_path: Path) -> None:
    seed = int(os.environ.get("POSKO_SEED", random.randrange(2**32)))
    print(f"seed {seed}")  # noqa: T201
    chance = random.Random(seed)
    async with rollcall_town(tmp_path) as town:
        await held(town)
        await town.ask("operator", "minutes:edit", rollcall=town.rollcall, closing="Sampai besok")
        await town.lead("sign", "walikota")
        await town.lead("addendum", text="DLH hadir lewat HT sejak 08.10")
    path = add_file(tmp_path, chance)
    whole, named = path.read_bytes(), 0
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as db:
        assert problems(db, tmp_path / "files") == ""
        for trigger in ("minutes_no_update", "audit_no_update"):  # Whoever has the disk can.
            db.execute(f"DROP TRIGGER {trigger}")
        for n in range(CHANGES):
            what = ("minutes", "audit", "file")[n % 3]
            if what == "file":
                path.write_bytes(other(whole, chance))
                expected = f"berkas {uuid.UUID(int=7)} berubah"
                found = problems(db, tmp_path / "files")
                path.write_bytes(whole)
            else:
                db.execute("BEGIN")
                key = change_row(db, what, chance)
                found = problems(db, None)
                db.execute("ROLLBACK")
                expected = (
                    f"notulen apel {key[0]} versi {key[1]} "
                    if what == "minutes"
                    else f"jejak audit putus di baris {key[0]} "
                )
            assert expected in found, (what, n, seed, found)
            named += 1
        assert problems(db, tmp_path / "files") == "", "all is as it was"
    assert named == CHANGES
