"""The HTTP server: health, signing in, the socket and the web client, on sockets bound before."""

import socket
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from aiohttp import web

from hub.adapters.http import patience
from hub.adapters.http.crowd import Crowd, Door, is_not_here
from hub.adapters.http.guards import Hosts, error_guard, headers_for, host_guard
from hub.adapters.http.patience import body_guard
from hub.adapters.http.web_client import WebClient
from hub.adapters.port_taken import PortTaken
from hub.wire.base import PACKET_MAX_BYTES

BODY_MAX_BYTES = PACKET_MAX_BYTES
BACKLOG = 128
CLOSE_LIMIT_S = 0.5
IDLE_LIMIT_S = 75.0
"""A connection on which nothing is asked for so long is closed."""


class State(NamedTuple):
    """What /health/ready tells. clock_ok: the machine's clock is not behind what is saved."""

    ready: bool
    clock_ok: bool = True


@dataclass(frozen=True, slots=True)
class Listener:
    """Sockets that listen, all on one port, and how they are spoken to."""

    sockets: Sequence[socket.socket]
    tls: ssl.SSLContext | None = None

    @property
    def port(self) -> int:
        """The one port; known even when any free one was asked for."""
        return int(self.sockets[0].getsockname()[1])

    def close(self) -> None:
        """Stop listening."""
        for listening in self.sockets:
            listening.close()


def build(
    hosts: Hosts,
    routes: Sequence[web.RouteDef],
    attach_socket: Callable[[web.Application], None],
    state: Callable[[], State],
    webapp: Path,
) -> web.Application:
    """Put the application together; the web client comes last, for it takes every path."""

    async def live(_: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def readiness(_: web.Request) -> web.Response:
        now = state()
        told = {"ok": now.ready, "clock_ok": now.clock_ok}
        return web.json_response(told, status=200 if now.ready else 503)

    middlewares: list[Any] = [host_guard(hosts), body_guard(patience.IDLE_LIMIT_S), error_guard]
    app = web.Application(client_max_size=BODY_MAX_BYTES, middlewares=middlewares)
    app.on_response_prepare.append(headers_for(hosts))
    app.add_routes([web.get("/health/live", live), web.get("/health/ready", readiness)])
    app.add_routes(routes)
    attach_socket(app)
    app.add_routes(WebClient(webapp).routes())
    return app


def bind(
    addresses: Sequence[str],
    port: int,
    tls: ssl.SSLContext | None = None,
    *,
    setting: str = "http.port",
) -> Listener:
    """Listen on each address, all on one port; 0 gives any free one. PortTaken."""
    bound: list[socket.socket] = []
    crowd = Crowd()
    try:
        for address in addresses:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            listener = Door(family, socket.SOCK_STREAM)
            listener.crowd, listener.counts = crowd, is_not_here
            bound.append(listener)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            listener.bind((address, port))
            listener.listen(BACKLOG)
            listener.setblocking(False)
            port = listener.getsockname()[1]
    except OSError as error:
        for opened in bound:
            opened.close()
        raise PortTaken(
            f"{address} port {port} tak dapat dipakai (cannot be used): {error.strerror}",
            setting,
            port,
        ) from None
    return Listener(bound, tls)


@asynccontextmanager
async def serving(*doors: tuple[web.Application, Listener]) -> AsyncIterator[None]:
    """Serve each application at its listener, for as long as the block lasts."""
    async with AsyncExitStack() as open_doors:
        for app, listener in doors:
            runner = web.AppRunner(
                app,
                handle_signals=False,
                access_log=None,
                shutdown_timeout=CLOSE_LIMIT_S,
                keepalive_timeout=IDLE_LIMIT_S,
            )
            await runner.setup()
            open_doors.push_async_callback(runner.cleanup)
            for listening in listener.sockets:
                await web.SockSite(runner, listening, ssl_context=listener.tls).start()
        yield
