"""The directory: agencies, posts, officials, and who holds which post."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("id", sa.Text, primary_key=True),
        *(_text(name) for name in ("code", "name", "short", "agency_class", "kind", "district")),
        sa.Column("active", sa.Boolean, nullable=False),
    )
    op.create_table(
        "post",
        sa.Column("id", sa.Text, primary_key=True),
        *(_text(name) for name in ("agency", "title", "role")),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
    )
    op.create_table(
        "official",
        sa.Column("id", sa.Text, primary_key=True),
        *(_text(name) for name in ("name", "phone")),
        sa.Column("active", sa.Boolean, nullable=False),
    )
    op.create_table(
        "assignment",
        sa.Column("id", sa.Text, primary_key=True),
        *(_text(name) for name in ("post", "official", "kind")),
        sa.Column("from_ms", sa.BigInteger, nullable=False),
        sa.Column("to_ms", sa.BigInteger),
    )


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text, nullable=False)
