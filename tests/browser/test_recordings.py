"""A room is recorded: all in it see it, and who leads it hears again who said what."""

import re

from playwright.async_api import Page, expect

from tests.browser.conftest import Enter, join, talk_button
from tests.browser.page_sound import record
from tests.browser.screen import cut, joined
from tests.browser.screens_recording import RULE

ROOM = "Rapat Pimpinan"
SAVED_MS = 15_000
CONNECTIONS = "__connections.map((c) => c.connectionState).join()"


async def recordings(page: Page) -> None:
    """Open what is recorded of the room."""
    await page.get_by_role("button", name=re.compile(r"^Pandu( \d+)?$")).click()
    await page.get_by_role("button", name="Rekaman", exact=True).click()
    await expect(page.get_by_role("checkbox", name=re.compile("Rekam ruang ini"))).to_be_visible()


async def heard_s(page: Page) -> float:
    """How far the player is."""
    seconds: float = await page.locator("audio").evaluate("(one) => one.currentTime")
    return seconds


async def test_a_meeting_is_recorded_in_sight_of_all_and_heard_again(enter: Enter) -> None:
    mayor, head = await enter("walikota", 440.0), await enter("bpbd", 1000.0)
    for page in (mayor, head):
        await join(page, ROOM)
    await expect(head.get_by_text("Direkam", exact=True)).to_have_count(0)
    await recordings(mayor)
    await expect(mayor.get_by_text("Belum ada rekaman")).to_be_visible()
    await mayor.get_by_role("checkbox").check()
    for page in (mayor, head):
        await expect(page.locator("header .rec")).to_have_text("Direkam")
    await mayor.keyboard.press("Escape")
    await expect(mayor.get_by_role("dialog")).to_have_count(0)
    await talk_button(mayor).click()  # Who leads may talk in any room.
    await record(head, 2.0)
    await talk_button(mayor).click()

    await recordings(mayor)
    await mayor.get_by_role("checkbox").uncheck()
    await expect(head.locator("header .rec")).to_have_text("")
    await mayor.keyboard.press("Escape")
    await expect(mayor.get_by_role("dialog")).to_have_count(0)
    await recordings(mayor)
    entry = mayor.get_by_role("button", name=re.compile("Disimpan sampai"))
    await expect(entry).to_be_enabled(timeout=SAVED_MS)
    async with mayor.expect_response(re.compile("/waveform$")) as drawn:
        await entry.click()
    assert (await drawn.value).ok
    turn = mayor.get_by_role("listitem").get_by_role("button", name=re.compile("Wali Kota"))
    await expect(turn).to_be_visible()
    assert await heard_s(mayor) == 0
    await mayor.get_by_role("button", name=re.compile("kecepatan putar")).click()
    await turn.click()
    await expect(mayor.get_by_role("button", name="Jeda")).to_be_visible()
    await expect(turn).to_have_attribute("aria-current", "true")
    assert await mayor.locator("audio").evaluate("(one) => one.playbackRate") == 1.5
    assert 0 < await heard_s(mayor) < 5
    await expect(mayor.get_by_role("button", name="Putar")).to_be_visible()  # It has ended.


async def test_a_link_that_was_lost_for_a_moment_is_no_end_of_a_recording(enter: Enter) -> None:
    mayor = await enter("walikota")
    await join(mayor, ROOM)
    await mayor.evaluate(RULE, True)
    mark = mayor.locator("header .rec")
    await expect(mark).to_have_text("Direkam")
    connections = await mayor.evaluate(CONNECTIONS)
    await cut(mayor)
    await joined(mayor)  # Alone: had he gone out between, there would be two.
    assert await mayor.evaluate(CONNECTIONS) == connections, "and sound goes on by the way it had"
    await mayor.evaluate(RULE, False)
    await expect(mark).to_have_text("")
    await recordings(mayor)
    await expect(mayor.get_by_role("button", name=re.compile("Disimpan sampai"))).to_be_visible()
    await expect(mayor.locator(".sheet li")).to_have_count(1)
