"""A page that reads nothing: it is dropped, the hub does not swell, and it resumes whole."""

import asyncio
import json
import random
import socket
import time
from pathlib import Path

import aiohttp
import pytest

from hub.adapters.sio.outbox import FAR_BEHIND_BYTES
from tests.browser.hub_process import HubProcess, hub_process
from tests.contract.running_hub import until
from tests.lean_client import PATH, LeanClient

GROWTH_MAX_BYTES = 10_000_000
DROPPED_WITHIN_S = 3.0
"""From when the hub holds more than it may for a page; how soon it does is up to the writers."""

SLACK_BYTES = 200_000
POSTS = ("walikota", "operator", "dinkes", "dishub", "satpol-pp", "dlh", "setda", "setwan")
LONG = "\U0001f30a" * 4_000


class Deaf:
    """A page that follows the room and then never reads from its socket again."""

    def __init__(self, hub: HubProcess) -> None:
        self._hub = hub
        self.closed_at: float | None = None

    async def connect(self, cookie: str) -> None:
        """Sign in was before; say what a page says, by hand, on a socket with little room."""
        loop = asyncio.get_running_loop()
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.setblocking(False)
        await loop.sock_connect(sock, ("127.0.0.1", self._hub.port))
        self.sock = sock
        head = (
            f"GET {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{self._hub.port}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: {cookie}\r\n\r\n"
        )
        await loop.sock_sendall(sock, head.encode())
        await self._frame("40")
        await self._read_until(b"hello")
        join = json.dumps(["stream:join", {"stream": "room:umum", "after": 0}])
        await self._frame(f"420{join}")
        await self._read_until(b"430[")

    async def _frame(self, text: str) -> None:
        data = text.encode()
        size = bytes([0x80 | len(data)]) if len(data) < 126 else b"\xfe" + len(data).to_bytes(2)
        frame = b"\x81" + size + bytes(4) + data
        await asyncio.get_running_loop().sock_sendall(self.sock, frame)

    async def _read_until(self, word: bytes) -> None:
        seen = b""
        async with asyncio.timeout(5.0):
            while word not in seen:
                seen += await asyncio.get_running_loop().sock_recv(self.sock, 65_536)


def resident_bytes(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096


def unread_bytes(port: int, own: socket.socket) -> int | None:
    """How much the hub's kernel still holds for this page; None when the connection is gone."""
    mine = f"{own.getsockname()[1]:04X}"
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        local, remote, state, queues = fields[1], fields[2], fields[3], fields[4]
        if local.endswith(f":{port:04X}") and remote.endswith(f":{mine}"):
            return int(queues.partition(":")[0], 16) if state == "01" else None
    return None


def written(writers: list[LeanClient]) -> int:
    """How many bytes of messages the hub has saved, and so brought to everybody."""
    return len(LONG.encode()) * sum(len(writer.acknowledged) for writer in writers)


async def flood(hub: HubProcess, deaf: Deaf, writers: list[LeanClient]) -> int:
    """Write until the deaf page is cut off; give by how many bytes the hub grew meanwhile."""
    before = resident_bytes(hub.pid)
    most = before
    held_from: int | None = None
    over_at: float | None = None
    gone_at: float | None = None
    seen = 0
    deadline = time.monotonic() + 60.0
    while gone_at is None and time.monotonic() < deadline:
        for writer in writers:
            await writer.write(LONG)
        await asyncio.sleep(0.05)
        most = max(most, resident_bytes(hub.pid))
        unread = unread_bytes(hub.port, deaf.sock)
        if unread is None:
            gone_at = time.monotonic()
        elif unread == seen and unread > 0 and held_from is None:
            held_from = written(writers)  # The kernel takes no more: from now on the hub holds it.
        elif held_from is not None and over_at is None:
            held = written(writers) - held_from
            over_at = time.monotonic() if held > FAR_BEHIND_BYTES + SLACK_BYTES else None
        seen = unread or 0
    assert gone_at is not None, "never cut off"
    assert held_from is not None
    late_s = 0.0 if over_at is None else gone_at - over_at
    assert late_s < DROPPED_WITHIN_S, late_s
    return most - before


@pytest.mark.quiet
async def test_a_page_that_does_not_read(tmp_path: Path) -> None:
    async with hub_process(tmp_path) as hub:
        url = f"http://127.0.0.1:{hub.port}"
        writers = [LeanClient(url, hub.token(post), "umum", random.Random(post)) for post in POSTS]
        tasks = []
        for writer in writers:
            await writer.sign_in()
            tasks.append(asyncio.create_task(writer.run()))
        await until(lambda: all(w.joined_at for w in writers))
        deaf = Deaf(hub)
        cookie = await sign_in(url, hub.token("bpbd"))
        await deaf.connect(cookie)
        for writer in writers:
            await writer.write(LONG)
        await until(lambda: not any(w.outbox for w in writers), meanwhile=writers)

        growth = await flood(hub, deaf, writers)
        assert growth < GROWTH_MAX_BYTES, growth
        await until(lambda: not any(w.outbox for w in writers), limit_s=60.0, meanwhile=writers)

        back = LeanClient(url, hub.token("bpbd"), "umum", random.Random(1))
        await back.sign_in()
        tasks.append(asyncio.create_task(back.run()))
        await until(lambda: back.view.last == writers[0].view.last and back.joined_at)
        assert back.view.ids == writers[0].view.ids
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        deaf.sock.close()


async def sign_in(url: str, token: str) -> str:
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as http:
        async with http.post(f"{url}/api/link/use", json={"token": token}) as reply:
            assert reply.status == 200
        return "; ".join(f"{c.key}={c.value}" for c in jar)
