"""Read marks in the database, and what they leave unread."""

from collections.abc import Sequence

from sqlalchemy import select, text

from hub.adapters.store.engine import Connection
from hub.adapters.store.tables import read_mark
from hub.services.store import Standing

UNREAD_MAX = 100
"""More are not counted: a hundred and a thousand say the same."""

_MOVE = text(
    "INSERT INTO read_mark (post, stream, seq) VALUES (:post, :stream, :seq) "
    "ON CONFLICT (post, stream) DO UPDATE SET seq = excluded.seq "
    "WHERE excluded.seq > read_mark.seq RETURNING seq"
)
_STANDING = text(
    "SELECT coalesce((SELECT seq FROM stream WHERE id = :stream), 0) AS head, "
    "coalesce((SELECT seq FROM read_mark WHERE post = :post AND stream = :stream), 0) AS read"
)
_UNREAD = text(
    "SELECT count(*) FROM (SELECT 1 FROM event WHERE stream = :stream AND seq > :read "
    "AND kind = 'message' AND author <> :post LIMIT :most) AS unread"
)


class MarkRows:
    """The port `Marks` over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def move(self, post: str, stream: str, seq: int) -> bool:
        """See the port."""
        moved = await self._connection.execute(_MOVE, {"post": post, "stream": stream, "seq": seq})
        return moved.one_or_none() is not None

    async def of_stream(self, stream: str) -> dict[str, int]:
        """See the port."""
        rows = await self._connection.execute(
            select(read_mark.c.post, read_mark.c.seq).where(read_mark.c.stream == stream)
        )
        return {row.post: row.seq for row in rows}

    async def standings(self, post: str, streams: Sequence[str]) -> list[Standing]:
        """See the port."""
        return [await self._standing(post, stream) for stream in streams]

    async def _standing(self, post: str, stream: str) -> Standing:
        names = {"post": post, "stream": stream}
        row = (await self._connection.execute(_STANDING, names)).one()
        unread = 0
        if row.head > row.read:
            counted = {**names, "read": row.read, "most": UNREAD_MAX}
            unread = (await self._connection.execute(_UNREAD, counted)).scalar_one()
        return Standing(stream, row.head, row.read, unread)
