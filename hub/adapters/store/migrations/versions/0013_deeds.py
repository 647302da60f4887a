"""What those at the board did about whoever is called: notes, and who has him in hand."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "deed",
        sa.Column("recipient", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("post", sa.Text, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    for what in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER deed_no_{what.lower()} BEFORE {what} ON deed "
            "BEGIN SELECT RAISE(ABORT, 'deed is append-only'); END"
        )
