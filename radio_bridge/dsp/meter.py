"""Meters: peak and mean level of sound in dBFS, and whether a card says anything at all."""

import math

import numpy as np

from radio_bridge.dsp import SILENCE_DBFS, Audio

FALL_DB = 1.0
"""How far a peak meter falls with each block of 10 ms."""
CLIPPED = 0.99


class Meter:
    """peak_dbfs falls slowly, as the eye wants it; mean_dbfs is of the last block."""

    def __init__(self) -> None:
        self.peak_dbfs = self.mean_dbfs = SILENCE_DBFS

    def feed(self, block: Audio) -> None:
        """Take some samples."""
        peak = float(np.abs(block).max()) if block.size else 0.0
        self.mean_dbfs = mean_dbfs(block)
        self.peak_dbfs = max(_db(peak), self.peak_dbfs - FALL_DB, SILENCE_DBFS)


def mean_dbfs(block: Audio) -> float:
    """Give the mean level; a full sine is -3."""
    return _db(math.sqrt(float(np.dot(block, block)) / block.size)) if block.size else SILENCE_DBFS


def clipped(block: Audio) -> bool:
    """Say whether the converter has come to its end."""
    return bool(block.size) and float(np.abs(block).max()) >= CLIPPED


def flat(block: Audio) -> bool:
    """Say whether all samples are the same: no converter that lives does that for long."""
    return bool(block.size) and bool((block == block[0]).all())


def _db(amplitude: float) -> float:
    if not amplitude > 0.0 or not math.isfinite(amplitude):
        return SILENCE_DBFS
    return max(SILENCE_DBFS, 20 * math.log10(amplitude))
