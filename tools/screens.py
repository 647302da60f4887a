"""Take the pictures of docs/screens anew: every screen as its user sees it, small, with an index.

    python -m tools.screens [name ...]

A hub of its own and a Chromium, with the people and words of tests/browser/stage.py.
"""

import asyncio
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image

from tests.browser.looking import Looking
from tests.browser.screen import Screen, Seat
from tests.browser.screens import SEATS
from tests.browser.stage import own_stage

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screens"
COLOURS = 64
PHONE, TABLET, DESK = (390, 844), (820, 1180), (1920, 1080)
SIZES = {
    "door": PHONE,
    "head": PHONE,
    "reached": PHONE,
    "operator": DESK,
    "mayor": TABLET,
    "wall": DESK,
    "radio": DESK,
    "admin": TABLET,
}
SHARE = {PHONE: 1.0, TABLET: 0.6, DESK: 0.5}
"""A large screen is shown smaller: what matters is what stands where."""

INDEX = """# Screens

Each screen as its user sees it; taken by `python -m tools.screens`. A head's at 390x844, the
mayor's and the administrator's at 820x1180, the console and the wall at 1920x1080 (shown smaller).

| screen | dark | light |
|---|---|---|
"""


async def take(who: str, wanted: set[str]) -> list[str]:
    """Take all of one seat; give their names."""
    taken = []
    with tempfile.TemporaryDirectory() as folder:
        async with own_stage(Path(folder)) as running:
            seat = await SEATS[who](running)
            size = SIZES[who]
            await seat.page.set_viewport_size({"width": size[0], "height": size[1]})
            for screen in seat.screens:
                if wanted and screen.name not in wanted:
                    continue
                await both(seat, screen, SHARE[size])
                taken.append(screen.name)
    return taken


async def both(seat: Seat, screen: Screen, share: float) -> None:
    """One screen by night and by day."""
    looking = Looking(seat.page)
    await looking.dress("dark")
    await screen.show(seat.page)
    for look in ("dark", "light"):
        await looking.dress(look)
        await looking.dress(look)  # The page itself has answered to the first by now.
        shot = await seat.page.screenshot()
        keep(shot, FOLDER / f"{screen.name}-{look}.png", share)
    await screen.hide(seat.page)


def keep(shot: bytes, path: Path, share: float) -> None:
    """Write a picture, smaller and of few colours."""
    picture = Image.open(BytesIO(shot)).convert("RGB")
    small = picture.resize((round(picture.width * share), round(picture.height * share)))
    # Of a state's colour there may be little: it is kept all the same.
    small.quantize(COLOURS, Image.Quantize.MAXCOVERAGE).save(path, optimize=True)


def main() -> int:
    """Take what is named, or all, and write the index of all there are."""
    wanted = set(sys.argv[1:])
    FOLDER.mkdir(parents=True, exist_ok=True)
    for who in SEATS:
        asyncio.run(take(who, wanted))
    dark = {path.stem.removesuffix("-dark") for path in FOLDER.glob("*-dark.png")}
    names = sorted(name for name in dark if (FOLDER / f"{name}-light.png").exists())
    lines = [f"| {name} | ![]({name}-dark.png) | ![]({name}-light.png) |\n" for name in names]
    (FOLDER / "README.md").write_text(INDEX + "".join(lines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
