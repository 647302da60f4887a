"""How often an attempt was under way when the hub died."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("attempt", sa.Column("lost", sa.Integer, nullable=False, server_default="0"))
