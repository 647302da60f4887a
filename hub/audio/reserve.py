"""Reserve: what is left of a talker's sound is made to last until the next packet comes.

When a tick has nothing to play but a few ms of the last packet, the sound heard last is played once
more and faded into what is left (WSOLA). All of what is left is still heard, only later: this is
speech made longer, no guess, and it is done only where both sides of the seam look alike.
"""

import numpy as np

from hub.audio.timescale import SEAM, SHORTEST, SILENT, Audio, cross_fade

LEAST = 144
"""Samples (3 ms): less than this tells nothing of what the sound is like."""

_MOST_AGAIN = 1_200  # Samples (25 ms): the most that is played again at once.
_ALIKE = 0.6  # Least correlation of the two sides of the seam: what else would come is a guess.
_TWICE = 0.05  # Of two places nearly alike the one that need not be played twice is better.
_IN_A_ROW = 4  # So often without a packet; then it is a guess, and soon a pause.
_SILENCE: Audio = np.zeros(960, np.float32)


class Reserve:
    """One talker's: told of every frame given, and of every packet played."""

    def __init__(self) -> None:
        self._before = self._last = _SILENCE
        self._in_a_row = 0

    def note(self, frame: Audio) -> None:
        """Take the frame that is heard now, (960,); it must not be changed afterwards."""
        self._before, self._last = self._last, frame

    def packet(self) -> None:
        """A packet was played."""
        self._in_a_row = 0

    def stretch(self, left: Audio, size: int) -> Audio | None:
        """Make what is left, (samples,), last for `size` samples or more; None if that is no good.

        Longer by what is missing and at most `_MOST_AGAIN` samples more.
        """
        if self._in_a_row >= _IN_A_ROW:
            return None
        stretched = stretch(np.concatenate((self._before, self._last)), left, size)
        self._in_a_row += stretched is not None
        return stretched


def stretch(heard: Audio, left: Audio, size: int) -> Audio | None:
    """Play the last period of `heard`, (1920,), once or twice more, and then `left`.

    At least `size` samples, that fit to `heard` and end as `left` does; None if none are alike.
    """
    lacks, overlap = size - left.size, min(left.size, SEAM)
    if left.size < LEAST or lacks <= 0:
        return None
    lag = _lag(np.concatenate((heard[-_MOST_AGAIN:], left[:overlap])), overlap, lacks)
    if lag == 0:
        return None
    fade = min(lag, left.size, 2 * SEAM)
    again = np.concatenate((heard[-lag:], left))
    seam = cross_fade(left[:fade], again[:fade])
    return np.concatenate((*(seam, again[fade:lag]) * -(-lacks // lag), left))


def _lag(audio: Audio, overlap: int, lacks: int) -> int:
    """Give how many samples before its last `overlap` the sound was most like them, or 0."""
    last = audio[-overlap:]
    weight = float(np.dot(last, last))
    if weight < SILENT * overlap:
        return max(SHORTEST, lacks)
    before = audio[: audio.size - max(SHORTEST, -(-lacks // 2))]
    power = np.cumsum(np.concatenate(((0.0,), before * before)))
    likeness = np.correlate(before, last, "valid")
    likeness = likeness / np.sqrt(np.maximum((power[overlap:] - power[:-overlap]) * weight, 1e-12))
    lags = audio.size - overlap - np.arange(likeness.size)
    best = int(np.argmax(likeness - _TWICE * (lags < lacks)))
    return int(lags[best]) if likeness[best] >= _ALIKE else 0
