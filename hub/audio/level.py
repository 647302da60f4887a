"""Loudness: the level that RTP headers carry (RFC 6464), and a gate that says who is speaking."""

import math

import numpy as np
from numpy.typing import NDArray

Audio = NDArray[np.float32]

SILENCE = 127  # The quietest level that fits: also what a muted talker sends.

_RATE_HZ = 48_000


def level(frame: Audio) -> int:
    """Give the level of a frame in -dBov, 0 (loudest) to 127 (silence), as RFC 6464 wants it.

    frame: (samples,) float32, full scale +-1.0. A square wave at full scale is 0, a sine is 3.
    """
    return level_of_power(float(np.dot(frame, frame)) / frame.size) if frame.size else SILENCE


def level_of_power(mean_square: float) -> int:
    """Give the level in -dBov, 0..127, of a mean square (1.0 is full scale)."""
    if not mean_square > 0.0:
        return SILENCE
    return min(SILENCE, max(0, round(-10.0 * math.log10(mean_square))))


def gain(gain_db: float) -> float:
    """Give the linear factor of a gain in decibels."""
    return float(10.0 ** (gain_db / 20.0))


class Activity:
    """Says from the level of each packet whether somebody is speaking.

    Opens with the first packet at `open_level` or louder, so that no syllable loses its head.
    Closes when the smoothed level has stayed quieter than `close_level` for `hang_over_s` of media
    time: pauses between words do not close it, and a packet at the edge does not make it flap.
    """

    def __init__(
        self,
        open_level: int = 50,
        close_level: int = 56,
        hang_over_s: float = 0.4,
        smoothing_s: float = 0.06,
    ) -> None:
        """open_level, close_level: -dBov, close being the quieter (greater) of the two."""
        assert 0 <= open_level <= close_level <= SILENCE, (open_level, close_level)
        self._open_level = open_level
        self._close_level = close_level
        self._hang_over = round(hang_over_s * _RATE_HZ)
        self._smoothing = smoothing_s * _RATE_HZ
        self._smoothed = float(SILENCE)
        self._left = 0  # Samples of hang-over still to run; open while above zero.

    @property
    def speaking(self) -> bool:
        """What the last `feed` gave."""
        return self._left > 0

    def feed(self, level: int, samples: int = 960) -> bool:
        """Take the level of a packet (-dBov, 0..127) that lasts `samples`; give: is speaking.

        Silence in which nothing is sent (DTX) is fed as SILENCE for as long as it lasts.
        """
        share = 1.0 - math.exp(-samples / self._smoothing)
        self._smoothed += share * (level - self._smoothed)
        if level <= self._open_level:
            self._left = self._hang_over
            self._smoothed = min(self._smoothed, float(level))
        elif self._left > 0 and self._smoothed > self._close_level:
            self._left = max(0, self._left - samples)
        elif self._left > 0:
            self._left = self._hang_over
        return self._left > 0
