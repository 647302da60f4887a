"""How rooms are led: mutes, locks, who was put out."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "room_state",
        sa.Column("room", sa.Text, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
