"""What is recorded of a room, as who leads it sees it: the list, and one that is heard again."""

from playwright.async_api import Page, expect

from tests.browser.conftest import talk_button
from tests.browser.screen import Act, Screen, shut
from tests.browser.stage import SOON_MS

RULE = """async (on) => fetch("/api/command/recording:set", { method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ room: "rapat", on, keep_days: 90 }) })"""
TALK_MS = 1_500


def recorded(led: Act) -> tuple[Screen, ...]:
    """The screens. led: shows the room, in which the page's post is."""
    made: list[bool] = []

    async def make(page: Page) -> None:
        """Be recorded while one talks and others listen."""
        mark = page.locator("header .rec svg")
        await page.evaluate(RULE, True)
        await expect(mark).to_be_visible(timeout=SOON_MS)
        await talk_button(page).click()
        await page.wait_for_timeout(TALK_MS)
        await talk_button(page).click()
        await page.evaluate(RULE, False)
        await expect(mark).to_have_count(0, timeout=SOON_MS)
        made.append(True)

    async def listed(page: Page) -> None:
        await led(page)
        if not made:
            await make(page)
        await page.locator("footer.deck-foot .row button").nth(1).click()
        await page.locator(".sheet .both button").nth(2).click()
        await expect(page.locator(".sheet li button:enabled")).to_be_visible(timeout=SOON_MS)

    async def heard(page: Page) -> None:
        await listed(page)
        await page.locator(".sheet li button:enabled").first.click()
        await expect(page.locator(".sheet ol button").first).to_be_visible(timeout=SOON_MS)

    return Screen("recordings", listed, shut), Screen("recording", heard, shut)
