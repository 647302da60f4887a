"""Contact points, and how often an attempt was made."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "contact_point",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("official", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("added_ms", sa.BigInteger, nullable=False),
        sa.Column("session", sa.Text, nullable=False),
        sa.Column("verified_ms", sa.BigInteger),
        sa.Column("tested_ms", sa.BigInteger),
        sa.Column("last_ok_ms", sa.BigInteger),
        sa.Column("fails", sa.Integer, nullable=False),
        sa.Column("gone_ms", sa.BigInteger),
    )
    op.create_index("contact_point_official", "contact_point", ["official"])
    op.add_column(
        "attempt", sa.Column("tries", sa.Integer, nullable=False, server_default=sa.text("0"))
    )
