"""A crowd at the door: so many connections from one address and no more, counted as they are taken.

Before that a connection costs nothing but the kernel; after it a file handle, of which the hub has
some thousands, whether anything is ever said on it. So one address cannot have them all, not even
by TLS handshakes that never end. A proxy on this machine speaks for many and counts by itself.
"""

import functools
import ipaddress
import socket
from collections import Counter
from collections.abc import Callable
from typing import Any

import structlog

from hub.services.brakes import network_of

FROM_ONE_ADDRESS_MAX = 1_000
"""Phones of one carrier, or of one office, share an address; a browser has up to seven."""
TURNED_AWAY_AT_ONCE = 100

log = structlog.get_logger()


class Crowd:
    """How many are here from each address."""

    def __init__(self, most: int = FROM_ONE_ADDRESS_MAX) -> None:
        self._most = most
        self._here: Counter[str] = Counter()

    def enter(self, network: str) -> bool:
        """One more from there. False: there are too many."""
        if self._here[network] >= self._most:
            return False
        self._here[network] += 1
        if self._here[network] == self._most:
            log.warning("too many connections from one address", address=network, most=self._most)
        return True

    def leave(self, network: str) -> None:
        """One of them is gone."""
        self._here[network] -= 1
        if not self._here[network]:
            del self._here[network]


class Door(socket.socket):
    """A socket that listens; whoever is one too many is not taken."""

    crowd: Crowd
    counts: Callable[[str], bool]

    def accept(self) -> tuple[socket.socket, Any]:
        """Take the next; BlockingIOError when there is none, as the loop expects it."""
        for _ in range(TURNED_AWAY_AT_ONCE):
            handle, address = self._accept()  # type: ignore[attr-defined]
            guest = _Guest(self.family, self.type, self.proto, fileno=handle)
            network = network_of(address[0])
            if not self.counts(address[0]):
                return guest, address
            if self.crowd.enter(network):
                guest.gone = functools.partial(self.crowd.leave, network)
                return guest, address
            guest.close()
        raise ConnectionAbortedError


class _Guest(socket.socket):
    """A connection; who counts it is told once when it is closed."""

    gone: Callable[[], None] | None = None

    def close(self) -> None:
        """Close it."""
        super().close()
        gone, self.gone = self.gone, None
        if gone:
            gone()


def is_not_here(address: str) -> bool:
    """Is this the address of another machine?"""
    try:
        return not ipaddress.ip_address(address.partition("%")[0]).is_loopback
    except ValueError:
        return True
