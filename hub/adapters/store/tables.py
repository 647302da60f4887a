"""The tables of the store. Times are integer UTC milliseconds, ids are opaque text.

Plain SQL, so that PostgreSQL can follow; what is SQLite's own (full-text search, triggers) stands
in `search.py` and the migrations. A table is changed by a migration, never here alone.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

metadata = MetaData()

stream = Table(
    "stream",
    metadata,
    Column("id", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
)
"""The counter of each stream: raised in the transaction that adds the event."""

event = Table(
    "event",
    metadata,
    Column("stream", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("author", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("body", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""`author` is a post, `holder` the person who held it then; `body` is the wire's JSON."""

message = Table(
    "message",
    metadata,
    Column("id", Text, primary_key=True),
    Column("room", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("author", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("deleted_ms", BigInteger),
    Column("deleted_by", Text),
)
"""A message as it reads now. The words of a deleted one stay here, for the record alone."""

message_version = Table(
    "message_version",
    metadata,
    Column("message", Text, primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("event", Text, nullable=False),
)
"""`event`: the one that brought these words."""

read_mark = Table(
    "read_mark",
    metadata,
    Column("post", Text, primary_key=True),
    Column("stream", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Index("read_mark_stream", "stream"),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", BigInteger, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("prev_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
"""Append-only: triggers refuse UPDATE and DELETE. Each row carries the hash of the one before."""

room_state = Table(
    "room_state",
    metadata,
    Column("room", Text, primary_key=True),
    Column("body", Text, nullable=False),
)
"""How a room is led, as far as it outlasts a restart: JSON of its service."""

probe = Table("probe", metadata, Column("filler", LargeBinary))
"""Written to and emptied while nothing else can be saved, to see whether it works again."""

agency = Table(
    "agency",
    metadata,
    Column("id", Text, primary_key=True),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("short", Text, nullable=False),
    Column("agency_class", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("district", Text, nullable=False),
    Column("active", Boolean, nullable=False),
)

post = Table(
    "post",
    metadata,
    Column("id", Text, primary_key=True),
    Column("agency", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("active", Boolean, nullable=False),
)

official = Table(
    "official",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("active", Boolean, nullable=False),
)
"""`name` and `phone` are sealed: see seal.py."""

assignment = Table(
    "assignment",
    metadata,
    Column("id", Text, primary_key=True),
    Column("post", Text, nullable=False),
    Column("official", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("from_ms", BigInteger, nullable=False),
    Column("to_ms", BigInteger),
)
