"""What a screen of the client is to whoever looks at all of them, and how it is brought up."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from playwright.async_api import Page, expect

from tests.browser.conftest import talk_button
from tests.browser.stage import SOON_MS, speak, turn

Act = Callable[[Page], Awaitable[None]]


async def nothing(page: Page) -> None:
    """Leave it as it is."""


async def shut(page: Page) -> None:
    """Close a sheet."""
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


@dataclass(frozen=True)
class Screen:
    """One screen, or one state of it."""

    name: str
    show: Act
    hide: Act = nothing
    from_px: int = 0
    """The narrowest it is there at."""
    to_px: int = 10_000
    """The widest."""


@dataclass(frozen=True)
class Seat:
    """Whose page it is, and what can be seen on it."""

    page: Page
    screens: Sequence[Screen]
    speak: Callable[[Page, str], Awaitable[None]] = speak


def at(name: str, where: str, ready: str, from_px: int = 0) -> Screen:
    """A screen with an address, and what tells that it is there."""

    async def show(page: Page) -> None:
        await turn(page, where)
        await expect(page.locator(ready).first).to_be_visible(timeout=SOON_MS)

    return Screen(name, show, from_px=from_px)


def sheet(name: str, where: str, opener: str, from_px: int = 0) -> Screen:
    """A sheet over a screen, and what opens it."""

    async def show(page: Page) -> None:
        await turn(page, where)
        await page.locator(opener).first.click()
        await expect(page.get_by_role("dialog")).to_be_visible(timeout=SOON_MS)

    return Screen(name, show, shut, from_px)


async def cut(page: Page) -> None:
    """Lose the hub for long enough to be told."""
    await page.context.set_offline(True)
    await expect(page.locator(".banner.link")).to_be_visible(timeout=SOON_MS)


async def joined(page: Page) -> None:
    """The hub is there again."""
    await page.context.set_offline(False)
    await expect(page.locator(".banner.link")).to_have_count(0, timeout=SOON_MS)
    await expect(talk_button(page)).not_to_have_class(re.compile(r"\boff\b"), timeout=SOON_MS)
