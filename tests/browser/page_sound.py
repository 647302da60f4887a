"""What a page hears: the remote track of its newest connection, recorded inside the page."""

import base64
import wave
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from tests.media.sound import share_near

BEFORE_PAGE = Path(__file__).with_name("before_page.js")

RATE_HZ = 48_000
PURE, TRIES = 0.95, 3
"""So much of what is heard is the tone, in one of so many seconds."""


class Page(Protocol):
    """A page of any browser."""

    async def evaluate(self, expression: str) -> Any:
        """Give what an expression gives in the page, awaited."""


async def record(page: Page, seconds: float) -> NDArray[np.float32]:
    """Record what the page hears, full scale 1.0."""
    pcm = base64.b64decode(await page.evaluate(f"__record({seconds})"))
    return np.frombuffer(pcm, "<i2").astype(np.float32) / 32_768


async def hears_only(page: Page, hz: float, who: str = "the page") -> None:
    """See that it hears a tone and nothing else: a second of it, of up to three.

    A machine that stands still for a tenth of a second tears one; what is wrong with us tears all.
    """
    shares: list[float] = []
    while len(shares) < TRIES:
        shares.append(share_near((await record(page, 1.5))[RATE_HZ // 2 :], hz))
        if shares[-1] >= PURE:
            return
    raise AssertionError(f"{who} does not hear {hz} Hz: shares {np.round(shares, 3).tolist()}")


async def record_mix(
    page: Page, seconds: float, *, second: bool = False
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Record what a page mixes for its loudspeakers: left and right, full scale 1.0.

    second: for the device at which what is monitored is heard.
    """
    taken = await page.evaluate(f"__recordMix({seconds}, {'__elsewhere' if second else '__ears'})")
    sides = np.frombuffer(base64.b64decode(taken["pcm"]), "<f4").reshape(2, -1)
    at = np.arange(0, sides.shape[1], taken["rate_hz"] / RATE_HZ)  # The machine's own rate.
    left, right = (np.interp(at, np.arange(side.size), side).astype(np.float32) for side in sides)
    return left, right


def write_tone(path: str, hz: float, seconds: float = 10.0) -> None:
    """Write a WAV for Chromium's microphone: a sine of whole periods, so that it loops."""
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    pcm = (0.3 * np.sin(2 * np.pi * hz * t) * 32_767).astype("<i2")
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(pcm.tobytes())
