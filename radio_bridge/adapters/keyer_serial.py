"""A serial port keys by RTS, by DTR, or by DTR while RTS is down, and hears the squelch by a line.

Opening a port raises RTS and DTR at once, whatever is asked for (Linux): a radio keyed by one of
them transmits until they are put down, some tenths of a millisecond later. An interface that wants
DTR and not RTS does not key on that; DTR is put down first therefore.

HUPCL is set: when the last program that has the port open dies, the kernel puts both lines down.
So no other process may hold this port, and one line that is *inverted* keys when `pttd` dies.
"""

import termios
from typing import Literal

import serial

Line = Literal["rts", "dtr", "dtr-not-rts"]
CarrierLine = Literal["cts", "dsr", "dcd"]

PROPERTIES = {"cts": "cts", "dsr": "dsr", "dcd": "cd"}


class SerialLines:
    """One port. OSError when it cannot be had, and later when it is gone."""

    def __init__(
        self,
        device: str,
        line: Line,
        *,
        inverted: bool,
        carrier: CarrierLine | None,
        carrier_inverted: bool,
    ) -> None:
        self._line, self._inverted = line, inverted
        self._carrier, self._carrier_inverted = carrier, carrier_inverted
        self._port = serial.Serial()
        self._port.port = device
        self._port.exclusive = True
        self._port.dtr = inverted and line == "dtr"
        self._port.rts = inverted and line == "rts"
        self._port.open()
        try:
            flags = termios.tcgetattr(self._port.fd)
            flags[2] |= termios.HUPCL
            termios.tcsetattr(self._port.fd, termios.TCSANOW, flags)
            self.key(False)  # pyserial lets a port without such lines pass.
        except (termios.error, OSError) as error:
            self.close()
            raise OSError(*error.args) from None

    def key(self, on: bool) -> None:
        """Put the line up or down. OSError when the port is gone."""
        if self._line == "rts":
            self._port.rts = on != self._inverted
        else:
            self._port.dtr = on != self._inverted

    def carrier(self) -> bool | None:
        """Say whether the squelch is open; None when no line tells. OSError when it is gone."""
        up = bool(getattr(self._port, PROPERTIES[self._carrier or "cts"]))  # Also whether it lives.
        return None if self._carrier is None else up != self._carrier_inverted

    def close(self) -> None:
        """Let go."""
        self._port.close()
