"""All of it: a real hub, `posko-radio run`, a handheld, and somebody in the room."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
from numpy.typing import NDArray

from tests.bridge.ht import Ht
from tests.bridge.keyer import transmits
from tests.bridge.linked import CHANNEL, Voice, new_channel, voice
from tests.bridge.radio_box import SETTINGS
from tests.bridge.radio_box import tone as radio_tone
from tests.bridge.rig import CTS, Rig
from tests.bridge.unhurried import unhurried
from tests.contract.running_hub import Hub, running_hub, until
from tests.media.sound import heard, tone

pytestmark = pytest.mark.quiet

ROOMS = f"id,name,mode,members\n{CHANNEL},Darurat,ptt,*\n"
START_S = 30.0


@pytest_asyncio.fixture
async def hub(tmp_path: Path) -> AsyncIterator[Hub]:
    rooms = tmp_path / "rooms.csv"
    rooms.write_text(ROOMS)
    async with running_hub(tmp_path / "hub", media=True, rooms={"file": str(rooms)}) as running:
        yield running


@asynccontextmanager
async def posko_radio(
    folder: Path, url: str, port: str, secret: str, *, tx_delay_ms: float = 150
) -> AsyncIterator[int]:
    """Run the command until the block ends; give its process number. url: of its hub."""
    text = SETTINGS.format(
        card="soundcard", service="isr", port=port, tx_delay_ms=tx_delay_ms, limit_s=60
    )
    (folder / "radio.toml").write_text(text.replace("https://localhost", url))
    (folder / "token").write_text(secret)
    with (folder / "radio.log").open("w") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", "from radio_bridge.cli import main; main()"),
            *("run", "-c", str(folder / "radio.toml")),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        )
    try:
        yield process.pid
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            await process.wait()
    assert process.returncode == 0, (folder / "radio.log").read_text()


def loud_ms_of(sound: NDArray[np.float32], hz: float) -> int:
    """Give for how long this tone is what is heard."""
    blocks = sound[: sound.size // 480 * 480].reshape(-1, 480)
    loud = blocks[np.abs(blocks).max(axis=1) > 0.03]
    spectra = np.abs(np.fft.rfft(loud * np.hanning(480)))
    return 10 * int((np.abs(spectra.argmax(axis=1) * 100 - hz) <= 100).sum())


def well(person: Voice) -> bool:
    """Whether the room says that its radio is there and nothing is wrong."""
    last = person.radio[-1] if person.radio else {}
    return bool(last.get("up")) and not last.get("alarms")


@unhurried
async def test_who_holds_the_key_is_on_the_air_and_the_handheld_is_in_the_room(
    hub: Hub, serial: Rig, ht: Ht, tmp_path: Path
) -> None:
    secret = await new_channel(hub)
    async with (
        posko_radio(tmp_path, hub.url, serial.device, secret),
        voice(hub, "operator") as operator,
    ):
        await until(lambda: well(operator), START_S)
        before = len(ht.heard())
        assert (await operator.press())["state"] == "granted"
        await operator.say(tone(500, 1.5))
        assert transmits("dtr-not-rts", serial.bits)
        await operator.let_go()
        await until(lambda: not transmits("dtr-not-rts", serial.bits))
        await asyncio.sleep(0.3)
        assert loud_ms_of(ht.heard()[before:], 500) > 1_350

        await asyncio.to_thread(ht.play, radio_tone(1.5, 700))
        serial.put(CTS, True)
        await asyncio.sleep(2.0)
        serial.put(CTS, False)
        await until(lambda: operator.floor.get("holder") is None)
        await asyncio.sleep(0.5)
        assert loud_ms_of(heard(operator.client.received), 700) > 1_300
    assert not transmits("dtr-not-rts", serial.bits), "ended, and let go"
