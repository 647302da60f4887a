"""Roll-calls, their entries, reports and events; circulars; decisions and what became of them."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def _text(name: str, *, primary_key: bool = False, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=primary_key, nullable=nullable)


def _whole(name: str, *, primary_key: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, primary_key=primary_key, nullable=False)


def _ms(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "rollcall",
        _text("id", primary_key=True),
        _text("room"),
        _text("title"),
        _text("leader"),
        _text("state"),
        sa.Column("drill", sa.Boolean, nullable=False),
        _ms("drafted_ms"),
        _ms("opened_ms", nullable=True),
        _ms("closed_ms", nullable=True),
        _ms("due_ms", nullable=True),
        _whole("version"),
        _text("body"),
    )
    op.create_index("rollcall_state", "rollcall", ["state", "drafted_ms"])
    op.create_table(
        "rollcall_entry",
        _text("rollcall", primary_key=True),
        _text("id", primary_key=True),
        _text("post"),
        _text("agency"),
        _text("state"),
        _ms("called_ms", nullable=True),
        _ms("answered_ms", nullable=True),
        _ms("absent_ms", nullable=True),
        _whole("version"),
        _text("body"),
    )
    op.create_index("rollcall_entry_agency", "rollcall_entry", ["agency"])
    op.create_table(
        "rollcall_report",
        _text("id", primary_key=True),
        _text("rollcall"),
        _text("entry"),
        _whole("n"),
        _text("post"),
        _ms("at_ms"),
        sa.Column("late", sa.Boolean, nullable=False),
        _text("body"),
    )
    op.create_index("rollcall_report_entry", "rollcall_report", ["rollcall", "entry", "n"])
    op.create_index("rollcall_report_post", "rollcall_report", ["post", "at_ms"])
    op.create_table(
        "headcount",
        _text("report", primary_key=True),
        _text("section", primary_key=True),
        *(_whole(name) for name in ("wfo", "wfh", "sick", "permit", "leave", "duty")),
    )
    op.create_table(
        "rollcall_event",
        _text("rollcall", primary_key=True),
        _whole("n", primary_key=True),
        _ms("at_ms"),
        _text("kind"),
        _text("entry", nullable=True),
        _text("post"),
        _text("holder"),
        _text("body"),
    )
    op.create_table(
        "rollcall_command",
        _text("id", primary_key=True),
        _text("name"),
        _text("subject"),
        _text("holder"),
        _ms("at_ms"),
    )
    op.create_table("circular", _text("id", primary_key=True), _ms("at_ms"), _text("body"))
    op.create_table(
        "decision",
        _text("id", primary_key=True),
        _text("rollcall", nullable=True),
        _text("entry", nullable=True),
        _text("owner"),
        _text("agency"),
        _text("due_day"),
        _text("state"),
        _ms("at_ms"),
        _whole("version"),
        _text("body"),
    )
    op.create_index("decision_state", "decision", ["state", "due_day"])
    op.create_index("decision_rollcall", "decision", ["rollcall"])
    op.create_table(
        "decision_event",
        _text("id", primary_key=True),
        _text("decision"),
        _whole("n"),
        _ms("at_ms"),
        _text("body"),
    )
    op.create_index("decision_event_decision", "decision_event", ["decision", "n"])
