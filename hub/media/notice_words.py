"""The notice of a recording, as the worker has it: made ready in a thread, never in a tick.

Its words are in a file that the hub had spoken; where there is none, the notice is its tones.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from pathlib import Path

from hub.audio.notice import recording_notice, words_of
from hub.audio.opus import Audio

BYTES_MAX = 1 << 20


class NoticeWords:
    """Gives the notice to whoever will have it said. For use on one event loop."""

    def __init__(self, words: Path | None) -> None:
        """words: where they are, as `notice.spoken_pcm`; None: nowhere."""
        self._words = words
        self._tones = recording_notice()
        self._whole: Audio | None = None

    def give(self, say: Callable[[Audio], None]) -> None:
        """Have the notice said: at once, or on this loop when its words have been read."""
        if self._whole is not None:
            say(self._whole)
        elif self._words is None:
            say(self._tones)
        else:
            loop = asyncio.get_running_loop()
            threading.Thread(
                target=self._read, args=(self._words, loop, say), name="notice", daemon=True
            ).start()

    def _read(
        self, words: Path, loop: asyncio.AbstractEventLoop, say: Callable[[Audio], None]
    ) -> None:
        """In the thread. Words that are not there yet are looked for again the next time."""
        # Without the file nothing speaks on this machine, and the hub has said so.
        with contextlib.suppress(OSError), words.open("rb") as file:
            self._whole = recording_notice(words_of(file.read(BYTES_MAX)))
        with contextlib.suppress(RuntimeError):  # The loop is over, and all rooms with it.
            loop.call_soon_threadsafe(say, self._tones if self._whole is None else self._whole)
