"""From a summons to a handheld and back: it hears its post called by name, answers by its keys, and
hears that read back. Real hub, worker, link and bridge on the simulated air; the voice is a
program that gives a tone and notes what it was to say."""

import asyncio
import stat
import sys
import tempfile
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
import pytest

from radio_bridge.adapters.handhelds import PATH
from radio_bridge.adapters.hub_link import HubLink, LinkSettings
from radio_bridge.cli.simulating import SETTINGS
from radio_bridge.config import read
from radio_bridge.simulation import Simulation
from tests.bridge.linked import CHANNEL, new_channel, voice
from tests.bridge.test_link import ROOMS
from tests.bridge.unhurried import unhurried
from tests.contract.running_hub import Hub, Page, running_hub, until
from tests.media.sound import share_near

pytestmark = pytest.mark.quiet

VOICE = """#!{python}
import math, pathlib, struct, sys
with open({said!r}, "a") as said:
    said.write(sys.stdin.read() + chr(10))
pcm = b"".join(struct.pack("<h", int(9000 * math.sin(n * 700 * 2 * math.pi / 22050)))
               for n in range(26460))
fmt = struct.pack("<HHIIHH", 1, 1, 22050, 44100, 2, 16)
sys.stdout.buffer.write(b"RIFF" + struct.pack("<I", len(pcm) + 36) + b"WAVEfmt " +
                        struct.pack("<I", 16) + fmt + b"data" + struct.pack("<I", len(pcm)) + pcm)
"""
"""1.2 s of 700 Hz."""


class Ht:
    """A handheld page on the simulated air."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self.heard: list[np.ndarray[Any, np.dtype[np.float32]]] = []

    async def listen(self) -> None:
        async for message in self._socket:
            if message.type is aiohttp.WSMsgType.BINARY:
                self.heard.append(np.frombuffer(message.data, "<i2").astype(np.float32) / 32_768)

    async def keys(self, digits: str) -> None:
        await self._socket.send_json({"keys": digits})

    def tone_s(self) -> float:
        """How much of the voice's tone it has heard, in seconds."""
        if not self.heard:
            return 0.0
        sound = np.concatenate(self.heard)
        pieces = sound[: sound.size // 4_800 * 4_800].reshape(-1, 4_800)
        loud = [p for p in pieces if np.abs(p).max() > 0.1 and share_near(p, 700) > 0.8]
        return len(loud) * 0.1


@asynccontextmanager
async def on_the_air(hub: Hub, folder: Path) -> AsyncIterator[Ht]:
    """The channel's simulated radio runs; give a handheld on its air."""
    link = HubLink(LinkSettings(hub.url, await new_channel(hub), folder / "outbox", CHANNEL))
    simulation = Simulation(read(SETTINGS, "simulate", folder), link)
    tasks = [
        asyncio.create_task(simulation.run()),
        asyncio.create_task(link.run(simulation.channel)),
    ]
    try:
        with tempfile.TemporaryDirectory() as short:  # A socket's path is 107 bytes at most.
            socket = Path(short) / "ht"
            async with (
                simulation.handhelds.serving(socket),
                aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(socket))) as http,
                http.ws_connect(f"http://ht{PATH}") as page,
            ):
                ht = Ht(page)
                tasks.append(asyncio.create_task(ht.listen()))
                yield ht
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def set_up(admin: Page) -> None:
    """BPBD has unit 101, and the radio's rung comes after a second."""
    units = [{"number": "101", "post": "bpbd"}]
    assert (await admin.ask("radio:units", room=CHANNEL, units=units))["ok"]
    ladder = {
        "profile": "darurat",
        "base": 1,
        "rungs": [{"after_s": 0, "act": "ring"}, {"after_s": 1, "act": "radio"}],
        "repeat_s": 0,
        "deadline_s": 120,
    }
    saved = await admin.ask("ladder:save", **ladder, apply=True, knowing=True)
    assert saved["ok"] and saved["version"] == 2, saved


def voice_program(folder: Path) -> Path:
    """Give where it notes what it says."""
    said, program = folder / "said.txt", folder / "bin" / "espeak-ng"
    program.parent.mkdir()
    program.write_text(VOICE.format(python=sys.executable, said=str(said)))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    said.touch()
    return said


@unhurried
async def test_a_head_is_called_on_the_air_and_answers_by_his_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / uuid.uuid4().hex
    folder.mkdir()
    said = voice_program(folder)
    monkeypatch.setenv("PATH", f"{said.parent / 'bin'}:/usr/bin:/bin")
    rooms = folder / "rooms.csv"
    rooms.write_text(ROOMS)
    async with running_hub(folder / "hub", media=True, rooms={"file": str(rooms)}) as hub:
        async with on_the_air(hub, folder) as ht, voice(hub, "operator") as operator:
            await until(lambda: operator.radio and operator.radio[-1]["up"])
            async with hub.page("admin") as admin, hub.page("walikota") as mayor:
                await set_up(admin)
                issued = await mayor.ask(
                    "summons:issue",
                    id=str(uuid.uuid4()),
                    posts=["bpbd"],
                    text="Banjir di Jl. Panglima Sudirman",
                    profile="darurat",
                )
                assert issued["ok"], issued
                await until(lambda: operator.radio[-1].get("says"))
                assert operator.floor["talker"] == "posko.suara"
                await until(lambda: operator.radio[-1]["on_air"] in ("keyed", "heard"))
                await until(lambda: operator.radio[-1]["on_air"] == "off")
                assert 1.0 <= ht.tone_s() <= 1.4, "all of it, once"
                words = said.read_text()
                assert "satu nol satu" in words and "Jalan Panglima Sudirman" in words

                await ht.keys("1#")
                await until(lambda: _answered(operator.page))
                answer = _answered(operator.page)
                assert (answer["code"], answer["way"]) == ("present", "radio")
                await until(lambda: "menjawab hadir" in said.read_text())
                await until(lambda: ht.tone_s() > 2.0)
                await until(lambda: operator.radio[-1]["on_air"] == "off")
                await until(lambda: operator.floor["talker"] is None)


def _answered(page: Page) -> Any:
    """Give the answer on the board, if there is one."""
    for news in reversed(page.heard("summons")):
        for card in news.get("recipients", ()):
            if card.get("answer"):
                return card["answer"]
    return None
