"""One hub to a data folder: whoever comes second is told in one line who holds it."""

import fcntl
import os
from datetime import UTC, datetime
from pathlib import Path

FILE = "hub.lock"


class DataInUse(Exception):
    """Another hub works on this data; the text is one line for a person."""


class DataLock:
    """Held from `take` until `release` or the end of the process, however it ends."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / FILE
        self._handle: int | None = None

    def take(self, now: float) -> None:
        """Take it, and write down who we are. DataInUse."""
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.pread(handle, 200, 0).decode("utf-8", "replace").strip()
            os.close(handle)
            raise DataInUse(
                f"{self._path.parent}: sedang dipakai hub lain (in use by another hub): {holder}"
            ) from None
        since = datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds")
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"pid {os.getpid()}, {os.uname().nodename}, {since}\n".encode(), 0)
        self._handle = handle

    def release(self) -> None:
        """Let another have it. The file stays: unlinking it would let two hold two files."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
