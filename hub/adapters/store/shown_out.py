"""After a restore everybody signs in again: who was shown out since the backup was made is not in.

A backup knows nothing of what was revoked after it: sessions that were ended, links and codes that
were used or made void. So in a restored database all sessions are ended and whatever is out for a
post is void, in the same way as when an administrator does it (see enrolments.py), and the audit
trail says so. Passwords, passkeys and apps stay: they are how people come in again.
"""

import json
import sqlite3
from contextlib import closing
from dataclasses import astuple, fields, replace
from pathlib import Path

from hub.domain.audit import FIRST, Entry, hash_of
from hub.services.enrolments import voided

ACTOR = "posko restore"
WHY = "restored"


def show_out(database: Path, now_ms: int, *, keep_sessions: bool) -> int:
    """End all sessions and void what is out, unless they are kept; note it. How many ended?"""
    with closing(sqlite3.connect(database)) as connection, connection:
        ended = 0
        if not keep_sessions and _has(connection, "session"):
            ended = _end(connection, now_ms)
        _note(connection, now_ms, {"sessions_ended": ended, "sessions_kept": keep_sessions})
    return ended


def _end(connection: sqlite3.Connection, now_ms: int) -> int:
    """End sessions, void links and codes of each post."""
    ended = connection.execute(
        "UPDATE session SET ended_ms = ?, ended_why = ? WHERE ended_ms IS NULL", (now_ms, WHY)
    ).rowcount
    for (post,) in connection.execute("SELECT id FROM post").fetchall():
        void = voided(post, now_ms)
        connection.execute("DELETE FROM enrolment WHERE number = ?", (void.number,))
        connection.execute(
            "INSERT INTO enrolment (number, post, until_ms, used_ms, nonce, session) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (void.number, void.post, void.until_ms, void.used_ms, void.nonce, void.session),
        )
    return ended


def _note(connection: sqlite3.Connection, now_ms: int, told: dict[str, int]) -> None:
    """Chain one more entry to the audit trail."""
    last = connection.execute("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    seq, prev_hash = (last[0] + 1, last[1]) if last else (1, FIRST)
    after = json.dumps(told, sort_keys=True)
    entry = Entry(seq, now_ms, ACTOR, "data:restore", "", "", after, "", prev_hash, hash="")
    entry = replace(entry, hash=hash_of(entry))
    names = ", ".join(f'"{field.name}"' for field in fields(Entry))
    marks = ", ".join("?" * len(fields(Entry)))
    connection.execute(f"INSERT INTO audit ({names}) VALUES ({marks})", astuple(entry))


def _has(connection: sqlite3.Connection, table: str) -> bool:
    """Is there such a table? A backup may be of a Posko that had none yet."""
    sql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    return connection.execute(sql, (table,)).fetchone() is not None
