"""Somebody else's radio program at the far end: it hears who holds the key, and is heard by him."""

import asyncio
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from numpy.typing import NDArray

from hub.audio.opus import Encoder
from radio_bridge.signalling.dtmf_tones import encode as dtmf
from tests.bridge.air import Air
from tests.bridge.keyer import transmits
from tests.bridge.linked import Voice
from tests.bridge.radio_box import tone
from tests.bridge.rig import CTS, Rig
from tests.bridge.svxlink import EVENTS, PROGRAM, svxlink
from tests.bridge.test_whole import on_the_radio
from tests.bridge.unhurried import unhurried
from tests.contract.running_hub import until
from tests.media.sound import heard

pytestmark = [
    pytest.mark.quiet,
    pytest.mark.skipif(
        PROGRAM is None or not EVENTS.exists(), reason="svxlink-server is not installed"
    ),
]
HZ = 700
PARROT_S = 15.0


def packets(sound: NDArray[np.float32]) -> list[bytes]:
    """Give it as a browser sends it."""
    encoder = Encoder(dtx=False)
    frames = np.pad(sound, (0, -sound.size % 960)).reshape(-1, 960)
    return [encoder.encode(frame) for frame in frames]


def loud_ms_of(sound: NDArray[np.float32], hz: float) -> int:
    """Give for how long this tone is what is heard."""
    blocks = sound[: sound.size // 480 * 480].reshape(-1, 480)
    spectra = np.abs(np.fft.rfft(blocks * np.hanning(480)))
    its = np.abs(spectra.argmax(axis=1) * 100 - hz) <= 100
    return 10 * int(np.count_nonzero(its & (np.abs(blocks).max(axis=1) > 0.02)))


async def says(operator: Voice, sound: NDArray[np.float32], port: Rig) -> None:
    """Hold the key, say it, and let go; give back the air."""
    assert (await operator.press())["state"] == "granted"
    await operator.say(packets(sound))
    await operator.let_go()
    await until(lambda: not transmits("dtr-not-rts", port.bits))


@unhurried
async def test_its_parrot_says_again_what_somebody_said(
    serial: Rig, cards: Air, tmp_path: Path
) -> None:
    environment = {k: v for k, v in cards.environment.items() if k != "LD_PRELOAD"}
    folder = tmp_path / uuid4().hex  # Another for each try.
    with svxlink(
        folder / "svxlink",
        environment,
        hears_us=lambda: transmits("dtr-not-rts", serial.bits),
        key=lambda keys: serial.put(CTS, keys),
    ) as far:
        async with on_the_radio(serial, folder) as operator:
            await says(operator, dtmf("1#").astype(np.float32), serial)
            await asyncio.to_thread(far.waits, lambda: "Activating module Parrot" in far.said)
            await asyncio.sleep(1.0)
            operator.client.received.clear()
            await says(operator, tone(1.5, HZ), serial)
            await until(lambda: operator.radio[-1]["carrier"], PARROT_S)
            await until(lambda: not operator.radio[-1]["carrier"], PARROT_S)
            await asyncio.sleep(0.5)
            assert loud_ms_of(heard(operator.client.received), HZ) > 1_200
