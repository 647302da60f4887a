"""The telephone's speech: what was said is kept as files, so that it is spoken once.

Files are 16-bit samples, mono, 8000 a second, no header, named by what is said: a summons of thirty
people is spoken once.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from pathlib import Path

from hub.adapters.whole_file import write_whole
from hub.domain.summons.spoken import Language
from hub.speech import PROGRAM, CannotSpeak, Speaker, samples

__all__ = ["CannotSpeak", "Speech", "telephone_sound"]

RATE_HZ = 8_000
WORDS_A_MINUTE = 140
TEXT_MAX_CHARS = 1_000
FILES_MAX = 100
AT_ONCE = 2
SPOKEN_AS = "lexicon 1"
"""How words are read: another number, and what was kept is not used any more."""


class Speech:
    """Speaks in one language. folder: where what was said is kept; others may not read it."""

    def __init__(
        self, folder: Path, language: Language, program: Sequence[str] = (PROGRAM,)
    ) -> None:
        self._folder = folder
        self._language = language
        self._speaker = Speaker(language, WORDS_A_MINUTE, program)
        self._at_once = asyncio.Semaphore(AT_ONCE)

    async def file(self, text: str) -> Path:
        """Give a file that says it. CannotSpeak."""
        text = text[:TEXT_MAX_CHARS]
        name = hashlib.sha256(
            f"{self._language} {WORDS_A_MINUTE} {SPOKEN_AS} {text}".encode()
        ).hexdigest()
        file = self._folder / f"{name[:40]}.pcm"
        async with self._at_once:
            try:
                if file.exists():
                    file.touch()
                else:
                    wav = await self._speaker.wav(text)
                    await asyncio.to_thread(self._keep, file, wav)
            except OSError as error:
                raise CannotSpeak(f"{self._folder}: {error.strerror}") from None
        return file

    def _keep(self, file: Path, wav: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(file, telephone_sound(wav), 0o600)
        kept = sorted(self._folder.glob("*.pcm"), key=lambda one: one.stat().st_mtime)
        for old in kept[:-FILES_MAX]:
            old.unlink(missing_ok=True)


def telephone_sound(wav: bytes) -> bytes:
    """Give 16-bit mono samples at the telephone's rate, of a good loudness. CannotSpeak."""
    return bytes((samples(wav, RATE_HZ) * 32_767).astype("<i2").tobytes())
