"""Recordings on the disk, written by a thread: an Ogg/Opus file, and its index beside it.

While one is made it is `ID.opus.part` and `ID.talk.part`, and grows by a page each second, which is
whole in itself. In the end `ID.opus`, `ID.talk`, and for the hub `ID.kept`, which says what it is
and stays until the hub has that. What a killed worker left is finished by the next one: cut to its
whole pages. Of several workers each has a folder of its own for parts and notes, so that none
takes for left what another is making.
"""

import hashlib
import os
import queue
import shutil
import threading
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal

from hub.audio import ogg
from hub.media.faults import Faults
from hub.wire.worker import RecordingKept, RecordingsTold, RecordingStopped, Tell

SOUND, INDEX, KEPT, PART = ".opus", ".talk", ".kept", ".part"
WAITING_MAX = 600
"""Seconds of recordings that may wait for the disk: 10 s of sixty rooms."""

SYNC_EVERY = 10
"""A loss of power costs so many seconds; a killed worker one."""

END_LIMIT_S = 1.0
SAMPLES_MS = 48


@dataclass(frozen=True, slots=True)
class Second:
    """A second of a recording. samples: how long its packets play. lines: of the index."""

    packets: list[bytes]
    samples: int
    lines: list[str]


@dataclass(slots=True)
class _Open:
    """One that is being made."""

    id: str
    sound: BinaryIO
    index: BinaryIO
    pages: ogg.Pages
    samples: int = 0
    written: int = 0
    sound_hash: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    index_hash: "hashlib._Hash" = field(default_factory=hashlib.sha256)


class RecordFiles:
    """Writes what it is handed. `tell` is called in the thread."""

    def __init__(
        self,
        folder: Path,
        leave_free_bytes: int,
        faults: Faults,
        tell: Callable[[Tell], None],
        making: Path | None = None,
        adopt: Sequence[Path] = (),
    ) -> None:
        """making, adopt: see Shelf."""
        self._folder, self._leave_free_bytes = folder, leave_free_bytes
        self._making, self._adopts = making or folder, adopt
        self._faults, self._tell = faults, tell
        self._orders: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._open: dict[str, _Open] = {}
        self._thread = threading.Thread(target=self._run, name="recordings", daemon=True)
        self._orders.put(self._finish_left)
        self._thread.start()

    def begin(self, recording: str) -> None:
        """Begin one."""
        self._orders.put(lambda: self._begin(recording))

    def write(self, recording: str, second: Second) -> bool:
        """Add a second. False: too much waits for the disk already."""
        if self._orders.qsize() >= WAITING_MAX:
            return False
        self._orders.put(lambda: self._guarded(recording, lambda: self._write(recording, second)))
        return True

    def end(self, recording: str) -> None:
        """Finish one."""
        self._orders.put(lambda: self._guarded(recording, lambda: self._end(recording)))

    def close(self) -> None:
        """Finish what is under way; what a slow disk keeps back is the next worker's."""
        self._orders.put(None)
        self._thread.join(END_LIMIT_S)

    # In the thread

    def _run(self) -> None:
        while order := self._orders.get():
            try:
                order()
            except Exception as mistake:  # Whatever one recording has, the next is another.
                self._faults.note("recording", "a file", mistake)

    def _begin(self, recording: str) -> None:
        if not self._room_left():
            self._tell(RecordingStopped(recording=recording, why="disk_full"))
            return
        self._guarded(recording, lambda: self._make(recording))

    def _make(self, recording: str) -> None:
        self._making.mkdir(mode=0o700, parents=True, exist_ok=True)
        sound = self._path(recording, SOUND + PART)
        index = self._path(recording, INDEX + PART)
        pages = ogg.Pages(uuid.UUID(recording).int)
        made = _Open(recording, _created(sound), _created(index), pages)
        self._open[recording] = made
        _add(made.sound, made.sound_hash, pages.head())

    def _write(self, recording: str, second: Second) -> None:
        made = self._open.get(recording)
        if made is None or not second.packets:
            return
        for packets, samples in _pages(second):
            _add(made.sound, made.sound_hash, made.pages.page(packets, samples))
        _add(made.index, made.index_hash, "".join(second.lines).encode())
        made.samples += second.samples
        made.written += 1
        if made.written % SYNC_EVERY == 0:
            os.fdatasync(made.sound.fileno())
            if not self._room_left():
                self._tell(RecordingStopped(recording=recording, why="disk_full"))
                self._end(recording)

    def _end(self, recording: str) -> None:
        made = self._open.pop(recording, None)
        if made is None:
            return
        for file in (made.sound, made.index):
            os.fsync(file.fileno())
            file.close()
        if not made.samples:
            self._drop(recording)
            return
        self._keep(
            RecordingKept(
                recording=recording,
                length_ms=(made.samples - ogg.PRE_SKIP) // SAMPLES_MS,
                bytes=self._path(recording, SOUND + PART).stat().st_size,
                sha256=made.sound_hash.hexdigest(),
                index_sha256=made.index_hash.hexdigest(),
            )
        )

    def _keep(self, kept: RecordingKept) -> None:
        """Note what it is, and only then give the files their names: a crash leaves a part."""
        note = self._path(kept.recording, KEPT)
        fresh = note.with_name(note.name + PART)
        fresh.write_text(kept.model_dump_json())
        fresh.replace(note)
        for suffix in (INDEX, SOUND):
            part = self._path(kept.recording, suffix + PART)
            if part.exists():
                part.replace(self._folder / f"{kept.recording}{suffix}")
        self._tell(kept)

    def _finish_left(self) -> None:
        """Finish what a killed worker left, tell of what the hub may not know, and say so."""
        for folder in filter(Path.is_dir, self._adopts):
            self._adopt(folder)
        notes = sorted(self._making.glob(f"*{KEPT}"))
        for part in sorted(self._making.glob(f"*{SOUND}{PART}")):
            recording = part.name.removesuffix(SOUND + PART)
            self._guarded(recording, lambda recording=recording: self._finish(recording))  # type: ignore[misc]
        for note in notes:
            try:
                self._tell(RecordingKept.model_validate_json(note.read_bytes()))
            except (OSError, ValueError) as mistake:
                self._faults.note("recording", note.name, mistake)
        self._tell(RecordingsTold())

    def _adopt(self, folder: Path) -> None:
        """Take over what is left of a worker there is no more."""
        try:
            self._making.mkdir(mode=0o700, parents=True, exist_ok=True)
            for left in sorted(folder.iterdir()):
                left.replace(self._making / left.name)
            folder.rmdir()
        except OSError as mistake:
            self._faults.note("recording", folder.name, mistake)

    def _finish(self, recording: str) -> None:
        part = self._path(recording, SOUND + PART)
        length, samples = ogg.whole(part.read_bytes())
        if not samples:
            self._drop(recording)
            return
        os.truncate(part, length)
        index = self._path(recording, INDEX + PART)
        if not index.exists():
            index = self._folder / f"{recording}{INDEX}"
        lines = index.read_bytes() if index.exists() else b""
        os.truncate(index, lines.rfind(b"\n") + 1)
        self._keep(
            RecordingKept(
                recording=recording,
                length_ms=samples // SAMPLES_MS,
                bytes=length,
                sha256=hashlib.sha256(part.read_bytes()).hexdigest(),
                index_sha256=hashlib.sha256(index.read_bytes()).hexdigest(),
                cut=True,
            )
        )

    def _drop(self, recording: str) -> None:
        """Of one in which nothing is there is no file."""
        for suffix in (SOUND, INDEX):
            self._path(recording, suffix + PART).unlink(missing_ok=True)

    def _guarded(self, recording: str, work: Callable[[], None]) -> None:
        """Work on one; when the disk fails it, leave it as it is to the next worker."""
        try:
            work()
        except OSError as error:
            self._faults.note("recording", recording, error)
            made = self._open.pop(recording, None)
            why: Literal["disk_full", "disk_failed"] = "disk_failed"
            if made is not None:
                made.sound.close()
                made.index.close()
            self._tell(RecordingStopped(recording=recording, why=why))

    def _room_left(self) -> bool:
        there = self._folder if self._folder.exists() else self._folder.parent
        return shutil.disk_usage(there).free >= self._leave_free_bytes

    def _path(self, recording: str, suffix: str) -> Path:
        """Where this worker has it while it is made; whole, sound and index are in the folder."""
        return self._making / f"{recording}{suffix}"


def _created(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", buffering=0)


def _add(file: BinaryIO, digest: "hashlib._Hash", data: bytes) -> None:
    """Write all of it, or OSError."""
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]
    digest.update(data)


def _pages(second: Second) -> list[tuple[list[bytes], int]]:
    """Give the packets and samples of each page; almost always one."""
    pages: list[tuple[list[bytes], int]] = []
    packets, taken = list[bytes](), 0
    left = second.samples
    for packet in second.packets:
        if taken + ogg.segments(packet) > ogg.SEGMENTS_MAX:
            samples = sum(ogg.duration(one) for one in packets)
            pages.append((packets, samples))
            packets, taken, left = [], 0, left - samples
        packets.append(packet)
        taken += ogg.segments(packet)
    return [*pages, (packets, left)]
