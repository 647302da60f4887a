"""Recordings on the disk, as the hub handles them: `recordings/ID.opus`, `.talk` and `.kept`.

The media worker writes them (`hub/media/record_files.py`); here they are read and removed, with the
`.peaks` that `waveforms` makes.
"""

import asyncio
from pathlib import Path

import structlog

from hub.domain.refusals import NotSaved

FOLDER = "recordings"
SOUND, INDEX, NOTE, PEAKS = ".opus", ".talk", ".kept", ".peaks"

log = structlog.get_logger()


class DiskRecordings:
    """The port `RecordingShelf` in a data folder."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / FOLDER

    def path(self, recording_id: str) -> Path:
        """Where the sound is."""
        return self.folder / f"{recording_id}{SOUND}"

    def peaks_path(self, recording_id: str) -> Path:
        """Where its waveform is kept."""
        return self.folder / f"{recording_id}{PEAKS}"

    async def index(self, recording_id: str) -> list[str]:
        """See the port."""
        try:
            path = self.folder / f"{recording_id}{INDEX}"
            return (await asyncio.to_thread(path.read_text)).splitlines()
        except OSError as error:
            log.warning("index of a recording not read", recording=recording_id, why=str(error))
            return []

    async def taken(self, recording_id: str) -> None:
        """See the port."""
        await self._remove(recording_id, NOTE)

    async def drop(self, recording_id: str) -> None:
        """See the port."""
        await self._remove(recording_id, SOUND, INDEX, NOTE, PEAKS)

    async def _remove(self, recording_id: str, *suffixes: str) -> None:
        try:
            for suffix in suffixes:
                path = self.folder / f"{recording_id}{suffix}"
                await asyncio.to_thread(path.unlink, missing_ok=True)
        except OSError as error:
            log.error("recording not removed", recording=recording_id, why=str(error))
            raise NotSaved(str(error)) from None
