"""The simulated handheld at /ht: heard in its room, hearing it, and without a radio told so."""

import re
import signal

import numpy as np
from playwright.async_api import Page, expect

from tests.browser.chromium import Chromiums
from tests.browser.conftest import join, talk_button
from tests.browser.looking import SIZES, Looking, Theme
from tests.browser.page_sound import BEFORE_PAGE, record
from tests.browser.test_voice import hold
from tests.media.sound import steadily_near
from tests.nursery import Forked

ROOM = "Latihan HT"
ON_AIR, RECEIVING = re.compile(r"\bonair\b"), re.compile(r"\breceiving\b")
SOON_MS = 20_000


async def page_of(browser: object, address: str) -> Page:
    context = await browser.new_context(  # type: ignore[attr-defined]
        permissions=["microphone"],
        viewport={"width": 390, "height": 844},
        locale="id-ID",
        reduced_motion="reduce",  # What is looked at stands.
        service_workers="block",
    )
    await context.add_init_script(path=BEFORE_PAGE)
    page: Page = await context.new_page()
    await page.goto(address)
    return page


async def turned_on(browser: object, address: str) -> Page:
    page = await page_of(browser, address)
    await page.get_by_role("button", name="Nyalakan HT").click()
    await expect(talk_button(page)).to_have_class(re.compile(r"\bidle\b"), timeout=SOON_MS)
    return page


async def entered(browser: object, address: str) -> Page:
    page = await page_of(browser, address)
    await page.get_by_role("button", name="Masuk", exact=True).click()
    await join(page, ROOM)
    return page


async def test_a_handheld_and_a_head_talk_over_the_air(
    demo: tuple[Forked, dict[str, str]], chromiums: Chromiums
) -> None:
    _, at = demo
    async with chromiums.lent(440.0) as one, chromiums.lent(1000.0) as other:
        head, ht = await entered(one, at["bpbd"]), await turned_on(other, at["ht"])

        await hold(ht)
        await expect(talk_button(head)).to_have_class(RECEIVING)
        heard = await record(head, 1.5)
        assert steadily_near(heard[24_000:], 1000) > 10 * steadily_near(heard[24_000:], 440)
        await ht.mouse.up()
        await expect(talk_button(head)).to_have_class(re.compile(r"\bidle\b"))

        await hold(head)
        await expect(talk_button(ht)).to_have_class(RECEIVING)
        await head.mouse.up()
        await expect(talk_button(ht)).to_have_class(re.compile(r"\bidle\b"))

        # Out of reach nothing of it arrives.
        await ht.get_by_role("radio", name="Putus").check()
        await hold(ht)
        heard = await record(head, 1.5)
        assert np.abs(heard).max() < 0.003
        await expect(talk_button(head)).not_to_have_class(RECEIVING)
        await ht.mouse.up()


async def test_it_is_named_legible_and_whole_and_says_when_there_is_no_radio(
    demo: tuple[Forked, dict[str, str]], chromiums: Chromiums
) -> None:
    process, at = demo
    async with chromiums.lent() as browser:
        ht = await page_of(browser, at["ht"])
        looking = Looking(ht)
        await looking.look("ht-off")
        await ht.get_by_role("button", name="Nyalakan HT").click()
        await expect(talk_button(ht)).to_have_class(re.compile(r"\bidle\b"), timeout=SOON_MS)
        themes: tuple[Theme, ...] = ("light", "dark")
        for size in SIZES:
            await ht.set_viewport_size({"width": size[0], "height": size[1]})
            for theme in themes:
                await looking.dress(theme)
                await looking.look(f"ht {size[0]} {theme}")
        await ht.get_by_role("button", name="Atur HT").click()
        await ht.get_by_label("Nomor HT").fill("112")
        await expect(ht.get_by_role("button", name="11215#")).to_be_visible()
        await looking.look("ht-sheet")
        assert not looking.wrong, "\n".join(looking.wrong)
        await ht.keyboard.press("Escape")

        process.send_signal(signal.SIGSTOP)
        try:
            await expect(ht.get_by_text("RADIO TIDAK TERSAMBUNG")).to_be_visible(timeout=SOON_MS)
        finally:
            process.send_signal(signal.SIGCONT)
        await expect(talk_button(ht)).to_have_class(re.compile(r"\bidle\b"), timeout=SOON_MS)
