"""Judges a stretch of sound in which a DTMF digit may be: how long it is, and whether it is one.

What a digit is and speech is not: two tones near their places, steady for 31 ms, nearly all the
power there is, no third tone beside them, and next to nothing below 600 Hz.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from radio_bridge.signalling.dtmf_tones import HIGH_HZ, KEYS, LOW_HZ
from radio_bridge.signalling.stream import Signal

RATE_HZ = 8_000

SHORTEST_S = 0.031
"""Between the 23 ms that must be refused and the 40 ms that must be taken."""
GAP_S = 0.020
"""Between the 10 ms that must not split a digit and the 40 ms that must."""
TOLERANCE = 0.025
"""Between the 1.5 % that must be taken and the 3.5 % that must be refused."""
TWIST_DB = (-11.5, 7.5)
"""The standard's -8..+4 dB, and what noise at 5 dB SNR adds to a measurement of it."""
QUIETEST_DBFS = -55.0
PURITY = 0.6
"""Share of the two tones in the power of 100..3600 Hz: 0.81 at 5 dB SNR."""
THIRD_TONE = 0.5
"""Power of the loudest of the rest, by that of the weaker tone."""
BELOW = 0.12
"""Power of 100..600 Hz by that of the tones: voices live there; noise at 5 dB SNR has 0.04."""
NEAR = 0.2
"""Power within 250 Hz of the tones by theirs: a whisper has hills there; noise at 5 dB has 0.06."""

_FFT = 4_096
_HZ = RATE_HZ / _FFT
_LONGEST_LOOK_S = 0.06  # A longer tone tells no more, and need not hold so still.
_SHORTEST_LOOK_S = 0.024  # Beside a gap, too, a digit is steady for this long.
_BOXCAR = 80  # 10 ms

_LOWS, _HIGHS = np.array(LOW_HZ), np.array(HIGH_HZ)


@dataclass(frozen=True, slots=True)
class Tones:
    """Two tones in a stretch of sound: their frequencies and amplitudes."""

    low_hz: float
    high_hz: float
    low: float
    high: float

    @property
    def level_dbfs(self) -> float:
        """Of both together."""
        return float(10 * np.log10((self.low**2 + self.high**2) / 2 + 1e-20))

    @property
    def twist_db(self) -> float:
        """High above low."""
        return float(20 * np.log10((self.high + 1e-10) / (self.low + 1e-10)))


@dataclass(slots=True)
class Piece:
    """Where two tones are, and where within it they are longest without interruption."""

    start: int
    end: int
    steady: tuple[int, int]

    @property
    def long_enough(self) -> bool:
        """Whether it is as long as a digit must be."""
        return self.end - self.start >= SHORTEST_S * RATE_HZ


def pieces(sound: Signal, tones: Tones) -> list[Piece]:
    """Give where in `sound` (samples,) those tones are: gaps of 20 ms part them."""
    at = np.arange(sound.size) * (2j * np.pi / RATE_HZ)
    envelope = np.zeros(sound.size)
    for hz, amplitude in ((tones.low_hz, tones.low), (tones.high_hz, tones.high)):
        turned = np.cumsum(np.pad(sound * np.exp(-hz * at), (_BOXCAR // 2, _BOXCAR // 2)))
        mean = (turned[_BOXCAR:] - turned[:-_BOXCAR]) * (2 / _BOXCAR)
        envelope += amplitude * np.abs(mean)
    heard = envelope > 0.5 * (tones.low**2 + tones.high**2)
    edges = np.flatnonzero(np.diff(heard, prepend=False, append=False))
    found: list[Piece] = []
    for start, end in edges.reshape(-1, 2).tolist():
        if not found or start - found[-1].end >= GAP_S * RATE_HZ:
            found.append(Piece(start, end, (start, end)))
            continue
        found[-1].end = end
        if end - start > found[-1].steady[1] - found[-1].steady[0]:
            found[-1].steady = (start, end)
    return found


def measure(sound: Signal) -> tuple[Tones, Signal]:
    """Give the strongest tone of each group, and the power spectrum (2049,) they were seen in."""
    window = np.hanning(sound.size + 2)[1:-1]
    spectrum = np.abs(np.fft.rfft(sound * window, _FFT)) * (2 / window.sum())
    low_hz, low = _peak(spectrum, 620.0, 1_050.0)
    high_hz, high = _peak(spectrum, 1_100.0, 1_800.0)
    return Tones(low_hz, high_hz, low, high), spectrum**2 / 2


def key(sound: Signal) -> tuple[str, Tones] | None:
    """Give the key whose tones fill `sound` (samples,) and what was measured, or None."""
    if sound.size < _SHORTEST_LOOK_S * RATE_HZ:
        return None
    longest = int(_LONGEST_LOOK_S * RATE_HZ)
    if sound.size > longest:
        start = (sound.size - longest) // 2
        sound = sound[start : start + longest]
    tones, power = measure(sound)
    row, low_off = _nearest(_LOWS, tones.low_hz)
    column, high_off = _nearest(_HIGHS, tones.high_hz)
    if max(low_off, high_off) > TOLERANCE or tones.level_dbfs < QUIETEST_DBFS:
        return None
    if not TWIST_DB[0] <= tones.twist_db <= TWIST_DB[1] or not _alone(tones, power, sound.size):
        return None
    return KEYS[4 * row + column], tones


def _alone(tones: Tones, power: NDArray[np.float64], length: int) -> bool:
    """Say whether there is little but these tones. power: as `measure` gives it."""
    hz = np.arange(power.size) * _HZ
    away = np.minimum(np.abs(hz - tones.low_hz), np.abs(hz - tones.high_hz))
    # Half the main lobe, and a little of what follows, is the tones' own.
    rest = (hz >= 100) & (hz <= 3_600) & (away > 2.2 * RATE_HZ / length)
    others = power[rest]
    # A tone of amplitude 1 has 1/2 at its peak, and 1.5 * FFT / length times that over all bins.
    scale = length / (1.5 * _FFT)
    pair = (tones.low**2 + tones.high**2) / 2
    if others.max() > THIRD_TONE * min(tones.low, tones.high) ** 2 / 2:
        return False
    if power[rest & (hz < 600)].sum() * scale > BELOW * pair:
        return False
    if power[rest & (away < 250)].sum() * scale > NEAR * pair:
        return False
    return bool(pair > PURITY * (pair + others.sum() * scale))


def _peak(spectrum: Signal, from_hz: float, to_hz: float) -> tuple[float, float]:
    """Give frequency and amplitude of the highest point, drawn as a parabola."""
    first, last = int(from_hz / _HZ), int(to_hz / _HZ)
    k = first + int(np.argmax(spectrum[first:last]))
    a, b, c = (float(np.log(spectrum[i] + 1e-12)) for i in (k - 1, k, k + 1))
    bend = a - 2 * b + c
    shift = 0.0 if bend >= 0 else float(np.clip((a - c) / (2 * bend), -0.5, 0.5))
    return (k + shift) * _HZ, float(np.exp(b - (a - c) * shift / 4))


def _nearest(places: NDArray[np.float64], hz: float) -> tuple[int, float]:
    """Give the nearest place and how far off it is, relative."""
    off = np.abs(hz / places - 1)
    k = int(np.argmin(off))
    return k, float(off[k])
