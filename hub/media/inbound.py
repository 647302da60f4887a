"""What one peer sends us: permission, level gate, SRTP, and into its playout.

A datagram is looked at before it is paid for: a peer that may not talk, or is silent by its own
level, is decrypted only once in a while, to keep SRTP's roll-over counter in step.
"""

from collections import Counter, deque
from dataclasses import asdict

from hub.audio.level import Activity
from hub.audio.opus import Audio
from hub.audio.playout import Playout
from hub.media.rtcp import Reception
from hub.media.rtp import SILENT_LEVEL, BadRtp, parse, peek_level
from hub.media.srtp import BadSrtp, SrtpIn

AUTHENTICATE_EVERY = 64
"""Of a gated peer's packets one in so many is opened; 2**15 unseen would lose the roll-over."""

PRE_ROLL_PACKETS = 2
"""Packets kept from before the gate opened, so that the first syllable is whole."""

RELEASE_TAIL_SAMPLES = 4_800
"""What of a talker's buffered sound is still played when the permission ends: 100 ms."""

GATE_OPEN_LEVEL = 60
GATE_CLOSE_LEVEL = 66
GATE_HANG_OVER_S = 1.0
_PAUSE_MAX_SAMPLES = 48_000


class Inbound:
    """One incoming RTP stream. `playout` gives its sound, a frame each tick."""

    def __init__(self, payload_type: int, level_id: int | None, refused: Counter[str]) -> None:
        """refused: where what is thrown away is counted, by reason."""
        self.payload_type = payload_type
        self.level_id = level_id
        self.playout = Playout()
        self.srtp: SrtpIn | None = None
        self.reception: Reception | None = None
        self.level = SILENT_LEVEL
        self.permitted = False
        self.sounding = False
        """There may be something to pull: sound came in, and the playout has not run dry."""
        self._refused = refused
        self._gate = _new_gate()
        self._gated = 0
        self._pre_roll: deque[tuple[bytes, float]] = deque(maxlen=PRE_ROLL_PACKETS)
        self._last_timestamp = 0

    def permit(self, may_send: bool) -> None:
        """Let the peer be heard, or not: what it sends from now on, and a tail of what is here."""
        if may_send and not self.permitted:
            self._gate = _new_gate()
            self.playout.reset()
        elif self.permitted and not may_send:
            self.playout.stop_after(RELEASE_TAIL_SAMPLES)
            self._pre_roll.clear()
            self.level = SILENT_LEVEL
        self.permitted = may_send

    def pull(self, now_s: float) -> Audio | None:
        """Give this tick's frame, or None when the peer is silent."""
        frame = self.playout.pull(now_s)
        if frame is None and not self.playout.playing and not self.playout.buffered:
            self.sounding = False
        return frame

    def figures(self) -> dict[str, float | int]:
        """Give what has become of this peer's packets, and the delay its sound has now."""
        return {
            "delay_ms": round(self.playout.delay_s * 1e3, 1),
            "jitter_ms": round(self.reception.jitter / 48, 1) if self.reception else 0.0,
            "lost": self.reception.cumulative_lost() if self.reception else 0,
            **asdict(self.playout.stats),
        }

    def receive(self, data: bytes, arrival_s: float) -> bool:
        """Take an SRTP packet; True when it proved to come from the peer.

        data: as it came from the socket, at least a header long.
        """
        if self.srtp is None or len(data) < 12:
            self._refused["rtp_early" if self.srtp is None else "rtp_short"] += 1
            return False
        if data[1] & 0x7F != self.payload_type:
            self._refused["rtp_payload_type"] += 1
            return False
        if not self._worth_opening(data):
            return self._pass_over(data, arrival_s)
        while self._pre_roll:
            self._open(*self._pre_roll.popleft(), heard=True)
        return self._open(data, arrival_s, heard=True)

    def _worth_opening(self, data: bytes) -> bool:
        if not self.permitted:
            return False
        if self.level_id is None:
            self.level = 0
            return True
        level = peek_level(data, self.level_id)
        timestamp = int.from_bytes(data[4:8], "big")
        passed = (timestamp - self._last_timestamp) & 0xFFFFFFFF
        self._last_timestamp = timestamp
        self.level = SILENT_LEVEL if level is None else level
        was_open = self._gate.speaking
        is_open = self._gate.feed(self.level, min(max(passed, 120), _PAUSE_MAX_SAMPLES))
        if was_open and not is_open:
            self.playout.stop_after(_PAUSE_MAX_SAMPLES)  # What is withheld from here is no loss.
        return is_open

    def _pass_over(self, data: bytes, arrival_s: float) -> bool:
        self._gated += 1
        if self._gated % AUTHENTICATE_EVERY == 1 or self.reception is None:
            return self._open(data, arrival_s, heard=False)
        if self.permitted:
            self._pre_roll.append((data, arrival_s))
        else:
            self._refused["rtp_not_permitted"] += 1
        return False

    def _open(self, data: bytes, arrival_s: float, *, heard: bool) -> bool:
        assert self.srtp is not None
        try:
            packet = parse(self.srtp.open(data))
        except BadSrtp:
            self._refused["srtp"] += 1
            return False
        except BadRtp:
            self._refused["rtp"] += 1
            return True
        self._count(packet.seq, packet.timestamp, packet.ssrc, arrival_s)
        if heard and packet.payload:
            self.sounding = True
            self.playout.put(packet.seq, packet.timestamp, packet.payload, arrival_s)
        return True

    def _count(self, seq: int, timestamp: int, ssrc: int, arrival_s: float) -> None:
        if self.reception is None or self.reception.ssrc != ssrc:
            self.reception = Reception(ssrc=ssrc, base_seq=seq, max_seq=seq)
            self.playout.reset()
        self.reception.count(seq, timestamp, arrival_s)


def _new_gate() -> Activity:
    return Activity(GATE_OPEN_LEVEL, GATE_CLOSE_LEVEL, GATE_HANG_OVER_S)
