"""A light voice client for tests and benchmarks: real ICE checks, real DTLS-SRTP, raw RTP.

Like a browser it offers, checks, shakes hands and sends Opus it is given; unlike one it costs
little, so that a hundred fit in a process. Built on aioice's and aiortc's codecs, on nothing of
hub.media.
"""

import asyncio
import contextlib
import re
import secrets
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import pylibsrtp
from aioice import stun
from aiortc import RTCCertificate
from aiortc.rtcdtlstransport import RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport

LEVEL_ID = 1
PAYLOAD_TYPE = 111
_CERTIFICATE: RTCCertificate | None = None


@dataclass(frozen=True)
class Received:
    """One RTP packet, decrypted."""

    seq: int
    timestamp: int
    payload: bytes


class _Wire:
    """What RTCDtlsTransport needs of an ICE transport."""

    role = "controlling"

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self.records: asyncio.Queue[bytes] = asyncio.Queue()
        self._out = send

    async def _recv(self) -> bytes:
        return await self.records.get()

    async def _send(self, data: bytes) -> None:
        self._out(data)


class RtcClient(asyncio.DatagramProtocol):
    """One voice. `on_rtp` is called with each encrypted datagram of sound that arrives."""

    def __init__(self, on_rtp: Callable[[bytes], None] | None = None) -> None:
        self.on_rtp = on_rtp or self._keep
        self.received: list[Received] = []
        self.ssrc = secrets.randbelow(2**31)
        self.seq = secrets.randbelow(2**16)
        self.timestamp = secrets.randbelow(2**32)
        self.rx: pylibsrtp.Session | None = None
        self.tx: pylibsrtp.Session | None = None
        self.remote: tuple[str, int] | None = None
        self._ufrag, self._password = secrets.token_hex(4), secrets.token_hex(12)
        self._answered = asyncio.Event()
        self._transport: asyncio.DatagramTransport | None = None
        self._tasks: list[asyncio.Task[None]] = []
        global _CERTIFICATE
        _CERTIFICATE = _CERTIFICATE or RTCCertificate.generateCertificate()
        self._certificate = _CERTIFICATE
        self._wire = _Wire(self.send_raw)
        self._dtls = RTCDtlsTransport(self._wire, [self._certificate])
        self._dtls._set_role("client")

    def offer(self, *, restart: bool = False) -> str:
        """Write an offer as a browser would, with one audio section."""
        if restart:
            self._ufrag, self._password = secrets.token_hex(4), secrets.token_hex(12)
        prints = self._certificate.getFingerprints()
        digest = next(f.value for f in prints if f.algorithm == "sha-256")
        lines = [
            "v=0",
            "o=- 1 1 IN IP4 127.0.0.1",
            "s=-",
            "t=0 0",
            "a=group:BUNDLE 0",
            f"m=audio 9 UDP/TLS/RTP/SAVPF {PAYLOAD_TYPE}",
            "c=IN IP4 0.0.0.0",
            "a=mid:0",
            "a=sendrecv",
            "a=rtcp-mux",
            f"a=rtpmap:{PAYLOAD_TYPE} opus/48000/2",
            f"a=extmap:{LEVEL_ID} urn:ietf:params:rtp-hdrext:ssrc-audio-level",
            f"a=ice-ufrag:{self._ufrag}",
            f"a=ice-pwd:{self._password}",
            f"a=fingerprint:sha-256 {digest}",
            "a=setup:actpass",
            f"a=ssrc:{self.ssrc} cname:posko",
        ]
        return "\r\n".join(lines) + "\r\n"

    async def connect(
        self, answer: str, *, through: tuple[str, int] | None = None, beside: bool = False
    ) -> None:
        """Check the path, then shake hands.

        through: a relay to use instead of the candidate. beside: from the candidate's own address,
        for who speaks to no other of this machine.
        """
        self._read_answer(answer, through)
        loop = asyncio.get_running_loop()
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        assert self.remote is not None
        sock.bind((self.remote[0] if beside else "127.0.0.1", 0))
        await loop.create_datagram_endpoint(lambda: self, sock=sock)
        self._tasks.append(asyncio.create_task(self._keep_consent()))
        await asyncio.wait_for(self._answered.wait(), 10)
        fingerprint = RTCDtlsFingerprint(algorithm="sha-256", value=self._fingerprint)
        await asyncio.wait_for(self._dtls.start(RTCDtlsParameters(fingerprints=[fingerprint])), 15)
        assert self._dtls.state == "connected", self._dtls.state
        self.rx, self.tx = self._dtls._rx_srtp, self._dtls._tx_srtp

    def restarted(self, answer: str) -> None:
        """Take the answer to a restart: check with the new credentials at once."""
        self._read_answer(answer, self.remote)
        self._check()

    async def change_network(self) -> None:
        """Go on from another local port, as a phone that changes networks does."""
        assert self._transport is not None
        self._transport.close()
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: self, local_addr=("127.0.0.1", 0))

    def send(self, payload: bytes, level: int = 30, *, samples: int = 960, step: int = 1) -> None:
        """Send one Opus packet at -`level` dBov; the timestamp moves by `samples` after it.

        step: what the sequence number moves by; 2 is a packet lost on the way.
        """
        self.send_raw(self.packet(payload, level, samples=samples, step=step))

    def packet(
        self, payload: bytes, level: int = 30, *, samples: int = 960, step: int = 1
    ) -> bytes:
        """Give the encrypted packet that `send` would send."""
        assert self.tx is not None
        self.seq = (self.seq + step) & 0xFFFF
        head = struct.pack(
            "!BBHIIHHBBBB",
            0x90, PAYLOAD_TYPE, self.seq, self.timestamp, self.ssrc,
            0xBEDE, 1, LEVEL_ID << 4, (0x80 if level < 60 else 0) | level, 0, 0,
        )  # fmt: skip
        self.timestamp = (self.timestamp + samples * step) & 0xFFFFFFFF
        protected: bytes = self.tx.protect(head + payload)
        return protected

    def send_raw(self, data: bytes) -> None:
        """Send any datagram to the hub."""
        if self._transport is not None and self.remote is not None:
            self._transport.sendto(data, self.remote)

    def open(self, data: bytes) -> Received:
        """Decrypt what `on_rtp` was given."""
        assert self.rx is not None
        plain = self.rx.unprotect(data)
        _, _, seq, timestamp, _ = struct.unpack_from("!BBHII", plain)
        start = 12 + 4 * (plain[0] & 15)
        if plain[0] & 0x10:
            start += 4 + 4 * int.from_bytes(plain[start + 2 : start + 4], "big")
        return Received(seq, timestamp, plain[start:])

    async def close(self, *, politely: bool = True) -> None:
        """Hang up; politely: with DTLS's goodbye."""
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        if politely:
            await self._dtls.stop()
        elif self._dtls._task is not None:
            self._dtls._task.cancel()
        if self._transport is not None:
            self._transport.close()
        await asyncio.sleep(0.01)  # asyncio closes the socket in a later turn of its loop.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is open: part of asyncio's protocol."""
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Sort by the first byte (RFC 7983): part of asyncio's protocol."""
        if 128 <= data[0] <= 191:
            if not 192 <= data[1] <= 223 and self.rx is not None:
                self.on_rtp(data)
        elif 20 <= data[0] <= 63:
            self._wire.records.put_nowait(data)
        elif data[0] <= 3:
            message = stun.parse_message(data)
            if message.message_class == stun.Class.RESPONSE:
                assert message.check_message_integrity(self._their_password.encode())
                self._answered.set()
            elif message.message_class == stun.Class.REQUEST:
                self._agree(message, addr)

    def _keep(self, data: bytes) -> None:
        self.received.append(self.open(data))

    def _read_answer(self, answer: str, through: tuple[str, int] | None) -> None:
        def value(pattern: str) -> str:
            found = re.search(pattern, answer)
            assert found, (pattern, answer)
            return found[1]

        self._their_ufrag = value(r"a=ice-ufrag:(\S+)")
        self._their_password = value(r"a=ice-pwd:(\S+)")
        self._fingerprint = value(r"a=fingerprint:sha-256 (\S+)")
        candidate = re.search(r"a=candidate:\S+ 1 udp \d+ (\S+) (\d+) typ host", answer)
        assert candidate, answer
        self.remote = through or (candidate[1], int(candidate[2]))

    def _check(self) -> None:
        check = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)
        check.attributes["USERNAME"] = f"{self._their_ufrag}:{self._ufrag}"
        check.attributes["PRIORITY"] = 1_862_270_975
        check.attributes["ICE-CONTROLLING"] = 1
        check.attributes["USE-CANDIDATE"] = None
        check.add_message_integrity(self._their_password.encode())
        self.send_raw(bytes(check))

    def _agree(self, check: stun.Message, addr: tuple[str, int]) -> None:
        """Answer a check: the hub, which is ICE-lite, sends none, but others do."""
        reply = stun.Message(
            message_method=stun.Method.BINDING,
            message_class=stun.Class.RESPONSE,
            transaction_id=check.transaction_id,
        )
        reply.attributes["XOR-MAPPED-ADDRESS"] = addr
        reply.add_message_integrity(self._password.encode())
        if self._transport is not None:
            self._transport.sendto(bytes(reply), addr)

    async def _keep_consent(self) -> None:
        """Check each 50 ms until answered, then each 2.5 s, as Chromium does."""
        while True:
            self._check()
            await asyncio.sleep(2.5 if self._answered.is_set() else 0.05)
