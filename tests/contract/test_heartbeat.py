"""Pages are pinged together, and one that does not answer is cut off; on real sockets."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, web
from aiohttp.test_utils import BaseTestServer, TestServer

from hub.adapters.sio.heartbeat import BEAT_S, PagesServer
from hub.adapters.sio.page_socket import PageSocket

pytestmark = pytest.mark.quiet
PING, PONG = "2", "3"
PING_EVERY_S, PING_LIMIT_S = 1.0, 0.8


@asynccontextmanager
async def serving() -> AsyncIterator[tuple[PagesServer, BaseTestServer]]:
    """Serve on a socket."""
    server = PagesServer(
        time.monotonic,
        async_mode="aiohttp",
        ping_interval=PING_EVERY_S,
        ping_timeout=PING_LIMIT_S,
    )
    app = web.Application()
    server.attach(app)
    async with TestServer(app) as served:
        yield server, served


@asynccontextmanager
async def pages(count: int) -> AsyncIterator[tuple[PagesServer, list[ClientWebSocketResponse]]]:
    """Serve, and let pages come one after the other."""
    async with serving() as (server, served), ClientSession() as http:
        where = served.make_url("/socket.io/?EIO=4&transport=websocket")
        connected = []
        for _ in range(count):
            connected.append(await http.ws_connect(where))
            assert (await connected[-1].receive_str())[0] == "0"
            await asyncio.sleep(BEAT_S / 5)
        yield server, connected
        for page in connected:
            await page.close()


async def forgotten(server: PagesServer, left: int) -> None:
    """Wait until the server knows so many pages."""
    while len(server.eio.sockets) > left:  # noqa: ASYNC110
        await asyncio.sleep(0.01)


async def test_pages_that_came_one_after_the_other_are_pinged_together() -> None:
    async def pinged_s(page: ClientWebSocketResponse) -> float:
        assert await page.receive_str() == PING
        return time.monotonic()

    async with pages(5) as (_, connected), asyncio.timeout(10):
        moments = sorted(await asyncio.gather(*(pinged_s(page) for page in connected)))
        apart = [later - earlier > 0.08 for earlier, later in itertools.pairwise(moments)]
        assert sum(apart) <= 1, "five that came a tenth of a second apart, in one beat or two"


async def test_only_who_does_not_answer_is_cut_off() -> None:
    async with pages(2) as (server, (silent, alive)), asyncio.timeout(10):
        assert await silent.receive_str() == PING
        asked_s = time.monotonic()
        assert await alive.receive_str() == PING  # In this beat or the next.
        await alive.send_str(PONG)
        assert len(server.eio.sockets) == 2, "there is time yet"
        while (await silent.receive()).type is WSMsgType.TEXT:
            pass
        assert silent.closed
        assert PING_LIMIT_S <= time.monotonic() - asked_s < PING_LIMIT_S + 2 * BEAT_S
        for _ in range(3):  # Longer than the limit, and nothing else is said.
            assert await alive.receive_str() == PING, "it is asked again"
            await alive.send_str(PONG)


async def test_a_hub_that_stood_still_itself_cuts_nobody_off() -> None:
    async with pages(1) as (server, (page,)), asyncio.timeout(10):
        (socket,) = server.eio.sockets.values()
        before = socket.last_ping
        while socket.last_ping == before:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        time.sleep(PING_LIMIT_S + 2 * BEAT_S)  # noqa: ASYNC251  # The machine, and the page too.
        for _ in range(3):
            assert await page.receive_str() == PING
            await page.send_str(PONG)


async def test_the_socket_of_a_page_that_was_sent_away_is_closed_though_it_stays() -> None:
    async with pages(1) as (server, [page]), asyncio.timeout(10):
        [sid] = server.eio.sockets
        await server.eio.sockets[sid].close(wait=False, abort=True)
        while (await page.receive()).type is WSMsgType.TEXT:
            pass
        assert page.closed
        await forgotten(server, 0)


async def test_a_page_that_takes_nothing_is_cut_off_with_all_that_waits_for_it() -> None:
    upgrade = (
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: hub\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    )
    async with serving() as (server, served), asyncio.timeout(10):
        _, writer = await asyncio.open_connection("127.0.0.1", served.port)
        try:
            writer.write(upgrade.encode())
            while not any(page.upgraded for page in server.eio.sockets.values()):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            writer.transport.pause_reading()  # type: ignore[attr-defined]
            [page] = server.eio.sockets.values()
            PageSocket.write(page, bytes(32 << 20))
            assert served.runner is not None and served.runner.server is not None
            server_of_sockets = served.runner.server
            assert len(server_of_sockets.connections) == 1
            while server_of_sockets.connections:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        finally:
            writer.close()


async def test_what_is_no_packet_ends_the_connection_and_no_other() -> None:
    async with pages(2) as (server, (bad, good)), asyncio.timeout(10):
        await bad.send_str("rubbish")
        while (await bad.receive()).type is WSMsgType.TEXT:
            pass
        await forgotten(server, 1)
        assert await good.receive_str() == PING
