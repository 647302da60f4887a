"""Recordings in the database: a rule for each room that has one, and a row for each recording."""

from dataclasses import asdict, fields

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    Table,
    Text,
    insert,
    select,
    update,
)
from sqlalchemy import text as sql

from hub.adapters.store.engine import Connection
from hub.adapters.store.tables import metadata
from hub.domain.recording import DAY_MS, LENGTH_MAX_S, Recording, Rule

recording_rule = Table(
    "recording_rule",
    metadata,
    Column("room", Text, primary_key=True),
    Column("on", Boolean, nullable=False),
    Column("keep_days", Integer, nullable=False),
    Column("by", Text, nullable=False),
    Column("holder", Text, nullable=False),
)

recording = Table(
    "recording",
    metadata,
    Column("id", Text, primary_key=True),
    Column("room", Text, nullable=False),
    Column("began_ms", BigInteger, nullable=False),
    Column("keep_days", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("ended_ms", BigInteger),
    Column("length_ms", BigInteger, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("index_sha256", Text, nullable=False),
    Column("cut", Boolean, nullable=False),
    Index("recording_room", "room", "began_ms"),
    Index("recording_state", "state"),
)

LONGEST_MS = round(2_000 * LENGTH_MAX_S)
"""With much to spare: a worker under load ends one later than it was told."""

_SAVE_RULE = sql(
    'INSERT INTO recording_rule (room, "on", keep_days, "by", holder) '
    "VALUES (:room, :on, :keep_days, :by, :holder) ON CONFLICT (room) DO UPDATE SET "
    '"on" = excluded."on", keep_days = excluded.keep_days, "by" = excluded."by", '
    "holder = excluded.holder"
)
_COLUMNS = [recording.c[field.name] for field in fields(Recording)]
_RULE_COLUMNS = [recording_rule.c[field.name] for field in fields(Rule)]


class RecordingRows:
    """The port `Recordings` over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def rules(self) -> list[Rule]:
        """See the port."""
        rows = await self._connection.execute(select(*_RULE_COLUMNS))
        return [Rule(**row._asdict()) for row in rows]

    async def save_rule(self, rule: Rule) -> None:
        """See the port."""
        await self._connection.execute(_SAVE_RULE, asdict(rule))

    async def add(self, one: Recording) -> None:
        """See the port."""
        await self._connection.execute(insert(recording), asdict(one))

    async def get(self, recording_id: str) -> Recording | None:
        """See the port."""
        found = await self._connection.execute(
            select(*_COLUMNS).where(recording.c.id == recording_id)
        )
        row = found.first()
        return Recording(**row._asdict()) if row else None

    async def save(self, one: Recording) -> None:
        """See the port."""
        await self._connection.execute(
            update(recording).where(recording.c.id == one.id).values(**asdict(one))
        )

    async def under_way(self) -> list[Recording]:
        """See the port."""
        return await self._where(recording.c.state == "under_way")

    async def of_room(self, room: str, before_ms: int | None, limit: int) -> list[Recording]:
        """See the port."""
        asked = select(*_COLUMNS).where(recording.c.room == room)
        if before_ms is not None:
            asked = asked.where(recording.c.began_ms < before_ms)
        asked = asked.order_by(recording.c.began_ms.desc()).limit(limit)
        return [Recording(**row._asdict()) for row in await self._connection.execute(asked)]

    async def between(self, room: str, since_ms: int, until_ms: int) -> list[Recording]:
        """See the port."""
        return await self._where(
            recording.c.room == room,
            recording.c.state == "kept",
            recording.c.began_ms >= since_ms - LONGEST_MS,  # By the index.
            recording.c.began_ms <= until_ms,
            recording.c.began_ms + recording.c.length_ms > since_ms,
        )

    async def over(self, now_ms: int) -> list[Recording]:
        """See the port."""
        until_ms = recording.c.ended_ms + recording.c.keep_days * DAY_MS
        return await self._where(recording.c.state == "kept", until_ms <= now_ms)

    async def _where(self, *conditions: object) -> list[Recording]:
        asked = select(*_COLUMNS).where(*conditions)  # type: ignore[arg-type]
        return [Recording(**row._asdict()) for row in await self._connection.execute(asked)]
