"""SvxLink as the far radio: somebody else's program hears us, knows our DTMF, and answers.

It stands on the handheld's sound card. Its squelch opens while our radio transmits; while its own
key is down, our radio's carrier line is up. Its parrot, `1#`, says again what it has heard.
"""

import os
import shutil
import subprocess
import termios
import threading
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAM = shutil.which("svxlink")
EVENTS = Path("/usr/share/svxlink/events.tcl")
MODULES = Path("/usr/lib")
CONFIG = """
[GLOBAL]
LOGICS=SimplexLogic
CFG_DIR={folder}/modules
TIMESTAMP_FORMAT="%c"
CARD_SAMPLE_RATE=48000
CARD_CHANNELS=1
[SimplexLogic]
TYPE=Simplex
RX=Rx1
TX=Tx1
MODULES=ModuleParrot
CALLSIGN=HT1
SHORT_IDENT_INTERVAL=0
LONG_IDENT_INTERVAL=0
EVENT_HANDLER={events}
DEFAULT_LANG=en_US
RGR_SOUND_DELAY=-1
FX_GAIN_NORMAL=0
FX_GAIN_LOW=-12
[Rx1]
TYPE=Local
AUDIO_DEV=alsa:htcard
AUDIO_CHANNEL=0
SQL_DET=PTY
PTY_PATH={folder}/squelch
SQL_START_DELAY=0
SQL_DELAY=0
SQL_HANGTIME=20
DEEMPHASIS=0
PEAK_METER=0
DTMF_DEC_TYPE=INTERNAL
DTMF_MUTING=0
DTMF_HANGTIME=40
[Tx1]
TYPE=Local
AUDIO_DEV=alsa:htcard
AUDIO_CHANNEL=0
PTT_TYPE=PTY
PTT_PTY={folder}/key
TIMEOUT=30
TX_DELAY=0
PREEMPHASIS=0
DTMF_TONE_LENGTH=100
DTMF_TONE_SPACING=50
DTMF_DIGIT_PWR=-15
"""
PARROT = """
[ModuleParrot]
NAME=Parrot
ID=1
TIMEOUT=60
FIFO_LEN=60
REPEAT_DELAY=500
"""
PATIENCE_S = 20.0


class SvxLink:
    """One process. hears_us: asked all the time; key: told when it keys and lets go."""

    def __init__(
        self,
        folder: Path,
        environment: dict[str, str],
        hears_us: Callable[[], bool],
        key: Callable[[bool], None],
    ) -> None:
        assert PROGRAM is not None
        self._hears_us, self._key = hears_us, key
        (folder / "modules").mkdir(parents=True)
        (folder / "modules" / "ModuleParrot.conf").write_text(PARROT)
        (folder / "svxlink.conf").write_text(CONFIG.format(folder=folder, events=EVENTS))
        self._said = folder / "svxlink.log"
        self._log = self._said.open("w")
        self._process = subprocess.Popen(
            [PROGRAM, f"--config={folder / 'svxlink.conf'}"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
        )
        self._ended = threading.Event()
        try:
            self.waits(lambda: (folder / "key").exists() and (folder / "squelch").exists())
        except AssertionError:
            self._end()
            raise
        self._squelch, self._ptt = (_raw(folder / name) for name in ("squelch", "key"))
        self._threads = [
            threading.Thread(target=run, daemon=True) for run in (self._listen, self._watch)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def said(self) -> str:
        """All of its log."""
        return self._said.read_text(errors="replace")

    def waits(self, so: Callable[[], bool]) -> None:
        """Wait until it is so."""
        deadline_s = time.monotonic() + PATIENCE_S
        while not so():
            assert time.monotonic() < deadline_s, self.said
            time.sleep(0.01)

    def close(self) -> None:
        """End it."""
        self._ended.set()
        for thread in self._threads:
            thread.join()
        self._end()
        os.close(self._squelch)
        os.close(self._ptt)

    def _end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._log.close()

    def _listen(self) -> None:
        was = False
        while not self._ended.is_set():
            now = self._hears_us()
            if now != was:
                os.write(self._squelch, b"O" if now else b"Z")
                was = now
            time.sleep(0.002)

    def _watch(self) -> None:
        os.set_blocking(self._ptt, False)
        while not self._ended.is_set():
            try:
                for word in os.read(self._ptt, 16):
                    if word in b"TR":
                        self._key(word in b"T")
            except (BlockingIOError, OSError):
                pass
            time.sleep(0.002)


def _raw(path: Path) -> int:
    port = os.open(path, os.O_RDWR | os.O_NOCTTY)
    tty.setraw(port, termios.TCSANOW)
    return port


@contextmanager
def svxlink(
    folder: Path,
    environment: dict[str, str],
    hears_us: Callable[[], bool],
    key: Callable[[bool], None],
) -> Iterator[SvxLink]:
    """Have it until the block ends."""
    running = SvxLink(folder, environment, hears_us, key)
    try:
        yield running
    finally:
        running.close()
