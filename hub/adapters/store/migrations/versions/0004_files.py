"""Files that hang on messages, and those on their way."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "file",
        sa.Column("id", sa.Text, primary_key=True),
        *(_text(name) for name in ("author", "holder", "room", "name")),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("created_ms", sa.BigInteger, nullable=False),
        sa.Column("finished_ms", sa.BigInteger),
        sa.Column("ended_ms", sa.BigInteger),
        _text("sha256"),
        _text("mime"),
        sa.Column("width", sa.Integer),
        sa.Column("height", sa.Integer),
        _text("message"),
    )
    op.create_index("file_author", "file", ["author", "created_ms"])
    op.create_index("file_sha256", "file", ["sha256"])
    op.create_index("file_message", "file", ["message", "created_ms"])


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text, nullable=False)
