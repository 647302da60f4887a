"""Every screen at three sizes, by day and by night, in both languages: named, legible, whole.

What is shown as English is the longer text of both languages, and 40 % more: where that has room,
either has. A screen is turned and resized as its user's is; one that goes with it is brought up
again. A picture of a screen that fails is left in var/matrix.
"""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio

from tests.browser.chromium import Chromiums
from tests.browser.longer_texts import LONGER, longer, longer_module, texts
from tests.browser.looking import SIZES, Looking, Theme, Wished
from tests.browser.screens import SEATS, Screen, Seat
from tests.browser.stage import Stage, stage
from tests.nursery import Nursery

LANGUAGES = ("id", "en")
NAMES = ["cat.name-role-value"]
AS_IN_INDONESIAN = ["label-content-name-mismatch", "color-contrast"]
"""Not asked of longer texts: a label and the name that holds it are made longer each by itself,
and colours are those of any language."""
STANDS = """async () => {
  for (let n = 0; n < 2; n++) await new Promise(requestAnimationFrame);
  return [location.hash, document.querySelectorAll("[role$=dialog], dialog[open]").length].join();
}"""
"""What tells, when the page has answered to its new size, whether a screen is still there."""


class Look(NamedTuple):
    """One look at a screen."""

    name: str
    theme: Theme
    language: str = "id"
    only: Sequence[str] = ()
    off: Sequence[str] = ()
    also: tuple[Theme, ...] = ()


FORCED = Look("forced", "contrast", only=NAMES)
BY_DAY = Look("dark", "dark", also=("light",))
IN_ALL = BY_DAY._replace(also=("light", "contrast"))
LONG = Look("dark", "dark", "en", off=AS_IN_INDONESIAN)
FIRST, OTHER = (FORCED, IN_ALL, LONG), (BY_DAY, LONG)
"""At its smallest size, and at the others."""


@pytest_asyncio.fixture(loop_scope="session")
async def at_work(tmp_path: Path, chromiums: Chromiums, nursery: Nursery) -> AsyncIterator[Stage]:
    """A hub and a Chromium, in which English is longer than it is."""
    async with (
        chromiums.lent() as browser,
        stage(tmp_path, browser, longer_module(), nursery.start) as running,
    ):
        yield running


class Going:
    """Goes from screen to screen and from look to look, backwards every other time.

    The language so changes half as often, and a screen is brought up in either.
    """

    def __init__(self, seat: Seat, looking: Looking) -> None:
        self._seat, self._looking = seat, looking
        self._back = False
        self._light = False
        self._media: dict[str, str] = {}

    async def each(self, screen: Screen) -> None:
        """Look at one screen in all sizes, in all themes and in both languages."""
        page = self._seat.page
        sizes = [size for size in SIZES if screen.from_px <= size[0] <= screen.to_px]
        stood = None
        for size in sizes:
            await page.set_viewport_size({"width": size[0], "height": size[1]})
            if stood is None or stood != await page.evaluate(STANDS):
                await screen.show(page)
                stood = await page.evaluate(STANDS)
            looks = FIRST if size == sizes[0] else OTHER
            for look in reversed(looks) if self._back else looks:
                await self._look(f"{screen.name} {size[0]} {look.language} {look.name}", look)
            self._back, self._light = not self._back, not self._light
        await screen.hide(page)

    async def _look(self, name: str, look: Look) -> None:
        """Look, on a device that is light or dark by turns: what was chosen goes before that."""
        media = {
            "color_scheme": "light" if self._light else "dark",
            "forced_colors": "active" if look is FORCED else "none",
            "contrast": "more" if look is FORCED else "no-preference",
        }
        if media != self._media:
            await self._seat.page.emulate_media(**media)  # type: ignore[arg-type]
            self._media = media
        wished: Wished = {"theme": look.theme, "language": look.language}
        await self._looking.look(name, look.only, look.off, wished, look.also)


@pytest.mark.parametrize("who", SEATS)
async def test_every_screen_of(who: str, at_work: Stage) -> None:
    seat = await SEATS[who](at_work)
    looking = Looking(seat.page)
    for language in reversed(LANGUAGES):
        await seat.speak(seat.page, language)
    going = Going(seat, looking)
    for screen in seat.screens:
        await going.each(screen)
    assert not looking.wrong, "\n".join(sorted(set(looking.wrong)))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_longer_texts_are_longer(language: str) -> None:
    for text in texts(language).values():
        if "{" in text:
            assert len(longer(text)) > len(text)  # Of a choice only the longest counts.
        else:
            assert len(longer(text)) >= len(text) * (1 + LONGER) - 1, text
