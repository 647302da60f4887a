"""A real hub on real sockets in this process, with a scripted worker, and clients for it."""

import asyncio
import ssl
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import aiohttp
import socketio

from hub.config import check
from hub.main import WORKER, Options, Running, serve
from tests.ready_data import prepare

FAKE_WORKER = (sys.executable, "-IS", str(Path(__file__).with_name("fake_worker.py")))
"""It needs no package, and so no look through all that are installed."""

LIMIT_S = 15.0
"""For what comes at once on an idle machine: a test that judges time says its own limit."""


class Resends(Protocol):
    """A client with an outbox."""

    async def resend(self) -> None: ...


async def until(
    condition: Callable[[], Any], limit_s: float = LIMIT_S, meanwhile: Iterable[Resends] = ()
) -> Any:
    """Look again and again until something is true, and give it; TimeoutError past the limit.

    meanwhile: clients who send again what was not acknowledged.
    """
    async with asyncio.timeout(limit_s):
        while not (found := condition()):
            for client in meanwhile:
                await client.resend()
            await asyncio.sleep(0.01)
    return found


class Page:
    """A browser's page: one cookie jar and, when connected, one socket."""

    def __init__(self, hub: "Hub", http: aiohttp.ClientSession) -> None:
        self.hub = hub
        self.http = http
        self.hello: dict[str, Any] = {}
        self.live: list[dict[str, Any]] = []
        self.sio = socketio.AsyncClient(http_session=http, reconnection=False)
        self.sio.on("hello", self.hello.update)
        self.sio.on("live", self.live.append)

    async def post(self, path: str, body: Any = None, **options: Any) -> tuple[int, Any]:
        async with self.http.post(self.hub.url + path, json=body, **options) as response:
            return response.status, await response.json()

    async def get(self, path: str, **options: Any) -> tuple[int, Any]:
        async with self.http.get(self.hub.url + path, **options) as response:
            return response.status, await response.json()

    async def sign_in(self, post: str) -> "Page":
        status, _ = await self.post("/api/link/use", {"token": self.hub.running.link_token(post)})
        assert status == 200, _
        return self

    async def connect(self, **options: Any) -> "Page":
        await self.sio.connect(self.hub.url, transports=["websocket"], **options)
        await until(lambda: self.hello)
        return self

    async def ask(self, name: str, **body: Any) -> dict[str, Any]:
        reply: dict[str, Any] = await self.sio.call(name, body, timeout=LIMIT_S)
        return reply

    def heard(self, kind: str) -> list[Any]:
        return [message["body"] for message in self.live if message["kind"] == kind]


@dataclass
class Hub:
    url: str
    running: Running
    data: Path
    trust: ssl.SSLContext | None = None
    """Whom its clients trust, when it is spoken to over TLS."""

    @asynccontextmanager
    async def page(self, post: str | None = None) -> AsyncIterator[Page]:
        """Open a page; with a post it is signed in and connected."""
        jar = aiohttp.CookieJar(unsafe=True)  # Cookies for 127.0.0.1, as a browser keeps them.
        wires = aiohttp.TCPConnector(ssl=self.trust or True)
        async with aiohttp.ClientSession(cookie_jar=jar, connector=wires) as http:
            page = Page(self, http)
            try:
                if post:
                    await (await page.sign_in(post)).connect()
                yield page
            finally:
                await page.sio.disconnect()


@asynccontextmanager
async def running_hub(
    data: Path,
    webapp: Path | None = None,
    worker: str = "",
    http: Mapping[str, Any] | None = None,
    trust: ssl.SSLContext | None = None,
    media: bool = False,
    workers: int = 1,
    **more: Any,
) -> AsyncIterator[Hub]:
    """Run a hub until the block ends, and see that it ends in time.

    http, more: settings that are otherwise than the test hub's. trust: of its clients, for TLS.
    media: with real workers, not scripted ones. workers: so many.
    """
    pages = {"port": 0, "hosts": ["localhost", "*.localhost", "127.0.0.1"]}
    values = {
        "data_dir": data,
        "http": {**pages, **(http or {})},
        "media": {"port": 0, "listen": ["127.0.0.1"], "workers": workers},
        "security": {"second_factor": "optional"},
        **more,
    }
    prepare(data)
    ready: asyncio.Future[Running] = asyncio.get_running_loop().create_future()

    async def on_ready(running: Running) -> None:
        ready.set_result(running)

    command = WORKER if media else (*FAKE_WORKER, *worker.split())
    options = Options(command, webapp or data / "webapp", handle_signals=False)
    task = asyncio.create_task(serve(check(values, "test", data), on_ready, options))
    await asyncio.wait([task, ready], return_when=asyncio.FIRST_COMPLETED, timeout=LIMIT_S)
    if task.done():
        await task
    running = await ready
    try:
        scheme = "https" if trust else "http"
        yield Hub(f"{scheme}://127.0.0.1:{running.http_port}", running, data, trust)
    finally:
        options.stop.set()
        async with asyncio.timeout(3.0):
            await task
