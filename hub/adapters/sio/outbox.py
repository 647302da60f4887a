"""The outbox: the port `Announcer` over socket.io. Keeps the order, and waits for nobody.

Drops: of levels all but the newest, per room; levels for a page that is behind; the connection
of a page that is far behind, which then comes back and asks anew. Levels go past the library's
queue, since they are many and need no order (see frames.py).
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import socketio
import structlog

from hub.adapters.sio.frames import Wire, event_frame, put
from hub.services.ports import SessionId
from hub.wire.base import Message
from hub.wire.live import Live

FAR_BEHIND_PACKETS = 500

log = structlog.get_logger()

_Letter = tuple[tuple[SessionId, ...], str, Message, bool]


class Outbox:
    """Letters wait here for one turn of the loop; each page's own queue is the transport's."""

    def __init__(
        self,
        sio: socketio.AsyncServer,
        sids: dict[SessionId, str],
        cut: Callable[[str], Awaitable[None]],
        wire: Callable[[str], Wire | None],
    ) -> None:
        """cut: ends a connection. wire: the transport of one. Both by the transport's name."""
        self._sio = sio
        self._sids = sids
        self._cut = cut
        self._wire = wire
        self._letters: deque[_Letter | tuple[str, str]] = deque()
        self._newest: dict[tuple[str, str], _Letter] = {}
        self._filled = asyncio.Event()

    def tell(
        self, sessions: Iterable[SessionId], message: Live, *, newest_only: bool = False
    ) -> None:
        """See the port."""
        letter = (tuple(sessions), "live", message, newest_only)
        if not newest_only:
            self._put(letter)
            return
        slot = (message.room, message.kind)
        if slot not in self._newest:
            self._letters.append(slot)
        self._newest[slot] = letter
        self._filled.set()

    def greet(self, session: SessionId, message: Message) -> None:
        """Send the first word to one page."""
        self._put(((session,), "hello", message, False))

    async def run(self) -> None:
        """Send for ever."""
        while True:
            await self._filled.wait()
            self._filled.clear()
            while self._letters:
                entry = self._letters.popleft()
                await self._send(self._newest.pop(entry) if len(entry) == 2 else entry)

    def _put(self, letter: _Letter) -> None:
        self._letters.append(letter)
        self._filled.set()

    async def _send(self, letter: _Letter) -> None:
        sessions, event, message, droppable = letter
        sids = [self._sids[s] for s in sessions if s in self._sids]
        body: dict[str, Any] = message.model_dump(mode="json")
        if droppable:
            frame = event_frame(event, body)
            for sid in sids:
                put(self._wire(self._sio.manager.eio_sid_from_sid(sid, "/")), frame)
        elif ready := [sid for sid in sids if await self._keeps_up(sid)]:
            await self._sio.emit(event, body, to=ready)

    async def _keeps_up(self, sid: str) -> bool:
        eio_sid = self._sio.manager.eio_sid_from_sid(sid, "/")
        connection = self._sio.eio.sockets.get(eio_sid)
        waiting = connection.queue.qsize() if connection else 0
        if waiting > FAR_BEHIND_PACKETS:
            log.warning("page too slow, cut off", waiting=waiting)
            await self._cut(eio_sid)
            return False
        return True
