"""Sound that behaves like speech for a codec: voiced, with moving formants, and without pauses."""

import numpy as np
from numpy.typing import NDArray

from hub.audio.opus import FRAME, RATE_HZ, Audio, Encoder

Sound = NDArray[np.float64]

WIDTH_HZ = 130
"""Of a formant."""
CACHED = 4_800
"""Samples worked on at once: more do not stay in a processor's cache, and take twice as long."""


def speech(seconds: float, seed: int) -> Audio:
    """Give `seconds` of a made-up voice, peak 0.4 of full scale; each seed is another voice."""
    n = round(seconds * 50) * FRAME
    t = np.arange(n) / RATE_HZ
    rng = np.random.default_rng(seed)
    pitch_hz = (95 + 12 * (seed % 10)) * (1 + 0.12 * np.sin(2 * np.pi * 0.6 * t + seed))
    phase = 2 * np.pi * np.cumsum(pitch_hz) / RATE_HZ
    formants_hz = [
        520 + 260 * np.sin(2 * np.pi * 1.7 * t + seed),
        1500 + 500 * np.sin(2 * np.pi * 1.1 * t),
        2600 + 200 * np.sin(2 * np.pi * 0.8 * t),
    ]
    parts = [slice(start, start + CACHED) for start in range(0, n, CACHED)]
    voice = np.concatenate(
        [_voiced(pitch_hz[p], phase[p], [formant[p] for formant in formants_hz]) for p in parts]
    )
    loudness = 0.55 + 0.45 * np.sin(2 * np.pi * 3.1 * t + seed)
    breath = 0.05 * rng.standard_normal(n)
    sound = voice * loudness + breath * np.abs(voice).max()
    return (0.4 * sound / np.abs(sound).max()).astype(np.float32)


def _voiced(pitch_hz: Sound, phase: Sound, formants_hz: list[Sound]) -> Sound:
    """Give the sum of 35 harmonics, each as loud as the formants near it make it.

    The sines come from one another: sin(kx) = 2 cos(x) sin((k-1)x) - sin((k-2)x).
    """
    pitch, formants = pitch_hz / WIDTH_HZ, [hz / WIDTH_HZ for hz in formants_hz]
    voice, before, sine = np.zeros(phase.size), np.zeros(phase.size), np.sin(phase)
    twice = 2 * np.cos(phase)
    for harmonic in range(1, 36):
        hz = pitch * harmonic
        loudness = np.zeros(phase.size)
        for formant in formants:
            near = hz - formant
            near *= near
            near += 1
            loudness += np.reciprocal(near, out=near)
        loudness *= sine
        voice += loudness
        before, sine = sine, twice * sine - before
    return voice


def packets(seconds: float, seed: int) -> list[bytes]:
    """Give the same as Opus packets of 20 ms, as a browser would send them."""
    encoder = Encoder()
    return [encoder.encode(frame) for frame in speech(seconds, seed).reshape(-1, FRAME)]
