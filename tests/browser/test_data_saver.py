"""Saving data, in a real browser: packets of 60 ms both ways, chosen in the settings, and shown."""

import asyncio
import re
import time

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Enter, join, talk_button
from tests.browser.page_sound import hears_only

COUNTS = """async () => {
    const found = { received: 0, sent: 0 };
    for (const one of (await window.__connections.at(-1).getStats()).values()) {
        if (one.type === 'inbound-rtp') found.received = one.packetsReceived;
        if (one.type === 'outbound-rtp') found.sent = one.packetsSent;
    }
    return found;
}"""
WINDOW_S = 3.0
MANY, FEW = (35, 55), (12, 19)
"""Packets a second at 20 ms and at 60, also where a busy machine leaves out a tick now and then."""


async def packets_per_s(page: Page, way: str) -> float:
    """Give how many packets a second the page receives or sends, by its own count."""
    before, began_s = await page.evaluate(COUNTS), time.monotonic()
    await asyncio.sleep(WINDOW_S)
    after, ended_s = await page.evaluate(COUNTS), time.monotonic()
    return float(after[way] - before[way]) / (ended_s - began_s)


async def choose(page: Page, wish: str) -> None:
    """Choose in the settings, as one does."""
    if not page.url.endswith("#/lain"):
        await page.goto(page.url.partition("#")[0] + "#/lain")
    await page.get_by_role("group", name="Hemat data").get_by_role("radio", name=wish).click()


@pytest.mark.quiet
async def test_who_saves_data_gets_and_sends_a_third_of_the_packets(enter: Enter) -> None:
    talker, saver = await asyncio.gather(enter("walikota", 440.0), enter("bpbd", 1000.0))
    await join(talker, "Umum")
    await join(saver, "Umum")
    await talk_button(talker).click()
    await expect(talk_button(talker)).to_have_class(re.compile(r"\bonair\b"))
    assert MANY[0] < await packets_per_s(saver, "received") < MANY[1]

    await choose(saver, "Hemat")
    await expect(saver.get_by_text(re.compile(r"Sekarang .* MB per jam"))).to_be_visible()
    received, sent, _ = await asyncio.gather(
        packets_per_s(saver, "received"), packets_per_s(talker, "sent"), hears_only(saver, 440)
    )
    assert FEW[0] < received < FEW[1]
    assert MANY[0] < sent < MANY[1], "he saves nothing"

    await choose(saver, "Penuh")
    assert MANY[0] < await packets_per_s(saver, "received") < MANY[1]

    await choose(saver, "Hemat")
    await talk_button(talker).click()
    await saver.go_back()
    await talk_button(saver).click()
    await expect(talk_button(saver)).to_have_class(re.compile(r"\bonair\b"))
    sent, _ = await asyncio.gather(packets_per_s(saver, "sent"), hears_only(talker, 1000))
    assert FEW[0] < sent < FEW[1]
