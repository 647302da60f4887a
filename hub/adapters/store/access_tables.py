"""The tables of signing in. Of what is secret there is a hash, or it is sealed (see seal.py)."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, Table, Text

from hub.adapters.store.tables import metadata

session = Table(
    "session",
    metadata,
    Column("id", Text, primary_key=True),
    Column("official", Text, nullable=False),
    Column("post", Text, nullable=False),
    Column("how", Text, nullable=False),
    Column("browser", Text, nullable=False),
    Column("system", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("proved_ms", BigInteger, nullable=False),
    Column("used_ms", BigInteger, nullable=False),
    Column("told_ms", BigInteger, nullable=False),
    Column("ended_ms", BigInteger),
    Column("ended_why", Text),
    Index("session_official", "official"),
)
"""`id` is the SHA-256 of what the browser's cookie says."""

enrolment = Table(
    "enrolment",
    metadata,
    Column("number", Text, primary_key=True),
    Column("post", Text, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
    Column("used_ms", BigInteger),
    Column("nonce", Text, nullable=False),
    Column("session", Text, nullable=False),
)
"""Links that were used (`number` is the link's own) and codes that are out (a keyed hash)."""

password = Table(
    "password",
    metadata,
    Column("official", Text, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("set_ms", BigInteger, nullable=False),
)

totp = Table(
    "totp",
    metadata,
    Column("official", Text, primary_key=True),
    Column("secret", Text, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("step", BigInteger, nullable=False),
)
"""`secret` is sealed. `step`: of the last code that was taken, so that none is taken twice."""

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("official", Text, primary_key=True),
    Column("hash", Text, primary_key=True),
)

passkey = Table(
    "passkey",
    metadata,
    Column("id", Text, primary_key=True),
    Column("official", Text, nullable=False),
    Column("rp_id", Text, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("used_ms", BigInteger),
    Index("passkey_official", "official"),
)

way = Table(
    "way",
    metadata,
    Column("official", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("session", Text, nullable=False),
    Column("browser", Text, nullable=False),
    Column("system", Text, nullable=False),
    Column("added_ms", BigInteger, nullable=False),
    Column("shut", Boolean, nullable=False),
    Index("way_session", "session"),
)
"""Which session added a password (`id` empty), an app (the same) or a passkey (`id` its own)."""
