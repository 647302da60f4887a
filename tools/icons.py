"""Draw the app's icons from web/public/icon.svg, by the Chromium of the tests.

    python tools/icons.py

They are committed: run it again when the mark changes. Maskable ones are cut to any shape by the
phone, so the mark keeps to the inner part.
"""

import asyncio
import sys
from pathlib import Path

from playwright.async_api import async_playwright

ROOT = Path(__file__).resolve().parent.parent
PUBLIC = ROOT / "web" / "public"
GROUND, MARK = "#14191e", "#eef2f5"
"""The panel and the ink of the dark theme (web/src/tokens.css)."""

ICONS = {
    "192.png": (192, 0.62, 0.22),
    "512.png": (512, 0.62, 0.22),
    "maskable-512.png": (512, 0.5, 0.0),
    "apple-touch-180.png": (180, 0.58, 0.0),
}
"""Size in pixels, the mark's share of it, and the roundness of the corners."""


async def draw() -> None:
    """Take a picture of each."""
    sys.path.insert(0, str(ROOT))
    from tests.browser.chromium import launch

    mark = (PUBLIC / "icon.svg").read_text(encoding="utf-8").replace("#7a8792", MARK)
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        page = await browser.new_page()
        for name, (size, share, round_share) in ICONS.items():
            await page.set_viewport_size({"width": size, "height": size})
            await page.set_content(
                f"<style>body{{margin:0}}div{{width:{size}px;height:{size}px;display:grid;"
                f"place-items:center;background:{GROUND};border-radius:{size * round_share}px}}"
                f"svg{{width:{share * 100}%}}</style><div>{mark}</div>"
            )
            file = PUBLIC / "icons" / name
            await page.screenshot(path=file, omit_background=True)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(draw())
