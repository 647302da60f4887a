"""Sound between a radio and the hub: filters, gain, meters, drift. Pure numpy, 48 kHz mono."""

import numpy as np
from numpy.typing import NDArray

Audio = NDArray[np.float32]

RATE_HZ = 48_000
BLOCK = 480
"""Samples of what a sound card takes and gives at once: 10 ms."""
SILENCE_DBFS = -120.0
