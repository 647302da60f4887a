"""Waveforms of recordings: worked out when one is first looked at, and kept beside it.

`recordings/ID.peaks` is made of `ID.opus` and of nothing else: whoever loses it loses nothing.
"""

import asyncio

import structlog

from hub.adapters.files.recordings import DiskRecordings
from hub.adapters.whole_file import write_whole
from hub.audio.peaks import peaks

BYTES_MAX = 64 << 20
"""An hour of talk has 14 MB. What has so many more is no recording, and is not read into memory."""

log = structlog.get_logger()


class Waveforms:
    """Gives them, and makes one after the other."""

    def __init__(self, shelf: DiskRecordings) -> None:
        self._shelf = shelf
        self._one_at_a_time = asyncio.Lock()

    async def of(self, recording_id: str) -> bytes:
        """Give the peaks of one, a byte each; none when they cannot be had: it plays without."""
        async with self._one_at_a_time:
            try:
                return await asyncio.to_thread(self._of, recording_id)
            except (OSError, ValueError) as error:
                log.warning("no waveform", recording=recording_id, why=str(error))
                return b""

    def _of(self, recording_id: str) -> bytes:
        sound, kept = self._shelf.path(recording_id), self._shelf.peaks_path(recording_id)
        if kept.exists():
            return kept.read_bytes()
        if sound.stat().st_size > BYTES_MAX:
            raise ValueError(f"> {BYTES_MAX} bytes")
        made = peaks(sound.read_bytes())
        write_whole(kept, made, 0o600)
        if not sound.exists():  # Its time was over meanwhile.
            kept.unlink(missing_ok=True)
        return made
