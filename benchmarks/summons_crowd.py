"""The crowd of `survive_summons`: heads who answer until it is acknowledged, and an ntfy server.

A head keeps what he answers in a queue, and sends it again with the same id after each connection,
as the page does. Connections are cut, not closed.
"""

import asyncio
import contextlib
import json
import time
import uuid
from collections.abc import Callable
from typing import Any

import aiohttp
from aiohttp import web

from hub.adapters.notify.ntfy import PRIORITY, QUIET
from tests.lean_client import LeanClient

TRY_AGAIN_S = 0.2
UNDER_WAY_S = 0.3
"""What was told before an answer may come just after its receipt."""


class Head(LeanClient):
    """A head on one device. acked_at: when the hub said that it has an answer, by its id."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.rings: dict[str, float] = {}
        self.queue: dict[str, dict[str, Any]] = {}
        self.made: dict[str, dict[str, Any]] = {}
        self.acked_at: dict[str, float] = {}
        self.over: dict[str, float] = {}
        """Recipients of which the hub has an answer, since when."""
        self.rang_after: list[tuple[str, float]] = []
        """What rang although it was over, and how long it had been, in seconds."""
        self.linked = asyncio.Event()

    async def command(self, name: str, body: dict[str, Any]) -> dict[str, Any] | None:
        """Give a command by a plain request; None: no reply came."""
        with contextlib.suppress(aiohttp.ClientError, OSError, TimeoutError, ValueError):
            url = f"{self._url}/api/command/{name}"
            limit = aiohttp.ClientTimeout(total=5.0)
            async with self._http.post(url, json=body, timeout=limit) as reply:
                told: dict[str, Any] = await reply.json()
                return told
        return None

    async def until_told(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        """Give a command until the hub replies, with the same id each time."""
        while True:
            told = await self.command(name, body)
            if told is not None and (told["ok"] or told["code"] not in PASSING):
                return told
            await asyncio.sleep(max(TRY_AGAIN_S, (told or {}).get("retry_after_s") or 0.0))

    async def answer(self, recipient: str, code: str = "ready") -> None:
        """Answer, now or when there is a connection."""
        answer = {"id": str(uuid.uuid4()), "recipient": recipient, "code": code}
        self.queue[answer["id"]] = self.made[answer["id"]] = answer
        await self._say(answer["id"])

    def waiting(self, but: set[str]) -> list[str]:
        """Give the calls that ring here and were not answered."""
        asked = {answer["recipient"] for answer in self.made.values()} | but
        return [one for one in self.rings if one not in asked]

    def cut(self) -> None:
        """Lose the connection as a phone does: nothing more goes either way."""
        if self._ws is not None and (link := self._ws._response.connection) and link.transport:
            link.transport.abort()  # type: ignore[attr-defined]

    async def _say(self, answer: str) -> None:
        if self.linked.is_set():
            await self._ask("summons:answer", self.queue[answer], "answer", answer)

    async def _talk(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        try:
            await super()._talk(ws)
        finally:
            self.linked.clear()

    async def _hear(self, packet: str) -> None:
        if packet.startswith('42["hello",'):
            self.linked.set()
            self._ring(json.loads(packet[2:])[1]["rings"])
            for answer in list(self.queue):
                await self._say(answer)
        elif packet.startswith('42["live",'):
            await self._live(json.loads(packet[2:])[1])
        else:
            await super()._hear(packet)

    async def _live(self, live: dict[str, Any]) -> None:
        if live["kind"] == "rings":
            self._ring(live["body"]["rings"])

    async def _answer(self, number: int, reply: dict[str, Any]) -> None:
        kind, answer = self._asked.get(number, ("", ""))
        if kind != "answer":
            await super()._answer(number, reply)
        elif reply["ok"]:
            del self._asked[number]
            now = time.monotonic()
            if asked := self.queue.pop(answer, None):
                self.acked_at[answer] = now
                self.over.setdefault(asked["recipient"], now)
        else:
            self.refused.append(reply["code"])
            await asyncio.sleep(max(TRY_AGAIN_S, reply.get("retry_after_s") or 0.0))
            if answer in self.queue:
                await self._say(answer)

    async def _join(self) -> None:
        """No chat here."""

    def _ring(self, rings: list[dict[str, Any]]) -> None:
        now = time.monotonic()
        self.rings = {ring["recipient"]: now for ring in rings}
        over = [(one, now - self.over[one]) for one in self.rings if one in self.over]
        self.rang_after += [one for one in over if one[1] > UNDER_WAY_S]


PASSING = ("rate_limited", "not_saved")
"""Refusals after which the same is asked again."""


class NtfyPeer:
    """An ntfy server that takes everything. heard: for which recipient, and when it was taken."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, float]] = []
        self.on_heard: Callable[[], None] = lambda: None
        self.url = ""
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen."""
        app = web.Application()
        app.router.add_post("/", self._take)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Listen no more."""
        if self._runner:
            await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        message = await request.json()
        assert request.headers["Content-Type"] == "application/json"
        assert message["priority"] in (PRIORITY, QUIET)
        if message["priority"] == PRIORITY:  # That it is over is said without a sound.
            buttons = [json.loads(a["body"]) for a in message.get("actions", ()) if "body" in a]
            for recipient in {button["recipient"] for button in buttons}:
                self.heard.append((recipient, time.monotonic()))
            self.on_heard()
        return web.json_response({"id": "1", "event": "message"})
