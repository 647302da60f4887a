"""The real Chromium of the tests: its own binary, fake microphone, and no word to anybody."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from playwright.async_api import Browser, Playwright

BINARIES = ("chromium", "chromium-browser", "google-chrome")
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
)


def binary() -> str | None:
    """Give the path of a Chromium on this machine; None leaves it to Playwright's own."""
    return next((found for name in BINARIES if (found := shutil.which(name))), None)


async def launch(
    playwright: Playwright,
    *,
    microphone: Path | None = None,
    ask: bool = False,
    flags: Sequence[str] = (),
) -> Browser:
    """Start a browser. microphone: a WAV file it hears; ask: it asks for permissions."""
    flags = [*flags, *(f for f in FLAGS if not (ask and "fake-ui" in f))]
    if microphone is not None:
        flags.append(f"--use-file-for-fake-audio-capture={microphone}")
    return await playwright.chromium.launch(executable_path=binary(), args=flags)
