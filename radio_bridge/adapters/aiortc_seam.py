"""The one place that reaches into aiortc's private parts. aiortc is pinned because of it.

Encoded payloads pass both ways: what comes is handed on as it comes, in order, with its
contributing source (the hub's grant), and is never decoded here; what goes was encoded by
hub.audio.opus. aiortc 1.16's own audio jitter buffer answers one lost packet with 300 ms of silence
and stays 200 ms later for the rest of the call (aiortc issue 543); its Opus encoder is fixed at
96 kbit/s stereo.
"""

import asyncio
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from aiortc import RTCRtpReceiver
from aiortc.jitterbuffer import JitterBuffer, JitterFrame
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from aiortc.rtp import RtpPacket
from av import Packet as AvPacket

_JITTER = "_RTCRtpReceiver__jitter_buffer"
_BEHIND_MAX = 100
"""Further behind than this is a new stream, not a late packet."""
QUEUE_MAX = 200
"""Packets on their way out; the oldest are dropped: sound that is 4 s old helps nobody."""
_TIME_BASE = Fraction(1, 48_000)

Taken = Callable[[int | None, int, int, bytes], None]
"""(contributing source, sequence, timestamp, payload)"""


class _PassOn(JitterBuffer):  # type: ignore[misc]
    """Hands each packet on as it comes, in order; the late ones are dropped."""

    def __init__(self, taken: Taken) -> None:
        super().__init__(capacity=16)
        self._taken = taken
        self._last: int | None = None

    def add(self, packet: RtpPacket) -> tuple[bool, JitterFrame | None]:
        """Take a packet; never give aiortc a frame to decode."""
        sequence = packet.sequence_number
        if self._last is not None and (self._last - sequence) % 65_536 < _BEHIND_MAX:
            return False, None
        self._last = sequence
        if packet.payload:
            source = packet.csrc[0] if len(packet.csrc) == 1 else None
            self._taken(source, sequence, packet.timestamp, packet.payload)
        return False, None


def pass_packets_on(receiver: RTCRtpReceiver, taken: Taken) -> None:
    """Call before the first packet can come. `taken` is called in the event loop."""
    assert isinstance(getattr(receiver, _JITTER), JitterBuffer), "aiortc has changed"
    setattr(receiver, _JITTER, _PassOn(taken))


class EncodedTrack(MediaStreamTrack):  # type: ignore[misc]
    """A track of packets that are encoded already."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._packets: asyncio.Queue[AvPacket[Any]] = asyncio.Queue(QUEUE_MAX)

    def put(self, payload: bytes, timestamp: int) -> None:
        """Send this; the timestamp counts at 48 kHz."""
        packet: AvPacket[Any] = AvPacket(payload)
        packet.pts, packet.time_base = timestamp, _TIME_BASE
        if self._packets.full():
            self._packets.get_nowait()
        self._packets.put_nowait(packet)

    async def recv(self) -> "AvPacket[Any]":
        """Give the next to aiortc's sender, which waits here."""
        if self.readyState != "live":
            raise MediaStreamError
        return await self._packets.get()
