"""The sound by which all in a room learn that it is recorded from now on: two tones, rising."""

import numpy as np

from hub.audio.opus import FRAME, RATE_HZ, Audio

TONES_HZ = (660.0, 880.0)
TONE_S = 0.24
FADE_S = 0.02
GAIN = 0.15


def recording_notice() -> Audio:
    """Give it, (frames, 960) float32."""
    length = round(TONE_S * RATE_HZ)
    t = np.arange(length) / RATE_HZ
    edge = np.minimum(1.0, np.minimum(t, t[::-1]) / FADE_S)
    tones = [GAIN * edge * np.sin(2 * np.pi * hz * t) for hz in TONES_HZ]
    return np.concatenate(tones).astype(np.float32).reshape(-1, FRAME)
