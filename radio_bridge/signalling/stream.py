"""FIR filters over an endless stream, worked out as matrix products whatever the blocks' sizes."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

Signal = NDArray[np.float64]

RATE_HZ = 48_000
LOUDEST = 8.0
"""Nothing real is louder; what claims to be would only make numbers overflow."""
LONGEST = RATE_HZ
"""Of a block that is worked on at once: what a minute takes at once does not fit into a cache."""


def clean(block: ArrayLike) -> Iterator[Signal]:
    """Give the block (samples,) as floats, without what is not a number, in bearable parts."""
    samples = np.asarray(block).reshape(-1)
    for start in range(0, samples.size, LONGEST):
        with np.errstate(invalid="ignore"):  # A signalling NaN complains on its way.
            part = samples[start : start + LONGEST].astype(np.float64)
        if not (-LOUDEST <= part.min() and part.max() <= LOUDEST):  # As a NaN never is.
            part = np.nan_to_num(part, nan=0.0, posinf=0.0, neginf=0.0)
            part = np.clip(part, -LOUDEST, LOUDEST)
        yield part


def low_pass(length: int, cutoff: float) -> Signal:
    """Give the taps (length,) of a windowed sinc, gain 1. cutoff: of the rate, below 0.5."""
    x = np.arange(length) - (length - 1) / 2
    taps: Signal = np.sinc(2 * cutoff * x) * np.blackman(length + 2)[1:-1]
    taps /= taps.sum()
    return taps


class Fir:
    """A bank of FIR filters, one output of each for every `step` samples.

    Outputs come in groups: the stream is cut into rows of `step` times the group, a row as long as
    the filters at least, and each group is two products, of its own row and of the next. So output
    k is `sum(taps[i] * x[k * step + i])`, and it is late by two rows at most.
    """

    def __init__(self, taps: NDArray[np.float64], step: int) -> None:
        """taps: (filters, length), in the order in which the samples come."""
        assert taps.ndim == 2 and step >= 1, (taps.shape, step)
        self.filters, length = taps.shape
        self.group = -(-(length - step) // step)
        self._row = self.group * step
        both = np.zeros((2 * self._row, self.group, self.filters))
        for k in range(self.group):
            both[k * step : k * step + length, k] = taps.T
        flat = both.reshape(2 * self._row, -1)
        self._own, self._next = flat[: self._row].copy(), flat[self._row :].copy()
        self._kept = np.zeros(0)

    def feed(self, block: Signal) -> Signal:
        """Give what can be said by now, (outputs, filters); outputs is a multiple of the group."""
        samples = np.concatenate((self._kept, block)) if self._kept.size else block
        rows = samples.size // self._row
        if rows < 2:
            self._kept = samples.copy()
            return np.zeros((0, self.filters))
        used = samples[: rows * self._row].reshape(rows, self._row)
        out: Signal = used[:-1] @ self._own + used[1:] @ self._next
        self._kept = samples[(rows - 1) * self._row :].copy()
        return out.reshape(-1, self.filters)


class Frames:
    """Cuts a stream into frames that overlap."""

    def __init__(self, length: int, hop: int) -> None:
        self._length, self._hop = length, hop
        self._kept = np.zeros(0)

    def feed(self, block: Signal) -> Signal:
        """Give the frames that are whole by now, (frames, length), as a view."""
        samples = np.concatenate((self._kept, block))
        count = max(0, (samples.size - self._length) // self._hop + 1)
        self._kept = samples[count * self._hop :].copy()
        if not count:
            return np.zeros((0, self._length))
        strides = (self._hop * samples.itemsize, samples.itemsize)
        frames: Signal = np.ndarray((count, self._length), np.float64, samples, 0, strides)
        frames.flags.writeable = False  # They are one another's.
        return frames


class Decimator:
    """From 48 kHz to 8 kHz: flat to 2.6 kHz, and nothing folds back below 3.6 kHz."""

    STEP = 6
    LENGTH = 150
    DELAY = (LENGTH - 1) / 2
    """In samples at 48 kHz: output k stands for the sound at k * STEP + DELAY."""

    def __init__(self) -> None:
        self._fir = Fir(low_pass(self.LENGTH, 3_500 / RATE_HZ)[np.newaxis], self.STEP)

    def feed(self, block: Signal) -> Signal:
        """Give what has come to an end, (samples,), 8 kHz."""
        return self._fir.feed(block)[:, 0]
