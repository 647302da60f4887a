"""Filters for speech on the air: high-pass at 300 Hz, de-emphasis and pre-emphasis, joined in one.

Recursive filters, worked out a block at a time as products of matrices: what a part of it puts out
is its own sound through the impulse response, and what the state before it still has to say. So
there is no delay, no loop over samples, and no seam between blocks.
"""

import functools
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from radio_bridge.dsp import BLOCK, RATE_HZ, Audio

Taps = tuple[tuple[float, ...], tuple[float, ...]]
"""b and a of one section, a[0] being 1: y[n] = b0 x[n] + b1 x[n-1] .. - a1 y[n-1] .."""

HIGH_PASS_HZ = 300.0
"""Below it a radio has its CTCSS; people hear nothing missing."""
CORNER_HZ = 300.0
"""Where the 6 dB an octave of phase modulation begin."""
TOP_HZ = 3_400.0
"""Where pre-emphasis ends: above it there is only noise to be lifted."""
AT_HZ = 1_000.0
"""Where emphasis changes no level."""

Matrix = NDArray[np.float64]

_PART = 40
_PARTS = BLOCK // _PART
_SLOPES = (1.8477590650225735, 0.7653668647301797)  # 1/Q of a Butterworth of four poles.


def high_pass(corner_hz: float = HIGH_PASS_HZ) -> list[Taps]:
    """Give 24 dB an octave below `corner_hz`."""
    w = 2 * math.pi * corner_hz / RATE_HZ
    sections: list[Taps] = []
    for slope in _SLOPES:
        alpha = math.sin(w) * slope / 2
        a0 = 1 + alpha
        middle = (1 + math.cos(w)) / a0
        b = (middle / 2, -middle, middle / 2)
        sections.append((b, (1.0, -2 * math.cos(w) / a0, (1 - alpha) / a0)))
    return sections


def de_emphasis() -> list[Taps]:
    """Give 6 dB an octave down from 300 Hz: for a discriminator's output."""
    pole = math.exp(-2 * math.pi * CORNER_HZ / RATE_HZ)
    return [_at_one(((1.0,), (1.0, -pole)))]


def pre_emphasis() -> list[Taps]:
    """Give 6 dB an octave up from 300 Hz to 3.4 kHz: for a modulator without any of its own."""
    zero = math.exp(-2 * math.pi * CORNER_HZ / RATE_HZ)
    pole = math.exp(-2 * math.pi * TOP_HZ / RATE_HZ)
    return [_at_one(((1.0, -zero), (1.0, -pole)))]


def gain_at(sections: Sequence[Taps], hz: float) -> float:
    """Give the linear gain of some sections, one after the other, at a frequency."""
    turn = np.exp(-2j * np.pi * hz / RATE_HZ)
    gain = 1.0
    for b, a in sections:
        gain *= float(abs(np.polyval(b[::-1], turn) / np.polyval(a[::-1], turn)))
    return gain


def _at_one(section: Taps) -> Taps:
    b, a = section
    gain = gain_at([section], AT_HZ)
    return tuple(x / gain for x in b), a


class Filter:
    """All sections as one. Without any it is a wire.

    A block is cut into parts, few enough that the matrices stay in a processor's cache:
    out = own @ part + past @ state; what the parts leave to the states is one more product.
    """

    def __init__(self, sections: Sequence[Taps]) -> None:
        self._wire = not sections
        self._own, self._past, self._left, self._run = _matrices(tuple(sections))
        self._state = np.zeros(len(self._left))

    def feed(self, block: Audio) -> Audio:
        """Take BLOCK samples (480,), give as many."""
        assert block.shape == (BLOCK,), block.shape
        if self._wire:
            return block
        parts = block.astype(np.float64).reshape(_PARTS, _PART)
        left = (parts @ self._left.T).reshape(-1)
        states = (self._run @ np.concatenate((self._state, left))).reshape(_PARTS + 1, -1)
        out = parts @ self._own.T + states[:-1] @ self._past.T
        self._state = states[-1].copy()
        self._state[np.abs(self._state) < 1e-20] = 0.0  # Denormal numbers are slow.
        return np.asarray(out.reshape(-1), np.float32)


@functools.cache
def _matrices(sections: tuple[Taps, ...]) -> tuple[Matrix, Matrix, Matrix, Matrix]:
    """Give what a part puts out by itself and by the state before it; what it leaves to the state
    after it; and the states before all parts and after, by the first and by what each part leaves.
    """
    b, a = np.ones(1), np.ones(1)
    for section in sections:
        b, a = np.convolve(b, section[0]), np.convolve(a, section[1])
    order = max(b.size, a.size) - 1
    b, a = np.pad(b, (0, order + 1 - b.size)), np.pad(a, (0, order + 1 - a.size))
    step = np.zeros((order, order))
    if order:
        step[:, 0] = -a[1:]
        step[:-1, 1:] += np.eye(order - 1)
    into = b[1:] - a[1:] * b[0]
    powers = [np.eye(order)]
    for _ in range(BLOCK):
        powers.append(step @ powers[-1])
    response = np.array([b[0], *((p @ into)[:1].sum() for p in powers[: _PART - 1])])
    rows = np.arange(_PART)[:, np.newaxis] - np.arange(_PART)
    own = np.where(rows >= 0, response[np.maximum(rows, 0)], 0.0)
    past = np.stack([p[:1].sum(axis=0) for p in powers[:_PART]])
    left = np.stack([p @ into for p in powers[_PART - 1 :: -1]], axis=1)
    run = np.zeros((_PARTS + 1, order, _PARTS + 1, order))
    for after in range(_PARTS + 1):
        for before in range(after + 1):
            run[after, :, before] = powers[(after - before) * _PART]
    size = (_PARTS + 1) * order
    return own, past, left, run.reshape(size, size)
