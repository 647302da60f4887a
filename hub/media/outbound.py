"""What we send to one peer: its RTP stream, and whether it hears the shared mix or its own.

A transmitter is fed while it has a grant: a packet each tick, whoever speaks or not, with the
grant's number in its header. Nothing of another grant, or of none, can then be taken for this.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from hub.audio.opus import FRAME
from hub.media.mix_encoder import FeedEncoder, MixEncoder
from hub.media.rtcp import SenderClock
from hub.media.saver_encoder import SAVER_TICKS
from hub.media.srtp import SrtpOut
from hub.media.stream_table import STREAMS, Column, Place, Routed

if TYPE_CHECKING:
    from hub.media.fanout import Fanout
    from hub.media.stun import Address

OWN_MIX_HANG_OVER_TICKS = 50
"""How long a peer that stopped talking keeps its own encoder (1 s).

By then both encoders have been fed the same sound for that long, so their states agree and going
back to the shared stream is not heard.
"""


class Outbound:
    """One outgoing RTP stream (RFC 3550). The timestamp is the room's media time plus an offset."""

    payload_type, seq, ssrc = Column(), Column(), Column()
    timestamp_offset, last_media_time = Column(), Column()
    step = Column()
    """Samples from one packet to the next while there is sound."""
    packets, octets = Column(), Column()

    fanout: Fanout | None = Routed()  # type: ignore[assignment]
    """Of the socket the peer writes to; None until we know where the peer is."""
    destination: Any = Routed()
    """The peer's address in the form `fanout` wants; set by `goes_to`."""
    own: MixEncoder | None = Routed()  # type: ignore[assignment]
    """Set while the peer talks, and for a while after: it must not hear itself. Also while it is
    told something that the others are not; then some share it."""
    fed: FeedEncoder | None = Routed()  # type: ignore[assignment]
    """Set while the peer is fed."""
    csrc: bytes = Routed()  # type: ignore[assignment]
    """Its grant, as it stands in the header of each packet."""
    saver: bool = Routed()  # type: ignore[assignment]
    """Its person saves data: packets of 60 ms, at half the bits."""

    def __init__(self, payload_type: int) -> None:
        self.row = STREAMS.row(self)
        self.payload_type = payload_type
        self.ssrc = secrets.randbelow(2**31 - 1) + 1
        self.seq = secrets.randbelow(2**15)  # Low, so that the first roll-over is not at once.
        self.timestamp_offset = secrets.randbelow(2**32)
        self.step = FRAME
        self._srtp: SrtpOut | None = None
        self.fanout = self.destination = self.own = self.fed = None
        self.own_ticks_left = 0
        self.csrc, self.saver = b"", False
        self.reported_loss = 0.0

    @property
    def srtp(self) -> SrtpOut | None:
        """What closes its packets; None before DTLS is up."""
        return self._srtp

    @srtp.setter
    def srtp(self, srtp: SrtpOut | None) -> None:
        self._srtp = srtp
        STREAMS.contexts[self.row] = srtp and srtp.context
        STREAMS.version += 1

    def goes_to(self, fanout: Fanout, address: Address) -> None:
        """Send to this address from now on, by the fan-out of this socket."""
        self.fanout = fanout
        self.destination = fanout.destination(address)
        if isinstance(self.destination, Place):
            STREAMS.sends_to(self.row, self.destination)

    @property
    def reachable(self) -> bool:
        """Keys and address are there."""
        return self.srtp is not None and self.fanout is not None

    def save(self, saver: bool) -> None:
        """Send few and small packets from now on, or as to everybody."""
        if saver != self.saver:
            self.saver = saver
            self.step = SAVER_TICKS * FRAME if saver else FRAME
            self.own = None  # It encoded for the other way.

    def feed(self, grant: int | None) -> None:
        """Feed the peer by this grant; None: no longer."""
        if grant is None:
            self.fed, self.csrc = None, b""
            return
        self.fed = self.fed or FeedEncoder()
        self.csrc = grant.to_bytes(4, "big")

    def talks(self, shared: MixEncoder) -> None:
        """Note a tick in which the peer is heard; its own encoder begins as a copy of `shared`.

        Call before `shared` encodes the tick, which holds this peer's voice for the first time.
        """
        if self.own is None or self.own.for_many:
            self.own = type(shared)()
            self.own.take_over(shared)
        self.own_ticks_left = OWN_MIX_HANG_OVER_TICKS

    def told(self, encoder: MixEncoder, ticks: int) -> None:
        """Hear, for so many ticks and as long as the peer does not talk, what some others do."""
        self.own, self.own_ticks_left = encoder, ticks

    def rests(self) -> None:
        """Note a tick in which the peer is not heard."""
        self.own_ticks_left -= 1
        if self.own_ticks_left <= 0:
            self.own = None

    def sender_clock(self, wall_s: float, media_time: int) -> SenderClock:
        """Tie wall time to this stream's media time, for a sender report."""
        return SenderClock(wall_s, media_time + self.timestamp_offset, self.packets, self.octets)
