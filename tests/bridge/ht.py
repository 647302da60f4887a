"""A handheld in a process of its own: plays what it is given, and keeps what it hears.

    python -m tests.bridge.ht FOLDER

`play FILE` (float32, 48 kHz) is answered by `playing <when>`, the monotonic time at which its
first sample went to the card. What it hears grows in FOLDER/heard.raw; the time of the newest of
it stands in FOLDER/clock, which is written over in place: to put a new file there a hundred times a
second makes the file system wait for the disk, and the sound with it.
"""

import os
import select
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

BLOCK = 480
RATE_HZ = 48_000
SOUND = {
    "samplerate": RATE_HZ,
    "blocksize": BLOCK,
    "device": "htcard",
    "channels": 1,
    "dtype": "float32",
    "latency": "low",
}
CLOCK = struct.Struct("<qd")
"""So many samples were heard at this monotonic time."""
PATIENCE_S = 10.0
STALE_S = 1.0


def main() -> None:
    """Run until the input ends."""
    import sounddevice as sd

    folder = Path(sys.argv[1])
    heard = (folder / "heard.raw").open("wb", buffering=0)
    clock = os.open(folder / "clock", os.O_WRONLY | os.O_CREAT)
    queue: list[NDArray[np.float32]] = []
    began = threading.Event()
    samples = 0

    def hears(captured: Any, frames: int, when: Any, status: Any) -> None:
        nonlocal samples
        heard.write(bytes(captured))
        samples += frames
        os.pwrite(clock, CLOCK.pack(samples, time.monotonic()), 0)

    def plays(out: Any, frames: int, when: Any, status: Any) -> None:
        if not queue:
            out[:] = bytes(4 * frames)
            return
        if not began.is_set():
            _say(f"playing {time.monotonic()}")
            began.set()
        out[:] = queue.pop(0).tobytes()

    # One stream for both would take a whole processor once the machine has stood still.
    with (
        sd.RawOutputStream(**SOUND, callback=plays),
        sd.RawInputStream(**SOUND, callback=hears),
    ):
        _say("ready")
        for line in sys.stdin:
            sound = np.fromfile(line.split()[1], np.float32)
            sound = np.pad(sound, (0, -sound.size % BLOCK))
            began.clear()
            queue.extend(sound.reshape(-1, BLOCK))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class Ht:
    """The test's end of it."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder = folder
        self._environment = environment
        self._log = (folder / "ht.log").open("w")
        self._start()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bridge.ht", str(self._folder)],
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )
        assert self._word() == ["ready"], (self._folder / "ht.log").read_text()

    def _word(self) -> list[str]:
        assert self._process.stdout
        if not select.select([self._process.stdout], [], [], PATIENCE_S)[0]:
            self._anew("the handheld did not play")
        return self._process.stdout.readline().decode().split()

    def _anew(self, why: str) -> None:
        """Its sound card stands still: whoever tries again has another."""
        self._end()
        self._start()
        raise AssertionError(why)

    def play(self, sound: NDArray[np.float32]) -> float:
        """Speak; give when the first sample went to the card (monotonic seconds)."""
        file = self._folder / "play.raw"
        sound.astype(np.float32).tofile(file)
        assert self._process.stdin
        self._process.stdin.write(f"play {file}\n".encode())
        self._process.stdin.flush()
        return float(self._word()[1])

    def heard(self, since: int = 0) -> NDArray[np.float32]:
        """Give all that was heard so far, since a sample: who asks often reads little."""
        samples, when_s = self.clock()
        if samples and time.monotonic() > when_s + STALE_S:
            self._anew("the handheld hears nothing any more")
        file = self._folder / "heard.raw"
        since = min(since, file.stat().st_size // 4)
        return np.fromfile(file, np.float32, offset=4 * since)

    def clock(self) -> tuple[int, float]:
        """Give how many samples were heard at what time."""
        try:
            samples, when_s = CLOCK.unpack((self._folder / "clock").read_bytes())
        except (FileNotFoundError, struct.error):
            return 0, 0.0
        return samples, when_s

    def close(self) -> None:
        """Switch it off."""
        self._end()
        self._log.close()

    def _end(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()


@contextmanager
def handheld(folder: Path, environment: dict[str, str]) -> Iterator[Ht]:
    """Have one until the block ends."""
    folder.mkdir()
    running = Ht(folder, {**environment, "PYTHONPATH": os.getcwd()})
    try:
        yield running
    finally:
        running.close()


if __name__ == "__main__":
    main()
