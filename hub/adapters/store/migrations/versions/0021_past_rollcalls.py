"""Past roll-calls are looked through by when they were closed, and by post."""

from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_index("rollcall_closed", "rollcall", ["closed_ms"])
    op.create_index("rollcall_entry_post", "rollcall_entry", ["post"])
