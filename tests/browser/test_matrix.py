"""Every screen at three sizes, by day and by night, in both languages: named, legible, whole.

What is shown as English is the longer text of both languages, and 40 % more: where that has room,
either has. A screen is turned and resized as its user's is; one that goes with it is brought up
again. A picture of a screen that fails is left in var/matrix.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page

from tests.browser.chromium import Chromiums
from tests.browser.longer_texts import LONGER, longer, longer_module, texts
from tests.browser.looking import SIZES, Looking
from tests.browser.screens import SEATS, Screen, Seat
from tests.browser.stage import Stage, stage
from tests.nursery import Nursery

LANGUAGES = ("id", "en")
COLOURS = ["color-contrast"]
NAMES = ["cat.name-role-value"]
AS_IN_INDONESIAN = ["label-content-name-mismatch", "color-contrast"]
"""Not asked of longer texts: a label and the name that holds it are made longer each by itself,
and colours are those of any language."""
STANDS = "[location.hash, document.querySelectorAll('[role$=dialog], dialog[open]').length].join()"
"""What tells, after the page was resized, whether a screen is still there."""
CHOSEN_ELSEWHERE = """async (language) => {
  const key = "posko.settings";
  const wishes = { ...JSON.parse(localStorage.getItem(key) ?? "{}"), language };
  localStorage.setItem(key, JSON.stringify(wishes));
  dispatchEvent(new StorageEvent("storage", { key }));
  for (let n = 0; n < 2; n++) await new Promise(requestAnimationFrame);
  return document.documentElement.lang;
}"""
"""Done at once: what a choice does, it does before the next picture."""


@pytest_asyncio.fixture(loop_scope="session")
async def at_work(tmp_path: Path, chromiums: Chromiums, nursery: Nursery) -> AsyncIterator[Stage]:
    """A hub and a Chromium, in which English is longer than it is."""
    async with (
        chromiums.lent() as browser,
        stage(tmp_path, browser, longer_module(), nursery.start) as running,
    ):
        yield running


async def each(seat: Seat, screen: Screen, looking: Looking) -> None:
    """One screen at all sizes, in all looks and in both languages."""
    sizes = [size for size in SIZES if screen.from_px <= size[0] <= screen.to_px]
    stood = None
    for size in sizes:
        await seat.page.set_viewport_size({"width": size[0], "height": size[1]})
        await looking.dress("dark")
        if stood is None or stood != await seat.page.evaluate(STANDS):
            await screen.show(seat.page)
            stood = await seat.page.evaluate(STANDS)
        name = f"{screen.name} {size[0]}"
        await looking.look(f"{name} id dark")
        await chosen_elsewhere(seat.page, "en")
        await looking.look(f"{name} en dark", off=AS_IN_INDONESIAN)
        await chosen_elsewhere(seat.page, "id")
        await looking.dress("light")
        await looking.look(f"{name} id light", COLOURS)
        if size == sizes[0]:
            await looking.dress("contrast")
            await looking.look(f"{name} id contrast", COLOURS)
            await seat.page.emulate_media(forced_colors="active", contrast="more")
            await looking.look(f"{name} id forced", NAMES)
            await seat.page.emulate_media(forced_colors="none", contrast="no-preference")
    await screen.hide(seat.page)


async def chosen_elsewhere(page: Page, language: str) -> None:
    """Have the language chosen on another page of this device, whose texts are here already."""
    assert await page.evaluate(CHOSEN_ELSEWHERE, language) == language


@pytest.mark.parametrize("who", SEATS)
async def test_every_screen_of(who: str, at_work: Stage) -> None:
    seat = await SEATS[who](at_work)
    looking = Looking(seat.page)
    for language in reversed(LANGUAGES):
        await seat.speak(seat.page, language)
    for screen in seat.screens:
        await each(seat, screen, looking)
    assert not looking.wrong, "\n".join(sorted(set(looking.wrong)))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_longer_texts_are_longer(language: str) -> None:
    for text in texts(language).values():
        if "{" in text:
            assert len(longer(text)) > len(text)  # Of a choice only the longest counts.
        else:
            assert len(longer(text)) >= len(text) * (1 + LONGER) - 1, text
