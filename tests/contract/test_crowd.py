"""Who takes connections and says nothing: one address, or one official, cannot have them all."""

import asyncio
import contextlib
import random
import socket
import ssl
import struct
from collections.abc import AsyncIterator

import pytest

from hub.adapters.http import crowd
from hub.adapters.http.server import bind
from hub.adapters.sio.gateway import SWEEP_EVERY_S
from hub.adapters.sio.strangers import OF_ONE_OFFICIAL_MAX
from tests.contract.running_hub import Hub, Page, until
from tests.lean_client import PATH


@contextlib.asynccontextmanager
async def a_door(
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[tuple[int, list[asyncio.StreamWriter]]]:
    """A listener that greets; give its port, and those who were greeted."""
    listener, greeted = bind(["127.0.0.1"], 0), list[asyncio.StreamWriter]()

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        greeted.append(writer)
        writer.write(b"hello")
        await reader.read()
        writer.close()

    server = await asyncio.start_server(greet, sock=listener.sockets[0], ssl=tls)
    try:
        yield listener.port, greeted
    finally:
        server.close()
        for writer in greeted:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()
        door = listener.sockets[0]
        assert isinstance(door, crowd.Door)
        here = door.crowd._here  # noqa: SLF001
        await until(lambda: not here)


async def knock(port: int) -> socket.socket:
    caller = socket.socket()
    caller.setblocking(False)
    await asyncio.get_running_loop().sock_connect(caller, ("127.0.0.1", port))
    return caller


async def is_open(caller: socket.socket) -> bool:
    with contextlib.suppress(ConnectionError):
        return bool(await asyncio.get_running_loop().sock_recv(caller, 10))
    return False


async def test_so_many_from_one_address_and_again_when_some_are_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(crowd.Crowd.__init__, "__defaults__", (5,))
    monkeypatch.setattr("hub.adapters.http.server.is_not_here", lambda address: True)
    async with a_door() as (port, greeted):
        callers = [await knock(port) for _ in range(8)]
        assert [await is_open(caller) for caller in callers] == [True] * 5 + [False] * 3
        for caller in callers[:2]:
            caller.close()
        # Gone once the hub has read that they are.
        again = await until_let_in(port)
        assert len(greeted) == 6
        for caller in (*callers, again):
            caller.close()


async def until_let_in(port: int) -> socket.socket:
    async with asyncio.timeout(5.0):
        while True:
            caller = await knock(port)
            if await is_open(caller):
                return caller
            caller.close()


async def test_a_handshake_that_never_ends_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd.Crowd.__init__, "__defaults__", (5,))
    monkeypatch.setattr("hub.adapters.http.server.is_not_here", lambda address: True)
    async with a_door(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)) as (port, _):
        silent = [await knock(port) for _ in range(5)]
        await asyncio.sleep(0.05)
        late = await knock(port)
        async with asyncio.timeout(5.0):
            assert not await is_open(late)
        for caller in (*silent, late):
            caller.close()


async def test_a_proxy_on_this_machine_speaks_for_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd.Crowd.__init__, "__defaults__", (2,))
    async with a_door() as (port, _):
        callers = [await knock(port) for _ in range(6)]
        assert [await is_open(caller) for caller in callers] == [True] * 6
        for caller in callers:
            caller.close()


async def test_who_says_goodbye_does_not_stay(hub: Hub) -> None:
    async with hub.page() as page:
        await page.sign_in("bpbd")
        async with page.http.ws_connect(hub.url + PATH) as ws:
            await ws.receive_str()
            await ws.send_str("40")
            await ws.receive_str()
            await ws.send_str("41")
            async with asyncio.timeout(3.0):
                async for _ in ws:
                    pass  # What was on its way; then it is closed.


async def test_an_official_has_so_many_sockets_and_no_more(hub: Hub) -> None:
    async with (
        hub.page() as page,
        hub.page("dinkes") as other,
        contextlib.AsyncExitStack() as open_,
    ):
        await page.sign_in("bpbd")
        for _ in range(OF_ONE_OFFICIAL_MAX):
            await open_.enter_async_context(page.http.ws_connect(hub.url + PATH))
        async with page.http.get(hub.url + PATH.replace("websocket", "polling")) as refused:
            assert refused.status == 429
        assert (await other.ask("session:list"))["ok"]


async def test_connections_dropped_as_they_come_in_leave_nobody_behind(hub: Hub) -> None:
    """More at once than an official may have: room is made while they go already."""

    async def drop(page: Page) -> None:
        ws = await page.http.ws_connect(hub.url + PATH)
        await ws.send_str("40")
        await asyncio.sleep(random.random() * 0.02)  # noqa: S311
        transport = ws.get_extra_info("socket")
        transport.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        ws._response.connection.transport.abort()  # noqa: SLF001

    async with hub.page() as page:
        await page.sign_in("bpbd")
        for _ in range(20):
            await asyncio.gather(*(drop(page) for _ in range(12)), return_exceptions=True)
        await asyncio.sleep(2 * SWEEP_EVERY_S)
        async with hub.page("setda") as late:
            assert "bpbd" not in late.hello["online"]
