"""A hub, and real Chromiums: one process a person, each with a tone for a voice."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.browser.chromium import launch
from tests.browser.hub_process import HubProcess, hub_process
from tests.browser.page_sound import BEFORE_PAGE, write_tone

Enter = Callable[..., Awaitable[Page]]

FIRST = {"walikota": "Selamat"}
"""The heading of what a post sees first, where it is not the list of rooms."""


@pytest.fixture
async def hub(tmp_path: Path) -> AsyncIterator[HubProcess]:
    """A hub of Kota Probolinggo with nobody in it."""
    async with hub_process(tmp_path) as running:
        yield running


@pytest.fixture
async def enter(hub: HubProcess, tmp_path: Path) -> AsyncIterator[Enter]:
    """Open a browser of its own, sign a post in by its link, and go to what it shows first."""
    async with async_playwright() as playwright, AsyncExitStack() as open_browsers:

        async def sign_in(
            post: str,
            hz: float = 440.0,
            *,
            permit: bool = True,
            size: tuple[int, int] = (390, 844),
            first: str = "",
        ) -> Page:
            voice = tmp_path / f"{post}.wav"
            write_tone(str(voice), hz)
            browser = await launch(playwright, microphone=voice, ask=not permit)
            open_browsers.push_async_callback(browser.close)
            context = await browser.new_context(
                permissions=["microphone"] if permit else [],
                viewport={"width": size[0], "height": size[1]},
                locale="id-ID",
            )
            await context.add_init_script(path=BEFORE_PAGE)
            page = await context.new_page()
            await page.goto(hub.link(post))
            await page.get_by_role("button", name="Masuk", exact=True).click()
            await expect(
                page.get_by_role("heading", name=first or FIRST.get(post, "Ruang"))
            ).to_be_visible()
            return page

        yield sign_in


async def join(page: Page, room: str) -> None:
    """Open a room from the list, turn to its voice and join it."""
    await page.get_by_role("link", name=re.compile(room)).click()
    await page.get_by_role("tab", name="Suara").click()
    await page.get_by_role("button", name="Gabung", exact=True).click()
    await expect(talk_button(page)).to_be_visible()
    await expect(talk_button(page)).not_to_have_class(re.compile(r"\boff\b"))


def talk_button(page: Page):  # type: ignore[no-untyped-def]
    """The one big button."""
    return page.locator("[data-talk]")
