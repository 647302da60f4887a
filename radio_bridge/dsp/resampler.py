"""Resampler of a ratio that moves: for two clocks that are nearly alike.

A windowed sinc of 32 taps, one of 512 phases for each sample, between two of which a line is drawn.
What it gives is late by 16 samples. The ratio may change with every call, without a seam.
"""

import numpy as np

from radio_bridge.dsp import Audio

HALF = 16
PHASES = 512
_CUTOFF = 0.92  # Of half the rate.


def _table() -> Audio:
    """Give the taps of each phase, (phases + 1, 32)."""
    offset = np.arange(PHASES + 1)[:, np.newaxis] / PHASES
    x = np.arange(-HALF + 1, HALF + 1)[np.newaxis, :] - offset
    window = 0.5 + 0.5 * np.cos(np.pi * np.clip(x / HALF, -1, 1))
    taps = np.sinc(_CUTOFF * x) * window
    return np.asarray(taps / taps.sum(axis=1, keepdims=True), np.float32)


_TAPS = _table()
_STEPS = np.diff(_TAPS, axis=0, append=_TAPS[-1:])
_REACH = np.arange(2 * HALF)


class Resampler:
    """Between what is held and the card."""

    def __init__(self) -> None:
        self._kept: Audio = np.zeros(2 * HALF - 1, np.float32)
        self._at = 0.0  # Where the next sample lies, after the first HALF - 1 of what is kept.

    def need(self, samples: int, ratio: float) -> int:
        """Give how many samples must come in for `samples` to go out."""
        last = self._at + (samples - 1) * (1.0 + ratio)
        return max(0, int(last) + 2 * HALF - self._kept.size)

    def feed(self, sound: Audio, samples: int, ratio: float) -> Audio:
        """Take as many as `need` says, (n,), give (samples,)."""
        assert sound.size == self.need(samples, ratio), (sound.size, samples, ratio)
        whole = np.concatenate((self._kept, sound))
        at = self._at + np.arange(samples) * (1.0 + ratio)
        first = at.astype(np.int64)
        phase = (at - first) * PHASES
        row = phase.astype(np.int64)
        between = (phase - row).astype(np.float32)[:, np.newaxis]
        taps = _TAPS[row] + between * _STEPS[row]
        out = np.einsum("ij,ij->i", whole[first[:, np.newaxis] + _REACH], taps)
        following = self._at + samples * (1.0 + ratio)
        gone = min(int(following), whole.size)
        self._kept, self._at = whole[gone:].copy(), following - gone
        return np.asarray(out, np.float32)
