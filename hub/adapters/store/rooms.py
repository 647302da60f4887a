"""What is kept of how rooms are led: one row for each room, as its service wrote it."""

from sqlalchemy import select, text

from hub.adapters.store.engine import Connection
from hub.adapters.store.tables import room_state

_SAVE = text(
    "INSERT INTO room_state (room, body) VALUES (:room, :body) "
    "ON CONFLICT (room) DO UPDATE SET body = excluded.body"
)


class RoomRows:
    """The port `Rooms` over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def load(self) -> dict[str, str]:
        """See the port."""
        rows = await self._connection.execute(select(room_state))
        return {row.room: row.body for row in rows}

    async def save(self, room: str, body: str) -> None:
        """See the port."""
        await self._connection.execute(_SAVE, {"room": room, "body": body})
