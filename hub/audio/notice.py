"""The sound by which all in a room learn that it is recorded: two tones, rising, and then words.

The words are made elsewhere, by a program that may not be there; the tones are always.
"""

import numpy as np
from numpy.typing import NDArray

from hub.audio.opus import FRAME, RATE_HZ, Audio

TONES_HZ = (660.0, 880.0)
TONE_S = 0.24
FADE_S = 0.02
GAIN = 0.15
REST_S = 0.16
"""Between the tones and the words."""
WORDS_S_MAX = 5.0
_QUIET = 0.01


def recording_notice(words: Audio | None = None) -> Audio:
    """Give it, (frames, 960) float32. words: (n,) float32, full scale +-1.0; None: tones alone."""
    length = round(TONE_S * RATE_HZ)
    t = np.arange(length) / RATE_HZ
    edge = np.minimum(1.0, np.minimum(t, t[::-1]) / FADE_S)
    parts = [(GAIN * edge * np.sin(2 * np.pi * hz * t)).astype(np.float32) for hz in TONES_HZ]
    if words is not None and words.size:
        rest = np.zeros(round(REST_S * RATE_HZ), np.float32)
        parts += [rest, words[: round(WORDS_S_MAX * RATE_HZ)]]
    sound = np.concatenate(parts)
    return np.pad(sound, (0, -sound.size % FRAME)).reshape(-1, FRAME)


def spoken_pcm(words: NDArray[np.float32]) -> bytes:
    """Give words as they are kept: 16 bit, little endian, mono, 48 kHz, no stillness about them."""
    loud = np.flatnonzero(np.abs(words) > _QUIET)
    some = words[loud[0] : loud[-1] + 1] if loud.size else words[:0]
    return bytes((np.clip(some, -1, 1) * 32_767).astype("<i2").tobytes())


def words_of(pcm: bytes) -> Audio:
    """Give what `spoken_pcm` kept, (n,) float32."""
    return np.frombuffer(pcm[: len(pcm) // 2 * 2], "<i2").astype(np.float32) / np.float32(32_768)
