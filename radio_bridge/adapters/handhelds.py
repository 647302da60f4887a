"""Handhelds in browsers: a WebSocket each, behind the hub, on a Unix socket.

Binary: 16 bit little endian, 48 kHz mono, both ways; up while its key is held, down while its
squelch is open. Text, JSON: from the page `Word`, to the page how it is, at least every second.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Annotated

import numpy as np
import structlog
from aiohttp import WSMsgType, web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from radio_bridge.air import Heard
from radio_bridge.dsp import Audio
from radio_bridge.handheld import Handheld

PATH = "/ht/air"
MOST = 12
"""Handhelds on one air."""
MESSAGE_MAX_BYTES = 16_384
WAITING_MAX = 100
"""Blocks of 10 ms that may wait for a page; of one that is slower the newest are lost."""
SIGN_BLOCKS = 100
"""A page hears at least once a second how it is: without that it has lost its radio."""
FULL, WRONG = 1013, 1008
"""Close codes (RFC 6455, 7.4.1)."""

log = structlog.get_logger()


class Word(BaseModel):
    """What a page says; each part is optional. unit "": no identification at the press."""

    model_config = ConfigDict(extra="forbid", strict=True)

    press: bool | None = None
    keys: Annotated[str | None, Field(pattern=r"^[0-9A-D*#]{1,16}$")] = None
    carrier_db: Annotated[float | None, Field(ge=-20, le=60, allow_inf_nan=False)] = None
    unit: Annotated[str | None, Field(pattern=r"^([0-9A-F]{3,4})?$")] = None


class _Page:
    """One handheld and the page that holds it."""

    def __init__(self) -> None:
        self.handheld = Handheld()
        self.out: asyncio.Queue[bytes | str] = asyncio.Queue(WAITING_MAX)
        self.sending = False
        self._told, self._ago = "", 0

    def take(self, word: Word) -> None:
        """Do what the page says."""
        if word.carrier_db is not None:
            self.handheld.carrier_db = word.carrier_db
        if word.unit is not None:
            self.handheld.unit = word.unit
        if word.press is not None:
            (self.handheld.press if word.press else self.handheld.release)()
        if word.keys is not None:
            self.handheld.dial(word.keys)

    def hear(self, heard: Heard) -> None:
        """Pass on a block, and how the handheld is where that has changed."""
        state = {
            "open": heard.open,
            "sending": self.sending,
            "latched": self.handheld.latched,
        }
        told = json.dumps(state)
        with suppress(asyncio.QueueFull):
            self._ago += 1
            if told != self._told or self._ago >= SIGN_BLOCKS:
                self.out.put_nowait(told)
                self._told, self._ago = told, 0
            if heard.open:
                self.out.put_nowait((heard.sound * 32_767).astype("<i2").tobytes())


class Handhelds:
    """All that are on the air."""

    def __init__(self) -> None:
        self._pages: dict[str, _Page] = {}
        self._made = 0

    def carriers_db(self) -> dict[str, float]:
        """How well the base has each."""
        return {name: page.handheld.carrier_db for name, page in self._pages.items()}

    def sent(self) -> dict[str, Audio]:
        """Give the next block of each that sends."""
        blocks = {name: page.handheld.block() for name, page in self._pages.items()}
        for name, page in self._pages.items():
            page.sending = blocks[name] is not None
        return {name: block for name, block in blocks.items() if block is not None}

    def hear(self, heard: Mapping[str, Heard]) -> None:
        """Give each what it hears."""
        for name, page in self._pages.items():
            if name in heard:
                page.hear(heard[name])

    @asynccontextmanager
    async def serving(self, socket: Path) -> AsyncIterator[None]:
        """Take pages at a Unix socket until the block ends. OSError."""
        app = web.Application()
        app.add_routes([web.get(PATH, self._page)])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        try:
            await web.UnixSite(runner, str(socket)).start()
            yield
        finally:
            await runner.cleanup()

    async def _page(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=5.0, max_msg_size=MESSAGE_MAX_BYTES)
        await socket.prepare(request)
        if len(self._pages) >= MOST:
            await socket.close(code=FULL, message=b"full")
            return socket
        self._made += 1
        name, page = f"ht-{self._made}", _Page()
        self._pages[name] = page
        writing = asyncio.create_task(_write(page, socket))
        try:
            await _read(page, socket)
        finally:
            del self._pages[name]
            writing.cancel()
        return socket


async def _read(page: _Page, socket: web.WebSocketResponse) -> None:
    """Take what a page says until it is gone, or says what is no word."""
    async for message in socket:
        try:
            if message.type is WSMsgType.BINARY:
                sound = np.frombuffer(message.data, "<i2").astype(np.float32)
                page.handheld.put(sound / np.float32(32_768))
            elif message.type is WSMsgType.TEXT:
                page.take(Word.model_validate_json(message.data))
        except (ValidationError, ValueError) as error:
            log.warning("a handheld said what cannot be read", why=str(error).partition("\n")[0])
            await socket.close(code=WRONG, message=b"no such word")


async def _write(page: _Page, socket: web.WebSocketResponse) -> None:
    with suppress(ConnectionError):
        while True:
            said = await page.out.get()
            await (socket.send_str(said) if isinstance(said, str) else socket.send_bytes(said))
