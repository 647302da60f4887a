"""Radio channels in the database: their bridges' tokens, their units, and their patches."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import BigInteger, Column, Table, Text, delete, insert, select

from hub.adapters.store.engine import Connection
from hub.adapters.store.tables import metadata
from hub.domain.radio import Call, Channel, Patch, Token, Unit

radio_channel = Table(
    "radio_channel",
    metadata,
    Column("room", Text, primary_key=True),
    Column("kind", Text, nullable=False),
)

radio_token = Table(
    "radio_token",
    metadata,
    Column("id", Text, primary_key=True),
    Column("room", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),
    Column("label", Text, nullable=False),
    Column("issued_ms", BigInteger, nullable=False),
    Column("revoked_ms", BigInteger),
)

radio_unit = Table(
    "radio_unit",
    metadata,
    Column("room", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("post", Text, nullable=False),
    Column("name", Text, nullable=False),
)

radio_patch = Table(
    "radio_patch",
    metadata,
    Column("room", Text, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("since_ms", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
)

radio_call = Table(
    "radio_call",
    metadata,
    Column("room", Text, primary_key=True),
    Column("numbers", Text, nullable=False),
    Column("recipients", Text, nullable=False),
    Column("said_ms", BigInteger, nullable=False),
)


class RadioRows:
    """The port `Radios` over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def channels(self) -> Sequence[Channel]:
        """See the port."""
        rows = await self._connection.execute(select(radio_channel).order_by(radio_channel.c.room))
        return [Channel(**row._asdict()) for row in rows]

    async def save_channel(self, channel: Channel) -> None:
        """See the port."""
        await self._drop(radio_channel, channel.room)
        await self._connection.execute(insert(radio_channel), asdict(channel))

    async def remove_channel(self, room: str) -> None:
        """See the port."""
        await self._drop(radio_channel, room)
        await self._drop(radio_unit, room)
        await self._drop(radio_call, room)
        await self._connection.execute(delete(radio_patch).where(radio_patch.c.channel == room))

    async def tokens(self) -> Sequence[Token]:
        """See the port."""
        rows = await self._connection.execute(
            select(radio_token).order_by(radio_token.c.issued_ms.desc(), radio_token.c.id)
        )
        return [Token(**row._asdict()) for row in rows]

    async def save_token(self, token: Token) -> None:
        """See the port."""
        await self._connection.execute(delete(radio_token).where(radio_token.c.id == token.id))
        await self._connection.execute(insert(radio_token), asdict(token))

    async def units(self) -> Sequence[Unit]:
        """See the port."""
        rows = await self._connection.execute(
            select(radio_unit).order_by(radio_unit.c.room, radio_unit.c.number)
        )
        return [Unit(**row._asdict()) for row in rows]

    async def replace_units(self, room: str, units: Sequence[Unit]) -> None:
        """See the port."""
        await self._drop(radio_unit, room)
        if units:
            await self._connection.execute(insert(radio_unit), [asdict(unit) for unit in units])

    async def patches(self) -> Sequence[Patch]:
        """See the port."""
        rows = await self._connection.execute(
            select(radio_patch).order_by(radio_patch.c.since_ms, radio_patch.c.room)
        )
        return [Patch(**row._asdict()) for row in rows]

    async def save_patch(self, patch: Patch) -> None:
        """See the port."""
        await self._drop(radio_patch, patch.room)
        await self._connection.execute(insert(radio_patch), asdict(patch))

    async def remove_patch(self, room: str) -> None:
        """See the port."""
        await self._drop(radio_patch, room)

    async def calls(self) -> Sequence[Call]:
        """See the port."""
        rows = await self._connection.execute(select(radio_call))
        return [
            Call(row.room, tuple(row.numbers.split()), tuple(row.recipients.split()), row.said_ms)
            for row in rows
        ]

    async def save_call(self, call: Call) -> None:
        """See the port."""
        await self._drop(radio_call, call.room)
        lists = {"numbers": " ".join(call.numbers), "recipients": " ".join(call.recipients)}
        await self._connection.execute(insert(radio_call), asdict(call) | lists)

    async def _drop(self, table: Table, room: str) -> None:
        await self._connection.execute(delete(table).where(table.c.room == room))
