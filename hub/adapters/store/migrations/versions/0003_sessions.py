"""Signing in: sessions, used links and codes, passwords, authenticator apps and passkeys."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "session",
        sa.Column("id", sa.Text, primary_key=True),
        *(_text(name) for name in ("official", "post", "how", "browser", "system", "address")),
        *(_time(name) for name in ("created_ms", "proved_ms", "used_ms")),
        sa.Column("ended_ms", sa.BigInteger),
        sa.Column("ended_why", sa.Text),
    )
    op.create_index("session_official", "session", ["official"])
    op.create_table(
        "enrolment",
        sa.Column("number", sa.Text, primary_key=True),
        _text("post"),
        _time("until_ms"),
        sa.Column("used_ms", sa.BigInteger),
        _text("nonce"),
        _text("session"),
    )
    _credentials()


def _credentials() -> None:
    op.create_table(
        "password",
        sa.Column("official", sa.Text, primary_key=True),
        _text("hash"),
        _time("set_ms"),
    )
    op.create_table(
        "totp",
        sa.Column("official", sa.Text, primary_key=True),
        _text("secret"),
        sa.Column("enabled", sa.Boolean, nullable=False),
        _time("step"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("official", sa.Text, primary_key=True),
        sa.Column("hash", sa.Text, primary_key=True),
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.Text, primary_key=True),
        *(_text(name) for name in ("official", "rp_id")),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("sign_count", sa.Integer, nullable=False),
        _text("name"),
        _time("created_ms"),
        sa.Column("used_ms", sa.BigInteger),
    )
    op.create_index("passkey_official", "passkey", ["official"])


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text, nullable=False)


def _time(name: str) -> "sa.Column[int]":
    return sa.Column(name, sa.BigInteger, nullable=False)
