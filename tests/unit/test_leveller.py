"""The leveller: soft and loud voices come out alike, slowly, and pauses are left as they are."""

from functools import cache

import numpy as np
import pytest

from benchmarks.speech import speech
from hub.audio.leveller import LEAST_DB, MOST_DB, SLEW_DB_S, TARGET_DB, Leveller
from hub.audio.opus import Audio

FRAME = 960


@cache
def said() -> Audio:
    return speech(2.0, seed=2)


def voice(active_db: float, seconds: float = 6.0, pauses: bool = True) -> Audio:
    """Words of 0.4 s with pauses of 0.6 s, at this level while they last."""
    sound = np.tile(said(), round(seconds / 2))
    sound *= np.float32(10 ** (active_db / 20) / np.sqrt(np.mean(sound**2)))
    if pauses:
        sound.reshape(-1, FRAME)[np.arange(sound.size // FRAME) % 50 >= 20] *= np.float32(1e-3)
    return sound


def through(leveller: Leveller, sound: Audio) -> Audio:
    return np.concatenate([leveller.level(frame) for frame in sound.reshape(-1, FRAME)])


def power_db(sound: Audio) -> float:
    return float(10 * np.log10(np.mean(sound.astype(np.float64) ** 2)))


@pytest.mark.parametrize("pauses", [False, True])
def test_the_active_level_leaves_pauses_out(pauses: bool) -> None:
    """As in P.56: of words and the 200 ms after each; the rest of a pause does not lower it."""
    leveller = Leveller()
    through(leveller, voice(-26, pauses=pauses))
    with_hang_over_db = 10 * np.log10(20 / 30) if pauses else 0.0
    assert leveller.active_db == pytest.approx(-26 + with_hang_over_db, abs=1.5)


def test_a_soft_and_a_loud_voice_come_out_alike() -> None:
    soft, loud = (through(Leveller(), voice(db, 12.0, pauses=False)) for db in (-33, -12))
    levels = [power_db(sound[-96_000:]) for sound in (soft, loud)]
    assert abs(levels[0] - levels[1]) < 5, "of 21 dB"
    assert all(abs(db - TARGET_DB) < 3.5 for db in levels)


def test_a_voice_near_the_target_is_not_touched() -> None:
    leveller = Leveller()
    for frame in voice(TARGET_DB, pauses=False).reshape(-1, FRAME):
        assert leveller.level(frame) is frame


@pytest.mark.parametrize("db", [-50, -4])
def test_the_gain_stays_within_its_limits(db: float) -> None:
    leveller = Leveller()
    through(leveller, voice(db, 12.0, pauses=False))
    assert leveller.gain_db == pytest.approx(MOST_DB if db < TARGET_DB else LEAST_DB, abs=1e-6)


def test_the_gain_moves_slowly_and_without_a_step() -> None:
    t = np.arange(6 * 48_000) / 48_000
    tone = (0.02 * np.sin(2 * np.pi * 440 * t)).astype(np.float32)
    leveller, gains_db = Leveller(), []
    out = []
    for frame in tone.reshape(-1, FRAME):
        out.append(leveller.level(frame))
        gains_db.append(leveller.gain_db)
    steps = np.diff(gains_db)
    assert steps.max() == pytest.approx(SLEW_DB_S * 0.02, rel=0.01)
    sound = np.concatenate(out)
    assert sound.dtype == np.float32
    bend = np.abs(np.diff(sound, 2)).max()  # A step would stand out in the second difference.
    assert bend < 1.01 * np.abs(sound).max() * (2 * np.pi * 440 / 48_000) ** 2 * 1.05


def test_noise_in_a_pause_is_not_lifted() -> None:
    leveller = Leveller()
    through(leveller, voice(-33, 6.0, pauses=False))
    gain_db = leveller.gain_db
    rng = np.random.default_rng(1)
    through(leveller, (10 ** (-60 / 20) * rng.standard_normal(96_000)).astype(np.float32))
    assert leveller.gain_db - gain_db < 1.0, "but for the hang-over"


def test_a_fault_upstream_does_not_stay() -> None:
    leveller = Leveller()
    leveller.level(np.full(FRAME, np.nan, np.float32))
    assert np.isfinite(through(leveller, voice(-33))).all()
