"""SRTP and SRTCP (RFC 3711) through pylibsrtp, whose private parts are touched only here.

pylibsrtp is pinned: the fan-out encrypts in place, in its own buffers, so it needs the raw
libsrtp context, which pylibsrtp keeps in `Session._srtp`.
"""

from collections.abc import Callable
from typing import Any

import pylibsrtp
from pylibsrtp._binding import ffi, lib

LONGEST = 1356
"""Bytes that fit pylibsrtp's buffer with the longest trailer; a longer packet is refused."""

TRAILER = 16 + 128

SOURCES_MAX = 16
"""SSRCs one peer may use in its life: libsrtp keeps a context for each, and looks through them."""


class BadSrtp(Exception):
    """A packet that does not authenticate, is a replay, or is too long."""


class SrtpIn:
    """Opens what one peer sends. Replays and forgeries end in BadSrtp."""

    def __init__(self, session: pylibsrtp.Session) -> None:
        self._session = session
        self._sources: set[bytes] = set()

    def open(self, data: bytes) -> bytes:
        """Give the RTP packet inside."""
        return self._open(self._session.unprotect, data, data[8:12])

    def open_rtcp(self, data: bytes) -> bytes:
        """Give the compound RTCP packet inside."""
        return self._open(self._session.unprotect_rtcp, data, data[4:8])

    def _open(self, unprotect: Callable[[bytes], bytes], data: bytes, source: bytes) -> bytes:
        known = source in self._sources
        if not known and len(self._sources) >= SOURCES_MAX:
            raise BadSrtp("too many sources")
        try:
            plain = unprotect(data)
        except (pylibsrtp.Error, ValueError) as refused:
            raise BadSrtp(str(refused)) from refused
        if not known:
            self._sources.add(source)
        return plain


class SrtpOut:
    """Closes what we send to one peer."""

    def __init__(self, session: pylibsrtp.Session) -> None:
        self._session = session  # Keeps the context alive.
        self.context: Any = session._srtp[0]

    def close(self, data: bytes) -> bytes:
        """Give the SRTP packet of an RTP packet. The reference the fan-out is tested against."""
        return self._session.protect(data)  # type: ignore[no-any-return]

    def close_rtcp(self, data: bytes) -> bytes:
        """Give the SRTCP packet of a compound RTCP packet."""
        return self._session.protect_rtcp(data)  # type: ignore[no-any-return]


srtp_ffi = ffi
srtp_protect = lib.srtp_protect
"""`srtp_protect(context, packet, length)` in place, TRAILER bytes of room after; 0 is success."""
