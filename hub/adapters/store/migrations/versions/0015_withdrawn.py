"""A deputy who withdrew, calls to those on duty, and who is waited for by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("recipient", sa.Column("withdrawn", sa.Text))
    op.add_column(
        "attempt", sa.Column("duty", sa.Boolean, nullable=False, server_default=sa.text("0"))
    )
    op.create_index("recipient_outcome", "recipient", ["outcome"])
