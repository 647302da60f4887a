"""Leveller: a slow gain for one talker, so that a soft voice and a loud one are heard alike.

What is levelled is the active speech level (ITU-T P.56): the mean power over the time somebody
speaks, pauses left out. As in its method B, time is active while the envelope is no more than
15.9 dB below that level, and 200 ms after; here the level runs along, with a memory of some
seconds, instead of being worked out for a whole recording.
"""

import math

import numpy as np
from numpy.typing import NDArray

Audio = NDArray[np.float32]

TARGET_DB = -22.0
"""Active level aimed at, dBov: its peaks just stay under the limiter."""
SLACK_DB = 2.0
"""So near the target nothing is changed."""
MOST_DB, LEAST_DB = 12.0, -12.0
SLEW_DB_S = 3.0

_FRAME_S = 0.02
_MARGIN = 10 ** (-15.9 / 10)  # P.56, 6.2: the threshold under the active level.
_HANG_OVER = 10  # Frames: 200 ms.
_FLOOR = 10 ** (-55 / 10)  # Mean square below which nothing is speech, however soft the talker.
_ENVELOPE = 1 - math.exp(-_FRAME_S / 0.03)
_MEMORY = 150  # Active frames: 3 s.
_FIRST = 25  # Active frames before anything is done: half a second is no level yet.
_RAMP = (np.arange(1, 961) / 960).astype(np.float32)
_STEP = 10 ** (SLEW_DB_S * _FRAME_S / 20)


class Leveller:
    """One talker's gain. `level` each frame, in order."""

    def __init__(self) -> None:
        self._gain = 1.0
        self._envelope = 0.0
        self._power = 0.0  # Mean square of active speech.
        self._frames = 0  # Active ones, at most _MEMORY.
        self._left = 0  # Of the hang-over.

    @property
    def active_db(self) -> float:
        """Active speech level so far, dBov; -inf before anything was said."""
        return 10 * math.log10(self._power) if self._power else -math.inf

    @property
    def gain_db(self) -> float:
        """Gain at the end of the last frame."""
        return 20 * math.log10(self._gain)

    def level(self, frame: Audio) -> Audio:
        """Give a frame of (960,) float32 at its new loudness; the same object when unchanged.

        The gain moves by `SLEW_DB_S` at most, in a straight line through the frame, and only while
        somebody speaks: what is heard in pauses is not lifted.
        """
        if not self._learn(float(np.dot(frame, frame)) / frame.size):
            return frame if self._gain == 1.0 else frame * np.float32(self._gain)
        before, self._gain = self._gain, self._next()
        if before == self._gain:
            return frame if before == 1.0 else frame * np.float32(before)
        return frame * (np.float32(before) + np.float32(self._gain - before) * _RAMP)

    def _learn(self, power: float) -> bool:
        """Take a frame's mean square; say whether it is active."""
        if not power < math.inf:
            return False
        self._envelope += _ENVELOPE * (power - self._envelope)
        if self._envelope > max(_FLOOR, self._power * _MARGIN):
            self._left = _HANG_OVER
        elif self._left > 0:
            self._left -= 1
        else:
            return False
        self._frames = min(self._frames + 1, _MEMORY)
        self._power += (power - self._power) / self._frames
        return True

    def _next(self) -> float:
        if self._frames < _FIRST:
            return self._gain
        off_db = TARGET_DB - self.active_db
        wanted_db = math.copysign(max(0.0, abs(off_db) - SLACK_DB), off_db)
        wanted = 10 ** (min(MOST_DB, max(LEAST_DB, wanted_db)) / 20)
        if wanted > self._gain:
            return min(wanted, self._gain * _STEP)
        return max(wanted, self._gain / _STEP)
