"""Filters, gain, meters, drift and resampler of the radio bridge."""

import numpy as np
import pytest
from numpy.typing import NDArray

from radio_bridge.dsp import BLOCK, RATE_HZ
from radio_bridge.dsp.drift import MOST, Drift
from radio_bridge.dsp.filters import Filter, de_emphasis, gain_at, high_pass, pre_emphasis
from radio_bridge.dsp.gain import MOST_DB, TARGET_DBFS, SlowGain
from radio_bridge.dsp.meter import Meter, flat, mean_dbfs
from radio_bridge.dsp.resampler import Resampler

Audio = NDArray[np.float32]


def sine(hz: float, seconds: float = 1.0, level: float = 0.5) -> Audio:
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return (level * np.sin(2 * np.pi * hz * t)).astype(np.float32)


def through(block: "Filter | SlowGain", sound: Audio) -> Audio:
    parts = sound.reshape(-1, BLOCK)
    return np.concatenate([block.feed(part) for part in parts])


def db(gain: float) -> float:
    return float(20 * np.log10(gain))


def test_the_high_pass_takes_the_tone_away_and_leaves_speech() -> None:
    assert db(gain_at(high_pass(), 88.5)) < -40
    assert db(gain_at(high_pass(), 300)) == pytest.approx(-3.0, abs=0.1)
    assert abs(db(gain_at(high_pass(), 600))) < 0.2


def test_emphasis_is_6_db_an_octave_and_one_undoes_the_other() -> None:
    down, up = de_emphasis(), pre_emphasis()
    assert db(gain_at(down, 1_000)) == pytest.approx(0.0, abs=0.01)
    assert db(gain_at(down, 2_000) / gain_at(down, 1_000)) == pytest.approx(-5.9, abs=0.3)
    for hz in (400, 1_000, 2_000):
        assert db(gain_at(down, hz) * gain_at(up, hz)) == pytest.approx(0.0, abs=1.3)


@pytest.mark.parametrize("hz", [100.0, 300.0, 1_000.0, 2_700.0])
def test_a_filter_does_what_its_sections_say_whatever_the_blocks(hz: float) -> None:
    sections = high_pass() + de_emphasis()
    out = through(Filter(sections), sine(hz))[RATE_HZ // 2 :]
    assert np.abs(out).max() / 0.5 == pytest.approx(gain_at(sections, hz), rel=0.02, abs=1e-4)
    assert np.abs(np.diff(out)).max() < 0.4 * np.abs(out).max() + 1e-4, "no seams"


def test_a_filter_without_sections_is_a_wire() -> None:
    block = sine(500)[:BLOCK]
    assert Filter([]).feed(block) is block


@pytest.mark.parametrize("level", [0.02, 0.9])
def test_the_slow_gain_brings_speech_to_one_loudness(level: float) -> None:
    gain = SlowGain()
    out = through(gain, sine(700, 12.0, level))
    assert mean_dbfs(out[-RATE_HZ:]) == pytest.approx(TARGET_DBFS, abs=1.5)
    assert abs(gain.gain_db) <= MOST_DB


def test_the_gain_stands_still_in_a_pause() -> None:
    gain = SlowGain()
    through(gain, sine(700, 4.0, 0.05))
    before = gain.gain_db
    through(gain, sine(700, 4.0, 0.001))
    assert gain.gain_db == before


def test_meters() -> None:
    meter = Meter()
    meter.feed(sine(1_000)[:BLOCK])
    assert meter.peak_dbfs == pytest.approx(-6.0, abs=0.1)
    assert meter.mean_dbfs == pytest.approx(-9.0, abs=0.1)
    for _ in range(10):
        meter.feed(np.zeros(BLOCK, np.float32))
    assert meter.peak_dbfs == pytest.approx(-16.0, abs=0.1)
    assert meter.mean_dbfs == -120.0
    assert flat(np.zeros(BLOCK, np.float32)) and not flat(sine(1_000)[:BLOCK])


@pytest.mark.parametrize("ppm", [300.0, -300.0, 90.0])
def test_24_hours_of_two_clocks_leave_the_level_where_it_was(ppm: float) -> None:
    """Each step is 100 ms; what is measured is late by some milliseconds, as an event loop is."""
    steps, took_s = 24 * 36_000, 0.1
    late_s = np.random.default_rng(7).exponential(0.004, steps).tolist()
    drift, level_s, lowest_s, highest_s = Drift(), 0.0, 0.0, 0.0
    for n in range(steps):
        level_s += took_s * (-ppm * 1e-6 - drift.ratio)
        lowest_s, highest_s = min(lowest_s, level_s), max(highest_s, level_s)
        drift.feed(level_s + late_s[n], took_s)
    assert -0.010 < lowest_s and highest_s < 0.010
    assert level_s == pytest.approx(-0.004, abs=0.002), "it settles where it is late by nothing"


def test_the_ratio_stays_within_what_nobody_hears() -> None:
    drift = Drift()
    for _ in range(1_000):
        assert abs(drift.feed(5.0, 0.1)) <= MOST


def test_it_is_back_soon_after_it_could_do_no_more() -> None:
    drift = Drift()
    for _ in range(3_000):
        drift.feed(1.0, 0.1)
    for _ in range(600):
        drift.feed(0.0, 0.1)
    assert abs(drift.ratio) < 1e-4, "it did not wind up"


@pytest.mark.parametrize("ratio", [0.0, 3e-4, -3e-4, 1e-3])
def test_the_resampler_moves_a_tone_and_nothing_else(ratio: float) -> None:
    resampler, sound, at, out = Resampler(), sine(1_000, 2.0), 0, []
    for _ in range(190):
        need = resampler.need(BLOCK, ratio)
        out.append(resampler.feed(sound[at : at + need], BLOCK, ratio))
        at += need
    assert abs(at - 190 * BLOCK * (1 + ratio)) < 40
    heard = np.concatenate(out)[BLOCK:].astype(np.float64)
    w = 2 * np.pi * 1_000 * (1 + ratio) / RATE_HZ * np.arange(heard.size)
    both = np.stack((np.sin(w), np.cos(w)), axis=1)
    parts = np.linalg.lstsq(both, heard, rcond=None)[0]
    rest = heard - both @ parts
    assert np.hypot(*parts) == pytest.approx(0.5, rel=1e-3)
    assert 10 * np.log10((heard @ heard) / (rest @ rest)) > 80
