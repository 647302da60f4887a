"""Reserve: what is left is made to last, by sound that fits, and not where nothing fits."""

import numpy as np
import pytest

from benchmarks.bad_call import TICK_S, Way
from hub.audio.jitter import DelayEstimator
from hub.audio.reserve import LEAST, Reserve, stretch
from hub.audio.timescale import Audio
from tests.unit.talker import FRAME, Line, voice


def said(at: int, left: int) -> tuple[Audio, Audio]:
    """Give what was heard before a moment of the voice, and so much of what comes after it."""
    return voice()[at - 2 * FRAME : at], voice()[at : at + left]


@pytest.mark.parametrize("left", [LEAST, 240, 480, 900])
def test_what_is_left_lasts_a_frame_and_is_heard_whole_without_a_click(left: int) -> None:
    usual = np.abs(np.diff(voice())).max()
    for at in range(20_000, 400_000, 9_973):
        heard, rest = said(at, left)
        longer = stretch(heard, rest, FRAME)
        assert longer is not None, f"a voice has a period, at {at}"
        assert FRAME <= longer.size <= FRAME + 1_200
        np.testing.assert_array_equal(longer[-left:], rest, "nothing that was said is lost")
        assert longer[0] == pytest.approx(rest[0], abs=1e-6), "it goes on as it would have"
        assert np.abs(np.diff(np.concatenate((heard[-1:], longer)))).max() < 1.5 * usual


def test_what_is_added_has_the_pitch_of_what_was_heard() -> None:
    t = np.arange(4 * FRAME) / 48_000
    tone = (0.3 * np.sin(2 * np.pi * 230 * t)).astype(np.float32)
    longer = stretch(tone[: 2 * FRAME], tone[2 * FRAME :][:240], FRAME)
    assert longer is not None
    np.testing.assert_allclose(longer[:FRAME], tone[2 * FRAME :][:FRAME], atol=0.03)


def test_sound_unlike_what_was_heard_is_left_alone() -> None:
    rng = np.random.default_rng(5)
    hiss = (0.1 * rng.standard_normal(3 * FRAME)).astype(np.float32)
    assert stretch(hiss[: 2 * FRAME], hiss[2 * FRAME :][:480], FRAME) is None
    assert stretch(*said(50_000, LEAST - 1), FRAME) is None, "too little to tell"


def test_silence_lasts_as_long_as_it_must() -> None:
    longer = stretch(np.zeros(2 * FRAME, np.float32), np.zeros(240, np.float32), FRAME)
    assert longer is not None and longer.size >= FRAME and not longer.any()


def test_a_way_that_brings_nothing_is_not_stretched_for_ever() -> None:
    reserve = Reserve()
    t = np.arange(2 * FRAME) / 48_000
    tone = np.sin(2 * np.pi * 200 * t).astype(np.float32)
    reserve.note(tone[:FRAME])
    reserve.note(tone[FRAME:])
    times = 0
    while reserve.stretch(tone[:240], FRAME) is not None:
        times += 1
        assert times < 10
    assert 1 <= times <= 5
    reserve.packet()
    assert reserve.stretch(tone[:240], FRAME) is not None, "another packet, another reserve"


def wandering(jitter_s: float, seconds: float, seed: int = 3) -> Line:
    line, way = Line(0.006), Way(0.0, jitter_s, seed)
    line.talk(2)
    for n in range(round(seconds / TICK_S)):
        leaves_s = n * TICK_S
        arrives_s = way.arrival_s(leaves_s, jitters=True)
        assert arrives_s is not None
        line.talk(TICK_S, [arrives_s - leaves_s - 0.03])
    return line


def test_on_a_far_way_less_is_guessed_for_less_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    far = wandering(0.1, 25).playout
    monkeypatch.setattr(DelayEstimator, "_FAR_S", 9.0)
    without = wandering(0.1, 25).playout
    assert far.stats.concealed < 0.8 * without.stats.concealed
    assert far.stats.expanded > without.stats.expanded
    assert far.target_s <= without.target_s


def test_on_a_good_way_nothing_is_held_back_or_stretched() -> None:
    line = Line(0.006)
    line.talk(10)
    assert (line.playout.stats.expanded, line.playout.stats.accelerated) == (0, 0)
    rng = np.random.default_rng(6)
    estimator = DelayEstimator()
    for n in range(400):
        estimator.feed(n * TICK_S + rng.exponential(0.005), n * FRAME)
        estimator.slack_s(0.004, TICK_S)
        assert estimator.reserve_s == 0.0
    for n in range(400, 800):
        estimator.feed(n * TICK_S + rng.exponential(0.06), n * FRAME)
    assert 0.06 < estimator.slack_s(0.004, TICK_S) <= DelayEstimator.MAX_S
    assert estimator.reserve_s > 0.0
