"""A talk key that is locked: by a swipe, by Shift, by its button; and all that must let it go."""

import asyncio
import os
import re
import signal

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Enter, join, talk_button
from tests.browser.hub_process import HubProcess
from tests.browser.page_sound import hears_only

ON_AIR = re.compile(r"\bonair\b")
ROOM = "Siaga Banjir"
SENDING = "__connections.flatMap((c) => c.getSenders()).some(({ track }) => track?.enabled)"
HIDE = """() => {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
  document.dispatchEvent(new Event('visibilitychange'));
}"""
SHOW = """() => {
  delete document.hidden;
  document.dispatchEvent(new Event('visibilitychange'));
}"""


async def may_lock(page: Page) -> None:
    """Ask for it in the settings, and come back."""
    await page.evaluate("location.hash = '#/lain'")
    await page.get_by_role("radio", name="Tahan atau kunci").check()
    await page.evaluate("location.hash = '#/'")


async def swipe(page: Page, up_px: int) -> None:
    """Put a finger on the talk button, move it up the screen and lift it."""
    box = await talk_button(page).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    screen = await page.context.new_cdp_session(page)

    async def touch(kind: str, *points: tuple[float, float]) -> None:
        where = [{"x": x, "y": y} for x, y in points]
        await screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": where})

    await touch("touchStart", (x, y))
    await expect(talk_button(page)).to_have_class(ON_AIR)
    for step in range(1, 5):
        await touch("touchMove", (x, y - up_px * step / 4))
    await touch("touchEnd")


@pytest.mark.quiet
async def test_a_swipe_locks_and_a_press_unlocks(enter: Enter) -> None:
    talks, hears = await asyncio.gather(enter("bpbd", 440.0), enter("dinkes", 1000.0))
    await join(hears, ROOM)
    await join(talks, ROOM)
    await swipe(talks, 140)
    await expect(talk_button(talks)).not_to_have_class(ON_AIR)  # Nobody asked for it: it is held.

    await talks.get_by_role("button", name="Keluar").click()
    await may_lock(talks)
    await join(talks, ROOM)
    await swipe(talks, 20)
    await expect(talk_button(talks)).not_to_have_class(ON_AIR)
    await swipe(talks, 140)
    await expect(talk_button(talks)).to_contain_text("TERKUNCI")
    await hears_only(hears, 440)
    await talk_button(talks).click()
    await expect(talk_button(talks)).not_to_have_class(ON_AIR)
    assert not await talks.evaluate(SENDING)

    await talks.get_by_role("button", name="Kunci bicara").click()
    await expect(talk_button(talks)).to_contain_text("TERKUNCI")
    await talks.get_by_role("button", name="Lepas kunci").click()
    await expect(talk_button(talks)).not_to_have_class(ON_AIR)


async def lock(desk: Page, hears: Page) -> None:
    """Lock the key of a console once its channel is there."""
    strip = desk.locator("li.strip").filter(has_text=ROOM)
    await expect(strip.locator(".badge")).to_have_text("Siaga", timeout=20_000)
    await expect(talk_button(desk)).not_to_have_class(ON_AIR)  # It is not taken up again.
    await desk.keyboard.press("Shift+Space")
    await expect(talk_button(desk)).to_contain_text("TERKUNCI")
    await expect(talk_button(hears)).to_contain_text("MENERIMA")


async def test_a_locked_key_lets_go(enter: Enter, hub: HubProcess) -> None:
    desk = await enter("operator", 700.0, size=(1920, 1080), first="Kanal")
    hears = await enter("dinkes", 1000.0)
    await join(hears, ROOM)
    await may_lock(desk)
    await desk.locator("li.strip").filter(has_text=ROOM).locator(".pick").click()

    async def stop_the_hub() -> None:
        os.kill(hub.pid, signal.SIGSTOP)

    ends = {
        "escape": lambda: desk.keyboard.press("Escape"),
        "blur": lambda: desk.evaluate("window.dispatchEvent(new Event('blur'))"),
        "hidden": lambda: desk.evaluate(HIDE),
        "link": lambda: desk.context.set_offline(True),
        "hub": stop_the_hub,
        "close": desk.close,
    }
    for end, happen in ends.items():
        await lock(desk, hears)
        try:
            await happen()
            if end != "close":
                await expect(talk_button(desk)).not_to_have_class(ON_AIR, timeout=15_000)
                assert not await desk.evaluate(SENDING), end
        finally:
            os.kill(hub.pid, signal.SIGCONT)
        await expect(talk_button(hears)).not_to_contain_text("MENERIMA", timeout=15_000)
        if end == "hidden":
            await desk.evaluate(SHOW)
        if end == "link":
            await desk.context.set_offline(False)


async def test_words_typed_while_the_button_is_held_end_no_talk(enter: Enter) -> None:
    desk = await enter("operator", 700.0, size=(1920, 1080), first="Kanal")
    strip = desk.locator("li.strip").filter(has_text=ROOM)
    await strip.locator(".pick").click()
    await expect(strip.locator(".badge")).to_have_text("Siaga")
    field = desk.get_by_role("textbox", name="Pesan")
    box = await talk_button(desk).bounding_box()
    assert box
    await desk.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await desk.mouse.down()
    await expect(talk_button(desk)).to_have_class(ON_AIR)
    await field.focus()
    await desk.keyboard.type("pintu air dibuka ")
    await expect(field).to_have_value("pintu air dibuka ")
    await expect(talk_button(desk)).to_have_class(ON_AIR)
    await desk.mouse.up()
    await expect(talk_button(desk)).not_to_have_class(ON_AIR)
