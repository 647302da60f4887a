"""The real Chromium of the tests: its own binary, fake microphone, and no word to anybody."""

import contextlib
import shutil
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from playwright.async_api import Browser, Page, Playwright

from tests.browser.kept import Kept
from tests.browser.page_sound import write_tone

BINARIES = ("chromium", "chromium-browser", "google-chrome")
LEAN = ("chromium-headless-shell",)
"""The same without windows, tabs and menus, which cost a fifth of what a test costs."""
FLAGS = (
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--allow-loopback-in-peer-connection",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--process-per-site",  # A kept context goes on in the process it has.
)
KEPT_MAX = 3
"""Contexts a browser keeps, each with a process."""
FEATURES_OFF = (
    # Each context has a window, and each window prepares these pages for its address bar.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    # What Playwright turns off as well: Chromium goes by the last list it is given.
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "SpareRendererForSitePerProcess",  # One more process a context, which nobody uses.
    "ThirdPartyStoragePartitioning",
)


def binary(lean: bool = False) -> str | None:
    """Give the path of a Chromium on this machine; None leaves it to Playwright's own."""
    names = (*LEAN, *BINARIES) if lean else BINARIES
    return next((found for name in names if (found := shutil.which(name))), None)


async def launch(
    playwright: Playwright,
    *,
    microphone: Path | None = None,
    ask: bool = False,
    lean: bool = False,
    flags: Sequence[str] = (),
    by: Path | None = None,
) -> Browser:
    """Start a browser. microphone: a WAV file it hears; ask: it asks for permissions.

    lean: without windows, where there is such a one. by: a command that starts it.
    """
    flags = [*flags, *(f for f in FLAGS if not (ask and "fake-ui" in f))]
    flags.append(f"--disable-features={','.join(FEATURES_OFF)}")
    if microphone is not None:
        flags.append(f"--use-file-for-fake-audio-capture={microphone}")
    return await playwright.chromium.launch(executable_path=by or binary(lean), args=flags)


class Chromiums:
    """Browsers that are kept: to start one costs more than most tests need of it.

    Whoever borrows has a process to himself meanwhile. All that a page can leave behind is in its
    context, and no context outlives the loan but those that are wiped.
    """

    def __init__(self, playwright: Playwright, folder: Path) -> None:
        self._playwright, self._folder = playwright, folder
        self._idle: dict[tuple[float, bool, bool], list[Browser]] = {}
        self._kept: dict[Browser, dict[str, Kept]] = {}

    @contextlib.asynccontextmanager
    async def lent(
        self, hz: float = 440.0, *, ask: bool = False, whole: bool = False, of: str = ""
    ) -> AsyncIterator[Browser]:
        """Give a browser that hears a tone.

        ask: it asks for permissions. whole: as people have it, with windows and what comes to
        them; whoever asks is shown something, so that is whole as well. of: the post whose
        context it had better keep.
        """
        idle = self._idle.setdefault((hz, ask, whole), [])
        idle.sort(key=lambda one: of in self._kept[one])
        browser = idle.pop() if idle else await self._start(hz, ask, whole)
        kept = self._kept.setdefault(browser, {})
        try:
            yield browser
        finally:
            stays = [one.context for one in kept.values()]
            for context in [one for one in browser.contexts if one not in stays]:
                await context.close()
            if browser.is_connected():
                idle.append(browser)

    @contextlib.asynccontextmanager
    async def page(self, post: str, hz: float, size: tuple[int, int]) -> AsyncIterator[Page]:
        """Give a page of a post in a browser of its own, as if nobody had used either."""
        async with self.lent(hz, of=post) as browser:
            kept = self._kept[browser]
            mine = kept.pop(post, None) or await Kept.made(browser)
            yield await mine.page(size)
            if await mine.wiped():
                kept[post] = mine
            while len(kept) > KEPT_MAX:
                await kept.pop(next(iter(kept))).context.close()

    async def close(self) -> None:
        """End them all."""
        for browser in (one for kind in self._idle.values() for one in kind):
            await browser.close()

    async def _start(self, hz: float, ask: bool, whole: bool) -> Browser:
        voice = self._folder / f"{hz:.0f}.wav"
        if not voice.exists():
            write_tone(str(voice), hz)
        lean = not (ask or whole)
        return await launch(self._playwright, microphone=voice, ask=ask, lean=lean)
