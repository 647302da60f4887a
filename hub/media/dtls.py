"""DTLS with one peer: OpenSSL by aiortc, whose private parts are touched only here and in srtp.py.

    SHAKING ---its certificate is the offered one---> CONNECTED ---close_notify---> CLOSED
    SHAKING ---anything else----------------------------------------------------> FAILED

aiortc is pinned because of it: contexts, fingerprints and SRTP keys are its work. Its tasks are not
used: a record goes in and what it causes is done when `feed` returns, so the time it takes can be
planned, and nothing of a peer that left goes on running.
"""

from collections.abc import Callable, Iterator
from enum import Enum

from aiortc import RTCCertificate
from aiortc.rtcdtlstransport import (
    SRTP_PROFILES,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
)
from OpenSSL import SSL

from hub.media.srtp import SrtpIn, SrtpOut

_DATAGRAM_BYTES = 1_200
"""Records of one flight share datagrams up to this size."""

_RECORD_HEADER = 13
_RECORDS_A_DATAGRAM = 8


class Certificate:
    """Our certificate: made at start, the same for all peers, in one OpenSSL context."""

    def __init__(self) -> None:
        self.made = RTCCertificate.generateCertificate()
        prints = self.made.getFingerprints()
        self.fingerprint_sha256 = next(f.value for f in prints if f.algorithm == "sha-256")
        self.context = self.made._create_ssl_context(SRTP_PROFILES)
        # A resumed session would show no certificate to compare, and the cache would grow.
        self.context.set_session_cache_mode(SSL.SESS_CACHE_OFF)


class Dtls(Enum):
    """Where an association stands."""

    SHAKING = "shaking"
    CONNECTED = "connected"
    CLOSED = "closed"
    FAILED = "failed"


class DtlsLink:
    """The passive side of one association. Wants: records, and `retransmit` now and then."""

    def __init__(
        self, certificate: Certificate, fingerprint_sha256: str, send: Callable[[bytes], None]
    ) -> None:
        """fingerprint_sha256: of the peer's certificate. send: takes a datagram for the peer."""
        self.state = Dtls.SHAKING
        self.keys: tuple[SrtpIn, SrtpOut] | None = None
        """For what comes and what goes; set while CONNECTED."""
        self._send = send
        self._expected = RTCDtlsFingerprint(algorithm="sha-256", value=fingerprint_sha256)
        self._transport = RTCDtlsTransport(None, [certificate.made])
        self._transport._set_role("server")
        self._ssl = self._transport._ssl = SSL.Connection(certificate.context)
        self._ssl.set_accept_state()

    def feed(self, record: bytes) -> None:
        """Take a datagram of DTLS; `state` says what came of it."""
        if self.state in (Dtls.CLOSED, Dtls.FAILED):
            return
        self._ssl.bio_write(record)
        if self.state is Dtls.SHAKING:
            self._shake()
        else:
            self._listen()
        self._flush()

    def retransmit(self) -> None:
        """Send our last flight again if it is due: it, or its answer, was lost."""
        if self.state in (Dtls.CLOSED, Dtls.FAILED):
            return
        left_s = self._ssl.DTLSv1_get_timeout()
        if left_s is not None and left_s <= 0:
            try:
                self._ssl.DTLSv1_handle_timeout()
            except SSL.Error:
                self.state = Dtls.FAILED  # It was sent too often.
            self._flush()

    def close(self) -> None:
        """Tell the peer we are leaving."""
        if self.state is Dtls.CONNECTED:
            try:
                self._ssl.shutdown()
            except SSL.Error:
                pass
            self._flush()
        self.state = Dtls.CLOSED

    def _shake(self) -> None:
        try:
            self._ssl.do_handshake()
        except SSL.WantReadError:
            return
        except SSL.Error:
            self.state = Dtls.FAILED
            return
        self._transport._validate_peer_identity(RTCDtlsParameters(fingerprints=[self._expected]))
        if self._transport.state != "failed":
            self._transport._setup_srtp()
        if self._transport.state == "failed":
            self.state = Dtls.FAILED
            return
        self.keys = SrtpIn(self._transport._rx_srtp), SrtpOut(self._transport._tx_srtp)
        self.state = Dtls.CONNECTED

    def _listen(self) -> None:
        """Look for a goodbye; of data there is none to take."""
        try:
            for _ in range(_RECORDS_A_DATAGRAM):
                self._ssl.recv(1_500)
        except SSL.ZeroReturnError:
            self.state = Dtls.CLOSED
        except SSL.Error:
            pass  # Nothing more in it, or nothing that makes sense.

    def _flush(self) -> None:
        records = b""
        try:
            while True:
                records += self._ssl.bio_read(65_536)
        except SSL.Error:
            pass  # Empty.
        for datagram in _datagrams(records):
            self._send(datagram)


def _datagrams(records: bytes) -> Iterator[bytes]:
    """Share records out to datagrams; none is cut."""
    start = end = 0
    while end + _RECORD_HEADER <= len(records):
        size = _RECORD_HEADER + int.from_bytes(records[end + 11 : end + 13], "big")
        if end > start and end + size - start > _DATAGRAM_BYTES:
            yield records[start:end]
            start = end
        end += size
    if end > start:
        yield records[start:end]
