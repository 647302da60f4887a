"""CTCSS as it is sent: the table of tones, and one of them as endless sound."""

import numpy as np

from radio_bridge.signalling.stream import RATE_HZ, Signal

TONES_HZ = (
    *(67.0, 69.3, 71.9, 74.4, 77.0, 79.7, 82.5, 85.4, 88.5, 91.5, 94.8, 97.4, 100.0, 103.5),
    *(107.2, 110.9, 114.8, 118.8, 123.0, 127.3, 131.8, 136.5, 141.3, 146.2, 151.4, 156.7, 159.8),
    *(162.2, 165.5, 167.9, 171.3, 173.8, 177.3, 179.9, 183.5, 186.2, 189.9, 192.8, 196.6, 199.5),
    *(203.5, 206.5, 210.7, 218.1, 225.7, 229.1, 233.6, 241.8, 250.3, 254.1),
)
LEVEL_DBFS = -24.0
"""Of the tone's peak, where -6 dBFS is full deviation: 600 Hz of 5 kHz."""
BURST_DEGREES = 180.0
"""How far a reverse burst turns the phase; some makers' radios want 120."""


class CtcssEncoder:
    """Gives a tone piece by piece, without a seam, for adding to speech."""

    def __init__(self, tone_hz: float, level_dbfs: float = LEVEL_DBFS) -> None:
        self._step = 2 * np.pi * tone_hz / RATE_HZ
        self._amplitude = 10 ** (level_dbfs / 20)
        self._phase = 0.0

    def next(self, samples: int) -> Signal:
        """Give the next samples (samples,), 48 kHz."""
        phases = self._phase + self._step * np.arange(samples)
        self._phase = (self._phase + self._step * samples) % (2 * np.pi)
        return np.asarray(self._amplitude * np.sin(phases))

    def turn(self, degrees: float = BURST_DEGREES) -> None:
        """Turn the phase: what follows is the reverse burst, 150 to 250 ms before un-key."""
        self._phase = (self._phase + np.radians(degrees)) % (2 * np.pi)
