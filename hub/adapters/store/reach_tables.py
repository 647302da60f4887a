"""The table of contact points: by what officials are reached. Addresses are sealed (seal.py)."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from hub.adapters.store.tables import metadata

contact_point = Table(
    "contact_point",
    metadata,
    Column("id", Text, primary_key=True),
    Column("official", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("added_ms", BigInteger, nullable=False),
    Column("session", Text, nullable=False),
    Column("verified_ms", BigInteger),
    Column("tested_ms", BigInteger),
    Column("last_ok_ms", BigInteger),
    Column("fails", Integer, nullable=False),
    Column("gone_ms", BigInteger),
    Index("contact_point_official", "official"),
)
"""`id` of a push device: a keyed hash of its endpoint, so that the same endpoint is one row."""
