"""The gateway: connections of socket.io in, commands parsed, replies and refusals out.

A connection is refused without a session cookie. From then on the rest of the hub knows it as
a SessionId; `sid`, the transport's name for it, stays in this folder. Whatever is not a refusal
of the domain is a bug here: logged with its traceback, and the client is told `internal`.
"""

import asyncio
import secrets
from collections.abc import Callable
from typing import Any, get_args

import socketio
import structlog
from aiohttp import web
from pydantic import ValidationError
from socketio.exceptions import ConnectionRefusedError as Unwelcome

from hub.adapters.sio import packets
from hub.adapters.sio.commands import Commands
from hub.adapters.sio.outbox import Outbox
from hub.domain.bucket import Bucket, take
from hub.domain.people import Person
from hub.domain.refusals import RateLimited, Refused
from hub.services.ports import Clock, SessionId
from hub.services.voices import Caller, VoiceService
from hub.wire.base import PACKET_MAX_BYTES, Code, Refusal
from hub.wire.commands import COMMANDS
from hub.wire.live import Hello

PING_EVERY_S = 4
PING_LIMIT_S = 4
COMMANDS_RATE = 40.0
COMMANDS_BURST = 80.0
SWEEP_EVERY_S = 2.0
"""A session that has ended loses its sockets within this; a stranger within twice this."""
CODES = get_args(Code)

log = structlog.get_logger()

WhoIs = Callable[[web.Request], Person | None]
SameOrigin = Callable[[str, str], bool]
"""(origin, host header) -> may a page from there speak to us?"""


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
        self, commands: Commands, voices: VoiceService, hello: Callable[[Person], Hello]
    ) -> None:
        """Begin to let connections in."""
        self._commands = commands
        self._voices = voices
        self._hello = hello
        self._sio.on("connect", self._on_connect)
        self._sio.on("disconnect", self._on_disconnect)
        self._sio.on("*", self._on_command)

    async def run(self) -> None:
        """Send what is in the outbox, and show strangers the door."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.outbox.run())
            tasks.create_task(self._sweep())

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
        caller = Caller(person, session)
        self._connections[sid] = _Connection(caller, request, self._clock.monotonic())
        self._sids[session] = sid
        self._voices.session_opened(caller)
        self.outbox.greet(session, self._hello(person))
        log.debug("connected", person=person.id)

    async def _on_disconnect(self, sid: str, reason: Any = None) -> None:
        connection = self._connections.pop(sid, None)
        if connection is None:
            return  # The second time, or one that was never let in.
        self._sids.pop(connection.caller.session, None)
        self._voices.session_lost(connection.caller.session)
        log.debug("disconnected", person=connection.caller.person.id)

    async def _on_command(self, name: str, sid: str, *arguments: Any) -> dict[str, Any]:
        connection = self._connections.get(sid)
        if connection is None:
            return _refuse("not_signed_in")
        try:
            self._check_rate(connection)
            return await self._obey(connection.caller, name, arguments)
        except Refused as refused:
            return _refuse(refused.code, retry_after_s=refused.retry_after_s)
        except ValidationError as error:
            return _refuse("bad_request", field=_field(error))
        except Exception:
            log.exception("command failed", command=name[:40], person=connection.caller.person.id)
            return _refuse("internal")

    async def _obey(self, caller: Caller, name: str, arguments: tuple[Any, ...]) -> dict[str, Any]:
        if name not in COMMANDS or len(arguments) != 1:
            return _refuse("bad_request")
        request, _ = COMMANDS[name]
        command = request.model_validate(arguments[0], strict=True)
        done = await self._commands.table[name](caller, command)
        return done.model_dump(mode="json")

    def _check_rate(self, connection: _Connection) -> None:
        connection.bucket, wait_s = take(connection.bucket, self._clock.monotonic())
        if wait_s:
            raise RateLimited(retry_after_s=wait_s)

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


def _refuse(
    code: str, *, field: str | None = None, retry_after_s: float | None = None
) -> dict[str, Any]:
    known: Any = code if code in CODES else "internal"
    return Refusal(code=known, field=field, retry_after_s=retry_after_s).model_dump(mode="json")


def _field(error: ValidationError) -> str | None:
    """Name the field that is wrong, as far as it is one of ours."""
    loc = error.errors(include_url=False, include_input=False, include_context=False)[0]["loc"]
    return str(loc[0])[:40] if loc else None
