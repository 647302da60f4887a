"""Recordings on the disk, as the hub handles them: `recordings/ID.opus`, `.talk` and `.kept`.

The media workers write them (`hub/media/record_files.py`); here they are read and removed, with the
`.peaks` that `waveforms` makes. Every worker but the first has those it is making, and its notes,
in a folder of its own.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import structlog

from hub.domain.refusals import NotSaved

FOLDER = "recordings"
SOUND, INDEX, NOTE, PEAKS = ".opus", ".talk", ".kept", ".peaks"
WORKER = "worker-{}"

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
        await self._remove(f"{recording_id}{NOTE}", f"{WORKER.format('*')}/{recording_id}{NOTE}")

    async def drop(self, recording_id: str) -> None:
        """See the port."""
        await self.taken(recording_id)
        await self._remove(*(f"{recording_id}{suffix}" for suffix in (SOUND, INDEX, PEAKS)))

    def of_worker(self, worker: int) -> Path:
        """Where a worker has what it is making."""
        return self.folder / WORKER.format(worker) if worker else self.folder

    def of_workers_from(self, worker: int) -> list[Path]:
        """Where those with this number and higher ones left something."""
        there = ((_number(path), path) for path in self.folder.glob(WORKER.format("*")))
        return sorted(path for number, path in there if number is not None and number >= worker)

    async def _remove(self, *patterns: str) -> None:
        try:
            await asyncio.to_thread(self._unlink, patterns)
        except OSError as error:
            log.error("recording not removed", files=patterns, why=str(error))
            raise NotSaved(str(error)) from None

    def _unlink(self, patterns: Sequence[str]) -> None:
        for path in (path for pattern in patterns for path in self.folder.glob(pattern)):
            path.unlink(missing_ok=True)


def _number(folder: Path) -> int | None:
    digits = folder.name.removeprefix(WORKER.format(""))
    return int(digits) if digits.isdecimal() else None
