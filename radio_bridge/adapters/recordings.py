"""Recordings: every transmission, both ways, as an Ogg/Opus file and what is known of it beside it.

Ogg/Opus at 24 kbit/s: 180 kB a minute, that browsers play and a thin line uploads; as WAV it were
5.8 MB. A page is written every second and is whole in itself. While one is being made it is called
`.part`; what a killed bridge left so is cut to its whole pages and finished at the next start.

A thread encodes and writes: a slow disk must not hold up the sound, and drops of a recording what
it cannot write in time.
"""

import hashlib
import json
import os
import queue
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import structlog

from hub.audio import ogg
from hub.audio.opus import FRAME, Encoder
from hub.wire.radio import Recording
from radio_bridge.adapters.shelf import Shelf
from radio_bridge.config import Records
from radio_bridge.dsp import Audio
from radio_bridge.link import Recorded
from radio_bridge.transmit import Grant

BITRATE_BPS = 24_000
WAITING = 1_000
"""Blocks that may wait for the disk: 10 to 20 s."""

log = structlog.get_logger()

Tell = Callable[[Recorded], None]
"""Called in the thread that writes."""


@dataclass(slots=True)
class _Open:
    """One that is being made."""

    id: str
    about: dict[str, Any]
    path: Path
    file: BinaryIO
    encoder: Encoder
    pages: ogg.Pages
    kept: Audio = field(default_factory=lambda: np.zeros(0, np.float32))
    packets: list[bytes] = field(default_factory=list)
    samples: int = 0


@dataclass(slots=True)
class _Unkept:
    """One that no disk took: it leaves its trace in the log."""

    about: dict[str, Any]
    samples: int = 0


class Recordings:
    """Implements Recorder, in a folder of its own."""

    def __init__(self, folder: Path, settings: Records, tell: Tell) -> None:
        self._folder, self._settings, self._tell = folder, settings, tell
        self._orders: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._open: dict[str, _Open] = {}
        self._unkept: dict[str, _Unkept] = {}
        self._full = False
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._shelf = Shelf(folder, settings)
        self._thread = threading.Thread(target=self._run, name="recordings", daemon=True)

    def start(self) -> None:
        """Finish what was left, and take new ones."""
        self._thread.start()
        self._order(self._shelf.look)
        self._order(self._finish_left)

    def close(self) -> None:
        """Finish what is being made."""
        for recording in [*self._open, *self._unkept]:
            self.end(recording)
        self._orders.put(None)
        self._thread.join(5.0)

    def full(self) -> bool:
        """Whether the disk takes no more."""
        return self._full

    def begin(self, began_ms: int, grant: Grant | None) -> str:
        """Begin one; give its id."""
        recording = str(uuid.uuid4())
        about: dict[str, Any] = {
            "id": recording,
            "direction": "sent" if grant else "received",
            "began_ms": began_ms,
        }
        if grant:
            about |= {"talker": grant.talker, "grant": grant.number, "known_by": "grant"}
            about |= {"words": grant.words} if grant.words else {}
        self._order(lambda: self._begin(recording, about))
        return recording

    def write(self, recording: str, sound: Audio) -> None:
        """Take the next samples; of a disk that is too slow they are lost, and nothing else is."""
        if self._orders.qsize() < WAITING:
            self._order(lambda: self._write(recording, sound))
        else:
            self._full = True

    def name(self, recording: str, unit: str, known_by: str) -> None:
        """Note who it is."""
        self._order(lambda: self._name(recording, unit, known_by))

    def end(self, recording: str) -> None:
        """Finish it."""
        self._order(lambda: self._end(recording))

    def delivered(self, recording: str) -> None:
        """Note that the hub has it: such go first when room is needed."""
        self._order(lambda: self._shelf.delivered(recording))

    # --- In the thread ---

    def _order(self, order: Callable[[], None]) -> None:
        self._orders.put(order)

    def _run(self) -> None:
        while order := self._orders.get():
            try:
                order()
            except Exception as error:  # Whatever one recording has, the next is another.
                if not self._full:
                    log.error("recording failed", why=f"{type(error).__name__}: {error}")
                self._full = True

    def _path(self, recording: str, suffix: str) -> Path:
        return self._folder / (recording + suffix)

    def _begin(self, recording: str, about: dict[str, Any]) -> None:
        self._full = not self._shelf.make_room()
        if self._full:
            self._unkept[recording] = _Unkept(about)
            return
        path = self._path(recording, ".part")
        pages = ogg.Pages(uuid.UUID(recording).int)
        try:
            self._note(recording, about)
            file = path.open("wb", buffering=0)
            file.write(pages.head())
        except OSError:
            self._unkept[recording] = _Unkept(about)
            raise
        encoder = Encoder(bitrate_bps=BITRATE_BPS, fec=False, dtx=False)
        self._open[recording] = _Open(recording, about, path, file, encoder, pages)

    def _write(self, recording: str, sound: Audio) -> None:
        if unkept := self._unkept.get(recording):
            unkept.samples += sound.size
        making = self._open.get(recording)
        if making is None:
            return
        making.kept = np.concatenate((making.kept, sound))
        while making.kept.size >= FRAME:
            frame, making.kept = making.kept[:FRAME], making.kept[FRAME:]
            making.packets.append(making.encoder.encode(np.ascontiguousarray(frame)))
            making.samples += FRAME
            if len(making.packets) >= ogg.PACKETS:
                self._page(making, last=False)

    def _page(self, making: _Open, *, last: bool) -> None:
        packets, making.packets = making.packets, []
        making.file.write(making.pages.page(packets, FRAME * len(packets), last=last))

    def _name(self, recording: str, unit: str, known_by: str) -> None:
        if unkept := self._unkept.get(recording):
            unkept.about |= {"unit": unit, "known_by": known_by}
        making = self._open.get(recording)
        if making is not None and making.about.get("unit") != unit:
            making.about |= {"unit": unit, "known_by": known_by}
            self._note(recording, making.about)

    def _note(self, recording: str, about: dict[str, Any]) -> None:
        path = self._path(recording, ".json")
        beside = path.with_suffix(".json.new")
        beside.write_text(json.dumps(about))
        beside.replace(path)

    def _end(self, recording: str) -> None:
        if unkept := self._unkept.pop(recording, None):
            self._trace(unkept)
        making = self._open.pop(recording, None)
        if making is None:
            return
        if making.kept.size:
            self._write_rest(making)
        self._page(making, last=True)
        os.fsync(making.file.fileno())
        making.file.close()
        self._finished(making.about, making.path, making.samples)

    def _trace(self, unkept: _Unkept) -> None:
        """Tell of one there is no file of: that somebody talked is known all the same."""
        said = Recording(
            **unkept.about,
            length_ms=round(unkept.samples / 48),
            bytes=0,
            sha256=hashlib.sha256(b"").hexdigest(),
            lost="disk_full",
        )
        self._tell(Recorded(said, self._path(said.id, ".opus")))

    def _write_rest(self, making: _Open) -> None:
        frame = np.zeros(FRAME, np.float32)
        frame[: making.kept.size] = making.kept
        making.packets.append(making.encoder.encode(frame))
        making.samples += making.kept.size

    def _finished(self, about: dict[str, Any], part: Path, samples: int) -> None:
        data = part.read_bytes()
        about = {
            **about,
            "length_ms": round(samples / 48),
            "bytes": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
        }
        self._note(about["id"], about)
        path = part.with_suffix(".opus")
        part.replace(path)
        self._shelf.put(path, len(data))
        self._tell(Recorded(Recording(**about), path))

    def _finish_left(self) -> None:
        """Finish what a killed bridge left, and tell again of what the hub has not got yet."""
        for path in sorted(self._folder.glob("*.opus")):
            if not path.with_suffix(".delivered").exists():
                self._tell_again(path)
        for part in sorted(self._folder.glob("*.part")):
            try:
                about = json.loads(part.with_suffix(".json").read_text())
                data = part.read_bytes()
                length, samples = ogg.whole(data)
                if not samples:
                    raise ValueError("nothing was recorded yet")
                os.truncate(part, length)
                log.warning("recording of a killed bridge finished", recording=part.stem)
                self._finished(about, part, samples)
            except (OSError, ValueError):
                part.unlink(missing_ok=True)
                part.with_suffix(".json").unlink(missing_ok=True)

    def _tell_again(self, path: Path) -> None:
        """It may have been finished, and the bridge killed before anybody was told."""
        try:
            said = Recording(**json.loads(path.with_suffix(".json").read_text()))
        except (OSError, ValueError) as error:
            log.warning("recording without its words", recording=path.stem, why=str(error))
        else:
            self._tell(Recorded(said, path))
