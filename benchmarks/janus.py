"""Janus with an AudioBridge room: the peer that `benchmarks.rooms --peer janus` is measured beside.

One process of its own, with nothing but this plugin and a socket for its orders; no address outside
this machine is ever asked. Its room mixes at 48 kHz and encodes with the complexity and the bit
rate of our own encoder, so that both do the same work for a listener. Janus leaves loopback out, so
its end of each connection has another address of this machine; the packets stay in it all the same.
"""

import asyncio
import contextlib
import itertools
import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from hub.audio.opus import COMPLEXITY, RATE_HZ
from hub.media.mix_encoder import SHARED_BPS

PROGRAM = "janus"
LIBRARIES = ("/usr/lib/*/janus", "/usr/local/lib/janus", "/opt/janus/lib/janus")
PARTS = ("plugins/libjanus_audiobridge.so", "transports/libjanus_websockets.so")
"""All that it loads."""
ROOM = 1
START_LIMIT_S, REPLY_LIMIT_S = 10.0, 20.0
KEEP_ALIVE_S = 20.0

_JANUS = """general: {{
  configs_folder = "{folder}"
  plugins_folder = "{folder}/plugins"
  transports_folder = "{folder}/transports"
  events_folder = "{folder}/none"
  loggers_folder = "{folder}/none"
  debug_level = 3
}}
nat: {{ full_trickle = false, ice_lite = false, nice_debug = false }}
"""
_DOOR = """general: {{
  json = "compact", ws = true, ws_port = {port}, ws_ip = "127.0.0.1", wss = false
}}
admin: {{ admin_ws = false, admin_wss = false }}
"""


class JanusFailed(Exception):
    """It refused, or did not start; the text says what it said."""


@dataclass(frozen=True)
class Peer:
    """A running one. url: of its socket."""

    pid: int
    url: str


def why_not() -> str | None:
    """Say what this machine lacks, or None."""
    if shutil.which(PROGRAM) is None or _library() is None:
        return "janus is not installed (Debian's package janus)"
    return None


def _library() -> Path | None:
    for pattern in LIBRARIES:
        for found in Path("/").glob(pattern[1:]):
            if all((found / part).exists() for part in PARTS):
                return found
    return None


@contextlib.asynccontextmanager
async def peer(folder: Path, port: int) -> AsyncIterator[Peer]:
    """Run it until the block ends. JanusFailed."""
    _write(folder, port)
    with (folder / "janus.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            PROGRAM, "-F", str(folder), stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            url = f"ws://127.0.0.1:{port}/"
            await _listens(url, folder / "janus.log")
            yield Peer(process.pid, url)
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def _write(folder: Path, port: int) -> None:
    library = _library()
    assert library is not None
    (folder / "none").mkdir()
    for part in PARTS:
        (folder / part).parent.mkdir(exist_ok=True)
        (folder / part).symlink_to(library / part)
    words = {"folder": folder, "port": port}
    (folder / "janus.jcfg").write_text(_JANUS.format(**words))
    (folder / "janus.transport.websockets.jcfg").write_text(_DOOR.format(**words))
    (folder / "janus.plugin.audiobridge.jcfg").write_text("general: {}\n")


async def _listens(url: str, log: Path) -> None:
    try:
        async with asyncio.timeout(START_LIMIT_S):
            while True:
                with contextlib.suppress(JanusFailed):
                    async with session(url):
                        return
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise JanusFailed(f"it does not listen; its last words are in {log}") from None


class Session:
    """One session, with a handle for each who is in a room."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._id: int | None = None

    async def begin(self) -> None:
        """Have a session."""
        self._id = (await self._ask("create"))["data"]["id"]

    async def make_room(self) -> None:
        """Make the one room, as ours is."""
        await self._order(
            await self._handle(),
            {
                "request": "create",
                "room": ROOM,
                "sampling_rate": RATE_HZ,
                "default_bitrate": SHARED_BPS,
                "audiolevel_ext": True,
            },
        )

    async def join(self, offer: str, number: int, *, muted: bool) -> str:
        """Bring one in; give the answer to his offer."""
        handle = await self._handle()
        join = {"request": "join", "room": ROOM, "id": number, "quality": COMPLEXITY}
        await self._order(handle, join | {"muted": muted})
        told = await self._order(
            handle, {"request": "configure", "muted": muted}, {"type": "offer", "sdp": offer}
        )
        return str(told["jsep"]["sdp"])

    async def read(self) -> None:
        """Sort replies until the socket is closed."""
        async for message in self._socket:
            if message.type is not aiohttp.WSMsgType.TEXT:
                return
            told = json.loads(message.data)
            if told.get("janus") == "ack":
                continue  # The event with the result comes after it.
            if waiting := self._waiting.pop(told.get("transaction", ""), None):
                waiting.set_result(told)

    async def keep_alive(self) -> None:
        """Tell it now and then that we are here."""
        while True:
            await asyncio.sleep(KEEP_ALIVE_S)
            await self._ask("keepalive")

    async def _handle(self) -> int:
        told = await self._ask("attach", plugin="janus.plugin.audiobridge")
        return int(told["data"]["id"])

    async def _order(
        self, handle: int, body: dict[str, Any], jsep: dict[str, str] | None = None
    ) -> dict[str, Any]:
        words: dict[str, Any] = {"handle_id": handle, "body": body}
        told = await self._ask("message", **words, **({"jsep": jsep} if jsep else {}))
        if "error" in told.get("plugindata", {}).get("data", {}):
            raise JanusFailed(str(told["plugindata"]["data"]["error"]))
        return told

    async def _ask(self, what: str, **words: Any) -> dict[str, Any]:
        number = f"t{next(self._numbers)}"
        waiting: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[number] = waiting
        mine = {"session_id": self._id} if self._id is not None else {}
        await self._socket.send_json({"janus": what, "transaction": number} | mine | words)
        told = await asyncio.wait_for(waiting, REPLY_LIMIT_S)
        if told["janus"] == "error":
            raise JanusFailed(str(told["error"]))
        return told


@contextlib.asynccontextmanager
async def session(url: str) -> AsyncIterator[Session]:
    """Have a session until the block ends. JanusFailed: nobody listens there."""
    async with aiohttp.ClientSession() as http:
        try:
            socket = await http.ws_connect(url, protocols=("janus-protocol",), max_msg_size=0)
        except (aiohttp.ClientError, OSError) as error:
            raise JanusFailed(str(error)) from error
        mine = Session(socket)
        tasks = [asyncio.create_task(mine.read())]
        try:
            await mine.begin()
            tasks.append(asyncio.create_task(mine.keep_alive()))
            yield mine
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            await socket.close()
