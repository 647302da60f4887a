"""What one peer sends us: permission, level gate, SRTP, and into its playout.

A datagram is looked at before it is paid for: a peer that may not talk, or is silent by its own
level, is decrypted only once in a while, to keep SRTP's roll-over counter in step.
"""

import struct
from collections import Counter, deque
from dataclasses import asdict
from typing import ClassVar

from hub.audio.level import Activity, level
from hub.audio.leveller import Leveller
from hub.audio.opus import Audio
from hub.audio.playout import Playout
from hub.media.rtcp import Reception
from hub.media.rtp import SILENT_LEVEL, BadRtp, RtpPacket, parse, peek_level
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
_SEQ_TIME_SOURCE = struct.Struct("!HII")
"""Of an RTP header, from its third byte on."""

LOUDNESS_FALLS_DB = 0.2
"""A tick, 10 dB a second: slower than words and the pauses between them go up and down."""

UNTOLD_LEVEL = 30
"""-dBov that a packet without a level is taken for until its sound is measured: speech."""


class Inbound:
    """One incoming RTP stream. `playout` gives its sound, a frame each tick."""

    turns: ClassVar[int] = 0
    """Another whenever one of all begins to sound, or ends."""

    def __init__(self, payload_type: int, level_id: int | None, refused: Counter[str]) -> None:
        """refused: where what is thrown away is counted, by reason."""
        self.payload_type = payload_type
        self.level_id = level_id
        self.playout = Playout()
        self.srtp: SrtpIn | None = None
        self.reception: Reception | None = None
        self.level = SILENT_LEVEL
        """-dBov of what is heard: as its packets say, or measured when they do not."""
        self.permitted = False
        self._sounding = False
        self._refused = refused
        self._gate = _new_gate()
        self._gated = 0
        self._pre_roll: deque[tuple[bytes, float]] = deque(maxlen=PRE_ROLL_PACKETS)
        self._last_timestamp = 0
        self._permitted_s = 0.0
        self._untold = False
        self._leveller = Leveller()
        self._loudness = float(SILENT_LEVEL)

    @property
    def sounding(self) -> bool:
        """There may be something to pull: sound came in, and the playout has not run dry."""
        return self._sounding

    @sounding.setter
    def sounding(self, sounding: bool) -> None:
        if sounding is not self._sounding:
            self._sounding = sounding
            Inbound.turns += 1

    def permit(self, may_send: bool, now_s: float) -> None:
        """Let the peer be heard, or not: what arrives from now on, and a tail of what is here."""
        if may_send and not self.permitted:
            self._gate = _new_gate()
            self._permitted_s = now_s
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
        if frame is None:
            return None
        if self._untold:
            self.level = level(frame)
        return self._leveller.level(frame)

    def listen(self) -> float:
        """Give how loud the peer has been of late, -dBov; call once a tick while it sounds.

        It is heard at once when it gets louder, and falls slowly: a syllable's end is no reason to
        be outdone by whoever is in the middle of one.
        """
        self._loudness = min(float(self.level), self._loudness + LOUDNESS_FALLS_DB)
        return self._loudness

    def left_out(self) -> None:
        """Forget what is buffered: others were louder."""
        self.playout.reset()
        if self._untold:
            self.level = UNTOLD_LEVEL  # What is not played is not measured.

    def start_over(self) -> None:
        """Begin with an empty playout, since this one is broken."""
        self.playout = Playout()
        self.sounding = False

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

        data: as it came from the socket. False says little: most of a silent peer is not opened.
        """
        if not self._acceptable(data):
            return False
        if not self._may_be_heard(arrival_s):
            return self._pass_over(data, arrival_s)
        told = self._told_level(data)
        if not self._worth_playing(data, told):
            return self._pass_over(data, arrival_s)
        self._play_pre_roll()
        packet = self._open(data)
        if packet is None:
            return False
        self._count(packet, arrival_s)
        self._play(packet, told, arrival_s)
        return True

    def prove(self, data: bytes, arrival_s: float) -> bool:
        """Take an SRTP packet from another address than the peer's; True when the peer is there.

        It is opened first, since nothing of a stranger may change anything; and it must be the
        newest, or a straggler of the old way, or one held back and sent again, would lead us back.
        """
        packet = self._open(data) if self._acceptable(data) else None
        if packet is None:
            return False
        self._count(packet, arrival_s)
        told = self._told_level(data)
        if self._may_be_heard(arrival_s) and self._worth_playing(data, told):
            self._play_pre_roll()
            self._play(packet, told, arrival_s)
        return self.reception is not None and packet.seq == self.reception.max_seq

    def _acceptable(self, data: bytes) -> bool:
        if self.srtp is None:
            self._refused["rtp_early"] += 1
        elif len(data) < 12:
            self._refused["rtp_short"] += 1
        elif data[1] & 0x7F != self.payload_type:
            self._refused["rtp_payload_type"] += 1
        else:
            return True
        return False

    def _told_level(self, data: bytes) -> int | None:
        return None if self.level_id is None else peek_level(data, self.level_id)

    def _may_be_heard(self, arrival_s: float) -> bool:
        return self.permitted and arrival_s >= self._permitted_s

    def _worth_playing(self, data: bytes, told: int | None) -> bool:
        if told is None:
            return True
        timestamp = int.from_bytes(data[4:8], "big")
        passed = (timestamp - self._last_timestamp) & 0xFFFFFFFF
        self._last_timestamp = timestamp
        return self._gate.feed(told, min(max(passed, 120), _PAUSE_MAX_SAMPLES))

    def _pass_over(self, data: bytes, arrival_s: float) -> bool:
        """Count a packet that is not worth its decryption; open one now and then all the same."""
        self._gated += 1
        reception = self.reception
        seq, timestamp, ssrc = _SEQ_TIME_SOURCE.unpack_from(data, 2)
        if self._gated % AUTHENTICATE_EVERY == 1 or reception is None or reception.ssrc != ssrc:
            packet = self._open(data)
            if packet is not None:
                self._count(packet, arrival_s)
            return packet is not None
        reception.count_unproven(seq, timestamp, arrival_s)
        if self._may_be_heard(arrival_s):
            self._pre_roll.append((data, arrival_s))
        else:
            self._refused["rtp_not_permitted"] += 1
        return False

    def _play_pre_roll(self) -> None:
        while self._pre_roll:
            data, arrival_s = self._pre_roll.popleft()
            packet = self._open(data)  # It is counted already.
            if packet is not None:
                self._play(packet, self._told_level(data), arrival_s)

    def _open(self, data: bytes) -> RtpPacket | None:
        assert self.srtp is not None
        try:
            return parse(self.srtp.open(data))
        except BadSrtp:
            self._refused["srtp"] += 1
        except BadRtp:
            self._refused["rtp"] += 1
        return None

    def _count(self, packet: RtpPacket, arrival_s: float) -> None:
        if self.reception is None or self.reception.ssrc != packet.ssrc:
            self.reception = Reception(packet.ssrc, base_seq=packet.seq, max_seq=packet.seq)
            self.playout.reset()
        self.reception.count(packet.seq, packet.timestamp, arrival_s)

    def _play(self, packet: RtpPacket, told: int | None, arrival_s: float) -> None:
        if told is not None:
            self.level, self._untold = told, False
        elif not self._untold:
            self.level, self._untold = UNTOLD_LEVEL, True
        if packet.payload:
            self.sounding = True
            self.playout.put(packet.seq, packet.timestamp, packet.payload, arrival_s)


def _new_gate() -> Activity:
    return Activity(GATE_OPEN_LEVEL, GATE_CLOSE_LEVEL, GATE_HANG_OVER_S)
