"""The tables of roll-calls. What is due next stands in the row of the roll-call: `due_ms`."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text

from hub.adapters.store.tables import metadata

rollcall = Table(
    "rollcall",
    metadata,
    Column("id", Text, primary_key=True),
    Column("room", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("leader", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("drill", Boolean, nullable=False),
    Column("drafted_ms", BigInteger, nullable=False),
    Column("opened_ms", BigInteger),
    Column("closed_ms", BigInteger),
    Column("due_ms", BigInteger),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Index("rollcall_state", "state", "drafted_ms"),
    Index("rollcall_closed", "closed_ms"),
)
"""`body`: JSON of all of it but its entries; the columns are what is asked for."""

rollcall_entry = Table(
    "rollcall_entry",
    metadata,
    Column("rollcall", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("post", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("called_ms", BigInteger),
    Column("answered_ms", BigInteger),
    Column("absent_ms", BigInteger),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Index("rollcall_entry_agency", "agency"),
    Index("rollcall_entry_post", "post"),
)
"""`body`: JSON of all of it but its reports."""

rollcall_report = Table(
    "rollcall_report",
    metadata,
    Column("id", Text, primary_key=True),
    Column("rollcall", Text, nullable=False),
    Column("entry", Text, nullable=False),
    Column("n", Integer, nullable=False),
    Column("post", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("body", Text, nullable=False),
    Index("rollcall_report_entry", "rollcall", "entry", "n"),
    Index("rollcall_report_post", "post", "at_ms"),
)
"""Every report that was ever given: added to, never changed. `id`: of the command; `n`: which of
its entry; `post`: whose entry it is."""

headcount = Table(
    "headcount",
    metadata,
    Column("report", Text, primary_key=True),
    Column("section", Text, primary_key=True),
    Column("wfo", Integer, nullable=False),
    Column("wfh", Integer, nullable=False),
    Column("sick", Integer, nullable=False),
    Column("permit", Integer, nullable=False),
    Column("leave", Integer, nullable=False),
    Column("duty", Integer, nullable=False),
)

rollcall_event = Table(
    "rollcall_event",
    metadata,
    Column("rollcall", Text, primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("entry", Text),
    Column("post", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("body", Text, nullable=False),
)
"""What happened, in order, and who did it: added to, never changed. Minutes are made of this."""

rollcall_command = Table(
    "rollcall_command",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
"""Commands that were carried out: one that comes again does nothing."""

circular = Table(
    "circular",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
)
"""Letters with rules of how many work in the office. `body`: JSON of it."""

decision = Table(
    "decision",
    metadata,
    Column("id", Text, primary_key=True),
    Column("rollcall", Text),
    Column("entry", Text),
    Column("owner", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("due_day", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Index("decision_state", "state", "due_day"),
    Index("decision_rollcall", "rollcall"),
)

decision_event = Table(
    "decision_event",
    metadata,
    Column("id", Text, primary_key=True),
    Column("decision", Text, nullable=False),
    Column("n", Integer, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    Index("decision_event_decision", "decision", "n"),
)
"""What was done about a decision: added to, never changed."""

minutes = Table(
    "minutes",
    metadata,
    Column("rollcall", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("made_at_ms", BigInteger, nullable=False),
    Column("signed_by_post", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("prev_sha256", Text, nullable=False),
    Column("sha256", Text, nullable=False),
)
"""Versions of minutes, each chained to the one before: added to, never changed."""

rollcall_template = Table(
    "rollcall_template",
    metadata,
    Column("id", Text, primary_key=True),
    Column("body", Text, nullable=False),
)
"""Roll-calls that are ready to be held, and when. `body`: JSON of it."""
