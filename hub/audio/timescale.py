"""Time-scaling: speech made a little shorter or longer without a change of pitch.

One stretch of the sound's own period is cut out or repeated, and the seam is cross-faded where both
sides look alike (WSOLA). The period is where the normalised autocorrelation peaks: first at 8 kHz
over all lags at once, then around the best at 48 kHz. A tone, a vowel or silence always has such a
place; in the middle of a plosive there is none, and the sound is handed back as it came.
"""

import math

import numpy as np
from numpy.typing import NDArray

Audio = NDArray[np.float32]

LONGEST = 720  # Samples (15 ms): the most that one call removes or inserts.
SHORTEST = 120  # 2.5 ms.

_DECIMATION = 6
_SUM = np.ones(_DECIMATION, np.float32)
_ALIKE = 0.85  # Least correlation of the two sides of a seam.
SILENT = 1e-6  # Mean square at -60 dBov: any seam will do.
SEAM = 240  # The shortest overlap on which the correlation is trusted.
_PREFER_LONG = 0.03  # Of two places nearly alike the longer saves a later seam.
_LONGER = np.arange(LONGEST // _DECIMATION + 1) * (_PREFER_LONG * _DECIMATION / LONGEST)


def accelerate(audio: Audio, force: bool = False, most: int = LONGEST) -> Audio:
    """Take out one period, `SHORTEST`..`most` samples; the same object back if none fits.

    audio: (480..1920,) float32. `force` cuts at the best place however poor it is. The first and
    the last sample stay, so chunks before and after still fit.
    """
    lag = _period(audio, force, most)
    if lag == 0:
        return audio
    overlap = min(lag, audio.size - lag)
    seam = cross_fade(audio[:overlap], audio[lag : lag + overlap])
    return np.concatenate((seam, audio[lag + overlap :]))


def expand(audio: Audio, force: bool = False, most: int = LONGEST) -> Audio:
    """Play one period twice, `SHORTEST`..`most` samples longer; else as `accelerate`."""
    lag = _period(audio, force, most)
    if lag == 0:
        return audio
    overlap = min(lag, audio.size - lag)
    seam = cross_fade(audio[lag : lag + overlap], audio[:overlap])
    return np.concatenate((audio[:lag], seam, audio[overlap:]))


def cross_fade(old: Audio, new: Audio) -> Audio:
    """Go from one sound to another of the same length, (samples,), along half a cosine."""
    ramp = np.arange(old.size, dtype=np.float32) * np.float32(math.pi / old.size)
    mixed: Audio = old + (0.5 - 0.5 * np.cos(ramp)) * (new - old)
    return mixed


def _period(audio: Audio, force: bool, most: int) -> int:
    """Give the lag in samples at which the sound is most like itself, or 0 if none is good."""
    longest = min(most, audio.size - SEAM, LONGEST)
    if longest < SHORTEST:
        return 0
    if float(np.dot(audio, audio)) < SILENT * audio.size:
        return min(longest, audio.size // 2)
    lag = _refine(audio, _coarse(audio, longest), longest)
    if force or _likeness(audio, lag) >= _ALIKE:
        return lag
    return 0


def _coarse(audio: Audio, longest: int) -> int:
    """Find the best lag at 8 kHz, in samples of 48 kHz."""
    size = audio.size // _DECIMATION
    low = audio[: size * _DECIMATION].reshape(size, _DECIMATION) @ _SUM
    first, last = SHORTEST // _DECIMATION, longest // _DECIMATION + 1
    correlation = np.correlate(low, low, "full")[size - 1 + first : size - 1 + last]
    energy = np.empty(size + 1)
    energy[0] = 0.0
    np.cumsum(low * low, out=energy[1:])
    # What the two overlapping parts weigh: from the start to size - lag, and from lag to the end.
    both = energy[size - last + 1 : size - first + 1][::-1] * (energy[size] - energy[first:last])
    likeness = correlation / np.sqrt(both + 1e-12)
    return (int(np.argmax(likeness + _LONGER[first:last])) + first) * _DECIMATION


def _refine(audio: Audio, lag: int, longest: int) -> int:
    """Look around a lag for the exact one."""
    first = max(SHORTEST, lag - _DECIMATION)
    last = min(longest, lag + _DECIMATION)
    if first >= last:
        return first
    length = audio.size - last
    dots = np.correlate(audio[first : last + length], audio[:length], "valid")
    # The part after the seam weighs more by what comes in at its end, less by what goes out.
    weighs = float(np.dot(audio[first : first + length], audio[first : first + length]))
    energy = np.empty(dots.size)
    energy[0] = 0.0
    come, go = audio[first + length : last + length], audio[first:last]
    np.cumsum(come * come - go * go, out=energy[1:])
    return first + int(np.argmax(dots / np.sqrt(np.maximum(energy + weighs, 1e-12))))


def _likeness(audio: Audio, lag: int) -> float:
    """Normalised correlation, -1..1, of the two sides of the seam at `lag`."""
    overlap = min(lag, audio.size - lag)
    old, new = audio[:overlap], audio[lag : lag + overlap]
    weight = float(np.dot(old, old)) * float(np.dot(new, new))
    return float(np.dot(old, new)) / math.sqrt(weight) if weight > 0.0 else 0.0
