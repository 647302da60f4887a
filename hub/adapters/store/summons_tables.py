"""The tables of summonses. What is due next of a recipient stands in its own row: `due_ms`."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text

from hub.adapters.store.tables import metadata

summons = Table(
    "summons",
    metadata,
    Column("id", Text, primary_key=True),
    Column("issuer", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("ladder", Text, nullable=False),
    Column("t0_ms", BigInteger, nullable=False),
    Column("room", Text),
    Column("drill", Boolean, nullable=False),
    Column("need", Integer),
    Column("stop_when_met", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("met_ms", BigInteger),
    Column("over_ms", BigInteger),
    Column("reason", Text, nullable=False),
    Index("summons_state", "state", "t0_ms"),
)
"""`ladder`: JSON of the one it was sent with. `holder`: who held the issuer's post."""

recipient = Table(
    "recipient",
    metadata,
    Column("id", Text, primary_key=True),
    Column("summons", Text, nullable=False),
    Column("post", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("t0_ms", BigInteger, nullable=False),
    Column("deadline_ms", BigInteger, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("progress", Integer, nullable=False),
    Column("level", Integer, nullable=False),
    Column("rung", Integer, nullable=False),
    Column("ring_ms", BigInteger),
    Column("not_before_ms", BigInteger, nullable=False),
    Column("rung_posts", Text, nullable=False),
    Column("quiet_posts", Text, nullable=False),
    Column("parent", Text),
    Column("missed_ms", BigInteger),
    Column("first_answer_ms", BigInteger),
    Column("answer", Text),
    Column("withdrawn", Text),
    Column("version", Integer, nullable=False),
    Column("due_ms", BigInteger),
    Index("recipient_summons", "summons"),
    Index("recipient_due", "due_ms"),
    Index("recipient_post", "post", "t0_ms"),
    Index("recipient_t0", "t0_ms"),
    Index("recipient_outcome", "outcome"),
)
"""`holder`: who held the post when it was called. `due_ms`: none when it is over. `answer`,
`withdrawn`: JSON of answers."""

answer = Table(
    "answer",
    metadata,
    Column("recipient", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("holder", Text, nullable=False),
    Column("counts", Boolean, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("body", Text, nullable=False),
)
"""Every answer that was ever given, one row each. `id`: of the command. `body`: JSON of it."""

correction = Table(
    "correction",
    metadata,
    Column("id", Text, primary_key=True),
    Column("recipient", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("post", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("note", Text, nullable=False),
    Index("correction_recipient", "recipient"),
)
"""What an agency says of a figure of its record: added to, never changed. `id`: of the command."""

deed = Table(
    "deed",
    metadata,
    Column("recipient", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("post", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("text", Text, nullable=False),
)
"""What those at the board did about a recipient: added to, never changed. `id`: of the command."""

attempt = Table(
    "attempt",
    metadata,
    Column("id", Text, primary_key=True),
    Column("recipient", Text, nullable=False),
    Column("level", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("lease_ms", BigInteger),
    Column("token", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("late_ms", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("lost", Integer, nullable=False, server_default="0"),
    Column("duty", Boolean, nullable=False, server_default="0"),
    Index("attempt_recipient", "recipient"),
    Index("attempt_state", "state", "channel", "at_ms"),
)
"""What was tried, by which channel, and what became of it. `id`: the hash of what it is. `duty`: it
told those on duty of the recipient, and did not call him."""

heartbeat = Table(
    "heartbeat",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
)
"""One row: until when the hub was surely up. How long it was out follows from it."""

ladder = Table(
    "ladder",
    metadata,
    Column("profile", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("body", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("author", Text, nullable=False),
)

leave = Table(
    "leave",
    metadata,
    Column("id", Text, primary_key=True),
    Column("post", Text, nullable=False),
    Column("from_ms", BigInteger, nullable=False),
    Column("to_ms", BigInteger, nullable=False),
    Column("note", Text, nullable=False),
)

template = Table(
    "template",
    metadata,
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("profile", Text),
)

drill_plan = Table(
    "drill_plan",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("body", Text, nullable=False),
)
"""Words an issuer picks. `profile`: the one it is meant for."""
