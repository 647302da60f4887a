"""The bridge's socket to the hub: signs in by its device token, asks, and hears.

A hub that is silent is taken for lost long before TCP says so: it is asked for an echo every
ECHO_EVERY_S, and `fresh` says whether anything came from it lately.
"""

import asyncio
import contextlib
import ssl
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
import socketio
from socketio.exceptions import SocketIOError

from radio_bridge.adapters.clock import now_s

ECHO_EVERY_S = 0.15
FRESH_S = 0.4
"""Without a sign of life for so long the hub counts as lost, for whoever transmits by its word."""
GONE_S = 4.0
"""After so long the connection is given up, and made anew."""
ANSWER_LIMIT_S = 5.0

Body = Mapping[str, Any]


class HubGone(Exception):
    """The hub cannot be reached, or did not answer."""


class HubRefused(Exception):
    """The hub said no. code: as on the wire; retry_after_s: when it may be asked again."""

    def __init__(self, code: str, retry_after_s: float | None = None) -> None:
        super().__init__(code)
        self.code, self.retry_after_s = code, retry_after_s


class HubSocket:
    """One connection. `heard` gets each live message of the hub: (kind, body)."""

    def __init__(self, url: str, token: str, tls: ssl.SSLContext | None) -> None:
        self._url, self._tls = url, tls
        self._headers = {"Authorization": f"Bearer {token}"}
        self._sio: socketio.AsyncClient | None = None
        self._http: aiohttp.ClientSession | None = None
        self.ended = asyncio.Event()
        self.hello: Body = {}
        self._greeted = asyncio.Event()
        self._sign_s = 0.0

    async def open(self, heard: Callable[[str, Body], None]) -> None:
        """Connect, and wait to be greeted. HubGone; HubRefused: the token is good for nothing."""
        connector = aiohttp.TCPConnector(ssl=self._tls or True)
        self._http = aiohttp.ClientSession(connector=connector)
        # Whoever keys a transmitter by this connection makes it anew himself.
        self._sio = sio = socketio.AsyncClient(http_session=self._http, reconnection=False)
        refused: list[object] = []

        def live(message: Body) -> None:
            self._sign_s = now_s()
            heard(str(message["kind"]), message["body"])

        def hello(message: Body) -> None:
            self._sign_s = now_s()
            self.hello = message
            self._greeted.set()

        sio.on("live", live)
        sio.on("hello", hello)
        sio.on("disconnect", lambda *_: self.ended.set())
        sio.on("connect_error", lambda why=None: refused.append(why))
        try:
            async with asyncio.timeout(ANSWER_LIMIT_S):
                await sio.connect(self._url, headers=self._headers, transports=["websocket"])
                await self._greeted.wait()
        except (SocketIOError, aiohttp.ClientError, OSError, TimeoutError) as error:
            if "not_signed_in" in f"{refused} {error}":
                raise HubRefused("not_signed_in") from None
            raise HubGone(str(error) or type(error).__name__) from None

    @property
    def fresh(self) -> bool:
        """Did anything come from the hub lately?"""
        return not self.ended.is_set() and now_s() - self._sign_s < FRESH_S

    async def watch(self) -> None:
        """Ask for echoes until the connection is lost, or the hub silent for too long."""
        while not self.ended.is_set() and now_s() - self._sign_s < GONE_S:
            await self.tell("link:echo", {}, self._echoed)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(ECHO_EVERY_S):
                    await self.ended.wait()
        self.ended.set()

    async def ask(self, name: str, body: Body) -> Body:
        """Ask, and give the reply. HubGone, HubRefused."""
        if self._sio is None or self.ended.is_set():
            raise HubGone("no connection")
        try:
            reply = await self._answer(self._sio, name, body)
        except (SocketIOError, aiohttp.ClientError, OSError) as error:
            raise HubGone(str(error) or type(error).__name__) from None
        self._sign_s = now_s()
        if reply.get("ok") is not True:
            raise HubRefused(str(reply.get("code")), reply.get("retry_after_s"))
        return reply

    async def _answer(self, sio: socketio.AsyncClient, name: str, body: Body) -> Body:
        """Give the answer. Its own `call` loses a cancellation that comes with the answer."""
        answer: asyncio.Future[Body] = asyncio.get_running_loop().create_future()

        def answered(reply: Body) -> None:
            if not answer.done():
                answer.set_result(reply)

        async with asyncio.timeout(ANSWER_LIMIT_S):
            await sio.emit(name, dict(body), callback=answered)
            return await answer

    async def tell(
        self, name: str, body: Body, answered: Callable[[Body], None] | None = None
    ) -> None:
        """Say something and go on; of a connection that is lost nobody need be told here."""
        if self._sio is None or self.ended.is_set():
            return
        with contextlib.suppress(SocketIOError, aiohttp.ClientError, OSError):
            await self._sio.emit(name, dict(body), callback=answered)

    async def close(self) -> None:
        """Hang up."""
        self.ended.set()
        if self._sio is not None:
            with contextlib.suppress(SocketIOError, aiohttp.ClientError, OSError, TimeoutError):
                async with asyncio.timeout(1.0):
                    await self._sio.disconnect()
        if self._http is not None:
            await self._http.close()
            await asyncio.sleep(0)  # What is closed is closed by what the loop does next.

    def _echoed(self, _: Body) -> None:
        self._sign_s = now_s()
