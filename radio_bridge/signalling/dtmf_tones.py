"""DTMF as it is sent: the table of tones, and digits as sound."""

import numpy as np

from radio_bridge.signalling.stream import RATE_HZ, Signal

LOW_HZ = (697.0, 770.0, 852.0, 941.0)
HIGH_HZ = (1209.0, 1336.0, 1477.0, 1633.0)
KEYS = "123A456B789C*0#D"
"""Key at row r, column c of the keypad: KEYS[4 * r + c]."""

_EDGE_S = 0.001  # A click at the edges is heard far beyond the two tones.


def encode(
    digits: str,
    *,
    tone_s: float = 0.1,
    pause_s: float = 0.05,
    level_dbfs: float = -15.0,
    twist_db: float = 0.0,
    offsets: tuple[float, float] = (0.0, 0.0),
) -> Signal:
    """Give digits as sound (samples,), each followed by its pause.

    level_dbfs: of both tones together, a full sine being -3 dBFS; twist_db: high above low;
    offsets: relative errors of the low and the high tone, for tests. ValueError: no such key.
    """
    tone = np.arange(round(tone_s * RATE_HZ)) / RATE_HZ
    edge = min(round(_EDGE_S * RATE_HZ), tone.size // 2)
    shape = np.ones(tone.size)
    if edge:
        slope = 0.5 - 0.5 * np.cos(np.pi * (np.arange(edge) + 0.5) / edge)
        shape[:edge], shape[-edge:] = slope, slope[::-1]
    power = 10 ** (level_dbfs / 10)
    high = np.sqrt(2 * power / (1 + 10 ** (-twist_db / 10)))
    low = np.sqrt(2 * power / (1 + 10 ** (twist_db / 10)))
    pause = np.zeros(round(pause_s * RATE_HZ))
    parts: list[Signal] = [np.zeros(0)]
    for digit in digits:
        row, column = divmod(KEYS.index(digit), 4)
        low_hz = LOW_HZ[row] * (1 + offsets[0])
        high_hz = HIGH_HZ[column] * (1 + offsets[1])
        sound = low * np.sin(2 * np.pi * low_hz * tone) + high * np.sin(2 * np.pi * high_hz * tone)
        parts += [shape * sound, pause]
    return np.concatenate(parts)
