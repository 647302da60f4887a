"""Who was called on the air of each radio channel last."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "radio_call",
        sa.Column("room", sa.Text, primary_key=True),
        sa.Column("numbers", sa.Text, nullable=False),
        sa.Column("recipients", sa.Text, nullable=False),
        sa.Column("said_ms", sa.BigInteger, nullable=False),
    )
