"""One page's WebSocket below engine.io: an answer to a ping costs no task and no timer.

The library waits for each packet in a task of its own with a limit of time, and does the same for
each it sends; with a hundred pages that is most of what a silent hub does. Here both sides simply
wait: who does not answer a ping is cut off by the beat (heartbeat.py). engine.io is pinned.
"""

import asyncio
import weakref
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiohttp import WSMsgType, web
from engineio import async_socket, exceptions, packet

log = structlog.get_logger()

_PONG = packet.Packet(packet.PONG).encode()

_wires: "weakref.WeakKeyDictionary[async_socket.AsyncSocket, asyncio.WriteTransport]" = (
    weakref.WeakKeyDictionary()
)


class PageSocket:
    """What engine.io's server makes of each request for a WebSocket."""

    def __init__(self, handler: Callable[[Any], Awaitable[None]], server: Any) -> None:
        """handler: of the library's page, whose work is done here instead."""
        self._page: async_socket.AsyncSocket = handler.__self__  # type: ignore[attr-defined]
        self._server = server
        self._socket = web.WebSocketResponse(max_msg_size=server.max_http_buffer_size)

    @staticmethod
    def write(page: async_socket.AsyncSocket, frame: bytes) -> None:
        """Write a whole frame to a page past what waits for it; nothing when it is gone."""
        wire = _wires.get(page)
        if wire is not None and not wire.is_closing():
            wire.write(frame)

    @staticmethod
    def give_up(page: async_socket.AsyncSocket) -> None:
        """Cut the wire of a page that takes nothing: a goodbye would wait behind the rest."""
        wire = _wires.get(page)
        if wire is not None and wire.get_write_buffer_size():
            wire.abort()

    async def __call__(self, environ: dict[str, Any]) -> web.WebSocketResponse:
        """Serve the page until it is gone or is sent away."""
        request: web.Request = environ["aiohttp.request"]
        await self._socket.prepare(request)
        page = self._page
        if request.transport is not None:
            _wires[page] = request.transport
        page.connected = page.upgraded = True
        writing = asyncio.ensure_future(self._write())
        try:
            await self._read()
        finally:
            await page.queue.put(None)
            await writing
            await page.close(wait=False, abort=True, reason=self._server.reason.TRANSPORT_CLOSE)
        return self._socket

    async def _read(self) -> None:
        page = self._page
        while True:
            message = await self._socket.receive()
            if message.data == _PONG:
                page.schedule_ping()
                continue
            if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                return
            try:
                came = packet.Packet(encoded_packet=message.data)
            except ValueError as bad:
                log.warning("page sends what is no packet, cut off", why=str(bad)[:80])
                return
            try:
                await page.receive(came)
            except exceptions.UnknownPacketError:
                continue  # A kind that only servers send: nobody waits for anything.
            except exceptions.SocketIsClosedError:
                return
            except Exception:
                self._server.logger.exception("a page's packet could not be taken")
                return

    async def _write(self) -> None:
        queue = self._page.queue
        while True:
            waiting = await queue.get()
            queue.task_done()
            if waiting is None:
                break
            text = waiting.encode()
            try:
                if isinstance(text, bytes):
                    await self._socket.send_bytes(text)
                else:
                    await self._socket.send_str(text)
            except (OSError, RuntimeError):  # It is gone.
                break
        await self._socket.close()
