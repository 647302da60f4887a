"""Finished recordings on the disk: the oldest go when they take more room than they may.

The folder is read once. It may hold some ten thousand of them, and to look at each before every
transmission would take seconds of a small computer.
"""

import shutil
from pathlib import Path

import structlog

from radio_bridge.config import Records

MB = 1_000_000

log = structlog.get_logger()


class Shelf:
    """One folder. Of the thread that writes alone. `look` before anything else."""

    def __init__(self, folder: Path, settings: Records) -> None:
        self._folder, self._settings = folder, settings
        self._here: dict[str, int] = {}
        self._at_hub: dict[str, int] = {}
        """Bytes by name, the oldest first; the hub has the second."""

    def look(self) -> None:
        """See what is there."""
        found = [(path.stat(), path) for path in self._folder.glob("*.opus")]
        self._here.clear()
        self._at_hub.clear()
        for about, path in sorted(found, key=lambda each: each[0].st_mtime):
            there = path.with_suffix(".delivered").exists()
            (self._at_hub if there else self._here)[path.stem] = about.st_size

    def put(self, path: Path, size: int) -> None:
        """A recording is finished."""
        self._here[path.stem] = size

    def delivered(self, name: str) -> None:
        """The hub has it: such go first when room is needed."""
        (self._folder / name).with_suffix(".delivered").touch()
        if name in self._here:
            self._at_hub[name] = self._here.pop(name)

    def make_room(self) -> bool:
        """Delete what must go; say whether there is room."""
        while self._too_much() and (self._at_hub or self._here):
            if not self._at_hub:
                log.error(
                    "recording deleted before the hub had it", recording=next(iter(self._here))
                )
            oldest = self._at_hub or self._here
            self._delete(next(iter(oldest)))
            del oldest[next(iter(oldest))]
        return not self._too_little_left()

    def _delete(self, name: str) -> None:
        for suffix in (".opus", ".json", ".delivered"):
            (self._folder / name).with_suffix(suffix).unlink(missing_ok=True)

    def _too_much(self) -> bool:
        taken = sum(self._at_hub.values()) + sum(self._here.values())
        return taken > self._settings.keep_mb * MB or self._too_little_left()

    def _too_little_left(self) -> bool:
        return shutil.disk_usage(self._folder).free < self._settings.leave_free_mb * MB
