"""One talker on a bad way to the hub, in simulated time: packets, their way, and the hub's own
path for what comes in (SRTP, level gate, jitter buffer, decoder).
"""

import struct
from collections import Counter, deque
from dataclasses import dataclass, field, replace

import numpy as np
import pylibsrtp

from hub.audio.jitter import Packet
from hub.audio.level import level
from hub.audio.opus import DTX_BYTES, FRAME, RATE_HZ, Audio, Encoder
from hub.audio.playout import Playout
from hub.audio.stats import Stats
from hub.media.inbound import Inbound
from hub.media.srtp import SrtpIn

TICK_S = FRAME / RATE_HZ
WAY_S = 0.03
"""What the fastest packet takes."""

CORRELATION_S = 0.1
SETTLED_S = 0.5
"""So long after the end of the jitter all that it delayed has come."""

_REPORT_TICKS = 50
_PAYLOAD_TYPE, _LEVEL_ID, _SSRC = 111, 1, 7
_FIRST_SEQ, _FIRST_TIMESTAMP = 65_400, 2**32 - 100 * FRAME  # Both wrap, seconds after the start.
_KEY = bytes(range(30))


class Way:
    """Loses each packet for itself, and delays them by what wanders.

    The extra delay is a first-order autoregression of exponential draws of mean `jitter_s`: never
    below zero, one packet's near that of the one before (1/e after `CORRELATION_S`), with peaks of
    twice the mean. It is a queue: packets stay in order. Loss and delay have seeds of their own, so
    the same packets are lost whatever the jitter.
    """

    def __init__(self, loss: float, jitter_s: float, seed: int) -> None:
        self.loss = loss
        self.jitter_s = jitter_s
        self._losses, self._delays = (np.random.default_rng([seed, n]) for n in (0, 1))
        self._keep = float(np.exp(-TICK_S / CORRELATION_S))
        self._extra_s = jitter_s
        self._last_s = 0.0
        self.extras_s: list[float] = []

    def arrival_s(self, leaves_s: float, jitters: bool) -> float | None:
        """Give when a packet arrives, or None when it is lost; call once a packet, in order."""
        lost = self._losses.random() < self.loss
        extra_s = 0.0
        if jitters and self.jitter_s:
            drawn_s = self._delays.exponential(self.jitter_s)
            self._extra_s = self._keep * self._extra_s + (1 - self._keep) * drawn_s
            extra_s = self._extra_s
        self._last_s = max(self._last_s, leaves_s + WAY_S + extra_s)
        if jitters:
            self.extras_s.append(self._last_s - leaves_s - WAY_S)
        return None if lost else self._last_s


class Talker:
    """A browser: speech to SRTP packets of 20 ms, with FEC once loss has been reported to it."""

    def __init__(self) -> None:
        self._encoder = Encoder(loss_percent=0)
        self._srtp = _session(pylibsrtp.Policy.SSRC_ANY_OUTBOUND)
        self._seq = _FIRST_SEQ

    def packet(self, frame: Audio, number: int) -> bytes | None:
        """Give the packet for this frame, or None in a pause (DTX)."""
        payload = self._encoder.encode(frame)
        if len(payload) <= DTX_BYTES:
            return None
        timestamp = _FIRST_TIMESTAMP + number * FRAME & 0xFFFF_FFFF
        head = struct.pack("!BBHII", 0x90, _PAYLOAD_TYPE, self._seq & 0xFFFF, timestamp, _SSRC)
        extension = struct.pack("!HHBBxx", 0xBEDE, 1, _LEVEL_ID << 4, level(frame))
        self._seq += 1
        protected: bytes = self._srtp.protect(head + extension + payload)
        return protected

    def hear_report(self, fraction_lost: float) -> None:
        """Take what a receiver report says."""
        self._encoder.set_loss_percent(round(100 * fraction_lost))


class Watched(Playout):
    """A playout that notes, for each packet, when its sound begins and by how much it waited."""

    def __init__(self) -> None:
        super().__init__()
        self.delays_s: list[tuple[float, float]] = []
        self.waits_s: list[tuple[float, float]] = []

    def _play(self, packet: Packet, now_s: float) -> None:
        begins_s = now_s + self._left.size / RATE_HZ
        captured_s = (packet.timestamp - _FIRST_TIMESTAMP) / RATE_HZ
        self.delays_s.append((captured_s, begins_s - captured_s - WAY_S))
        self.waits_s.append((captured_s, begins_s - packet.arrival_s))
        super()._play(packet, now_s)


@dataclass
class Heard:
    """What came of one call. Delays and waits: (when it was said, how long), both in s.

    sent: when what was in each packet was said. counted: the counters when the jitter began, and
    when the last packet that it delayed had been played. extras_s: what the way added to a packet.
    """

    sound: Audio
    delays_s: list[tuple[float, float]]
    waits_s: list[tuple[float, float]]
    sent: list[float] = field(default_factory=list)
    counted: list[Stats] = field(default_factory=list)
    extras_s: list[float] = field(default_factory=list)


def call(sound: Audio, way: Way, phase_s: float, jitters_s: tuple[float, float]) -> Heard:
    """Send speech over the way and give what the hub would mix.

    sound: (samples,) at 48 kHz, whole frames. phase_s: by how much later than the fastest packet a
    tick comes. jitters_s: from when to when the way jitters; it loses packets all the time.
    """
    talker, inbound = Talker(), Inbound(_PAYLOAD_TYPE, _LEVEL_ID, Counter())
    inbound.srtp = SrtpIn(_session(pylibsrtp.Policy.SSRC_ANY_INBOUND))
    playout = inbound.playout = Watched()
    inbound.permit(True, 0.0)
    under_way: deque[tuple[float, bytes]] = deque()
    out = np.zeros(sound.size + 50 * FRAME, np.float32)
    heard = Heard(out, playout.delays_s, playout.waits_s, extras_s=way.extras_s)
    count_at = {round(jitters_s[0] / TICK_S), round((jitters_s[1] + SETTLED_S) / TICK_S)}
    for number in range(out.size // FRAME):
        said_s = number * TICK_S
        if number in count_at:
            heard.counted.append(replace(playout.stats))
        if number * FRAME < sound.size:
            packet = talker.packet(sound[number * FRAME :][:FRAME], number)
            if packet is not None:
                heard.sent.append(said_s)
                arrival_s = way.arrival_s(said_s, jitters_s[0] <= said_s < jitters_s[1])
                if arrival_s is not None:
                    under_way.append((arrival_s, packet))
        now_s = said_s + WAY_S + phase_s
        while under_way and under_way[0][0] <= now_s:
            arrival_s, packet = under_way.popleft()
            inbound.receive(packet, arrival_s)
        frame = inbound.pull(now_s)
        if frame is not None:
            out[number * FRAME :][:FRAME] = frame
        if number % _REPORT_TICKS == 0 and inbound.reception is not None:
            talker.hear_report(inbound.reception.fraction_lost() / 256)
    return heard


def _session(kind: int) -> pylibsrtp.Session:
    return pylibsrtp.Session(pylibsrtp.Policy(key=_KEY, ssrc_type=kind))
