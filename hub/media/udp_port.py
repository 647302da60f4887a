"""One bound UDP socket, read without blocking, with the kernel's own stamp on each datagram.

The stamp is why latency and jitter are measured from the socket and not from the moment our
loop found time to look.
"""

import ipaddress
import socket
import struct
import sys
from typing import Any

from hub.media import clock
from hub.media.stun import Address

DATAGRAM_MAX = 2_048
_TIMESTAMPNS = 35  # SO_TIMESTAMPNS and its control message, as on Linux; Python names neither.
_TIMESPEC = struct.Struct("@ll")
_OVERRUN = 40  # SO_RXQ_OVFL: how many datagrams the full receive buffer has cost so far.
_AT_ONCE_S = 0.000_2
_STEP_S = 0.005
"""Wall time that moved so much against monotonic time since the last read was set, not slewed."""

_BUFFER_BYTES = 4 << 20
_EXPEDITED = 46 << 2  # DSCP EF: voice goes first where the network cares.


class UdpPort:
    """A socket on one local address; `fileno()` for the loop and for the fan-out."""

    def __init__(self, address: str, port: int) -> None:
        """Bind; raises OSError when the address is not ours or the port is taken."""
        v6 = ipaddress.ip_address(address).version == 6
        self.is_v6 = v6
        self._socket = socket.socket(socket.AF_INET6 if v6 else socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._socket.setblocking(False)
            for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
                self._socket.setsockopt(socket.SOL_SOCKET, option, _BUFFER_BYTES)
            self._stamped = _ask_for(self._socket, _TIMESTAMPNS)
            _ask_for(self._socket, _OVERRUN)
            if v6:
                self._socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                self._socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_TCLASS, _EXPEDITED)
            else:
                self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, _EXPEDITED)
            self._socket.bind((address, port))
        except OSError:
            self._socket.close()
            raise
        self.host, self.port = self._socket.getsockname()[:2]
        self.overrun = 0
        """Datagrams that came while the receive buffer was full."""
        self.unsent = 0
        """Datagrams that the kernel would not take: its buffer full, no route, a filter."""
        self._offset_s = 0.0
        self._offset_s = self._measured_offset_s()

    def fileno(self) -> int:
        """File descriptor of the socket."""
        return self._socket.fileno()

    def receive(self, most: int) -> list[tuple[bytes, Address, float]]:
        """Read at most `most` waiting datagrams: data, source, arrival on the monotonic clock."""
        got: list[tuple[bytes, Address, float]] = []
        offset_s = self._measured_offset_s()
        # What waited while the wall clock was set is stamped by the old time: of no use.
        stepped = abs(offset_s - self._offset_s) > _STEP_S
        self._offset_s = offset_s
        read, monotonic_s, v6 = self._socket.recvmsg, clock.monotonic_s, self.is_v6
        try:
            for _ in range(most):
                data, control, _, source = read(DATAGRAM_MAX, 64)
                stamp_s = self._stamp_s(control)
                now_s = monotonic_s()
                arrival_s = now_s if stepped or stamp_s is None else stamp_s + offset_s
                if not now_s - 1.0 <= arrival_s <= now_s:
                    arrival_s = min(now_s, max(arrival_s, now_s - 1.0))
                got.append((data, source[:2] if v6 else source, arrival_s))
        except (BlockingIOError, InterruptedError):
            pass
        except OSError:  # An ICMP error of an earlier send; the next read goes on.
            pass
        return got

    def _measured_offset_s(self) -> float:
        """Give monotonic minus wall time; both are read again if something came between."""
        for _ in range(4):
            before_s, wall_s, after_s = clock.monotonic_s(), clock.wall_s(), clock.monotonic_s()
            if after_s - before_s < _AT_ONCE_S:
                return (before_s + after_s) / 2 - wall_s
        return self._offset_s

    def _stamp_s(self, control: list[Any]) -> float | None:
        """Read what the kernel says of a datagram: its stamp in wall time, and what was lost."""
        stamp_s = None
        for _, kind, value in control:
            if kind == _TIMESTAMPNS and self._stamped:
                seconds, nanoseconds = _TIMESPEC.unpack_from(value)
                stamp_s = seconds + nanoseconds * 1e-9
            elif kind == _OVERRUN:
                self.overrun = int.from_bytes(value[:4], sys.byteorder)
        return stamp_s

    def send(self, data: bytes, address: Address) -> bool:
        """Send one datagram; False when the kernel would not take it now."""
        try:
            self._socket.sendto(data, address)
        except OSError:
            self.unsent += 1
            return False
        return True

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()


def _ask_for(sock: socket.socket, option: int) -> bool:
    try:
        sock.setsockopt(socket.SOL_SOCKET, option, 1)
    except OSError:
        return False
    return True


def open_ports(addresses: tuple[str, ...], port: int) -> list[UdpPort]:
    """Bind the same port on each address; port 0 takes one that is free on all of them.

    Raises OSError, and ValueError for what is no address.
    """
    if not addresses:
        raise ValueError("no address to listen on")
    for _ in range(20):
        ports: list[UdpPort] = []
        try:
            for address in addresses:
                ports.append(UdpPort(address, ports[0].port if ports else port))
            return ports
        except (OSError, ValueError) as refused:
            for opened in ports:
                opened.close()
            if isinstance(refused, ValueError):
                raise
            if port or not ports:
                raise OSError(refused.errno, refused.strerror, address) from refused
    raise OSError("no UDP port is free on all addresses")
