"""Filters for speech on the air: high-pass at 300 Hz, de-emphasis and pre-emphasis, joined in one.

Recursive filters, worked out a block at a time as products of matrices: what a block puts out is
its own sound through the impulse response, and what the state before it still has to say. So there
is no delay, no loop over samples, and no seam between blocks.
"""

import math
from collections.abc import Sequence

import numpy as np

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

    As matrices: out = own @ x + past @ state; state = kept @ state + left @ x.
    """

    def __init__(self, sections: Sequence[Taps]) -> None:
        self._wire = not sections
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
        response = np.array([b[0], *((p @ into)[:1].sum() for p in powers[: BLOCK - 1])])
        rows = np.arange(BLOCK)[:, np.newaxis] - np.arange(BLOCK)
        self._own = np.where(rows >= 0, response[np.maximum(rows, 0)], 0.0)
        self._past = np.stack([p[:1].sum(axis=0) for p in powers[:BLOCK]])
        self._kept = powers[BLOCK]
        self._left = np.stack([p @ into for p in powers[BLOCK - 1 :: -1]], axis=1)
        self._state = np.zeros(order)

    def feed(self, block: Audio) -> Audio:
        """Take BLOCK samples (480,), give as many."""
        assert block.shape == (BLOCK,), block.shape
        if self._wire:
            return block
        sound = block.astype(np.float64)
        out = self._own @ sound + self._past @ self._state
        self._state = self._kept @ self._state + self._left @ sound
        self._state[np.abs(self._state) < 1e-20] = 0.0  # Denormal numbers are slow.
        return np.asarray(out, np.float32)
