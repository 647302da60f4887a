"""A serial port keys by RTS, by DTR, or by DTR while RTS is down, and hears the squelch by a line.

Opening a port raises RTS and DTR at once, whatever is asked for (Linux), and so does any other
program that opens it later: a radio keyed by one of them transmits until they are put right, some
tenths of a millisecond later by `SerialLines`, within LOOK_S by `look`. An interface that wants DTR
and not RTS does not key on that; DTR is put down first therefore.

HUPCL is set: when the last program that has the port open dies, the kernel puts both lines down. So
no other process may hold this port. For an *inverted* line, which keys when it is down, it is
cleared: the line stays as it was when `pttd` dies, and whoever notices puts it up (`put_down`).
"""

import array
import fcntl
import termios
from typing import Literal

import serial

Line = Literal["rts", "dtr", "dtr-not-rts"]
CarrierLine = Literal["cts", "dsr", "dcd"]

BITS = {"cts": termios.TIOCM_CTS, "dsr": termios.TIOCM_DSR, "dcd": termios.TIOCM_CD}


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
        try:
            self._port.open()
            fcntl.ioctl(self._port.fd, termios.TIOCEXCL)
            flags = termios.tcgetattr(self._port.fd)
            flags[2] = flags[2] & ~termios.HUPCL if inverted else flags[2] | termios.HUPCL
            termios.tcsetattr(self._port.fd, termios.TCSANOW, flags)
            self.key(False)  # pyserial lets a port without such lines pass.
        except (termios.error, OSError) as error:
            self._port.close()
            raise OSError(*error.args) from None

    def key(self, on: bool) -> None:
        """Put the line up or down. OSError when the port is gone."""
        if self._line == "rts":
            self._port.rts = on != self._inverted
        else:
            self._port.dtr = on != self._inverted

    def look(self) -> bool | None:
        """Put right what another program has moved, and say whether the squelch is open.

        None when no line tells. OSError when the port is gone.
        """
        bits = array.array("I", [0])
        fcntl.ioctl(self._port.fd, termios.TIOCMGET, bits)
        if bool(bits[0] & termios.TIOCM_DTR) != self._port.dtr:
            self._port.dtr = self._port.dtr
        if bool(bits[0] & termios.TIOCM_RTS) != self._port.rts:
            self._port.rts = self._port.rts
        if self._carrier is None:
            return None
        return bool(bits[0] & BITS[self._carrier]) != self._carrier_inverted

    def close(self) -> None:
        """Let go."""
        self._port.close()


def put_down(device: str) -> None:
    """Un-key an inverted line that a dead `pttd` has left keyed: opening the port raises it."""
    with serial.Serial(device) as port:
        flags = termios.tcgetattr(port.fd)
        flags[2] &= ~termios.HUPCL
        termios.tcsetattr(port.fd, termios.TCSANOW, flags)
