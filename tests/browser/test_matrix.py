"""Every screen at three sizes, by day and by night, in both languages: named, legible, whole.

A picture of a screen that fails is left in var/matrix.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.browser.looking import SIZES, Looking
from tests.browser.screens import SEATS, Screen, Seat
from tests.browser.stage import Stage, stage

LANGUAGES = ("id", "en")
COLOURS = ["color-contrast"]
NAMES = ["cat.name-role-value"]


@pytest_asyncio.fixture(loop_scope="session")
async def at_work(tmp_path: Path) -> AsyncIterator[Stage]:
    """A hub and a Chromium."""
    async with stage(tmp_path) as running:
        yield running


async def each(seat: Seat, language: str, screen: Screen, looking: Looking) -> None:
    """One screen in one language, at all sizes and in all looks."""
    for size in SIZES:
        if size[0] < screen.from_px:
            continue
        await seat.page.set_viewport_size({"width": size[0], "height": size[1]})
        await looking.dress("dark")
        await screen.show(seat.page)
        name = f"{screen.name} {size[0]} {language}"
        await looking.look(f"{name} dark")
        await looking.dress("light")
        await looking.look(f"{name} light", COLOURS)
        if language == "id" and size == SIZES[0 if screen.from_px == 0 else 2]:
            await looking.dress("contrast")
            await looking.look(f"{name} contrast", COLOURS)
            await seat.page.emulate_media(forced_colors="active", contrast="more")
            await looking.look(f"{name} forced", NAMES)
            await seat.page.emulate_media(forced_colors="none", contrast="no-preference")
        await screen.hide(seat.page)


@pytest.mark.parametrize("who", SEATS)
async def test_every_screen_of(who: str, at_work: Stage) -> None:
    seat = await SEATS[who](at_work)
    looking = Looking(seat.page)
    for language in LANGUAGES:
        await seat.speak(seat.page, language)
        for screen in seat.screens:
            await each(seat, language, screen, looking)
    assert not looking.wrong, "\n".join(sorted(set(looking.wrong)))
