"""The words "this room is recorded", spoken once and kept as a file that the media worker reads.

They are made when a recording first begins: most hubs never record, and speaking takes a second.
"""

import asyncio
import hashlib
from pathlib import Path

import structlog

from hub.adapters.whole_file import write_whole
from hub.audio.notice import spoken_pcm
from hub.audio.opus import RATE_HZ
from hub.speech import CannotSpeak, Speaker, samples

FOLDER = "notices"
WORDS = "Ruang ini direkam."
VOICE, WORDS_A_MINUTE = "id", 150
GAIN = 0.5
"""As loud as somebody who talks, and not louder."""
PATIENCE_S = 3.0
"""A recording does not wait longer for its words; it has its tones."""

log = structlog.get_logger()


def place(data_dir: Path) -> Path:
    """Where they are kept, or will be: other words are another file."""
    said = hashlib.sha256(f"{VOICE} {WORDS_A_MINUTE} {GAIN} {WORDS}".encode()).hexdigest()
    return data_dir / FOLDER / f"direkam-{said[:12]}.pcm"


class SpokenNotice:
    """Sees to it that the words are there."""

    def __init__(self, file: Path, speaker: Speaker | None = None) -> None:
        """file: see `place`."""
        self._file = file
        self._speaker = speaker or Speaker(VOICE, WORDS_A_MINUTE)
        self._mute = False

    async def ready(self) -> None:
        """Have them spoken, if they are not there. Where nothing speaks that is said once."""
        if self._mute or self._file.exists():
            return
        try:
            async with asyncio.timeout(PATIENCE_S):
                wav = await self._speaker.wav(WORDS)
            await asyncio.to_thread(self._keep, wav)
        except (CannotSpeak, TimeoutError, OSError) as error:
            self._mute = True
            why = str(error) or f"> {PATIENCE_S:g} s"
            log.warning(
                "a recording is told by tones alone", why=why, then="apt-get install espeak-ng"
            )

    def _keep(self, wav: bytes) -> None:
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(self._file, spoken_pcm(GAIN * samples(wav, RATE_HZ)), 0o600)
