"""The outbox: the port `Announcer` over socket.io. Keeps the order, and waits for nobody.

Drops: of levels all but the newest, per room; levels for a page that is behind; the connection
of a page that is far behind, which then comes back and asks from its cursor. Levels and events go
past the library's queue, since they are many and need no order with the rest (see frames.py).
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import socketio
import structlog

from hub.adapters.sio.frames import Wire, event_frame, event_text, put
from hub.domain.streams import Event
from hub.services.ports import SessionId
from hub.services.streams import on_wire
from hub.wire.base import Message
from hub.wire.live import Live

FAR_BEHIND_PACKETS = 500
FAR_BEHIND_BYTES = 1_000_000

log = structlog.get_logger()


class Line(Protocol):
    """A connection: socket.io's name for it, engine.io's, and the transport while it has one."""

    @property
    def sid(self) -> str: ...
    @property
    def eio_sid(self) -> str: ...
    @property
    def wire(self) -> Wire | None: ...


class _Letter(NamedTuple):
    """One message and whom it is for. droppable: the next of its kind makes it good."""

    sessions: tuple[SessionId, ...]
    event: str
    message: Message
    droppable: bool = False


class _Hello(NamedTuple):
    """The first word to one page, as JSON."""

    session: SessionId
    text: str


class _Slow(NamedTuple):
    """A page that does not take what it is given."""

    session: SessionId


class Outbox:
    """Letters wait here for one turn of the loop; each page's own queue is the transport's."""

    def __init__(
        self,
        sio: socketio.AsyncServer,
        lines: Mapping[SessionId, Line],
        cut: Callable[[str], Awaitable[None]],
    ) -> None:
        """cut: ends a connection, by engine.io's name for it."""
        self._sio = sio
        self._lines = lines
        self._cut = cut
        self._letters: deque[_Letter | _Hello | _Slow | tuple[str, str]] = deque()
        self._newest: dict[tuple[str, str], _Letter] = {}
        self._filled = asyncio.Event()

    def tell(
        self, sessions: Iterable[SessionId], message: Live, *, newest_only: bool = False
    ) -> None:
        """See the port."""
        letter = _Letter(tuple(sessions), "live", message, newest_only)
        if not newest_only:
            self._put(letter)
            return
        slot = (message.room, message.kind)
        if slot not in self._newest:
            self._letters.append(slot)
        self._newest[slot] = letter
        self._filled.set()

    def events(self, sessions: Iterable[SessionId], events: Sequence[Event]) -> None:
        """See the port. Past the library's queue: cursors, not it, keep these in order."""
        frames = b"".join(
            event_frame("event", on_wire(event).model_dump(mode="json")) for event in events
        )
        for session in sessions:
            line = self._lines.get(session)
            wire = line.wire if line else None
            if wire is None or wire.is_closing():
                continue
            waiting = wire.get_write_buffer_size()
            if waiting > FAR_BEHIND_BYTES:
                log.warning("page does not read, cut off", waiting_bytes=waiting)
                wire.abort()
                self._put(_Slow(session))
            else:
                wire.write(frames)

    def greet(self, session: SessionId, text: str) -> None:
        """Send the first word to one page; text: JSON."""
        self._put(_Hello(session, text))

    async def run(self) -> None:
        """Send for ever."""
        while True:
            await self._filled.wait()
            self._filled.clear()
            while self._letters:
                entry = self._letters.popleft()
                if isinstance(entry, _Slow):
                    await self._cut_off(entry)
                elif isinstance(entry, _Hello):
                    await self._greet(entry)
                elif isinstance(entry, _Letter):
                    await self._send(entry)
                else:
                    await self._send(self._newest.pop(entry))

    async def _cut_off(self, slow: "_Slow") -> None:
        if line := self._lines.get(slow.session):
            await self._cut(line.eio_sid)

    async def _greet(self, hello: _Hello) -> None:
        line = self._lines.get(hello.session)
        if line and await self._keeps_up(line):
            await self._sio.eio.send(line.eio_sid, event_text("hello", hello.text))

    def _put(self, letter: "_Letter | _Hello | _Slow") -> None:
        self._letters.append(letter)
        self._filled.set()

    async def _send(self, letter: _Letter) -> None:
        sessions, event, message, droppable = letter
        lines = [self._lines[s] for s in sessions if s in self._lines]
        body: dict[str, Any] = message.model_dump(mode="json")
        if droppable:
            frame = event_frame(event, body)
            for line in lines:
                put(line.wire, frame)
        elif ready := [line.sid for line in lines if await self._keeps_up(line)]:
            await self._sio.emit(event, body, to=ready)

    async def _keeps_up(self, line: Line) -> bool:
        connection = self._sio.eio.sockets.get(line.eio_sid)
        waiting = connection.queue.qsize() if connection else 0
        if waiting > FAR_BEHIND_PACKETS:
            log.warning("page too slow, cut off", waiting=waiting)
            await self._cut(line.eio_sid)
            return False
        return True
