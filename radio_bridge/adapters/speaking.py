"""Makes speech for the radio: espeak-ng in a process of its own, one after the other.

A text is never long, and the hub asks for one at a time; what it asks for faster than it can be
made is dropped, the oldest first.
"""

import asyncio
from collections import deque
from collections.abc import Callable

import structlog

from hub.speech import PROGRAM, CannotSpeak, Speaker, samples
from radio_bridge.config import Speech
from radio_bridge.dsp import RATE_HZ, Audio

WAITING_MAX = 4
HINT = "apt-get install espeak-ng"

log = structlog.get_logger()


class Speaking:
    """Implements the port `Speaker`. made: told of each speech; None: it cannot be made."""

    def __init__(
        self, settings: Speech, made: Callable[[str, Audio | None], None], program: str = PROGRAM
    ) -> None:
        self._speaker = Speaker(settings.voice, settings.words_a_minute, (program,))
        self._made = made
        self._waiting: deque[tuple[str, str]] = deque(maxlen=WAITING_MAX)
        self._filled = asyncio.Event()
        self._said = ""

    def speak(self, name: str, text: str) -> None:
        """Begin with it as soon as those before it are made."""
        self._waiting.append((name, text))
        self._filled.set()

    async def run(self) -> None:
        """Go on until cancelled."""
        while True:
            await self._filled.wait()
            self._filled.clear()
            while self._waiting:
                name, text = self._waiting.popleft()
                self._made(name, await self._sound(text))

    async def _sound(self, text: str) -> Audio | None:
        try:
            wav = await self._speaker.wav(text)
            sound: Audio = await asyncio.to_thread(samples, wav, RATE_HZ)
        except CannotSpeak as failed:
            if str(failed) != self._said:  # Once, not at each call.
                self._said = str(failed)
                log.error("no speech for the radio", why=self._said, hint=HINT)
            return None
        self._said = ""
        return sound
