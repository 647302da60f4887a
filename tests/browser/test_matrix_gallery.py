"""The gallery shows every part in every look and both languages, and is no part of the client."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.async_api import expect

from hub.main import WEBAPP
from tests.browser.chromium import Chromiums
from tests.browser.looking import SIZES, Looking, Theme
from tools import web_build
from tools.gallery import OUT, ROOT, server

COLOURED: tuple[Theme, ...] = ("light", "contrast")
COLOURS = ["color-contrast"]
NOT_SHOWN = {
    *("DevicePick", "Files", "Finder", "Mark", "MentionPick", "MessageText"),
    *(
        "Loading",
        "NotHere",
        "Picture",
        "QrCode",
        "Roster",
        "SheetDialog",
        "SureSheet",
        "TableBring",
    ),
    *("DeputySheet", "DeviceList", "ExcuseSheets", "ReasonSheet"),
    *("SoonNotice", "TalkKeys", "VersionList", "Viewer"),
}
"""Made of parts that are shown, or nothing without the room, the camera or the file around it."""


@pytest.fixture
def address() -> Iterator[str]:
    """The gallery, built and served."""
    web_build.gallery(ROOT / "web")
    with server(OUT, 0) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield f"http://localhost:{serving.server_port}/"
        serving.shutdown()


async def test_every_part_in_every_look(address: str, chromiums: Chromiums) -> None:
    async with chromiums.lent() as browser:
        page = await browser.new_page(reduced_motion="reduce")
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        await page.goto(address)
        shown = set(await page.locator("section > h2").all_inner_texts())
        parts = {file.stem for file in (ROOT / "web/src/parts").glob("*.svelte")}
        assert parts - shown <= NOT_SHOWN, "a new part is shown in web/gallery"
        looking = Looking(page)

        async def look(theme: Theme, name: str, only: Sequence[str] = ()) -> None:
            await page.locator(f"input[type=radio][value={theme}]").dispatch_event("click")
            await looking.look(f"gallery {name} {theme}", only)

        for language in ("id", "en"):
            await page.locator(f"input[type=radio][value={language}]").dispatch_event("click")
            await expect(page.locator("html")).to_have_attribute("lang", language)
            for width, height in SIZES:
                await page.set_viewport_size({"width": width, "height": height})
                await look("dark", f"{width} {language}")
                for theme in COLOURED if language == "id" else ():
                    await look(theme, f"{width} {language}", COLOURS)
    wrong += looking.wrong
    assert not wrong, "\n".join(sorted(set(wrong)))


def served() -> list[str]:
    """What the hub gives to browsers."""
    files = [file for file in Path(WEBAPP).rglob("*") if file.suffix in (".js", ".html")]
    return [file.read_text(encoding="utf-8") for file in files]


async def test_nothing_of_it_is_served_by_the_hub() -> None:
    assert served()
    for text in served():
        assert "galeri bagian" not in text
        assert "laporan-pintu-air" not in text
