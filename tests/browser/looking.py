"""Looks at a screen as it is now: what axe finds, and what is cut off, too wide or too small."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, TypedDict

from playwright.async_api import Page

ROOT = Path(__file__).parents[2]
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
RULES = (AXE, *(Path(__file__).with_name(f"page_{name}.js") for name in ("state", "rules")))
PICTURES = ROOT / "var/matrix"

DRESS = """async ({ theme, scheme }) => {
  const frame = () => new Promise(requestAnimationFrame);
  while (!matchMedia(`(prefers-color-scheme: ${scheme})`).matches) await frame();
  await frame(); // The page itself answers to that first.
  document.documentElement.dataset.theme = theme;
}"""
LOOK = "(asked) => window.__look?.(asked) ?? null"
"""In one go: each round trip costs as much as one of our rules."""

SIZES = ((390, 844), (820, 1180), (1920, 1080))
Theme = Literal["light", "dark", "contrast"]


class Wished(TypedDict):
    """What is chosen on another page of the same device."""

    theme: Theme
    language: str


class Looking:
    """Looks at screens, and keeps what is wrong with them."""

    def __init__(self, page: Page, pictures: Path | None = PICTURES) -> None:
        self._page = page
        self._pictures = pictures
        self.wrong: list[str] = []

    async def dress(self, theme: Theme) -> None:
        """Give it a theme, as its user's choice would: consoles are dark of themselves."""
        scheme: Literal["light", "dark"] = "light" if theme == "light" else "dark"
        await self._page.emulate_media(color_scheme=scheme)
        await self._page.evaluate(DRESS, {"theme": theme, "scheme": scheme})

    async def look(
        self,
        name: str,
        only: Sequence[str] = (),
        off: Sequence[str] = (),
        wished: Wished | None = None,
        also: Sequence[Theme] = (),
    ) -> None:
        """Hold all rules against what is there now. only: these of axe's alone; off: without.

        wished: the theme and the language, chosen before it is looked at. also: further themes
        in which colours are looked at: where texts stand is the same in all.
        """
        asked = {"only": list(only), "off": list(off), "wished": wished, "also": list(also)}
        found: list[str] | None = await self._page.evaluate(LOOK, asked)
        if found is None:
            # The page's own policy stays as it is: what is run from outside does not ask it.
            for rules in RULES:
                await self._page.evaluate(rules.read_text(encoding="utf-8"))
            found = await self._page.evaluate(LOOK, asked)
        assert found is not None
        await self._note(name, found)

    async def _note(self, name: str, found: list[str]) -> None:
        if found and self._pictures:
            self._pictures.mkdir(parents=True, exist_ok=True)
            await self._page.screenshot(path=self._pictures / f"{name.replace(' ', '-')}.png")
        self.wrong += [f"{name}: {one}" for one in found]
