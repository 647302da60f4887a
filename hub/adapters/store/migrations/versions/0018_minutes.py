"""Minutes of roll-calls, in versions."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "minutes",
        sa.Column("rollcall", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("made_at_ms", sa.BigInteger, nullable=False),
        sa.Column("signed_by_post", sa.Text, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("prev_sha256", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
    )
    for what in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER minutes_no_{what.lower()} BEFORE {what} ON minutes "
            "BEGIN SELECT RAISE(ABORT, 'minutes is append-only'); END"
        )
