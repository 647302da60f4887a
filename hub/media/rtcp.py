"""RTCP (RFC 3550 §6): what we report of the sound received, and what is reported to us.

Browsers add FEC to their Opus only when a receiver report says that packets were lost.
"""

import struct
from dataclasses import dataclass
from typing import NamedTuple

SAMPLE_RATE = 48_000
NTP_EPOCH_S = 2_208_988_800
_SR, _RR, _SDES = 200, 201, 202
_DROPOUT_MAX = 3_000
_MISORDER_MAX = 100
"""A sequence number further ahead or back is another beginning (RFC 3550 A.1)."""

_CNAME = b"\x01\x05posko\0"  # One item, its end, padded with its chunk to 32 bits below.


@dataclass(slots=True)
class Reception:
    """Counts one incoming stream: loss as in RFC 3550 A.3, jitter as in A.8."""

    ssrc: int
    base_seq: int
    max_seq: int
    cycles: int = 0
    received: int = 0
    expected_before: int = 0
    received_before: int = 0
    jitter: float = 0.0
    transit: float | None = None

    def count(self, seq: int, timestamp: int, arrival_s: float) -> None:
        """Count a genuine packet that arrived at `arrival_s`."""
        ahead = (seq - self.max_seq) & 0xFFFF
        if not _in_order(ahead):
            self._start_over(seq)
            ahead = 0
        self.received += 1
        if ahead < 0x8000:
            if seq < self.max_seq:
                self.cycles += 0x10000
            self.max_seq = seq
        transit = arrival_s * SAMPLE_RATE - timestamp
        if self.transit is not None and abs(transit - self.transit) < SAMPLE_RATE:
            self.jitter += (abs(transit - self.transit) - self.jitter) / 16
        self.transit = transit

    def count_unproven(self, seq: int, timestamp: int, arrival_s: float) -> None:
        """Count a packet that was not decrypted, if it fits in: it is not lost, only not wanted."""
        if _in_order((seq - self.max_seq) & 0xFFFF):
            self.count(seq, timestamp, arrival_s)

    def _start_over(self, seq: int) -> None:
        """The sender began anew under the same SSRC; what it did not send is not lost."""
        self.base_seq = self.max_seq = seq
        self.cycles = self.received = self.expected_before = self.received_before = 0
        self.transit = None

    def expected(self) -> int:
        """Give how many packets there should have been since the stream began."""
        return self.cycles + self.max_seq - self.base_seq + 1

    def fraction_lost(self) -> int:
        """Give the loss since the last call, in 1/256; starts a new interval."""
        expected = self.expected()
        due = expected - self.expected_before
        lost = due - (self.received - self.received_before)
        self.expected_before, self.received_before = expected, self.received
        return min(255, (lost << 8) // due) if due > 0 and lost > 0 else 0

    def cumulative_lost(self) -> int:
        """Give the loss since the stream began, within the report's 24 bits."""
        expected = self.expected()
        return max(0, min(expected - self.received, 0x7FFFFF))


@dataclass(frozen=True, slots=True)
class SenderClock:
    """What a sender report of ours says: wall time, media time, and what was sent so far."""

    wall_s: float
    timestamp: int
    packets: int
    octets: int


def _in_order(ahead: int) -> bool:
    return ahead < _DROPOUT_MAX or ahead >= 0x10000 - _MISORDER_MAX


class ReceiverView(NamedTuple):
    """One report block about a stream of ours: how the other side receives it."""

    ssrc: int
    fraction_lost: float
    jitter: int = 0
    """In samples."""
    last_sr: int = 0
    """The middle 32 bits of our sender report that it had last; 0 when it had none."""
    since_last_sr: int = 0
    """In 1/65,536 s."""

    def round_trip_s(self, wall_s: float) -> float | None:
        """Give the time there and back, from a report that came at `wall_s` (RFC 3550 §6.4.1)."""
        if not self.last_sr:
            return None
        now = int((wall_s + NTP_EPOCH_S) * 65_536) & 0xFFFFFFFF
        return ((now - self.last_sr - self.since_last_sr) & 0xFFFFFFFF) / 65_536


class Heard(NamedTuple):
    """What a compound packet said: its sender-report stamp, if any, and blocks about us."""

    last_sr: int | None
    views: tuple[ReceiverView, ...]


def write(
    ssrc: int,
    sent: SenderClock,
    reception: Reception | None,
    last_sr: int,
    since_last_sr_s: float,
) -> bytes:
    """Write SR + SDES: what we sent, with a block on what we received when there is any.

    last_sr: the middle 32 bits of the peer's last sender report, 0 when there was none.
    """
    block = b""
    if reception is not None:
        lost = (reception.fraction_lost() << 24) | reception.cumulative_lost()
        delay = min(0xFFFFFFFF, int(since_last_sr_s * 65_536)) if last_sr else 0
        highest = (reception.cycles + reception.max_seq) & 0xFFFFFFFF
        jitter = min(0xFFFFFFFF, int(reception.jitter))
        block = struct.pack("!6I", reception.ssrc, lost, highest, jitter, last_sr, delay)
    ntp_s = sent.wall_s + NTP_EPOCH_S
    body = struct.pack(
        "!6I",
        ssrc,
        int(ntp_s) & 0xFFFFFFFF,
        int(ntp_s % 1 * 2**32),
        sent.timestamp & 0xFFFFFFFF,
        sent.packets & 0xFFFFFFFF,
        sent.octets & 0xFFFFFFFF,
    )
    report = _packet(_SR, 1 if block else 0, body + block)
    return report + _packet(_SDES, 1, struct.pack("!I", ssrc) + _CNAME)


def _packet(kind: int, count: int, body: bytes) -> bytes:
    body += bytes(-len(body) % 4)
    return struct.pack("!BBH", 0x80 | count, kind, len(body) // 4) + body


def read(data: bytes) -> Heard:
    """Read a decrypted compound packet; parts that make no sense are passed over."""
    last_sr: int | None = None
    views: list[ReceiverView] = []
    at = 0
    while at + 8 <= len(data):
        count, kind = data[at] & 0x1F, data[at + 1]
        end = at + 4 + 4 * int.from_bytes(data[at + 2 : at + 4], "big")
        if data[at] >> 6 != 2 or end > len(data):
            break
        blocks = at + 8
        if kind == _SR and end >= at + 28:
            last_sr = int.from_bytes(data[at + 10 : at + 14], "big")
            blocks = at + 28
        if kind in (_SR, _RR):
            for block in range(blocks, min(end, blocks + 24 * count) - 23, 24):
                about, lost = struct.unpack_from("!IB", data, block)
                jitter, last, since = struct.unpack_from("!3I", data, block + 12)
                views.append(ReceiverView(about, lost / 256, jitter, last, since))
        at = end
    return Heard(last_sr, tuple(views))
