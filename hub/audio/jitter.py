"""Jitter: which packets wait to be played, and how long waiting is worth while.

`PacketStore` puts RTP packets in order (RFC 3550): wraps, reordering, duplicates and restarts.
`DelayEstimator` learns how late packets come against the fastest ones and names the slack to keep.

Pure: time comes with each packet, in seconds of the caller's monotonic clock. Media time is in
samples at 48 kHz, unwrapped to Python's endless integers.
"""

import bisect
import math
from collections import deque
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 48_000

_MAX_DROPOUT = 3_000  # Packets missing before it is another stream (RFC 3550, A.1).
_MAX_MISORDER = 100  # Packets late before it is another stream (RFC 3550, A.1).
_SHORTEST_PACKET = 120  # 2.5 ms.


@dataclass(frozen=True, slots=True)
class Packet:
    """One Opus packet: `seq` and `timestamp` are unwrapped, `samples` is its length."""

    seq: int
    timestamp: int
    samples: int
    arrival_s: float
    payload: bytes


class Verdict(Enum):
    """What became of a packet that was put into the store."""

    KEPT = "kept"
    LATE = "late"
    DUPLICATE = "duplicate"
    RESTART = "restart"  # Kept; what was held belonged to another stream and is gone.


class PacketStore:
    """The packets of one talker that are not played yet, in order, at most `limit` samples.

    When more comes than the limit, the oldest go: after an outage the newest words count.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._packets: list[Packet] = []
        self._held = 0
        self._recent: deque[int] = deque(maxlen=64)  # What was taken out, to tell late from double.
        self._reference: tuple[int, int] | None = None  # Newest seq and timestamp, unwrapped.
        self.next_seq: int | None = None  # Whatever is older comes too late.
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._packets)

    @property
    def held(self) -> int:
        """Samples that wait."""
        return self._held

    @property
    def head(self) -> Packet | None:
        """The oldest packet."""
        return self._packets[0] if self._packets else None

    def put(
        self, seq: int, timestamp: int, payload: bytes, samples: int, arrival_s: float
    ) -> tuple[Verdict, Packet]:
        """Take a packet with the raw 16-bit `seq` and 32-bit `timestamp` of its RTP header."""
        verdict, seq, timestamp = self._unwrap(seq, timestamp)
        packet = Packet(seq, timestamp, samples, arrival_s, payload)
        if self.next_seq is not None and seq < self.next_seq:
            return (Verdict.DUPLICATE if seq in self._recent else Verdict.LATE), packet
        place = bisect.bisect_left(self._packets, seq, key=lambda p: p.seq)
        if place < len(self._packets) and self._packets[place].seq == seq:
            return Verdict.DUPLICATE, packet
        self._packets.insert(place, packet)
        self._held += samples
        while self._held > self._limit and len(self._packets) > 1:
            self.pop()
            self.dropped += 1
        return verdict, packet

    def pop(self) -> Packet:
        """Take out the oldest packet; what is older than it comes too late from now on."""
        packet = self._packets.pop(0)
        self._held -= packet.samples
        self._recent.append(packet.seq)
        self.next_seq = packet.seq + 1
        return packet

    def clear(self) -> None:
        """Drop what is held, as if it had been played."""
        while self._packets:
            self.pop()

    def _unwrap(self, seq: int, timestamp: int) -> tuple[Verdict, int, int]:
        if self._reference is None:
            self._reference = (seq, timestamp)
            return Verdict.KEPT, seq, timestamp
        newest_seq, newest_timestamp = self._reference
        steps = (seq - newest_seq + 0x8000 & 0xFFFF) - 0x8000
        ticks = (timestamp - newest_timestamp + 0x8000_0000 & 0xFFFF_FFFF) - 0x8000_0000
        seq, timestamp = newest_seq + steps, newest_timestamp + ticks
        if not _same_stream(steps, ticks):
            self.clear()
            self._recent.clear()
            self.next_seq = None
            self._reference = (seq, timestamp)
            return Verdict.RESTART, seq, timestamp
        if steps > 0:
            self._reference = (seq, timestamp)
        return Verdict.KEPT, seq, timestamp


def _same_stream(steps: int, ticks: int) -> bool:
    """Say whether a move of `steps` packets and `ticks` samples can happen inside one stream.

    Forwards the timestamp may go any distance (DTX), but not less than the packets last.
    """
    if steps > 0:
        return steps <= _MAX_DROPOUT and ticks >= steps * _SHORTEST_PACKET
    if steps < 0:
        return steps >= -_MAX_MISORDER and ticks <= steps * _SHORTEST_PACKET
    return ticks == 0


class DelayEstimator:
    """Learns the lateness of packets and gives the slack that is worth its delay.

    A packet's transit is its arrival minus its media time; lateness is its transit minus that of
    the fastest packet of the last seconds (which follows the drift of the sender's clock). The
    latenesses of the last `_MEMORY` packets are the distribution; older ones are forgotten, and at
    once when the newest second is, all of it, earlier than half of what was before: then the way
    has become another, and what is remembered of the old one would only be delay.

    A lost packet of which the next one brings a copy is one that comes with the next. While fewer
    are known the rest are taken to be of a good network: one stall among the first words of a day,
    half a dozen late packets, is not yet a bad one.

    Slack is the time from the arrival a packet would have on the fastest way to the tick that needs
    it. Packets and ticks both come at a fixed beat, so only slacks one beat apart can be had, and
    each is weighed: a slack costs itself, and `_COST_S` times the share of packets later than it.

    Where the best of them is above `_FAR_S`, delay is dear, and a reserve is kept besides: a few ms
    of sound beyond what the ticks need, which `timescale.stretch` makes into a frame when nothing
    has come. It saves most packets that are late by less than a beat, so a shorter slack will do.
    """

    _WINDOW_S = 2.5  # The fastest is looked for in this and the window before.
    _MEMORY = 256  # Packets: 5 s of speech.
    # So many packets, all earlier than this share of those before: the way has become another.
    _FORGETS = ((64, 0.5), (128, 0.25))
    _FEW = 32  # Packets that are no fair sample.
    _REFRESH = 8  # Packets between two looks at the whole distribution.
    _PRIOR_S = (0.0, 0.0, 0.001, 0.002)  # Of those that are not known yet.
    _COST_S = 2.0  # One packet in a hundred late is as bad as 20 ms more delay.
    _MARGIN_S = 0.0015  # Ticks are not exact either.
    _ANCHOR_S = 0.04  # After a pause a packet later than this starts a new time base.
    _STEP_S = 0.005  # A base that moves by more is another way, or a faster packet: not drift.

    _FAR_S = 0.1  # Nearer ways have no need: more would be scaled there for little.
    _RESERVE_S = 0.005
    _FAR_COST_S = 1.1  # As `_COST_S`, where a reserve is kept: more is late, less of it is guessed.
    _SAVED = 0.7  # By how much a packet that the reserve may outlast costs less than a late one.

    MAX_S = 0.2

    def __init__(self) -> None:
        self._late = np.zeros(self._MEMORY)
        self._count = self._next = 0
        self._copied_s = np.zeros(self._MEMORY)
        # As lists: a look at one place in them is five times as fast.
        self._sorted = np.sort(self._with_prior(self._late[:0])).tolist()
        self._jumps: list[float] = []
        self._copies: list[float] = []
        self._stale = 0
        self._base_s: float | None = None
        self._fastest_s = 0.0  # Of this window.
        self._fastest_before_s = 0.0  # Of the window before.
        self._window_end_s = 0.0
        self._anchored = False  # The base is of one packet so far, and that may have been late.
        self.reserve_s = 0.0  # Sound to hold beyond what a tick needs; 0 on a good network.

    @property
    def base_s(self) -> float:
        """Transit of the fastest recent packet: arrival clock minus media clock, in seconds."""
        return self._base_s if self._base_s is not None else 0.0

    def restart(self) -> None:
        """The media clock is another one from here on; how late packets come is not."""
        self._base_s = None

    def feed(
        self, arrival_s: float, timestamp: int, after_pause: bool = False, copied_s: float = 0.0
    ) -> None:
        """Learn from a packet.

        after_pause: lets a sender whose clock stood still start anew. copied_s: length of the lost
        packet of which this one brings a copy.
        """
        transit_s = arrival_s - timestamp / RATE_HZ
        if self._base_s is None or (after_pause and self._outdated(arrival_s, transit_s)):
            self._anchor(arrival_s, transit_s)
        else:
            self._follow(arrival_s, transit_s)
        assert self._base_s is not None
        self._late[self._next] = transit_s - self._base_s
        self._copied_s[self._next] = copied_s
        self._next = (self._next + 1) % self._MEMORY
        self._count = min(self._count + 1, self._MEMORY)
        self._stale += 1

    def slack_s(self, phase_s: float, beat_s: float) -> float:
        """Give the best slack among those that can be had: `phase_s` plus or minus whole beats."""
        if self._stale >= self._REFRESH or self._count < 64:
            self._look_again()
        slack_s = best_s = phase_s % beat_s
        least = math.inf
        one = self._COST_S / self._MEMORY
        while slack_s <= self.MAX_S or least == math.inf:
            in_time_s = slack_s - self._MARGIN_S
            cost = slack_s - one * bisect.bisect_right(self._sorted, in_time_s)
            if self._copies:
                cost -= one * bisect.bisect_right(self._copies, in_time_s)
            if cost < least:
                least, best_s = cost, slack_s
            slack_s += beat_s
        if best_s <= self._FAR_S:
            self.reserve_s = 0.0
            return best_s
        self.reserve_s = self._RESERVE_S
        return self._slack_with_reserve_s(best_s, beat_s)

    def _slack_with_reserve_s(self, longest_s: float, beat_s: float) -> float:
        """Give the best slack up to one that is the best without a reserve, which outlasts a beat.

        Not below where the far ways begin: it would wait for no stall where they come in a row.
        """
        slack_s = longest_s - math.floor((longest_s - self._FAR_S) / beat_s) * beat_s
        best_s, least = longest_s, math.inf
        late = self._later_than(slack_s)
        while slack_s < longest_s + beat_s / 2:
            later = self._later_than(slack_s + beat_s)
            share = (late - self._SAVED * (late - later)) / self._MEMORY
            cost = slack_s + self._FAR_COST_S * share
            if cost < least:
                least, best_s = cost, slack_s
            slack_s += beat_s
            late = later
        return best_s

    def _later_than(self, slack_s: float) -> int:
        """Count the packets remembered, and the copies, that this slack would not wait for."""
        in_time_s = slack_s - self._MARGIN_S
        packets = self._MEMORY - bisect.bisect_right(self._sorted, in_time_s)
        return packets + len(self._copies) - bisect.bisect_right(self._copies, in_time_s)

    def risk(self, later_by_s: float, later_than_s: float) -> float:
        """Give the chance, 0..1, that the next packet comes too late.

        later_by_s: by how much it is later already than the one before it was, against its media
        time. later_than_s: by how much it may be later at most.
        """
        outlast = len(self._jumps) - bisect.bisect_left(self._jumps, later_by_s)
        beyond = len(self._jumps) - bisect.bisect_left(self._jumps, later_than_s)
        return min(1.0, beyond / outlast) if outlast else 0.0

    def _look_again(self) -> None:
        """Sort what is remembered, and forget what no longer holds."""
        order = np.arange(self._next - self._count, self._next)
        late, copied_s = self._late[order], self._copied_s[order]
        for packets, share in self._FORGETS:
            before, limit_s = late[:-packets], late[-packets:].max() + self._MARGIN_S
            if (
                before.size >= self._FEW
                and np.count_nonzero(before > limit_s) > share * before.size
            ):
                late, copied_s = late[-packets:], copied_s[-packets:]
                self._late[:packets], self._copied_s[:packets] = late, copied_s
                self._count = self._next = packets
                break
        self._sorted = np.sort(self._with_prior(late)).tolist()
        self._jumps = np.sort(np.diff(late)).tolist()
        self._copies = np.sort((late + copied_s)[copied_s > 0.0]).tolist()
        self._stale = 0

    def _with_prior(self, late: NDArray[np.float64]) -> NDArray[np.float64]:
        if late.size == self._MEMORY:
            return late
        return np.concatenate((late, np.resize(self._PRIOR_S, self._MEMORY - late.size)))

    def _outdated(self, arrival_s: float, transit_s: float) -> bool:
        """Say whether the base tells nothing about a packet that ends a pause.

        Either the clocks had time to drift apart, or the sender's stood still for a while.
        """
        assert self._base_s is not None
        long_ago = arrival_s > self._window_end_s + self._WINDOW_S
        return long_ago or transit_s - self._base_s > self._ANCHOR_S

    def _anchor(self, arrival_s: float, transit_s: float) -> None:
        self._base_s = self._fastest_s = self._fastest_before_s = transit_s
        self._window_end_s = arrival_s + self._WINDOW_S
        self._anchored = True

    def _follow(self, arrival_s: float, transit_s: float) -> None:
        assert self._base_s is not None
        if arrival_s >= self._window_end_s:
            self._fastest_before_s = self._fastest_s
            self._fastest_s = transit_s
            self._window_end_s = arrival_s + self._WINDOW_S
            self._anchored = False
        self._fastest_s = min(self._fastest_s, transit_s)
        base_s = min(self._fastest_s, self._fastest_before_s)
        rises_s = base_s - self._base_s
        if rises_s > self._STEP_S or (rises_s < -self._STEP_S and not self._anchored):
            self._late -= rises_s
            self._stale = self._REFRESH
        self._base_s = base_s
