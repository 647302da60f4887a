"""Slow gain: brings every radio to one loudness within seconds, and leaves its syllables alone.

It learns only while somebody speaks: in pauses and in noise the gain stands still, so nothing
swells between two words. Down it goes faster than up: what is too loud hurts.
"""

import math

import numpy as np

from radio_bridge.dsp import BLOCK, RATE_HZ, Audio

TARGET_DBFS = -20.0
"""Of speech, mean square over a block."""
MOST_DB, LEAST_DB = 18.0, -18.0
UP_DB_S, DOWN_DB_S = 3.0, 20.0
QUIETEST_DBFS = -50.0
"""What is quieter is no speech."""

_BLOCK_S = BLOCK / RATE_HZ
_DOWN_S = 1.0


class SlowGain:
    """One talker after the other. gain_db: what it stands at."""

    def __init__(self, target_dbfs: float = TARGET_DBFS) -> None:
        self._target = target_dbfs
        self._speech_db: float | None = None
        self.gain_db = 0.0

    def feed(self, block: Audio) -> Audio:
        """Take BLOCK samples, give as many; the gain moves along a line, without a step."""
        before = self.gain_db
        power = float(np.dot(block, block)) / block.size
        if power > 10 ** (QUIETEST_DBFS / 10):
            self._learn(10 * math.log10(power))
        if before == self.gain_db == 0.0:
            return block
        first, last = 10.0 ** (before / 20), 10.0 ** (self.gain_db / 20)
        return np.asarray(block * np.linspace(first, last, block.size), np.float32)

    def _learn(self, level_db: float) -> None:
        """Hold on to the loud parts of speech: they fade slowly, and count at once."""
        fading = (self._speech_db or level_db) - _BLOCK_S / _DOWN_S * 6.0
        self._speech_db = max(level_db, fading)
        wanted = min(MOST_DB, max(LEAST_DB, self._target - self._speech_db))
        step = max(-DOWN_DB_S * _BLOCK_S, min(UP_DB_S * _BLOCK_S, wanted - self.gain_db))
        self.gain_db += step
