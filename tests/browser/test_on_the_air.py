"""Browsers and handheld radios: SvxLink hears one and is heard, and three who want the same floor.

The whole way is real: Chromium with its microphone, hub and worker, `posko-radio run`, sound cards,
modem lines. In the fight for the floor the radio is the simulated one of `posko demo`.
"""

import asyncio
import functools
import json
import random
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import aiohttp
import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.async_api import Page, expect

from hub.audio.opus import Encoder
from radio_bridge.signalling.dtmf_tones import encode as dtmf
from tests.bridge.air import air, why_not
from tests.bridge.keyer import transmits
from tests.bridge.linked import Voice, new_channel, voice
from tests.bridge.rig import COMPILER, CTS, Rig, library, rig
from tests.bridge.svxlink import EVENTS, PROGRAM, svxlink
from tests.bridge.test_run import ROOMS, posko_radio, well
from tests.bridge.unhurried import unhurried
from tests.browser.chromium import Chromiums
from tests.browser.conftest import join, talk_button
from tests.browser.page_sound import record
from tests.browser.test_ht import entered, page_of
from tests.browser.test_voice import hold
from tests.contract.running_hub import Hub, running_hub, until
from tests.media.sound import steadily_near
from tests.nursery import Forked

WEBAPP = Path("hub/webapp")
HZ, OTHER_HZ, HT_HZ = 450.0, 1_000.0, 700.0
IDLE = re.compile(r"\bidle\b")
TAKEN = re.compile(r"\b(onair|receiving|requesting)\b")
FIGHT_S = 12.0
PARROT_S = 20.0
pytestmark = pytest.mark.quiet

Hand = Callable[[bool], Awaitable[None]]
"""On a key: True holds it."""


@asynccontextmanager
async def radio_hub(folder: Path) -> AsyncIterator[Hub]:
    """A hub of one room, in a folder."""
    (folder / "rooms.csv").write_text(ROOMS)
    rooms = {"file": str(folder / "rooms.csv")}
    async with running_hub(folder / "hub", WEBAPP, media=True, rooms=rooms) as hub:
        yield hub


def rigged(stack: ExitStack, folder: Path) -> tuple[Rig, dict[str, str]]:
    """Give a port and two sound cards, in the environment of what is started; and that without."""
    for part in ("rig", "air"):
        (folder / part).mkdir()
    port = stack.enter_context(rig(folder / "rig", library(folder)))
    cards = stack.enter_context(air(folder / "air"))
    names = ("LD_PRELOAD", "POSKO_TTY", "POSKO_LINES", "POSKO_GONE")
    patch = stack.enter_context(pytest.MonkeyPatch.context())
    for name, value in (cards.added | {name: port.environment[name] for name in names}).items():
        patch.setenv(name, value)
    return port, cards.environment


async def says(operator: Voice, sound: NDArray[np.float32], port: Rig) -> None:
    """Hold the key, say it as a browser sends it, and let go; give back the air."""
    encoder = Encoder(dtx=False)
    frames = np.pad(sound, (0, -sound.size % 960)).reshape(-1, 960)
    assert (await operator.press())["state"] == "granted"
    await operator.say([encoder.encode(frame) for frame in frames])
    await operator.let_go()
    await until(lambda: not transmits("dtr-not-rts", port.bits))


@pytest.mark.skipif(
    PROGRAM is None or not EVENTS.exists() or COMPILER is None or why_not() is not None,
    reason="svxlink-server, a C compiler or the rig's sound card is not installed",
)
@unhurried
async def test_svxlink_hears_a_browser_and_is_heard_by_it(
    chromiums: Chromiums, tmp_path: Path
) -> None:
    async with chromiums.lent(HZ) as browser, radio_hub(tmp_path) as hub:
        with ExitStack() as stack:
            port, environment = rigged(stack, tmp_path)
            far = stack.enter_context(
                svxlink(
                    tmp_path / "svxlink",
                    environment,
                    hears_us=lambda: transmits("dtr-not-rts", port.bits),
                    key=lambda keys: port.put(CTS, keys),
                )
            )
            secret = await new_channel(hub)
            async with (
                posko_radio(tmp_path, hub.url, port.device, secret),
                voice(hub, "operator") as operator,
            ):
                link = f"http://bpbd.localhost:{hub.running.http_port}/masuk#"
                page = await page_of(browser, link + hub.running.link_token("bpbd"))
                await page.get_by_role("button", name="Masuk", exact=True).click()
                await join(page, "Darurat")
                await until(lambda: well(operator), PARROT_S)
                await says(operator, dtmf("1#").astype(np.float32), port)
                await asyncio.to_thread(far.waits, lambda: "Activating module Parrot" in far.said)
                await asyncio.sleep(1.0)

                await hold(page)
                await until(lambda: transmits("dtr-not-rts", port.bits))
                await asyncio.sleep(2.5)
                await page.mouse.up()
                await until(lambda: operator.radio[-1]["carrier"], PARROT_S)
                heard = await record(page, 2.0)
                await until(lambda: not operator.radio[-1]["carrier"], PARROT_S)
                near, beside = (steadily_near(heard[24_000:72_000], hz) for hz in (HZ, 1_000.0))
                assert near > 1e-5 and near > 30 * beside, "its parrot says what the page said"


class SimulatedHt:
    """A handheld on the demo's air, as its page has it: it says a tone while its key is held."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._pressed = False
        self.open = False
        self._tasks = [asyncio.create_task(run()) for run in (self._listen, self._speak)]

    async def press(self, down: bool) -> None:
        """Hold the key, or let go."""
        self._pressed = down
        await self._socket.send_str(json.dumps({"press": down}))

    async def _listen(self) -> None:
        async for message in self._socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                self.open = bool(json.loads(message.data)["open"])

    async def _speak(self) -> None:
        at, due_s = 0, time.monotonic()
        while True:
            if self._pressed:
                t = (at + np.arange(960)) / 48_000
                tone = 0.3 * np.sin(2 * np.pi * HT_HZ * t) * 32_767
                await self._socket.send_bytes(tone.astype("<i2").tobytes())
                at += 960
            due_s = max(due_s + 0.02, time.monotonic() - 0.1)
            await asyncio.sleep(max(0.0, due_s - time.monotonic()))

    async def close(self) -> None:
        """Switch it off."""
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks)
        await self._socket.close()


@asynccontextmanager
async def simulated_ht(address: str) -> AsyncIterator[SimulatedHt]:
    """Have one, once the demo's radio is there."""
    async with aiohttp.ClientSession() as http, asyncio.timeout(FIGHT_S + 60.0):
        while True:
            socket = await http.ws_connect(f"{address}/air", origin=address.removesuffix("/ht"))
            if (await socket.receive()).type is aiohttp.WSMsgType.TEXT:
                break
            await asyncio.sleep(0.2)
        ht = SimulatedHt(socket)
        try:
            yield ht
        finally:
            await ht.close()


def together_ms(sound: NDArray[np.float32], tones: Sequence[float]) -> int:
    """Give for how long at most two of these tones, or more, are heard at once without a pause."""
    blocks = sound[: sound.size // 1_920 * 1_920].reshape(-1, 1_920)
    spectra = np.abs(np.fft.rfft(blocks * np.hanning(1_920))) / 480
    loud = np.stack([spectra[:, round(hz / 25)] > 0.02 for hz in tones])
    both, longest, now = loud.sum(axis=0) >= 2, 0, 0
    for two in both:
        now = now + 1 if two else 0
        longest = max(longest, now)
    return longest * 40


def heard_ms(sound: NDArray[np.float32], hz: float) -> int:
    """Give for how long a tone is heard."""
    blocks = sound[: sound.size // 1_920 * 1_920].reshape(-1, 1_920)
    spectra = np.abs(np.fft.rfft(blocks * np.hanning(1_920))) / 480
    return int((spectra[:, round(hz / 25)] > 0.02).sum()) * 40


async def key(page: Page, down: bool) -> None:
    await (page.mouse.down() if down else page.mouse.up())


async def test_two_browsers_and_a_handheld_fight_for_the_floor(
    demo: tuple[Forked, dict[str, str]], chromiums: Chromiums
) -> None:
    """Never two are heard at once, and when all have let go all are free at once."""
    _, at = demo
    async with (
        chromiums.lent(HZ) as one,
        chromiums.lent(OTHER_HZ) as other,
        simulated_ht(at["ht"]) as ht,
    ):
        pages = [await entered(one, at["bpbd"]), await entered(other, at["dinkes"])]
        for page in pages:
            await hold(page)
            await page.evaluate("__keepSending()")  # From here on the hub alone makes it silent.
            await page.mouse.up()
            await expect(talk_button(page)).to_have_class(IDLE)
        await _fought(pages, ht)
        await hold(pages[0])
        await until(lambda: ht.open, 3.0)
        await pages[0].mouse.up()
        await until(lambda: not ht.open, 3.0)


@unhurried
async def _fought(pages: list[Page], ht: SimulatedHt) -> None:
    seed = random.randrange(10_000)
    print("seed", seed)  # noqa: T201
    rng = random.Random(seed)
    tapes = [asyncio.create_task(record(page, FIGHT_S)) for page in pages]
    hands = [*(functools.partial(key, page) for page in pages), ht.press]
    rests_s = (0.9, 0.9, 3.0)  # A radio gives way to nobody: without its rests it had all of it.
    fights = [
        asyncio.create_task(_fight(hand, rng, rest_s))
        for hand, rest_s in zip(hands, rests_s, strict=True)
    ]
    await asyncio.sleep(FIGHT_S)
    for fight in fights:
        fight.cancel()
    await asyncio.wait(fights)
    for hand in hands:
        await hand(False)
    let_go_s = time.monotonic()
    for page in pages:
        await expect(talk_button(page)).not_to_have_class(TAKEN, timeout=2_000)
    await until(lambda: not ht.open, 2.0)
    assert time.monotonic() - let_go_s < 2.0
    heard = await asyncio.gather(*tapes)
    for sound in heard:
        assert together_ms(sound, (HZ, OTHER_HZ, HT_HZ)) <= 80
        assert heard_ms(sound, HT_HZ) > 200
    assert heard_ms(heard[0], OTHER_HZ) > 200 and heard_ms(heard[1], HZ) > 200


async def _fight(hand: Hand, rng: random.Random, rest_s: float) -> None:
    """Press and let go, as one who wants to be first."""
    while True:
        for down in (True, False):
            await hand(down)
            await asyncio.sleep(rng.uniform(0.1, 1.6) if down else rng.uniform(0.05, rest_s))
