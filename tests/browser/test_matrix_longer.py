"""Every screen with texts that are 40 % longer: nothing is cut off, nothing sticks out."""

from pathlib import Path

import pytest

from tests.browser.longer_texts import LONGER, longer, longer_module, texts
from tests.browser.looking import SIZES, Looking
from tests.browser.screens import SEATS
from tests.browser.stage import stage


@pytest.mark.parametrize("who", SEATS)
async def test_there_is_room_for_longer_texts(who: str, tmp_path: Path) -> None:
    async with stage(tmp_path, english=longer_module()) as at_work:
        seat = await SEATS[who](at_work)
        looking = Looking(seat.page)
        await seat.speak(seat.page, "en")
        for size in SIZES:
            await seat.page.set_viewport_size({"width": size[0], "height": size[1]})
            for screen in seat.screens:
                if size[0] >= screen.from_px:
                    await screen.show(seat.page)
                    await looking.fits(f"{screen.name} {size[0]} longer")
                    await screen.hide(seat.page)
    assert not looking.wrong, "\n".join(sorted(set(looking.wrong)))


@pytest.mark.parametrize("language", ["id", "en"])
async def test_longer_texts_are_longer(language: str) -> None:
    for text in texts(language).values():
        if "{" in text:
            assert len(longer(text)) > len(text)  # Of a choice only the longest counts.
        else:
            assert len(longer(text)) >= len(text) * (1 + LONGER) - 1, text
