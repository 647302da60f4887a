"""MDC1200 as it is heard: raw 48 kHz sound in, packets out, and what was too damaged to be one.

The filter of `mdc1200_modem` gives eight soft values for each bit time, as complex numbers: a radio
that turns the phase (inverted audio, a missing de-emphasis) turns all alike. They are compared with
the last 24 bits of the sync word only, so that the front may be lost to a slow squelch; where they
agree, the turn is known and the 112 bits that follow are decoded. So loose a sync finds thousands a
day in noise: the FEC, which may correct 12 bits, and the CRC let none of them pass.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from radio_bridge.signalling import mdc1200_block
from radio_bridge.signalling.mdc1200_block import BLOCK_BITS, Block
from radio_bridge.signalling.mdc1200_messages import DOUBLE, Packet
from radio_bridge.signalling.mdc1200_modem import BIT, SYNC, pulse, signs
from radio_bridge.signalling.stream import Fir, Signal, clean

SYNC_BITS = 24
LIKE = 0.4
"""Squared correlation with the sync word, 0..1, that is worth a try."""
SURELY_SHORT, SURELY = 0.75, 0.55
"""The same over 24 and over 40 bits that noise does not reach in years: here was a burst."""
MOST_WRONG_BITS = 12
PER_BIT = 8
_STEP = BIT // PER_BIT
_SYNC = signs(SYNC)
_BEFORE = (SYNC.size - 1) * PER_BIT  # Values before a sync's last bit that are looked at.
_QUIET = 1e-12  # Power below which there is no sound at all.
_CUT = 0.3  # Level of a burst's end by its sync's, below which the end was not sent.

Reason = Literal["cut_short", "too_many_errors", "checksum", "second_block"]
Values = NDArray[np.complex128]


@dataclass(frozen=True, slots=True)
class Heard:
    """A packet. at: 48 kHz sample at which its sync word ended."""

    packet: Packet
    at: int
    wrong_bits: int


@dataclass(frozen=True, slots=True)
class Damaged:
    """There was a burst that cannot be read. packet: its first block, if that can be."""

    reason: Reason
    at: int
    packet: Packet | None = None


Event = Heard | Damaged


class Mdc1200Decoder:
    """Give it sound, it gives packets, 5 ms after their last bit."""

    def __init__(self) -> None:
        shape = pulse()
        taps = np.stack((shape.real, shape.imag)) / (shape.real**2).sum()
        self._filter = Fir(taps, _STEP)
        # Values before the first sample: silence.
        self._values: Values = np.zeros(_BEFORE + PER_BIT, np.complex128)
        self._from = -self._values.size  # Number of the first value kept.
        self._next = 0  # The first not yet looked at for a sync.
        self._waiting: list[int] = []  # Ends of syncs whose blocks are not whole yet.
        self._deaf_until = 0

    def feed(self, block: ArrayLike) -> list[Event]:
        """Take sound (samples,) at 48 kHz and give what was heard."""
        events: list[Event] = []
        for part in clean(block):
            self._part(part, events)
        return events

    def _part(self, part: Signal, events: list[Event]) -> None:
        out = self._filter.feed(part)
        if not len(out):
            return
        self._values = np.concatenate((self._values, out[:, 0] + 1j * out[:, 1]))
        end = self._from + self._values.size
        self._waiting += self._syncs(end)
        while self._waiting:
            if not self._read(self._waiting[0], end, events):
                break
            self._waiting.pop(0)
        oldest = min([self._next - PER_BIT, *self._waiting]) - _BEFORE
        cut = max(0, oldest - self._from)
        self._values = self._values[cut:].copy()
        self._from += cut

    def _syncs(self, end: int) -> list[int]:
        """Give where the last bit of a sync word may be, among the values not yet looked at."""
        last = end - PER_BIT  # A peak is known by what comes after it.
        if last <= self._next:
            return []
        likeness = self._likeness(self._next - PER_BIT, end, SYNC_BITS)
        centre = likeness[PER_BIT:-PER_BIT]
        found: list[int] = []
        for k in np.flatnonzero(centre >= LIKE).tolist():
            if centre[k] >= likeness[k : k + 2 * PER_BIT + 1].max():
                found.append(self._next + k)
        self._next = last
        return found

    def _likeness(self, first: int, end: int, bits: int) -> NDArray[np.float64]:
        """Give the squared correlation with the last `bits` of the sync, ending at each value."""
        last = first - self._from
        count = end - first
        total = np.zeros(count, np.complex128)
        for k, sign in enumerate(_SYNC[: -bits - 1 : -1].tolist()):
            past = self._values[last - k * PER_BIT : last - k * PER_BIT + count]
            (np.add if sign > 0 else np.subtract)(total, past, out=total)
        begin = last - (bits - 1) * PER_BIT
        values = self._values[begin : last + count]
        power = _moving_sum(values.real**2 + values.imag**2, bits)
        return (total.real**2 + total.imag**2) / (bits * power + bits * _QUIET)

    def _read(self, sync: int, end: int, events: list[Event]) -> bool:
        """Read what follows a sync whose last bit is at `sync`; False when it is not all there."""
        if sync < self._deaf_until:
            return True
        soft = self._soft(sync, end, 0)
        if soft is None:
            return False
        at = (sync + PER_BIT) * _STEP
        block = mdc1200_block.decode(soft)
        if not _holds(block):
            if self._surely(sync):
                events.append(Damaged(_reason(soft, block), at))
                self._deaf_until = sync + BLOCK_BITS * PER_BIT
            return True
        event = self._heard(sync, end, block, at)
        if event is None:
            return False
        events.append(event)
        blocks = 2 if block.content[0] in DOUBLE else 1
        self._deaf_until = sync + blocks * BLOCK_BITS * PER_BIT
        return True

    def _heard(self, sync: int, end: int, block: Block, at: int) -> Event | None:
        """Give what a block that holds says, with the second if one belongs to it, or None."""
        op, arg, high, low = block.content
        packet = Packet(op, arg, high << 8 | low)
        if op not in DOUBLE:
            return Heard(packet, at, block.wrong_bits)
        soft = self._soft(sync, end, 1)
        if soft is None:
            return None
        second = mdc1200_block.decode(soft)
        if not _holds(second):
            return Damaged("second_block", at, packet)
        wrong_bits = block.wrong_bits + second.wrong_bits
        return Heard(replace(packet, extra=second.content), at, wrong_bits)

    def _soft(self, sync: int, end: int, block: int) -> NDArray[np.float64] | None:
        """Give the 112 soft bits of a block, 1 being the sync's level, or None: not yet there."""
        first = sync + (1 + block * BLOCK_BITS) * PER_BIT
        past = first + BLOCK_BITS * PER_BIT
        if past > end:
            return None
        start = sync - self._from
        word = self._values[start - (SYNC_BITS - 1) * PER_BIT : start + 1 : PER_BIT]
        turn = (word * _SYNC[-SYNC_BITS:]).mean()
        values = self._values[first - self._from : past - self._from : PER_BIT]
        soft: NDArray[np.float64] = (values * np.conj(turn)).real / max(abs(turn) ** 2, _QUIET)
        return soft

    def _surely(self, sync: int) -> bool:
        """Say whether the sync is too good to be noise."""
        short, whole = (
            float(self._likeness(sync, sync + 1, bits)[0]) for bits in (SYNC_BITS, SYNC.size)
        )
        return short >= SURELY_SHORT or whole >= SURELY


def _moving_sum(values: NDArray[np.float64], bits: int) -> NDArray[np.float64]:
    """Give the sums of `bits` values, one a bit time, beginning at each."""
    total = np.zeros(values.size - (bits - 1) * PER_BIT)
    at, width, sums = 0, 1, values  # sums[i] is of `width` values from i on.
    while width <= bits:
        if bits & width:
            total += sums[at * PER_BIT : at * PER_BIT + total.size]
            at += width
        sums, width = sums[: -width * PER_BIT] + sums[width * PER_BIT :], 2 * width
    return total


def _holds(block: Block) -> bool:
    return block.crc_holds and block.wrong_bits <= MOST_WRONG_BITS


def _reason(soft: NDArray[np.float64], block: Block) -> Reason:
    if np.abs(soft[-8:]).mean() < _CUT:
        return "cut_short"
    return "too_many_errors" if block.wrong_bits > MOST_WRONG_BITS else "checksum"
