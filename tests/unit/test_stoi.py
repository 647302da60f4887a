"""STOI: 1 for what is clean, less for each thing that makes speech harder to understand."""

import functools

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.speech import speech
from benchmarks.stoi import RATE_HZ, stoi

Sound = NDArray[np.floating]


@functools.cache
def voice() -> Sound:
    """Four seconds of speech, folded, but as rich as speech."""
    return speech(4.0, seed=3)[:: 48_000 // 8_000].astype(np.float64)


def noisy(snr_db: float) -> Sound:
    rng = np.random.default_rng(5)
    noise = rng.standard_normal(voice().size)
    return voice() + noise * np.sqrt(np.mean(voice() ** 2)) * 10 ** (-snr_db / 20)


def test_the_clean_sound_itself_is_one_however_loud() -> None:
    assert stoi(voice(), voice(), RATE_HZ) == pytest.approx(1.0, abs=1e-9)
    assert stoi(voice(), 0.01 * voice(), RATE_HZ) == pytest.approx(1.0, abs=1e-6)


def test_the_more_noise_the_less_is_understood() -> None:
    heard = [stoi(voice(), noisy(snr_db), RATE_HZ) for snr_db in (30, 15, 5, 0, -5, -15)]
    assert heard == sorted(heard, reverse=True)
    assert heard[0] > 0.98 and heard[-1] < 0.5
    assert min(-np.diff(heard)) > 0.005


def test_noise_alone_tells_next_to_nothing() -> None:
    rng = np.random.default_rng(6)
    assert abs(stoi(voice(), rng.standard_normal(voice().size), RATE_HZ)) < 0.3


def test_holes_and_delay_cost_as_well() -> None:
    holes = voice().copy()
    holes.reshape(-1, 160)[::5] = 0.0  # 16 ms of each 80.
    late = np.concatenate((np.zeros(1_000), voice()[:-1_000]))
    assert stoi(voice(), holes, RATE_HZ) < 0.97
    assert stoi(voice(), late, RATE_HZ) < 0.8, "it must be aligned first"


def test_a_pause_in_the_clean_speech_does_not_count() -> None:
    """Noise in a pause is left out, for there was nothing to be understood."""
    pause = np.zeros(voice().size)
    clean = np.concatenate((voice(), pause))
    heard = np.concatenate((voice(), 0.1 * np.random.default_rng(7).standard_normal(voice().size)))
    assert stoi(clean, heard, RATE_HZ) > 0.98


def test_too_little_speech_is_refused() -> None:
    with pytest.raises(ValueError, match="384 ms"):
        stoi(voice()[:3_000], voice()[:3_000], RATE_HZ)
