"""The mix: nobody hears themselves, nothing clips or clicks, levels are those of RFC 6464."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from hub.audio.level import SILENCE, Activity, gain, level, level_of_power
from hub.audio.mix import Limiter, mix_minus

Audio = NDArray[np.float32]

FRAME = 960


def tone(frames: int, amplitude: float, frequency_hz: float = 440.0) -> Audio:
    t = np.arange(frames * FRAME) / 48_000
    return (amplitude * np.sin(2 * np.pi * frequency_hz * t)).astype(np.float32)


def limited(sound: Audio, limiter: Limiter | None = None) -> Audio:
    limiter = limiter or Limiter()
    return np.concatenate([limiter.limit(f) for f in sound.reshape(-1, FRAME)])


def test_each_speaker_hears_all_but_themselves() -> None:
    rng = np.random.default_rng(1)
    voices = rng.uniform(-0.3, 0.3, (3, FRAME)).astype(np.float32)
    gains = np.array([1.0, 0.5, 0.25], np.float32)

    full, minus = mix_minus(voices, gains)

    assert np.allclose(full, voices[0] + voices[1] / 2 + voices[2] / 4, atol=1e-6)
    assert np.allclose(minus[0], voices[1] / 2 + voices[2] / 4, atol=1e-6)
    assert np.allclose(minus[2], voices[0] + voices[1] / 2, atol=1e-6)
    assert full.dtype == minus.dtype == np.float32


def test_a_speaker_alone_hears_nothing() -> None:
    voice = tone(1, 0.5)[np.newaxis]
    full, minus = mix_minus(voice, np.ones(1, np.float32))
    assert np.array_equal(full, voice[0])
    assert not minus.any()


def test_an_empty_room_is_silent() -> None:
    full, minus = mix_minus(np.zeros((0, FRAME), np.float32), np.zeros(0, np.float32))
    assert full.shape == (FRAME,) and not full.any()
    assert minus.shape == (0, FRAME)


def test_what_is_not_loud_passes_untouched() -> None:
    limiter = Limiter()
    for frame in tone(20, 0.96).reshape(-1, FRAME):
        assert limiter.limit(frame) is frame


@pytest.mark.parametrize("amplitude", [1.0, 1.5, 4.0, 30.0])
def test_nothing_ever_leaves_above_full_scale(amplitude: float) -> None:
    assert np.abs(limited(tone(30, amplitude))).max() < 1.0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0.0, 20.0), min_size=1, max_size=12), st.integers(0, 2**32 - 1))
def test_no_run_of_loud_and_quiet_frames_gets_past_the_limiter(
    loudness: list[float], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    limiter = Limiter()
    for amplitude in loudness:
        out = limiter.limit((amplitude * rng.standard_normal(FRAME)).astype(np.float32))
        assert out.dtype == np.float32
        assert np.abs(out).max() <= 1.0


def test_a_fault_upstream_does_not_reach_the_ear() -> None:
    limiter = Limiter()
    broken = tone(1, 0.5)
    broken[100], broken[200] = np.nan, np.inf
    assert np.isfinite(limiter.limit(broken)).all()
    assert np.isfinite(limiter.limit(tone(1, 0.5))).all(), "and does not stay"


def test_limiting_a_steady_tone_leaves_it_a_tone() -> None:
    heard = limited(tone(50, 2.0))[24_000:]
    power = np.abs(np.fft.rfft(heard * np.blackman(heard.size))) ** 2
    near = np.abs(np.arange(power.size) - 220) <= 4
    purity_db = 10 * np.log10(power[near].sum() / power[~near].sum())
    assert purity_db > 35, "hard clipping at this level gives 12"


def test_a_shout_does_not_click() -> None:
    """A gain that jumped would show as a step larger than the tone itself ever makes."""
    quiet, loud = tone(20, 0.5), tone(20, 3.0)
    sound = np.concatenate((quiet, loud, quiet))
    heard = limited(sound)
    steepest = np.abs(np.diff(tone(2, 1.0))).max()
    assert np.abs(np.diff(heard)).max() < 4 * steepest


def test_after_a_shout_the_gain_comes_back_in_its_time() -> None:
    limiter = Limiter(release_s=0.15)
    limited(tone(10, 4.0), limiter)
    back = limited(tone(50, 0.5), limiter)

    def loudest(tick: int) -> float:
        return float(np.abs(back[tick * FRAME : (tick + 1) * FRAME]).max())

    assert loudest(0) < 0.25
    assert 0.25 < loudest(7) < 0.4, "one time constant"
    assert loudest(49) > 0.49


def test_once_back_it_costs_nothing_again() -> None:
    limiter = Limiter()
    limited(tone(10, 4.0), limiter)
    limited(tone(100, 0.5), limiter)
    frame = tone(1, 0.5)
    assert limiter.limit(frame) is frame


def test_levels_are_those_of_rfc_6464() -> None:
    assert level(np.ones(FRAME, np.float32)) == 0
    assert level(tone(1, 1.0, 500)) == 3
    assert level(tone(1, 0.1, 500)) == 23
    assert level(np.zeros(FRAME, np.float32)) == SILENCE
    assert level(np.zeros(0, np.float32)) == SILENCE
    assert level(3 * np.ones(FRAME, np.float32)) == 0, "louder than full scale is still 0"
    assert level_of_power(1e-20) == SILENCE
    assert level_of_power(float("nan")) == SILENCE


def test_gain_in_decibels() -> None:
    assert gain(0.0) == 1.0
    assert gain(-6.0206) == pytest.approx(0.5, abs=1e-4)


def test_the_first_loud_packet_opens_the_gate() -> None:
    gate = Activity(open_level=50)
    assert not gate.feed(SILENCE)
    assert not gate.feed(51)
    assert gate.feed(50)
    assert gate.speaking


def test_the_gap_between_two_words_does_not_close_the_gate() -> None:
    gate = Activity(hang_over_s=0.4)
    for word in (30, 30, 30):
        gate.feed(word)
    assert all(gate.feed(90) for _ in range(15))
    assert gate.feed(30)


def test_the_gate_closes_when_the_hang_over_has_run_out_and_not_before() -> None:
    gate = Activity(hang_over_s=0.4)
    gate.feed(40)
    open_packets = 0
    while gate.feed(SILENCE):
        open_packets += 1
    assert 19 <= open_packets <= 24
    assert not gate.speaking


def test_the_hang_over_counts_media_time_not_packets() -> None:
    gate = Activity(hang_over_s=0.4)
    gate.feed(40)
    assert gate.feed(SILENCE, samples=4_800)
    assert not gate.feed(SILENCE, samples=19_200), "one DTX refresh covers it all"


def test_a_level_at_the_edge_does_not_flap() -> None:
    gate = Activity(open_level=50, close_level=56)
    gate.feed(45)
    assert all(gate.feed(55 if i % 2 else 52) for i in range(200))
