"""Copies of the database while the hub runs: one every quarter of an hour, the newest kept.

Each is noted in the log with the last hash of the audit trail: with that line kept elsewhere, it
can be shown later that nothing was cut off the end.
"""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import structlog

from hub.adapters.store.engine import FILE
from hub.adapters.store.migrate import copy_database
from hub.domain.audit import FIRST
from hub.services.ports import Clock

PREFIX = "copy-"

log = structlog.get_logger()


class Copies:
    """Makes them, and removes the oldest. `last_at`: when the last one was made, in UTC seconds."""

    def __init__(
        self, data_dir: Path, folder: Path, every_s: float, keep: int, clock: Clock
    ) -> None:
        self._source = data_dir / FILE
        self._folder = folder
        self._every_s = every_s
        self._keep = keep
        self._clock = clock
        self.last_at = 0.0

    async def run(self) -> None:
        """Copy for ever; one that fails is logged, and the next is tried in its time."""
        while True:
            await asyncio.sleep(self._every_s)
            await self.copy()

    async def copy(self) -> None:
        """Make one copy now."""
        now = self._clock.now()
        try:
            rows, last_hash = await asyncio.to_thread(self._copy, now)
        except (OSError, sqlite3.DatabaseError) as error:
            log.error("database not copied", folder=str(self._folder), why=str(error)[:200])
            return
        self.last_at = now
        log.info("database copied", audit_rows=rows, audit_hash=last_hash)

    def _copy(self, now: float) -> tuple[int, str]:
        stamp = datetime.fromtimestamp(now, UTC).strftime("%Y%m%d-%H%M%S")
        target = self._folder / f"{PREFIX}{stamp}.db"
        copy_database(self._source, target)
        for old in sorted(self._folder.glob(f"{PREFIX}*.db"))[: -self._keep]:
            old.unlink(missing_ok=True)
        with closing(sqlite3.connect(f"file:{target}?mode=ro", uri=True)) as connection:
            last = connection.execute(
                "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1"
            ).fetchone()
        return last or (0, FIRST)
