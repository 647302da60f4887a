"""One bound UDP socket, read without blocking, with the kernel's own stamp on each datagram.

The stamp is why latency and jitter are measured from the socket and not from the moment our
loop found time to look.
"""

import ipaddress
import socket
import struct
from typing import Any

from hub.media import clock
from hub.media.ice_lite import Address

DATAGRAM_MAX = 2_048
_TIMESTAMPNS = 35  # SO_TIMESTAMPNS and its control message, as on Linux; Python names neither.
_TIMESPEC = struct.Struct("@ll")
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
            self._stamped = _ask_for_stamps(self._socket)
            if not v6:
                self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, _EXPEDITED)
            self._socket.bind((address, port))
        except OSError:
            self._socket.close()
            raise
        self.host, self.port = self._socket.getsockname()[:2]

    def fileno(self) -> int:
        """File descriptor of the socket."""
        return self._socket.fileno()

    def receive(self, most: int) -> list[tuple[bytes, Address, float]]:
        """Read at most `most` waiting datagrams: data, source, arrival on the monotonic clock."""
        got: list[tuple[bytes, Address, float]] = []
        offset_s = clock.monotonic_s() - clock.wall_s()
        read = self._socket.recvmsg
        try:
            for _ in range(most):
                data, control, _, source = read(DATAGRAM_MAX, 64)
                if data:
                    got.append((data, source[:2], self._arrival_s(control, offset_s)))
        except (BlockingIOError, InterruptedError):
            pass
        except OSError:  # An ICMP error of an earlier send; the next read goes on.
            pass
        return got

    def _arrival_s(self, control: list[Any], offset_s: float) -> float:
        now_s = clock.monotonic_s()
        if not self._stamped or not control:
            return now_s
        seconds, nanoseconds = _TIMESPEC.unpack(control[0][2][: _TIMESPEC.size])
        stamp_s: float = seconds + nanoseconds * 1e-9 + offset_s
        return min(now_s, max(stamp_s, now_s - 1.0))  # A stepped wall clock moves nothing far.

    def send(self, data: bytes, address: Address) -> bool:
        """Send one datagram; False when the kernel would not take it now."""
        try:
            self._socket.sendto(data, address)
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()


def _ask_for_stamps(sock: socket.socket) -> bool:
    try:
        sock.setsockopt(socket.SOL_SOCKET, _TIMESTAMPNS, 1)
    except OSError:
        return False
    return True


def open_ports(addresses: tuple[str, ...], port: int) -> list[UdpPort]:
    """Bind the same port on each address; port 0 takes one that is free on all of them."""
    for _ in range(20):
        ports: list[UdpPort] = []
        try:
            for address in addresses:
                ports.append(UdpPort(address, ports[0].port if ports else port))
            return ports
        except OSError:
            for opened in ports:
                opened.close()
            if port or not ports:
                raise
    raise OSError("no UDP port is free on all addresses")
