"""The gateway: connections of socket.io in, commands parsed, replies and refusals out.

A connection is refused without a session cookie. From then on the rest of the hub knows it as
a SessionId; `sid`, the transport's name for it, stays in this folder.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import socketio
import structlog
from aiohttp import web
from socketio.exceptions import ConnectionRefusedError as Unwelcome

from hub.adapters.commands.door import Door, refusal
from hub.adapters.sio import packets
from hub.adapters.sio.outbox import Outbox
from hub.domain.bucket import Bucket, take
from hub.domain.people import Person
from hub.services.callers import Caller
from hub.services.ports import Clock, SessionId
from hub.wire.base import PACKET_MAX_BYTES
from hub.wire.live import Hello

PING_EVERY_S = 4
PING_LIMIT_S = 4
COMMANDS_RATE = 40.0
COMMANDS_BURST = 80.0
SWEEP_EVERY_S = 2.0
"""A session that has ended loses its sockets within this; a stranger within twice this."""

log = structlog.get_logger()

WhoIs = Callable[[web.Request], Person | None]
SameOrigin = Callable[[str, str], bool]
"""(origin, host header) -> may a page from there speak to us?"""


class Listener(Protocol):
    """Who is told of connections that came and went."""

    def session_opened(self, caller: Caller) -> None: ...
    def session_lost(self, session: SessionId) -> None: ...


class _Connection:
    """One connection that was let in."""

    def __init__(self, caller: Caller, request: web.Request, now: float) -> None:
        self.caller = caller
        self.request = request
        self.bucket = Bucket.full(COMMANDS_RATE, COMMANDS_BURST, now)


class Gateway:
    """One socket.io server; `outbox` is its way out. Attach it, then serve it with commands."""

    def __init__(self, who_is: WhoIs, same_origin: SameOrigin, clock: Clock) -> None:
        self._who_is = who_is
        self._clock = clock
        self._connections: dict[str, _Connection] = {}
        self._sids: dict[SessionId, str] = {}
        self._greet_again = asyncio.Event()
        self._sio = socketio.AsyncServer(
            async_mode="aiohttp",
            async_handlers=True,
            # Only sockets: one connection is one transport, which can be seen full and be cut off.
            transports=["websocket"],
            json=packets,
            max_http_buffer_size=PACKET_MAX_BYTES,
            ping_interval=PING_EVERY_S,
            ping_timeout=PING_LIMIT_S,
            cors_allowed_origins=lambda origin, environ: same_origin(
                origin or "", environ.get("HTTP_HOST", "")
            ),
            cors_credentials=False,
        )
        self.outbox = Outbox(self._sio, self._sids, self._cut, self._wire)

    def attach(self, app: web.Application) -> None:
        """Take /socket.io/ of an application."""
        self._sio.attach(app)

    def serve(
        self, door: Door, listener: Listener, hello: Callable[[Person], Awaitable[Hello]]
    ) -> None:
        """Begin to let connections in."""
        self._door = door
        self._listener = listener
        self._hello = hello
        self._sio.on("connect", self._on_connect)
        self._sio.on("disconnect", self._on_disconnect)
        self._sio.on("*", self._on_command)

    def greet_all(self) -> None:
        """Say to every page anew who is who and where it may go."""
        self._greet_again.set()

    async def run(self) -> None:
        """Send what is in the outbox, and show strangers the door."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.outbox.run())
            tasks.create_task(self._sweep())
            tasks.create_task(self._greet_when_told())

    async def close(self) -> None:
        """End every connection; clients will try again by themselves."""
        for eio_sid in list(self._sio.eio.sockets):
            await self._cut(eio_sid)
        await self._sio.shutdown()

    async def _on_connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        request = environ.get("aiohttp.request") if isinstance(environ, dict) else None
        if sid in self._connections or not isinstance(request, web.Request):
            return  # A client that names its event `connect`: not a connection.
        person = self._who_is(request)
        if person is None:
            raise Unwelcome("not_signed_in")
        session = SessionId(secrets.token_hex(8))
        caller = Caller(person, session, request.remote or "")
        self._connections[sid] = _Connection(caller, request, self._clock.monotonic())
        self._sids[session] = sid
        self._listener.session_opened(caller)
        self.outbox.greet(session, await self._hello(person))
        log.debug("connected", person=person.id)

    async def _on_disconnect(self, sid: str, reason: Any = None) -> None:
        connection = self._connections.pop(sid, None)
        if connection is None:
            return  # The second time, or one that was never let in.
        self._sids.pop(connection.caller.session, None)
        self._listener.session_lost(connection.caller.session)
        log.debug("disconnected", person=connection.caller.person.id)

    async def _on_command(self, name: str, sid: str, *arguments: Any) -> dict[str, Any]:
        connection = self._connections.get(sid)
        if connection is None:
            return refusal("not_signed_in")
        connection.bucket, wait_s = take(connection.bucket, self._clock.monotonic())
        if wait_s:
            return refusal("rate_limited", retry_after_s=wait_s)
        if len(arguments) != 1:
            return refusal("bad_request")
        return await self._door.call(connection.caller, name, arguments[0])

    async def _greet_when_told(self) -> None:
        while True:
            await self._greet_again.wait()
            self._greet_again.clear()
            for connection in list(self._connections.values()):
                caller = connection.caller
                self.outbox.greet(caller.session, await self._hello(caller.person))

    async def _sweep(self) -> None:
        """Cut off who was never let in, and whose session has ended since."""
        strangers: set[str] = set()
        while True:
            await asyncio.sleep(SWEEP_EVERY_S)
            before, strangers = strangers, set()
            for eio_sid in list(self._sio.eio.sockets):
                sid = self._sio.manager.sid_from_eio_sid(eio_sid, "/")
                connection = self._connections.get(sid)
                if connection is None:
                    strangers.add(eio_sid)
                elif self._who_is(connection.request) != connection.caller.person:
                    await self._cut(eio_sid)
            for eio_sid in strangers & before:
                await self._cut(eio_sid)

    async def _cut(self, eio_sid: str) -> None:
        """End a connection without asking the other side, who may not be listening."""
        wire = self._wire(eio_sid)
        connection = self._sio.eio.sockets.get(eio_sid)
        if connection:
            await connection.close(wait=False, abort=True)
        if wire:
            wire.abort()

    def _wire(self, eio_sid: str) -> asyncio.WriteTransport | None:
        """Give the transport below a connection, while there is one."""
        request = self._sio.environ.get(eio_sid, {}).get("aiohttp.request")
        return request.transport if request else None
