"""Which session added a way in, and what a session was told of."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "way",
        sa.Column("official", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("session", "browser", "system")),
        sa.Column("added_ms", sa.BigInteger, nullable=False),
        sa.Column("shut", sa.Boolean, nullable=False),
    )
    op.create_index("way_session", "way", ["session"])
    op.add_column(
        "session", sa.Column("told_ms", sa.BigInteger, nullable=False, server_default="0")
    )
