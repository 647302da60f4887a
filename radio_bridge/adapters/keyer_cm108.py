"""A sound card of the CM108 family keys by one of its pins, over HID.

The output report has four bytes after its number: GPIO values stand in the second, and which pins
are driven at all in the third. In the input report the first byte has the volume keys; interfaces
wire the squelch to "volume down" (C-Media, data sheet of the CM108).

The pin stays as it is when the program that set it dies, unlike the lines of a serial port: it is
put down by whoever notices the death (`pttd_link`), or else by the next start.
"""

import os

PINS = range(1, 9)
VOLUME_DOWN = 0x02
REPORT_BYTES = 16
MOST_REPORTS = 64
"""Looked at in one go, as many as the kernel keeps: a card that babbles must not hold the keyer."""


class Cm108:
    """One card. device: its /dev/hidrawN; pin: mostly 3; carrier: whether the squelch is wired."""

    def __init__(self, device: str, pin: int, *, carrier: bool, carrier_inverted: bool) -> None:
        self._mask = 1 << (pin - 1)
        self._asked, self._inverted = carrier, carrier_inverted
        self._open = False
        self._port = os.open(device, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        self.key(False)

    def key(self, on: bool) -> None:
        """Put the pin up or down. OSError when the card is gone."""
        _write(self._port, self._mask, on)

    def look(self) -> bool | None:
        """Say whether the squelch is open, by the newest report. OSError when the card is gone."""
        for _ in range(MOST_REPORTS):
            report = self._report()
            if not report:
                break
            self._open = bool(report[0] & VOLUME_DOWN) != self._inverted
        return self._open if self._asked else None

    def _report(self) -> bytes:
        try:
            return os.read(self._port, REPORT_BYTES)
        except BlockingIOError:
            return b""

    def close(self) -> None:
        """Let go."""
        os.close(self._port)


def put_down(device: str, pin: int) -> None:
    """Put a pin down without holding the card: whoever held it is dead. OSError when it is gone."""
    port = os.open(device, os.O_WRONLY | os.O_CLOEXEC)
    try:
        _write(port, 1 << (pin - 1), False)
    finally:
        os.close(port)


def _write(port: int, mask: int, on: bool) -> None:
    report = bytes((0, 0, mask if on else 0, mask, 0))
    if os.write(port, report) != len(report):
        raise OSError("the card took half of a report")
