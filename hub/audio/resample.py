"""From one sample rate to another, for speech that is made once and played often.

A windowed sinc, worked out for each of the few phases two whole rates have. Not for live sound.
"""

import math

import numpy as np
from numpy.typing import NDArray

Audio = NDArray[np.float32]

PASS = 0.9
"""Of half the lower rate: what is above it is let go, so that nothing folds back."""
HALF_TAPS = 64
CHUNK = 1_024
"""Small enough that whoever else runs in this process is not kept waiting."""


def resampled(samples: Audio, from_hz: int, to_hz: int) -> Audio:
    """Give samples (n,), full scale +-1.0, at another rate."""
    assert samples.ndim == 1, samples.shape
    if from_hz == to_hz or not len(samples):
        return samples
    divisor = math.gcd(from_hz, to_hz)
    up, down = to_hz // divisor, from_hz // divisor
    taps = _taps(up, min(1.0, to_hz / from_hz))
    padded = np.pad(samples, (HALF_TAPS, HALF_TAPS + 1))
    length = len(samples) * up // down
    out = np.empty(length, np.float32)
    reach = np.arange(2 * HALF_TAPS + 1)
    for start in range(0, length, CHUNK):
        at = np.arange(start, min(start + CHUNK, length), dtype=np.int64) * down
        around = padded[(at // up)[:, np.newaxis] + reach]
        out[start : start + len(at)] = (around * taps[at % up]).sum(axis=1)
    return out


def _taps(phases: int, ratio: float) -> Audio:
    """Give the filter of each phase, (phases, taps). ratio: new rate to old, at most 1."""
    offset = np.arange(phases)[:, np.newaxis] / phases
    x = np.arange(-HALF_TAPS, HALF_TAPS + 1)[np.newaxis, :] - offset
    cutoff = PASS * ratio
    window = 0.5 + 0.5 * np.cos(np.pi * np.clip(x / (HALF_TAPS + 1), -1, 1))
    taps = np.sinc(cutoff * x) * window
    return np.asarray(taps / taps.sum(axis=1, keepdims=True), np.float32)
