"""From a press in a browser to its sound on the air: `press_to_air_ms_p95` of `benchmarks.radio`.

A real Chromium whose microphone gives a tone without pause, a real hub and worker, `posko-radio
run` on the rig, and a handheld in a process of its own. It begins when the page has the press, by
its own event's time, and ends with the first sample of the tone that the handheld hears: the round
trip, the permit tone, the microphone, the network, all buffers and both sound cards are in it; the
radio's own TX delay, which is a setting, is 0.
"""

import asyncio
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
from playwright.async_api import Browser, Page, async_playwright, expect

from benchmarks.radio_sound import LINE, rigged
from benchmarks.report import Figure
from hub.main import WEBAPP
from tests.bridge.air import why_not
from tests.bridge.ht import Ht
from tests.bridge.keyer import transmits
from tests.bridge.rig import Rig
from tests.bridge.test_run import posko_radio
from tests.browser.chromium import launch
from tests.browser.conftest import join, talk_button
from tests.browser.hub_process import SETTINGS, HubProcess, hub_process
from tests.browser.page_sound import BEFORE_PAGE, write_tone
from tests.browser.test_voice import hold
from tests.contract.running_hub import until

ROOM, NAME, POST = "siaga-banjir", "Siaga Banjir", "bpbd"
HZ = 1_000.0
LOUD = 0.05
PATIENCE_S, GIVE_UP_S = 30.0, 10.0
PRESSED = """() => addEventListener('pointerdown', (event) => {
  window.__pressed_ms = performance.timeOrigin + event.timeStamp;
}, true)"""
IDLE = re.compile(r"\bidle\b")
QUIET = 48_000
"""Samples of silence that say that the handheld has heard the end of what was sent before."""
QUIET_S = 0.1
"""Between two presses; a little more, at random: nothing is to beat with anything."""


def measure(times: int) -> dict[str, Figure]:
    """Give the figure; nothing on a machine without sound cards or the built client."""
    if why_not() is not None or not (WEBAPP / "index.html").exists():
        return {}
    took, behind_s = asyncio.run(_all(times))
    key_ms, air_ms = (sorted(one[n] for one in took) for n in (0, 1))
    return {
        "press_to_key_ms_p95": round(key_ms[int(len(key_ms) * 0.95)], 1),
        "press_to_air_ms_p50": round(air_ms[len(air_ms) // 2], 1),
        "press_to_air_ms_p95": round(air_ms[int(len(air_ms) * 0.95)], 1),
        "press_rig_behind_ms": round(behind_s * 1_000, 1),
    }


Took = list[tuple[float, float]]
"""Of each press: ms until the line is up, and until the sound."""


async def _all(times: int) -> tuple[Took, float]:
    # Chromium is begun before the rig: it would play its own tones into the radio's sound card.
    async with _browser() as browser:
        with tempfile.TemporaryDirectory() as name, rigged(Path(name)) as (port, _, ht):
            return await _on_the_rig(browser, Path(name), port, ht, times)


async def _on_the_rig(
    browser: Browser, folder: Path, port: Rig, ht: Ht, times: int
) -> tuple[Took, float]:
    """Give what each press took, and by how much the handheld fell behind meanwhile, in s."""
    secret = _channel(folder)
    async with (
        hub_process(folder) as hub,
        posko_radio(folder, f"http://127.0.0.1:{hub.port}", port.device, secret, tx_delay_ms=0),
        _page(browser, hub) as page,
    ):
        await hold(page)  # The first asks for the microphone, and waits for the radio.
        await until(lambda: transmits(LINE, port.bits), PATIENCE_S)
        await page.mouse.up()
        samples, when_s = ht.clock()
        took = [await _once(page, port, ht) for _ in range(times)]
        later, then_s = ht.clock()
        return took, (then_s - when_s) - (later - samples) / 48_000


def _channel(folder: Path) -> str:
    """Make the room a radio channel, beside a hub that is not running; give its bridge's secret."""
    text = SETTINGS.replace("{media}", '["127.0.0.1"]').replace("{tls}", "")
    (folder / "posko.toml").write_text(text, encoding="utf-8")
    for words in (("channel", ROOM), ("token", ROOM)):
        done = subprocess.run(
            [sys.executable, "-m", "hub.cli", "radio", *words, "-c", str(folder / "posko.toml")],
            capture_output=True,
            text=True,
            check=True,
        )
    return done.stdout.strip()


@asynccontextmanager
async def _browser() -> AsyncIterator[Browser]:
    """A Chromium whose microphone gives a tone."""
    with tempfile.TemporaryDirectory() as name:
        microphone = Path(name) / "tone.wav"
        write_tone(str(microphone), HZ)
        async with async_playwright() as playwright:
            browser = await launch(playwright, microphone=microphone, lean=True)
            yield browser
            await browser.close()


@asynccontextmanager
async def _page(browser: Browser, hub: HubProcess) -> AsyncIterator[Page]:
    context = await browser.new_context(permissions=["microphone"], locale="id-ID")
    await context.add_init_script(path=BEFORE_PAGE)
    page = await context.new_page()
    await page.goto(hub.link(POST))
    await page.get_by_role("button", name="Masuk", exact=True).click()
    await join(page, NAME)
    await page.evaluate(PRESSED)
    yield page
    await context.close()


async def _once(page: Page, port: Rig, ht: Ht) -> tuple[float, float]:
    """Press, wait until it is heard, let go; give ms until the line is up, and until the sound."""
    button = talk_button(page)
    await expect(button).to_have_class(IDLE)
    await until(lambda: not transmits(LINE, port.bits), PATIENCE_S)
    await until(lambda: not _loud(ht, ht.clock()[0] - QUIET), PATIENCE_S)
    await asyncio.sleep(QUIET_S + random.random() * 0.1)
    changes = len(port.seen)
    box = await button.bounding_box()
    assert box
    await page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await page.mouse.down()
    keyed_s = 0.0
    try:
        keyed_s = await until(lambda: _keyed(port, changes), GIVE_UP_S)
        samples, when_s = ht.clock()
        before = samples - round((when_s - keyed_s) * 48_000)  # Nothing is on the air before.
        at = await until(lambda: _loud(ht, before), GIVE_UP_S)
    except TimeoutError:
        said = " ".join((await button.inner_text()).split())
        raise RuntimeError(f"a press is not heard; {keyed_s=}; its button says: {said}") from None
    samples, when_s = ht.clock()
    heard_s = when_s - (samples - at) / 48_000
    pressed_ms = await page.evaluate("__pressed_ms")
    pressed_s = pressed_ms / 1_000 - (time.time() - time.monotonic())
    await page.mouse.up()
    return (keyed_s - pressed_s) * 1_000, (heard_s - pressed_s) * 1_000


def _keyed(port: Rig, changes: int) -> float:
    """Give when the line went up, after so many changes of it; 0: not yet."""
    return next((at_s for at_s, bits in port.seen[changes:] if transmits(LINE, bits)), 0.0)


def _loud(ht: Ht, before: int) -> int:
    """Give the first loud sample the handheld has heard since; 0: none yet."""
    before = max(0, before)
    loud = np.flatnonzero(np.abs(ht.heard(before)) > LOUD)
    return before + int(loud[0]) if loud.size else 0
