"""The gateway: connections of socket.io in, commands parsed, replies and refusals out.

A connection is refused without a session cookie. From then on the rest of the hub knows it as
a SessionId; `sid`, the transport's name for it, stays in this folder.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, Protocol

import structlog
from aiohttp import web
from engineio import async_socket
from socketio.exceptions import ConnectionRefusedError as Unwelcome

from hub.adapters.commands.door import Door, refusal
from hub.adapters.sio import packets
from hub.adapters.sio.heartbeat import PagesServer
from hub.adapters.sio.outbox import Outbox
from hub.adapters.sio.strangers import Strangers
from hub.domain.bucket import Bucket, take
from hub.domain.people import Person
from hub.services.callers import Caller
from hub.services.ports import Clock, SessionId
from hub.wire.base import PACKET_MAX_BYTES

PING_EVERY_S = 4
PING_LIMIT_S = 4
COMMANDS_RATE = 20.0
COMMANDS_BURST = 40.0
REFUSED_RATE = 20.0
REFUSED_BURST = 400.0
"""A page to which more commands are refused than that does not listen: it is cut off."""
FLOOR_COMMANDS = frozenset({"ptt:request", "ptt:held", "ptt:release", "radio:carrier"})
"""These have tokens of their own: a page that asks too much can still let go of the key."""

LONG_ANSWERS = frozenset(
    {"stream:join", "stream:before", "chat:history", "chat:search", "directory:get"}
)
UNREAD_PACKETS_MAX = 20
"""A page that has not taken so many packets gets no more long answers: they wait in memory."""

SWEEP_EVERY_S = 2.0
"""A session that ran out loses its sockets within this; one that was ended, at once."""
CONNECTIONS_MAX = 10
"""Of one official. The oldest makes room."""
PATH = "/socket.io"

log = structlog.get_logger()

WhoCalls = Callable[[web.Request, SessionId], Caller | None]
AddressOf = Callable[[web.Request], str]
SameOrigin = Callable[[str, str], bool]
"""(origin, host header) -> may a page from there speak to us?"""


class Listener(Protocol):
    """Who is told of connections that came and went."""

    def session_opened(self, caller: Caller) -> None: ...
    def session_lost(self, session: SessionId) -> None: ...
    def access_ended(self, devices: Collection[str]) -> None: ...


NOBODYS = SessionId("")


class _Connection:
    """One connection that was let in."""

    def __init__(
        self, sid: str, eio_sid: str, caller: Caller, request: web.Request, now: float
    ) -> None:
        self.sid = sid
        self.eio_sid = eio_sid
        self.caller = caller
        self.request = request
        self.wire: asyncio.WriteTransport | None = request.transport
        self._buckets = {
            of_the_floor: Bucket.full(COMMANDS_RATE, COMMANDS_BURST, now)
            for of_the_floor in (True, False)
        }
        self._refused = Bucket.full(REFUSED_RATE, REFUSED_BURST, now)

    def take(self, command: str, now: float) -> float:
        """Take a token for a command: give 0.0, or after how many seconds there is one."""
        kind = command in FLOOR_COMMANDS
        self._buckets[kind], wait_s = take(self._buckets[kind], now)
        return wait_s

    def floods(self, now: float) -> bool:
        """One more was refused: is it one too many?"""
        self._refused, wait_s = take(self._refused, now)
        return wait_s > 0


class Gateway:
    """One socket.io server; `outbox` is its way out. Attach it, then serve it with commands."""

    def __init__(
        self, who_calls: WhoCalls, address_of: AddressOf, same_origin: SameOrigin, clock: Clock
    ) -> None:
        self._who_calls = who_calls
        self._clock = clock
        # engine.io times its pings by the wall clock, which may be set: a page would be cut off,
        # or one that is gone stay for an hour.
        async_socket.time = SimpleNamespace(time=clock.monotonic)
        self._connections: dict[str, _Connection] = {}
        self._look_again = asyncio.Event()
        self._strangers = Strangers(PATH, self._known_as, address_of)
        self._lines: dict[SessionId, _Connection] = {}
        self._greet_again = asyncio.Event()
        self._to_greet: set[str] | None = set()
        """Devices; None: all."""
        self._sio = PagesServer(
            clock.monotonic,
            async_mode="aiohttp",
            async_handlers=True,
            # Only sockets: one connection is one transport, which can be seen full and be cut off.
            transports=["websocket"],
            json=packets,
            serializer=packets.TextPacket,
            max_http_buffer_size=PACKET_MAX_BYTES,
            ping_interval=PING_EVERY_S,
            ping_timeout=PING_LIMIT_S,
            cors_allowed_origins=lambda origin, environ: same_origin(
                origin or "", environ.get("HTTP_HOST", "")
            ),
            cors_credentials=False,
        )
        self.outbox = Outbox(self._sio, self._lines, self._cut)

    def attach(self, app: web.Application) -> None:
        """Take /socket.io/ of an application."""
        app.middlewares.append(self._strangers.middleware())
        self._sio.attach(app)

    def serve(
        self, door: Door, listener: Listener, hello: Callable[[Person], Awaitable[str]]
    ) -> None:
        """Begin to let connections in. hello: writes the first word to somebody."""
        self._door = door
        self._listener = listener
        self._hello = hello
        self._sio.on("connect", self._on_connect)
        self._sio.on("disconnect", self._on_disconnect)
        self._sio.on("*", self._on_command)

    def greet_all(self) -> None:
        """Say to every page anew who is who and where it may go."""
        self._to_greet = None
        self._greet_again.set()

    def greet(self, devices: Collection[str]) -> None:
        """The same to the pages of these devices only: there is something for them to ask."""
        if self._to_greet is not None:
            self._to_greet |= set(devices)
        self._greet_again.set()

    def look_again(self) -> None:
        """Somebody is signed out, or somebody else: cut off who must not stay."""
        self._look_again.set()

    async def run(self) -> None:
        """Send what is in the outbox, and see that nobody stays who must not."""
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
        caller = self._who_calls(request, SessionId(secrets.token_hex(8)))
        if caller is None:
            raise Unwelcome("not_signed_in")
        self._strangers.let_in(request)
        eio_sid = self._sio.manager.eio_sid_from_sid(sid, "/")
        now = self._clock.monotonic()
        connection = _Connection(sid, eio_sid, caller, request, now)
        if self._is_gone(connection):
            raise Unwelcome("gone")
        # Nothing is waited for up to here: its end, when it is told, finds it.
        self._connections[sid] = self._lines[caller.session] = connection
        self._listener.session_opened(caller)
        await self._make_room(connection)
        self.outbox.greet(caller.session, await self._hello(caller.person))
        log.debug("connected", person=caller.person.id)

    async def _on_disconnect(self, sid: str, reason: Any = None) -> None:
        connection = self._connections.pop(sid, None)
        if connection is None:
            return  # The second time, or one that was never let in.
        self._lines.pop(connection.caller.session, None)
        self._listener.session_lost(connection.caller.session)
        # A client may say goodbye and stay: a socket nobody counts, to come back by at will.
        await self._cut(connection.eio_sid)
        log.debug("disconnected", person=connection.caller.person.id)

    async def _on_command(self, name: str, sid: str, *arguments: Any) -> dict[str, Any]:
        connection = self._connections.get(sid)
        if connection is None:
            return refusal("not_signed_in")
        wait_s = connection.take(name, self._clock.monotonic())
        if not wait_s and name in LONG_ANSWERS and self._unread(connection) > UNREAD_PACKETS_MAX:
            wait_s = 1.0
        if wait_s:
            await self._show_flood_out(connection)
            return refusal("rate_limited", retry_after_s=wait_s)
        if len(arguments) != 1:
            return refusal("bad_request")
        caller = self._who_calls(connection.request, connection.caller.session)
        if caller is None or not _same(caller, connection.caller):
            return refusal("not_signed_in")
        return await self._door.call(caller, name, arguments[0])

    async def _show_flood_out(self, connection: _Connection) -> None:
        """Cut off who goes on sending whatever is refused."""
        if connection.floods(self._clock.monotonic()) and not self._is_gone(connection):
            log.warning("page floods, cut off", person=connection.caller.person.id)
            await self._cut(connection.eio_sid)

    def _known_as(self, request: web.Request) -> str | None:
        caller = self._who_calls(request, NOBODYS)
        return caller.person.holder if caller else None

    def _unread(self, connection: _Connection) -> int:
        socket = self._sio.eio.sockets.get(connection.eio_sid)
        return int(socket.queue.qsize()) if socket else 0

    async def _greet_when_told(self) -> None:
        while True:
            await self._greet_again.wait()
            self._greet_again.clear()
            devices, self._to_greet = self._to_greet, set()
            for connection in list(self._connections.values()):
                caller = connection.caller
                if devices is not None and caller.device not in devices:
                    continue
                self.outbox.greet(caller.session, await self._hello(caller.person))

    async def _sweep(self) -> None:
        """Cut off whose session has ended since, and who is somebody else now."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(SWEEP_EVERY_S):
                    await self._look_again.wait()
            self._look_again.clear()
            for connection in list(self._connections.values()):
                known = connection.caller
                caller = self._who_calls(connection.request, known.session)
                if caller is None or not _same(caller, known):
                    self._listener.access_ended({known.device})
                if caller is None or caller.person != known.person:
                    await self._cut(connection.eio_sid)
                if self._is_gone(connection):  # And nobody was told: it would be here for ever.
                    await self._on_disconnect(connection.sid)

    async def _make_room(self, newest: _Connection) -> None:
        """Cut off an official's oldest connections if he has more than he may."""
        holder = newest.caller.person.holder
        his = [c for c in self._connections.values() if c.caller.person.holder == holder]
        for connection in his[: max(0, len(his) - CONNECTIONS_MAX)]:
            await self._cut(connection.eio_sid)

    def _is_gone(self, connection: _Connection) -> bool:
        socket = self._sio.eio.sockets.get(connection.eio_sid)
        return socket is None or socket.closing or socket.closed

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


def _same(one: Caller, other: Caller) -> bool:
    """Are they the same official in the same post, on the same device?"""
    return (one.person.id, one.person.holder, one.device) == (
        other.person.id,
        other.person.holder,
        other.device,
    )
