"""Recordings as backups and `posko verify` see them: which there are, and whether each is whole.

What a row says is kept is on the disk as `recordings/ID.opus` and `ID.talk`, each with its SHA-256
in the row. Recordings under way are none of these yet.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from hub.adapters.files.recordings import FOLDER, INDEX, SOUND


@dataclass(frozen=True, slots=True)
class Kept:
    """What the database says of one. bytes: of its sound."""

    id: str
    bytes: int
    sha256: str
    index_sha256: str

    def files(self) -> dict[str, str]:
        """Give its files by their place in a data folder, and what each adds up to."""
        place = f"{FOLDER}/{self.id}"
        return {f"{place}{SOUND}": self.sha256, f"{place}{INDEX}": self.index_sha256}


def kept(database: Path) -> list[Kept]:
    """Give those that can be heard. sqlite3.DatabaseError."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'recording'")
        if there.fetchone() is None:
            return []  # Of a Posko before there were recordings.
        found = connection.execute(
            "SELECT id, bytes, sha256, index_sha256 FROM recording WHERE state = 'kept' ORDER BY id"
        )
        return [Kept(*row) for row in found]


def sums_of(recordings: Iterable[Kept], data_dir: Path) -> dict[str, str]:
    """Add up what is there of their files; what cannot be read is left out."""
    sums = {}
    for name in (name for one in recordings for name in one.files()):
        try:
            with (data_dir / name).open("rb") as file:
                sums[name] = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            continue
    return sums


def odd(recordings: Iterable[Kept], sums: Mapping[str, str]) -> Iterator[str]:
    """Name each file that is missing or not what it was, a line for a person each.

    sums: what the files add up to, by their place.
    """
    for one in recordings:
        for name, expected in one.files().items():
            if name not in sums:
                yield f"rekaman {one.id} hilang (recording is missing): {name}"
            elif sums[name] != expected:
                yield f"rekaman {one.id} berubah (recording has changed): {name}"
