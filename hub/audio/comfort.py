"""Comfort noise: what a pause sounds like, so that nobody takes it for a line that is dead.

Soft, dark noise at a level that is only just heard. It goes into the encoder in place of silence;
between two packets of a pause the listener's decoder makes more of the same (Opus DTX).
"""

from functools import cache

import numpy as np

from hub.audio.opus import FRAME, RATE_HZ, Audio

LEVEL_DB = -66.0
"""RMS, dBov. After Opus about 4 dB less is heard: far below the rooms that people talk from."""

LASTS_S = 15.0
"""A pause longer than this is no pause: then it is still, for who sits there for eight hours."""

_DARK_HZ = 1_000.0
"""Above, it falls by 6 dB an octave, as the noise of rooms does."""

_ROUND = 50
"""Frames before it repeats: 1 s."""


@cache
def comfort() -> Audio:
    """Give noise for one frame after the other, (50, 960) float32, to go round in."""
    size = _ROUND * FRAME
    spectrum = np.fft.rfft(np.random.default_rng(66).standard_normal(size))
    spectrum /= np.hypot(1.0, np.fft.rfftfreq(size, 1 / RATE_HZ) / _DARK_HZ)
    spectrum[0] = 0.0
    noise = np.fft.irfft(spectrum, size)  # Its end goes on in its beginning.
    noise *= 10 ** (LEVEL_DB / 20) / np.sqrt(np.mean(noise**2))
    made: Audio = noise.astype(np.float32).reshape(_ROUND, FRAME)
    return made
