"""What an agency adds to its record of summonses; and the record's index."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "correction",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("post", sa.Text, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_index("correction_recipient", "correction", ["recipient"])
    op.create_index("recipient_t0", "recipient", ["t0_ms"])
    for what in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER correction_no_{what.lower()} BEFORE {what} ON correction "
            "BEGIN SELECT RAISE(ABORT, 'correction is append-only'); END"
        )
