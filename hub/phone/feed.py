"""Sound into a call: a text again and again, then perhaps a word, a little ahead of the wire.

The stack sends silence when it is given nothing. Little is given ahead, so that a key is answered
at once; enough, so that a busy machine leaves no gap.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

from hub.phone.stack import StackCall
from hub.wire.phone import SAMPLE_RATE_HZ

BYTES_A_SECOND = 2 * SAMPLE_RATE_HZ
AHEAD_BYTES = BYTES_A_SECOND
EVERY_S = 0.05
PAUSE_S = 1.0
"""Of silence before the text begins anew."""
LONGEST_S = 60
LEAD_S = 0.4
"""Before the first word: phones open their ear late."""


class NoSound(Exception):
    """A file that cannot be said."""


def sound(file: str) -> bytes:
    """Read what is to be said. NoSound."""
    try:
        with Path(file).open("rb") as opened:
            pcm = opened.read(LONGEST_S * BYTES_A_SECOND)
    except OSError as error:
        raise NoSound(error.strerror or "unreadable") from None
    if not pcm:
        raise NoSound("empty")
    return pcm[: len(pcm) // 2 * 2]


def silence(seconds: float) -> bytes:
    """Give that much of it."""
    return bytes(2 * round(seconds * SAMPLE_RATE_HZ))


class Feed:
    """What one call is told. `run` it in a task; `spoken` is called when a word was said."""

    def __init__(self, call: StackCall, spoken: Callable[[], None]) -> None:
        self._call = call
        self._spoken = spoken
        self._text = b""
        self._left = memoryview(b"")
        self._again = False
        self._word = False
        self._flushing = False

    def text(self, pcm: bytes) -> None:
        """Say it from its beginning, again and again."""
        self._begin(silence(LEAD_S) + pcm)
        self._text = pcm
        self._again = True

    def word(self, pcm: bytes) -> None:
        """Say it once."""
        self._begin(pcm + silence(LEAD_S))
        self._word = True

    def hush(self) -> None:
        """Say no more."""
        self._begin(b"")

    async def run(self) -> None:
        """Feed until cancelled."""
        while True:
            self._fill()
            await asyncio.sleep(EVERY_S)

    def _begin(self, pcm: bytes) -> None:
        self._flushing = self._call.waiting() > 0
        if self._flushing:
            self._call.flush()
        self._left = memoryview(pcm)
        self._again = self._word = False

    def _fill(self) -> None:
        waiting = self._call.waiting()
        if self._flushing and waiting:
            return  # What is written before it is done is thrown away with the rest.
        self._flushing = False
        while waiting < AHEAD_BYTES:
            if not self._left and self._again:
                self._left = memoryview(silence(PAUSE_S) + self._text)
            taken = self._call.write(bytes(self._left[: AHEAD_BYTES - waiting]))
            if not taken:
                break
            waiting += taken
            self._left = self._left[taken:]
        if self._word and not self._left and not self._call.waiting():
            self._word = False
            self._spoken()
