"""A serial port without hardware: a pseudo-terminal with modem lines, watched like a radio would.

Its lines are a file in shared memory, and modem_lines.c, preloaded into whoever opens the port,
notes every change there to the microsecond. A thread here drops RTS and DTR at the last closing,
as HUPCL makes the kernel do.
"""

import mmap
import os
import pty
import select
import shutil
import struct
import subprocess
import termios
import threading
import time
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DTR, RTS, CTS, DCD, DSR = 0x002, 0x004, 0x020, 0x040, 0x100
SOURCE = Path(__file__).with_name("modem_lines.c")
COMPILER = shutil.which("cc") or shutil.which("gcc")
LOOK_S = 0.0005
HEAD = struct.Struct("<II")
NOTE = struct.Struct("<QII")
NOTES = 65536


class Rig:
    """One port, nobody has it open."""

    def __init__(self, folder: Path, library: Path) -> None:
        self._master, slave = pty.openpty()
        tty.setraw(slave)
        self.device = os.ttyname(slave)
        os.close(slave)
        lines = folder / "lines"
        lines.write_bytes(bytes(HEAD.size + NOTES * NOTE.size))
        with lines.open("r+b") as file:
            self._lines = mmap.mmap(file.fileno(), 0)
        self._gone = folder / "gone"
        self.environment = {
            **os.environ,
            "LD_PRELOAD": str(library),
            "POSKO_TTY": self.device,
            "POSKO_LINES": str(lines),
            "POSKO_GONE": str(self._gone),
        }
        self._ended = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    @property
    def bits(self) -> int:
        """All lines as they are now."""
        return int(HEAD.unpack_from(self._lines)[0])

    @property
    def seen(self) -> list[tuple[float, int]]:
        """Each change of RTS and DTR: monotonic seconds, and what they were from then on."""
        noted = HEAD.unpack_from(self._lines)[1]
        assert noted <= NOTES, "more than there is room for"
        notes = (NOTE.unpack_from(self._lines, HEAD.size + n * NOTE.size) for n in range(noted))
        return [(at_ns / 1e9, bits & (RTS | DTR)) for at_ns, bits, _ in notes]

    def put(self, line: int, up: bool) -> None:
        """Put one of the radio's lines up or down."""
        self._set(self.bits | line if up else self.bits & ~line)

    def unplug(self) -> None:
        """Let every look at the lines fail, as after the cable was pulled."""
        self._set(self.bits & ~(RTS | DTR))
        self._gone.touch()

    def plug_in(self) -> None:
        """Put it back."""
        self._gone.unlink()

    def close(self) -> None:
        """Watch no more."""
        self._ended.set()
        self._watcher.join()
        os.close(self._master)

    def _set(self, bits: int) -> None:
        before, noted = HEAD.unpack_from(self._lines)
        if bits != before:
            at = HEAD.size + noted * NOTE.size
            NOTE.pack_into(self._lines, at, time.monotonic_ns(), bits, 0)
            HEAD.pack_into(self._lines, 0, bits, noted + 1)

    def _watch(self) -> None:
        poll = select.poll()
        poll.register(self._master, select.POLLIN)
        while not self._ended.is_set():
            raised = self.bits & (RTS | DTR)  # By whoever had it open: looked at before who has.
            closed = any(happened & select.POLLHUP for _, happened in poll.poll(0))
            if raised and closed and termios.tcgetattr(self._master)[2] & termios.HUPCL:
                self._set(self.bits & ~(RTS | DTR))
            time.sleep(LOOK_S)


def library(folder: Path) -> Path:
    """Compile what is preloaded."""
    assert COMPILER is not None
    made = folder / "modem_lines.so"
    command = [COMPILER, "-shared", "-fPIC", "-O1", "-o", str(made), str(SOURCE), "-ldl"]
    subprocess.run(command, check=True)
    return made


@contextmanager
def rig(folder: Path, preloaded: Path) -> Iterator[Rig]:
    """Have a port until the block ends."""
    running = Rig(folder, preloaded)
    try:
        yield running
    finally:
        running.close()
