"""The operator's console and a handheld on its air: who is really sent, recordings, patches, the register."""

import re

from playwright.async_api import Locator, Page, expect

from tests.browser.chromium import Chromiums
from tests.browser.conftest import talk_button
from tests.browser.looking import Looking, Theme
from tests.browser.test_console import select
from tests.browser.test_ht import ON_AIR, RECEIVING, ROOM, demo, turned_on
from tests.browser.test_voice import hold
from tests.nursery import Forked

SOON_MS = 20_000
DESK = {"width": 1920, "height": 1080}
IDLE = re.compile(r"\bidle\b")

__all__ = ["demo"]


async def console_of(browser: object, address: str) -> Page:
    """The operator at a desk."""
    context = await browser.new_context(  # type: ignore[attr-defined]
        permissions=["microphone"], viewport=DESK, locale="id-ID", service_workers="block"
    )
    page: Page = await context.new_page()
    await page.goto(address)
    await page.get_by_role("button", name="Masuk", exact=True).click()
    await expect(page.get_by_role("heading", name="Kanal")).to_be_visible(timeout=SOON_MS)
    return page


def row(page: Page, n: int) -> Locator:
    """A line of the log, the newest first."""
    return page.locator("tbody tr").nth(n)


def named(page: Page, room: str) -> Locator:
    """The strip of this channel, and of none that only speaks of it."""
    name = page.locator(".pick > b", has_text=room)
    return page.locator("li.strip").filter(has=name)


async def test_the_console_and_a_handheld(
    demo: tuple[Forked, dict[str, str]], chromiums: Chromiums
) -> None:
    _, at = demo
    async with chromiums.lent(440.0) as one, chromiums.lent(1000.0) as other:
        desk, ht = await console_of(one, at["operator"]), await turned_on(other, at["ht"])
        await select(desk, ROOM)

        # The lamps say what the bridge says, and then the button is red.
        await expect(desk.get_by_role("heading", name=f"Radio HT, {ROOM}")).to_be_visible()
        lamps = desk.get_by_role("list", name="Lampu pancar")
        await expect(lamps).not_to_contain_text("ya")
        await desk.keyboard.down("Space")
        await expect(talk_button(desk)).to_have_class(ON_AIR)
        await expect(lamps.get_by_text("PTT tertekan").locator("..")).to_contain_text("ya")
        await expect(talk_button(ht)).to_have_class(RECEIVING)
        await desk.keyboard.up("Space")
        await expect(talk_button(ht)).to_have_class(IDLE)
        await expect(row(desk, 0).get_by_role("button", name="Putar")).to_be_visible(
            timeout=SOON_MS
        )

        # The handheld is heard, and is in the log with its recording.
        await hold(ht)
        await expect(talk_button(desk)).to_have_class(RECEIVING)
        await ht.mouse.up()
        await expect(talk_button(desk)).to_have_class(IDLE)
        await expect(row(desk, 0)).to_contain_text("HT, tidak dikenal")
        again = row(desk, 0).get_by_role("button", name="Putar")
        await expect(again).to_be_visible(timeout=SOON_MS)
        await desk.keyboard.press("r")
        await expect(row(desk, 0).get_by_role("button", name="Hentikan")).to_be_visible()
        await expect(again).to_be_visible()

        # Another channel is selected, and the radio's own key talks to the radio all the same.
        await select(desk, "Siaga Banjir")
        await desk.keyboard.press("Control+Space", delay=1_500)
        await expect(desk.locator("tbody tr")).to_have_count(3)
        await expect(row(desk, 0)).to_contain_text(ROOM)

        # A patch is made, seen on both ends, and cut by one key.
        await desk.keyboard.press("p")
        sheet = desk.get_by_role("dialog")
        await sheet.get_by_label("Ruang", exact=True).select_option(label="Siaga Banjir")
        await sheet.get_by_role("button", name="Sambung sekarang").click()
        await expect(sheet).to_contain_text(f"Siaga Banjir dengan {ROOM}")
        await sheet.get_by_role("button", name="Tutup", exact=True).last.click()
        await expect(named(desk, "Siaga Banjir")).to_contain_text(f"disambung ke {ROOM}")
        await expect(named(desk, ROOM)).to_contain_text("disambung dengan Siaga Banjir")

        looking = Looking(desk)
        themes: tuple[Theme, ...] = ("dark", "light")
        for theme in themes:
            await looking.dress(theme)
            await looking.look(f"console-radio {theme}")
            await desk.screenshot(path=f"/tmp/C-{theme}.png")
        await desk.screenshot(path="/tmp/C-dark.png")
        assert not looking.wrong, "\n".join(looking.wrong)

        await desk.keyboard.press("Shift+P")
        await expect(named(desk, ROOM)).not_to_contain_text("disambung")
