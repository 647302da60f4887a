"""DTMF as it is heard: raw 48 kHz sound in, digits out.

Frames of 30 ms, every 5 ms, are looked at coarsely: could two tones of a digit be most of this?
Frames in a row that name the same digit are a run. A run that has ended is looked at again,
closely (`dtmf_shape`): when each digit in it began and ended, and whether it is one at all.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from radio_bridge.signalling import dtmf_shape as shape
from radio_bridge.signalling.dtmf_tones import HIGH_HZ, LOW_HZ
from radio_bridge.signalling.stream import Decimator, Frames, Signal, clean

FRAME = 240
HOP = 40
END_FRAMES = 4
"""Frames in a row without the digit that end a run: 20 ms."""
SHORTEST_RUN = 2
"""Frames that lie wholly within 40 ms, wherever it begins."""
LONGEST_RUN = 200
"""Frames after which a run is judged, though it goes on: a tone may be held for a minute."""

_FFT = 512
_HZ = shape.RATE_HZ / _FFT
_MARGIN = 120  # 15 ms around a run: the frames at its ends hold half a tone or less.
_EDGE = 16  # 2 ms left out at both ends of a digit when it is judged.
_COARSE_PURITY = 0.3
_COARSE_TOLERANCE = 0.045
_SILENCE = 1e-7  # Mean square, -70 dBFS.
_LOBE = 4  # Bins at both sides of a peak that are its own.

_WINDOW = np.hanning(FRAME + 2)[1:-1]


@dataclass(frozen=True, slots=True)
class Digit:
    """One key of the twelve or sixteen, heard once. at, length: samples at 48 kHz."""

    key: str
    at: int
    length: int
    level_dbfs: float
    twist_db: float


class DtmfDecoder:
    """Give it sound, it gives digits, each 20 to 40 ms after it has ended."""

    def __init__(self) -> None:
        self._decimator = Decimator()
        self._frames = Frames(FRAME, HOP)
        self._sound = np.zeros(0)  # 8 kHz, from self._from on.
        self._from = 0
        self._next = 0  # Number of the next frame.
        self._label = -1  # Of the run under way; -1: none.
        self._first = self._last = 0  # Frames of the run.
        self._reported = 0  # Up to here a run has been judged, 8 kHz samples.
        self._given = 0  # Where the last digit ended.
        self._held = False  # A digit was given while it went on.

    @property
    def sounding(self) -> bool:
        """Whether what is heard just now may be a digit; a fifth of all speech may."""
        return self._label >= 0

    def feed(self, block: ArrayLike) -> list[Digit]:
        """Take sound (samples,) at 48 kHz and give the digits that have come to their end."""
        digits: list[Digit] = []
        for part in clean(block):
            self._part(part, digits)
        return digits

    def _part(self, part: Signal, digits: list[Digit]) -> None:
        low = self._decimator.feed(part)
        frames = self._frames.feed(low)
        self._sound = np.concatenate((self._sound, low))
        if len(frames):
            labels = coarse(frames)
            turns = (np.flatnonzero(labels[1:] != labels[:-1]) + 1).tolist()
            for start, end in pairwise([0, *turns, len(labels)]):
                first = self._next + start
                self._stretch(int(labels[start]), first, self._next + end, digits)
            self._next += len(labels)
        self._forget()

    def _stretch(self, label: int, first: int, end: int, digits: list[Digit]) -> None:
        """Take frames [first, end) which all say the same."""
        if label < 0:
            if self._label >= 0 and end - 1 - self._last >= END_FRAMES:
                self._ended(self._last + END_FRAMES, digits)
            return
        if label != self._label:
            if self._label >= 0:
                self._ended(first, digits)
            self._label, self._first = label, first
        while end - self._first > LONGEST_RUN:
            self._judge(self._first + LONGEST_RUN - 1, digits, goes_on=True)
        self._last = end - 1

    def _ended(self, last: int, digits: list[Digit]) -> None:
        """Close the run under way, whose sound is known up to frame `last`."""
        if self._held or self._last - self._first + 1 >= SHORTEST_RUN:
            self._judge(last, digits, goes_on=False)
        self._label, self._held = -1, False

    def _judge(self, last: int, digits: list[Digit], *, goes_on: bool) -> None:
        """Look closely at the run. last: a frame at or soon after its last, known by now."""
        start = max(self._first * HOP - _MARGIN, self._from)
        end = last * HOP + FRAME
        sound = self._sound[start - self._from : end - self._from]
        self._close_up(sound, start, digits, goes_on=goes_on)
        if goes_on:
            self._first = last + 1 - FRAME // HOP

    def _close_up(self, sound: Signal, start: int, digits: list[Digit], *, goes_on: bool) -> None:
        best = _loudest_frame(sound)
        tones, _ = shape.measure(best)
        for piece in shape.pieces(sound, tones):
            # The envelope falls at the end of what is known, be the tone over or not.
            whole = not goes_on or piece.end < sound.size - HOP
            continued = self._held and start + piece.start <= self._reported
            self._held = continued and not whole
            begun = start + piece.start
            # Two runs may share a stretch: the second has nothing new to say of it.
            if continued or not piece.long_enough or begun < self._given:
                continue
            found = shape.key(sound[piece.steady[0] + _EDGE : piece.steady[1] - _EDGE])
            if found:
                key, seen = found
                digits.append(_digit(key, seen, begun, piece.end - piece.start))
                self._given = start + piece.end
                self._held = not whole
        self._reported = start + sound.size

    def _forget(self) -> None:
        """Let go of sound that no run can ask for any more."""
        oldest = self._first if self._label >= 0 else self._next
        cut = max(0, oldest * HOP - _MARGIN - self._from)
        self._sound = self._sound[cut:].copy()
        self._from += cut


def coarse(frames: Signal) -> NDArray[np.int64]:
    """Give for each frame, (frames, 240), the digit it may be, 0..15, or -1."""
    shaped = frames * _WINDOW
    if np.max(np.einsum("ij,ij->i", shaped, shaped)) < _SILENCE * (_WINDOW**2).sum():
        return np.full(len(frames), -1)  # No part of a spectrum is louder than all of it.
    spectrum = np.fft.rfft(shaped, _FFT)
    power = spectrum.real**2 + spectrum.imag**2
    total = power[:, round(100 / _HZ) : round(3_600 / _HZ)].sum(axis=1)
    row, low, low_fits = _group(power, LOW_HZ)
    column, high, high_fits = _group(power, HIGH_HZ)
    loud = total > _SILENCE * _FFT * (_WINDOW**2).sum() / 2
    fits = low_fits & high_fits & loud & (low + high > _COARSE_PURITY * total)
    fits &= (high < 10 * low) & (low < 25 * high)
    return np.where(fits, 4 * row + column, -1)


def _group(
    power: Signal, places: tuple[float, ...]
) -> tuple[NDArray[np.int64], Signal, NDArray[np.bool_]]:
    """Give for each frame the nearest place of its peak, the peak's power, and if it is near."""
    first, last = int(places[0] * 0.93 / _HZ), int(places[-1] * 1.07 / _HZ) + 1
    k = first + np.argmax(power[:, first:last], axis=1)
    frame = np.arange(len(power))
    lobe = k[:, np.newaxis] + np.arange(-_LOBE, _LOBE + 1)
    strength: Signal = power[frame[:, np.newaxis], lobe].sum(axis=1)
    a, b, c = (np.sqrt(power[frame, k + i]) for i in (-1, 0, 1))
    hz = (k + 0.5 * (c - a) / np.maximum(2 * b - a - c, 1e-30).clip(1e-30)) * _HZ
    off = np.abs(hz[:, np.newaxis] / np.array(places) - 1)
    nearest = np.argmin(off, axis=1)
    return nearest, strength, off[frame, nearest] < _COARSE_TOLERANCE


def _loudest_frame(sound: Signal) -> Signal:
    """Give the FRAME samples with the most power."""
    sums = np.cumsum(np.pad(sound**2, (1, 0)))
    at = int(np.argmax(sums[FRAME:] - sums[:-FRAME]))
    return sound[at : at + FRAME]


def _digit(key: str, tones: shape.Tones, start: int, length: int) -> Digit:
    at = round(start * Decimator.STEP + Decimator.DELAY)
    level, twist = round(tones.level_dbfs, 1), round(tones.twist_db, 1)
    return Digit(key, at, length * Decimator.STEP, level, twist)
