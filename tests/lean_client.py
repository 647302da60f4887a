"""A client that is only a socket: signs in, follows one stream, writes until it is acknowledged.

It speaks engine.io 4 and socket.io 5 by hand, so that a hundred of them cost little. It keeps to
the client's side of the bargain: a cursor, an outbox, a new try after 3 s and at each reconnect.
"""

import asyncio
import contextlib
import json
import random
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

ACK_LIMIT_S = 3.0
RETRY_FIRST_S = 0.5
RETRY_MOST_S = 2.0
PATH = "/socket.io/?EIO=4&transport=websocket"


@dataclass
class View:
    """What one client has of a stream, and what went wrong on the way."""

    last: int = 0
    ids: list[str] = field(default_factory=list)
    shown_twice: int = 0
    holes: int = 0

    def take(self, event: dict[str, Any]) -> bool:
        """Take an event as a page would. False: there is a hole before it, ask again."""
        if event["seq"] <= self.last:
            return True
        if event["seq"] != self.last + 1:
            return False
        self.last = event["seq"]
        self.ids.append(event["id"])
        return True


class LeanClient:
    """One browser. `run` until cancelled; `write` puts a message into the outbox."""

    def __init__(self, url: str, token: str, room: str, rng: random.Random) -> None:
        self.view = View()
        self.acknowledged: dict[str, int] = {}
        self.outbox: dict[str, dict[str, Any]] = {}
        self.joined_at: float | None = None
        self.online = asyncio.Event()
        self.online.set()
        self.on_event: Callable[[dict[str, Any]], None] = lambda event: None
        self.refused: list[str] = []
        self._url, self._token, self._room = url, token, room
        self._stream = f"room:{room}"
        self._rng = rng
        self._http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self._ws: aiohttp.ClientWebSocketResponse | None = None
        self._asked: dict[int, tuple[str, str]] = {}
        self._numbers = 0
        self._sent_at: dict[str, float] = {}

    async def sign_in(self) -> None:
        """Use the link."""
        body = {"token": self._token}
        async with self._http.post(f"{self._url}/api/link/use", json=body) as reply:
            assert reply.status == 200, await reply.text()

    async def run(self) -> None:
        """Be connected, and come back whenever the connection is lost."""
        wait_s = RETRY_FIRST_S
        try:
            while True:
                await self.online.wait()
                with contextlib.suppress(aiohttp.ClientError, OSError, TimeoutError):
                    async with self._http.ws_connect(self._url + PATH, max_msg_size=0) as ws:
                        self._ws = ws
                        await self._talk(ws)
                        wait_s = RETRY_FIRST_S
                self._ws, self.joined_at = None, None
                await asyncio.sleep(self._rng.random() * wait_s)
                wait_s = min(wait_s * 2, RETRY_MOST_S)
        finally:
            await self._http.close()

    async def write(self, text: str) -> str:
        """Put a message into the outbox, and send it if there is a connection."""
        message = str(uuid.uuid4())
        self.outbox[message] = {"id": message, "room": self._room, "text": text}
        if self.joined_at is not None:
            await self._send(message)
        return message

    async def resend(self) -> None:
        """Send again what has waited too long for its acknowledgement."""
        now = time.monotonic()
        for message in list(self.outbox):
            if self.joined_at and now - self._sent_at.get(message, 0.0) > ACK_LIMIT_S:
                await self._send(message)

    async def go_offline(self) -> None:
        """Lose the connection; nothing is tried until `online` is set."""
        self.online.clear()
        if self._ws:
            await self._ws.close()

    async def _talk(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self._asked.clear()
        self._sent_at.clear()
        opened = await ws.receive()  # engine.io: open
        if opened.type is not aiohttp.WSMsgType.TEXT:  # The hub went as it was about to say so.
            return
        await ws.send_str("40")
        async for message in ws:
            if message.type is not aiohttp.WSMsgType.TEXT:
                return
            await self._hear(message.data)

    async def _hear(self, packet: str) -> None:
        if packet == "2":
            await self._put("3")
        elif packet.startswith('42["event",'):
            await self._event(json.loads(packet[2:])[1])
        elif packet.startswith('42["hello",'):
            await self._join()
        elif packet.startswith("43"):
            number, _, body = packet[2:].partition("[")
            await self._answer(int(number), json.loads("[" + body)[0])

    async def _event(self, event: dict[str, Any]) -> None:
        if event["stream"] == self._stream:
            self.on_event(event)
            if not self.view.take(event) and self.joined_at is not None:
                self.view.holes += 1
                await self._join()

    async def _answer(self, number: int, reply: dict[str, Any]) -> None:
        kind, message = self._asked.pop(number, ("", ""))
        if kind == "join" and not reply["ok"]:
            await asyncio.sleep(min(reply["retry_after_s"] or RETRY_FIRST_S, RETRY_MOST_S))
            await self._join()
        elif kind == "join":
            for event in reply["events"]:
                assert self.view.take(event), "a hole inside a page"
            if reply["more"]:
                await self._join()
                return
            self.joined_at = time.monotonic()
            for waiting in list(self.outbox):
                await self._send(waiting)
        elif reply["ok"]:
            self.acknowledged[message] = reply["seq"]
            self.outbox.pop(message, None)
        else:
            self.refused.append(reply["code"])

    async def _join(self) -> None:
        self.joined_at = None
        await self._ask("stream:join", {"stream": self._stream, "after": self.view.last}, "join")

    async def _send(self, message: str) -> None:
        self._sent_at[message] = time.monotonic()
        await self._ask("chat:send", self.outbox[message], "send", message)

    async def _ask(self, name: str, body: dict[str, Any], kind: str, message: str = "") -> None:
        self._numbers += 1
        self._asked[self._numbers] = (kind, message)
        await self._put(f"42{self._numbers}{json.dumps([name, body])}")

    async def _put(self, text: str) -> None:
        if self._ws and not self._ws.closed:
            with contextlib.suppress(ConnectionError):
                await self._ws.send_str(text)
