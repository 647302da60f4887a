"""Resampling: a tone stays that tone, and what the lower rate has no room for is gone."""

import numpy as np
import pytest

from hub.audio.resample import Audio, resampled


def tone(hz: float, rate_hz: int, seconds: float = 1.0) -> Audio:
    t = np.arange(round(rate_hz * seconds)) / rate_hz
    return np.asarray(0.5 * np.sin(2 * np.pi * hz * t), np.float32)


def level(sound: Audio) -> float:
    middle = sound[len(sound) // 10 : -len(sound) // 10]
    return float(np.sqrt(np.mean(middle**2)))


@pytest.mark.parametrize("from_hz", [22_050, 16_000, 44_100, 48_000])
@pytest.mark.parametrize("hz", [300.0, 1000.0, 3000.0])
def test_a_tone_of_speech_stays(from_hz: int, hz: float) -> None:
    sound = resampled(tone(hz, from_hz), from_hz, 8_000)
    assert abs(len(sound) - 8_000) <= 1
    inner = slice(500, 7_500)
    wanted = tone(hz, 8_000)
    assert np.abs(sound[:8_000][inner] - wanted[: len(sound)][inner]).max() < 0.02


@pytest.mark.parametrize("hz", [4_600.0, 6_000.0, 9_000.0])
def test_what_has_no_room_does_not_fold_back(hz: float) -> None:
    sound = resampled(tone(hz, 22_050), 22_050, 8_000)
    assert level(sound) < 0.01 * level(tone(hz, 22_050))


def test_the_same_rate_and_silence() -> None:
    sound = tone(100, 8_000)
    assert resampled(sound, 8_000, 8_000) is sound
    assert len(resampled(np.zeros(0, np.float32), 22_050, 8_000)) == 0
