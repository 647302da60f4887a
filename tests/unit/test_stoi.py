"""STOI: 1 for what is clean, less for each thing that makes speech harder to understand."""

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.speech import speech
from benchmarks.stoi import RATE_HZ, stoi

Sound = NDArray[np.floating]

VOICE = speech(4.0, seed=3)[:: 48_000 // 8_000].astype(np.float64)  # Folded, but as rich as speech.


def noisy(snr_db: float) -> Sound:
    rng = np.random.default_rng(5)
    noise = rng.standard_normal(VOICE.size)
    return VOICE + noise * np.sqrt(np.mean(VOICE**2)) * 10 ** (-snr_db / 20)


def test_the_clean_sound_itself_is_one_however_loud() -> None:
    assert stoi(VOICE, VOICE, RATE_HZ) == pytest.approx(1.0, abs=1e-9)
    assert stoi(VOICE, 0.01 * VOICE, RATE_HZ) == pytest.approx(1.0, abs=1e-6)


def test_the_more_noise_the_less_is_understood() -> None:
    heard = [stoi(VOICE, noisy(snr_db), RATE_HZ) for snr_db in (30, 15, 5, 0, -5, -15)]
    assert heard == sorted(heard, reverse=True)
    assert heard[0] > 0.98 and heard[-1] < 0.5
    assert min(-np.diff(heard)) > 0.005


def test_noise_alone_tells_next_to_nothing() -> None:
    rng = np.random.default_rng(6)
    assert abs(stoi(VOICE, rng.standard_normal(VOICE.size), RATE_HZ)) < 0.3


def test_holes_and_delay_cost_as_well() -> None:
    holes = VOICE.copy()
    holes.reshape(-1, 160)[::5] = 0.0  # 16 ms of each 80.
    late = np.concatenate((np.zeros(1_000), VOICE[:-1_000]))
    assert stoi(VOICE, holes, RATE_HZ) < 0.97
    assert stoi(VOICE, late, RATE_HZ) < 0.8, "it must be aligned first"


def test_a_pause_in_the_clean_speech_does_not_count() -> None:
    """Noise in a pause is left out, for there was nothing to be understood."""
    pause = np.zeros(VOICE.size)
    clean = np.concatenate((VOICE, pause))
    heard = np.concatenate((VOICE, 0.1 * np.random.default_rng(7).standard_normal(VOICE.size)))
    assert stoi(clean, heard, RATE_HZ) > 0.98


def test_too_little_speech_is_refused() -> None:
    with pytest.raises(ValueError, match="384 ms"):
        stoi(VOICE[:3_000], VOICE[:3_000], RATE_HZ)
