"""Summonses: recipients with what is due next, answers, attempts, ladders, leave, heartbeat."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    _summons()
    _recipient()
    _answer_and_attempt()
    op.create_table(
        "heartbeat",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "ladder",
        sa.Column("profile", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
    )
    op.create_table(
        "leave",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("post", sa.Text, nullable=False),
        sa.Column("from_ms", sa.BigInteger, nullable=False),
        sa.Column("to_ms", sa.BigInteger, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )


def _summons() -> None:
    op.create_table(
        "summons",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("issuer", sa.Text, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("ladder", sa.Text, nullable=False),
        sa.Column("t0_ms", sa.BigInteger, nullable=False),
        sa.Column("room", sa.Text),
        sa.Column("drill", sa.Boolean, nullable=False),
        sa.Column("need", sa.Integer),
        sa.Column("stop_when_met", sa.Boolean, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("met_ms", sa.BigInteger),
        sa.Column("over_ms", sa.BigInteger),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_index("summons_state", "summons", ["state", "t0_ms"])


def _recipient() -> None:
    op.create_table(
        "recipient",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("summons", sa.Text, nullable=False),
        sa.Column("post", sa.Text, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("t0_ms", sa.BigInteger, nullable=False),
        sa.Column("deadline_ms", sa.BigInteger, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("progress", sa.Integer, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("rung", sa.Integer, nullable=False),
        sa.Column("ring_ms", sa.BigInteger),
        sa.Column("not_before_ms", sa.BigInteger, nullable=False),
        sa.Column("rung_posts", sa.Text, nullable=False),
        sa.Column("quiet_posts", sa.Text, nullable=False),
        sa.Column("parent", sa.Text),
        sa.Column("missed_ms", sa.BigInteger),
        sa.Column("first_answer_ms", sa.BigInteger),
        sa.Column("answer", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("due_ms", sa.BigInteger),
    )
    op.create_index("recipient_summons", "recipient", ["summons"])
    op.create_index("recipient_due", "recipient", ["due_ms"])
    op.create_index("recipient_post", "recipient", ["post", "t0_ms"])


def _answer_and_attempt() -> None:
    op.create_table(
        "answer",
        sa.Column("recipient", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("counts", sa.Boolean, nullable=False),
        sa.Column("late", sa.Boolean, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "attempt",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("lease_ms", sa.BigInteger),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("late_ms", sa.BigInteger, nullable=False),
    )
    op.create_index("attempt_recipient", "attempt", ["recipient"])
    op.create_index("attempt_state", "attempt", ["state", "channel", "at_ms"])
