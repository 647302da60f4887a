"""Sound for tests of decoders, and how to feed it in pieces."""

import functools
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from hypothesis import strategies as st

from benchmarks.speech import speech
from radio_bridge.signalling.stream import RATE_HZ, Signal

block_sizes = st.lists(st.integers(1, 20_000), min_size=1, max_size=8)


def silence(seconds: float) -> Signal:
    return np.zeros(round(seconds * RATE_HZ))


def in_noise(sound: Signal, snr_db: float, level_dbfs: float, seed: int) -> Signal:
    """Add white noise. snr_db counts what of it is in 0..4 kHz, against level_dbfs."""
    in_band = 10 ** ((level_dbfs - snr_db) / 10)
    rng = np.random.default_rng(seed)
    return sound + rng.normal(0, np.sqrt(in_band * RATE_HZ / 2 / 4_000), sound.size)


def noise(seconds: float, seed: int, level: float = 0.1) -> Signal:
    return np.random.default_rng(seed).normal(0, level, round(seconds * RATE_HZ))


@functools.cache
def voice(seed: int) -> Signal:
    """Ten seconds of a made-up voice, to be left as they are."""
    sound = speech(10.0, seed).astype(np.float64)
    sound.flags.writeable = False
    return sound


def in_blocks(
    feed: Callable[[Signal], list[Any]], sound: Signal, sizes: Iterable[int]
) -> list[Any]:
    """Feed sound in blocks of these sizes, over and over, 2,000 at most, and give all events."""
    events: list[Any] = []
    wanted = list(sizes)
    at = n = 0
    while at < sound.size:
        size = wanted[n % len(wanted)] if n < 2_000 else sound.size
        events += feed(sound[at : at + size])
        at, n = at + size, n + 1
    return events


RUBBISH = (
    np.zeros(0),
    np.full(5_000, np.nan),
    np.full(5_000, np.inf),
    np.full(5_000, -1e300),
    np.full(5_000, 1e-320),
    np.tile([1.0, -1.0], 10_000),
    np.ones(10_000),
    np.arange(10_000) % 256,
    np.array([32_767, -32_768] * 3_000, np.int16),
    np.zeros((100, 48), np.float32),
    np.ones(5_000, bool),
)
"""What no decoder may be brought down by."""
