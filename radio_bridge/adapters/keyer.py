"""What a keyer is to `pttd`, and which one the words of its command line mean.

One kind a file: serial lines, CM108. RFC 2217 and rigctld have their room beside them.
"""

import errno
import fcntl
import os
import tempfile
from argparse import Namespace
from typing import Protocol

from radio_bridge.adapters.keyer_cm108 import Cm108
from radio_bridge.adapters.keyer_serial import SerialLines

LOCKS = "/run/lock"
IN_USE = "dipakai program lain (in use by another program)"
REASONS = {
    errno.ENOENT: "tidak ada, periksa kabelnya (no such device, check the cable)",
    errno.ENODEV: "tercabut (unplugged)",
    errno.EIO: "tercabut (unplugged)",
    errno.ENOTTY: "bukan port serial (not a serial port)",
    errno.EACCES: "tak boleh dibuka: masukkan pengguna ini ke grup dialout atau plugdev "
    "(permission denied: add this user to group dialout or plugdev)",
    errno.EBUSY: IN_USE,
    errno.EAGAIN: IN_USE,
}


class KeyerFailed(Exception):
    """The keyer cannot be used, or no longer; the text is one line for the operator."""


class Keyer(Protocol):
    """Holds one port. OSError from any of it: the device is gone."""

    def key(self, on: bool) -> None:
        """Put the line up or down; it is when this returns."""

    def look(self) -> bool | None:
        """See that the line is as it was put, and say whether the receiver's squelch is open.

        None when this keyer is not told of a squelch.
        """

    def close(self) -> None:
        """Let go."""


def opened(words: Namespace) -> Keyer:
    """Open the keyer that was asked for, without keying. KeyerFailed when it cannot be had."""
    try:
        _claim(words.device)
        if words.kind == "cm108":
            return Cm108(
                words.device,
                words.pin,
                carrier=words.carrier is not None,
                carrier_inverted=words.carrier_inverted,
            )
        return SerialLines(
            words.device,
            words.line,
            inverted=words.inverted,
            carrier=words.carrier,
            carrier_inverted=words.carrier_inverted,
        )
    except OSError as error:
        raise KeyerFailed(sentence(words.device, error)) from None


def _claim(device: str) -> None:
    """Have a device for this process before it is opened: opening alone moves its lines."""
    claimed(device)  # Kept until this process ends.


def claimed(device: str, folder: str = "") -> int:
    """Give what holds the claim on a device. OSError: another program of ours has it.

    The lock is opened to be read, and made readable for all: `doctor` is run by root, the service
    by a user of its own, and each must find the other's.
    """
    folder = folder or (LOCKS if os.access(LOCKS, os.W_OK) else tempfile.gettempdir())
    name = os.path.realpath(device).strip("/").replace("/", "-")
    path = f"{folder}/posko-{name}.lock"
    try:
        lock = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        # Never O_CREAT on what is there: in /run/lock that is forbidden on others' files.
        lock = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
        os.fchmod(lock, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise
    return lock


def sentence(device: str, error: OSError) -> str:
    """Say in one line for the operator what is wrong with a device."""
    number = error.errno
    if number is None and "configure" in str(error):
        number = errno.ENOTTY  # pyserial says that in words alone.
    reason = REASONS.get(number or 0) or error.strerror or str(error)
    return f"{device}: {reason}"
