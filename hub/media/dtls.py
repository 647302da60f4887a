"""DTLS with one peer, by aiortc, whose private parts are touched only here and in srtp.py.

aiortc is pinned because of it. It wants an ICE transport; it gets `_Wire`, a queue in and a
function out. Of its RTP it gets nothing: only DTLS records are fed.
"""

import asyncio
from collections.abc import Callable

from aiortc import RTCCertificate
from aiortc.rtcdtlstransport import (
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
)

from hub.media.srtp import SrtpIn, SrtpOut

RECORDS_MAX = 32
"""DTLS records waiting for one peer; more are dropped and the browser sends them again."""

HANDSHAKE_LIMIT_S = 15.0


class Certificate:
    """Our certificate: made at start, the same for all peers."""

    def __init__(self) -> None:
        self.made = RTCCertificate.generateCertificate()
        prints = self.made.getFingerprints()
        self.fingerprint_sha256 = next(f.value for f in prints if f.algorithm == "sha-256")


class HandshakeFailed(Exception):
    """The peer did not prove to be who its offer said, or spoke no DTLS we know."""


class _Wire:
    """What RTCDtlsTransport needs of an ICE transport."""

    role = "controlled"

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self.records: asyncio.Queue[bytes] = asyncio.Queue(RECORDS_MAX)
        self._out = send

    async def _recv(self) -> bytes:
        return await self.records.get()

    async def _send(self, data: bytes) -> None:
        self._out(data)


class DtlsLink:
    """The passive side of one DTLS association. `send` takes a datagram for the peer."""

    def __init__(self, certificate: Certificate, send: Callable[[bytes], None]) -> None:
        self._wire = _Wire(send)
        self._transport = RTCDtlsTransport(self._wire, [certificate.made])
        self._transport._set_role("server")
        self.connected = False

    def feed(self, record: bytes) -> bool:
        """Take a datagram of DTLS; False when it had to be dropped."""
        try:
            self._wire.records.put_nowait(record)
        except asyncio.QueueFull:
            return False
        return True

    async def handshake(self, fingerprint_sha256: str) -> tuple[SrtpIn, SrtpOut]:
        """Shake hands with the holder of that certificate; raises HandshakeFailed."""
        expected = RTCDtlsFingerprint(algorithm="sha-256", value=fingerprint_sha256)
        try:
            async with asyncio.timeout(HANDSHAKE_LIMIT_S):
                await self._transport.start(RTCDtlsParameters(fingerprints=[expected]))
        except TimeoutError as late:
            raise HandshakeFailed("no handshake in time") from late
        if self._transport.state != "connected":
            raise HandshakeFailed(self._transport.state)
        self.connected = True
        return SrtpIn(self._transport._rx_srtp), SrtpOut(self._transport._tx_srtp)

    def when_closed(self, tell: Callable[[], None]) -> None:
        """Call `tell` once when the peer closes the association (close_notify)."""

        def changed() -> None:
            if self._transport.state == "closed":
                tell()

        self._transport.on("statechange", changed)

    def close(self) -> None:
        """Tell the peer we are leaving, and stop."""
        self._transport.remove_all_listeners()
        stopping = self._transport.stop()
        try:
            stopping.send(None)  # It waits for nothing but `_Wire._send`, which never does.
        except StopIteration:
            return
        raise AssertionError("aiortc's stop() waits for something new")
