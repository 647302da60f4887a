"""CTCSS as it is heard: raw 48 kHz sound in, a tone's opening and closing out.

Every 10 ms the last 200 ms are looked at. Neighbours are only 2.3 Hz apart, less than such a window
resolves; but a tone that is alone can be measured to a fraction of that. So three questions: is one
narrow tone most of what there is below 260 Hz; where is it, exactly; and has it stood there for
some time? A man's voice that no filter has cut at 300 Hz has a steady tone there too; it is known
by its harmonics.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from radio_bridge.signalling.ctcss_tones import TONES_HZ
from radio_bridge.signalling.stream import Decimator, Fir, Frames, Signal, clean, low_pass

RATE_HZ = 2_000
FRAME = 400
HOP = 20
OPEN_SHARE, CLOSE_SHARE = 0.6, 0.35
"""The tone's part of the power of 60..262 Hz that opens, and below which it is gone."""
OPEN_FRAMES = 10
"""Frames in a row that must agree: 100 ms."""
CLOSE_FRAMES = 6
SPREAD_HZ = 0.8
"""Between the frequencies in those frames."""
TOLERANCE, OF_GAP = 0.01, 0.45
"""How far off a tone may be: 1 %, or this part of the way to its neighbour."""
HARMONIC, VOICE_FRAMES = 0.1, 5
"""Power of another harmonic, by the first's, and the frames of those that agree in which
it must be, exactly in its place: then it is a voice."""
QUIETEST = 1e-7
"""Power of a tone, -70 dBFS, below which there is none."""
TURNED_DEGREES, TURNED_FRAMES = 90.0, 2
TURNED_LEVEL = 0.6
"""Of the tone's, that it must have before and after: else it has ended, not turned."""
DEAF_S = 0.4
"""After a reverse burst: the rest of it does not open again."""

_STEP = 4  # From 8 kHz.
_LENGTH = 112
_FFT = 4_096
_HZ = RATE_HZ / _FFT
_LOBE_HZ = 10.0
_WINDOW = np.hanning(FRAME + 2)[1:-1]
_OF_A_VOICE = (2.0, 3.0, 1.5, 4 / 3)  # What stands out may be its 2nd or 3rd harmonic.
_BESIDE = 20  # Bins at both sides of a place in which it must be the highest.
_HIGHEST = round(3 * 262 / _HZ) + _BESIDE + 2  # Of a spectrum, that is looked at.
_PART = FRAME // 4  # 50 ms, for the phase.
_PART_WINDOW = np.hanning(_PART + 2)[1:-1]


@dataclass(frozen=True, slots=True)
class Opened:
    """A tone is there. at: 48 kHz sample at which it was known."""

    tone_hz: float
    at: int


@dataclass(frozen=True, slots=True)
class Closed:
    """The tone is gone. turned: by a reverse burst, so the carrier ends in a moment."""

    tone_hz: float
    at: int
    turned: bool


Event = Opened | Closed


@dataclass(frozen=True, slots=True)
class _Look:
    """One frame: the strongest tone below 260 Hz, its part of the power there, and its power."""

    hz: float
    share: float
    power: float
    voice: bool


class CtcssDecoder:
    """Give it sound, it tells of one tone, or of any of the table."""

    def __init__(self, tone_hz: float | None = None, *, reverse_burst: bool = True) -> None:
        self._wanted = tone_hz
        self._reverse_burst = reverse_burst
        self._tones = np.array(sorted({*TONES_HZ, *([tone_hz] if tone_hz else [])}))
        self._first, self._second = Decimator(), Fir(_low_pass(), _STEP)
        self._frames = Frames(FRAME, HOP)
        self._count = 0
        self._looks: deque[_Look] = deque(maxlen=OPEN_FRAMES)
        self._phases: deque[complex] = deque(maxlen=2 * _PART // HOP + 1)
        self._open_hz: float | None = None
        self._measured_hz = 0.0
        self._weak = self._against = 0
        self._level = 0.0
        self._deaf_until = 0

    @property
    def open_hz(self) -> float | None:
        """The tone that is heard just now."""
        return self._open_hz

    def feed(self, block: ArrayLike) -> list[Event]:
        """Take sound (samples,) at 48 kHz and give what has changed."""
        events: list[Event] = []
        for part in clean(block):
            slow = self._second.feed(self._first.feed(part))[:, 0]
            frames = self._frames.feed(slow)
            for look, frame in zip(_looks(frames), frames, strict=True):
                self._count += 1
                event = self._open(look) if self._open_hz is None else self._held(look, frame)
                if event:
                    events.append(event)
        return events

    def _now(self) -> int:
        """Give the 48 kHz sample at which the last frame ended."""
        slow = (self._count - 1) * HOP + FRAME
        return slow * _STEP * Decimator.STEP

    def _open(self, look: _Look) -> Event | None:
        if self._count >= self._deaf_until:
            self._looks.append(look)
        if len(self._looks) < OPEN_FRAMES:
            return None
        if any(x.share < OPEN_SHARE or x.power < QUIETEST for x in self._looks):
            return None
        if sum(x.voice for x in self._looks) >= VOICE_FRAMES:
            return None
        places = [x.hz for x in self._looks]
        if max(places) - min(places) > SPREAD_HZ:
            return None
        tone_hz = self._tone(float(np.median(places)))
        if tone_hz is None or (self._wanted and tone_hz != self._wanted):
            return None
        self._open_hz, self._measured_hz = tone_hz, float(np.median(places))
        self._weak, self._against, self._level = 0, 0, 0.0
        self._phases.clear()
        return Opened(tone_hz, self._now())

    def _held(self, look: _Look, frame: Signal) -> Event | None:
        here = abs(look.hz - self._measured_hz) < 2 * SPREAD_HZ
        good = here and look.share >= CLOSE_SHARE and look.power >= QUIETEST
        self._weak = 0 if good else self._weak + 1
        if self._reverse_burst and self._turned(frame):
            self._deaf_until = self._count + round(DEAF_S * RATE_HZ / HOP)
            return self._close(turned=True)
        return self._close(turned=False) if self._weak >= CLOSE_FRAMES else None

    def _close(self, *, turned: bool) -> Event:
        assert self._open_hz is not None
        tone_hz, self._open_hz = self._open_hz, None
        self._looks.clear()
        return Closed(tone_hz, self._now(), turned)

    def _turned(self, frame: Signal) -> bool:
        """Say whether the phase of the last 50 ms stands against that of 100 ms before."""
        t = (self._count * HOP + np.arange(FRAME - _PART, FRAME)) / RATE_HZ
        turn = np.exp(-2j * np.pi * self._measured_hz * t) * _PART_WINDOW
        self._phases.append(complex(frame[-_PART:] @ turn))
        now, then = self._phases[-1], self._phases[0]
        self._level = max(0.98 * self._level, abs(now))
        strong = min(abs(now), abs(then)) > TURNED_LEVEL * self._level
        degrees = abs(np.degrees(np.angle(now * then.conjugate())))
        self._against = self._against + 1 if strong and degrees > TURNED_DEGREES else 0
        return self._against >= TURNED_FRAMES

    def _tone(self, hz: float) -> float | None:
        """Give the tone of the table that this is, or None: it is between two."""
        k = int(np.argmin(np.abs(self._tones - hz)))
        tone_hz = float(self._tones[k])
        neighbour = k + (1 if hz > tone_hz else -1)
        allowed = TOLERANCE * tone_hz
        if 0 <= neighbour < self._tones.size:
            allowed = min(allowed, OF_GAP * abs(float(self._tones[neighbour]) - tone_hz))
        return tone_hz if abs(hz - tone_hz) <= allowed else None


def _low_pass() -> NDArray[np.float64]:
    """From 8 kHz to 2: flat to 750 Hz, the third harmonic of the highest tone."""
    return low_pass(_LENGTH, 1_000 / 8_000)[np.newaxis]


def _looks(frames: Signal) -> list[_Look]:
    """Look at each of the frames (frames, 400)."""
    spectrum = np.fft.rfft(frames * _WINDOW, _FFT)[:, :_HIGHEST]
    power = spectrum.real**2 + spectrum.imag**2
    first, last = round(60 / _HZ), round(262 / _HZ)
    k = first + np.argmax(power[:, first:last], axis=1)
    row = np.arange(len(frames))
    a, b, c = (np.log(power[row, k + i] + 1e-30) for i in (-1, 0, 1))
    bend = np.minimum(a - 2 * b + c, -1e-12)
    shift = np.clip((a - c) / (2 * bend), -0.5, 0.5)
    hz = (k + shift) * _HZ
    lobe = round(_LOBE_HZ / _HZ)
    sums = np.cumsum(np.pad(power[:, : last + lobe], ((0, 0), (1, 0))), axis=1)
    low, high = np.maximum(k - lobe, first - lobe), k + lobe + 1
    tone = sums[row, high] - sums[row, low]
    total = sums[:, last + lobe] - sums[:, first - lobe]
    share = tone / np.maximum(total, 1e-30)
    scale = 2 / (_FFT * (_WINDOW**2).sum())
    least = HARMONIC * power[row, k]
    voice = np.zeros(len(frames), np.bool_)
    for harmonic in _OF_A_VOICE:
        voice |= _peaks(power, harmonic * hz, least)
    return [
        _Look(float(hz[i]), float(share[i]), float(tone[i] * scale), bool(voice[i])) for i in row
    ]


def _peaks(power: Signal, hz: Signal, least: Signal) -> NDArray[np.bool_]:
    """Say for each row whether it has a peak within 1.5 Hz of a place, `least` high."""
    beside, exact = _BESIDE, 3
    k = np.round(hz / _HZ).astype(np.int64)[:, np.newaxis] + np.arange(-beside, beside + 1)
    around = power[np.arange(len(power))[:, np.newaxis], k]
    there = np.abs(np.argmax(around, axis=1) - beside) <= exact
    peaks: NDArray[np.bool_] = there & (around.max(axis=1) >= least)
    return peaks
