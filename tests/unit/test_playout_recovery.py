"""Playout: whatever order packets came in, the delay is back at its target soon after, and stays.

Hypothesis looks for the order that does not; a failing one is printed and can be played again.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.audio.jitter import DelayEstimator
from tests.unit.talker import FRAME, TICK_S, Line

CALM_S = 8.0
"""A talk on a still network: memory of the bad one, 5 s of it, and time to drain."""

trouble = st.one_of(
    st.tuples(st.just("delays"), st.lists(st.floats(0, 0.4), min_size=1, max_size=40)),
    st.tuples(st.just("lost"), st.integers(1, 12)),
    st.tuples(st.just("swapped"), st.integers(1, 8)),
    st.tuples(st.just("twice"), st.integers(1, 8)),
    st.tuples(st.just("burst"), st.integers(2, 60)),
    st.tuples(st.just("pause"), st.floats(0.02, 2.0)),
    st.tuples(st.just("frozen"), st.floats(0.02, 2.0)),
    st.tuples(st.just("restart"), st.integers(0, 2**32 - 1)),
    st.tuples(st.just("stall"), st.integers(1, 20)),
)


def make(line: Line, name: str, much) -> None:  # type: ignore[no-untyped-def]
    match name:
        case "delays":
            line.talk(len(much) * TICK_S, much)
        case "lost":
            for _ in range(much):
                line.send(lost=True)
        case "swapped":
            line.talk(2 * much * TICK_S, [0.045, 0.0] * much)
        case "twice":
            line.send()
            line.on_the_way += line.on_the_way[-1:] * much
        case "burst":  # They all come when the last one does.
            line.talk(much * TICK_S, [(much - n) * TICK_S for n in range(much)])
        case "pause" | "frozen":
            line.listen(much)
            line.pause(much, -much if name == "frozen" else 0.0)
        case "restart":
            line.seq, line.timestamp = much & 0xFFFF, much
        case "stall":
            line.tick += much


@settings(max_examples=16, deadline=None)
@given(st.lists(trouble, min_size=1, max_size=8), st.sampled_from([0.0005, 0.006, 0.0185]))
def test_no_order_of_arrivals_leaves_delay_behind(
    troubles: list[tuple[str, object]], phase_s: float
) -> None:
    line = Line(phase_s)
    line.talk(0.5)
    for name, much in troubles:
        make(line, name, much)
        line.talk(0.1)
        assert line.playout.buffered <= 48_000 * 0.26 + 2 * FRAME
    line.talk(CALM_S)
    playout = line.playout

    assert playout.delay_s <= playout.target_s + 0.0035, "above its target by more than a seam"
    assert playout.target_s < 0.0255, "a still network is worth a tick, and a margin"
    assert playout.buffered <= 2 * FRAME
    before = playout.stats.played
    line.talk(1.0)
    assert playout.stats.played - before == 50, "and it is not deaf"


def test_when_the_jitter_ends_its_delay_ends_within_seconds() -> None:
    rng = np.random.default_rng(4)
    line = Line(0.006)
    line.talk(2)
    delay_s, extra_s = line.playout.delay_s, 0.08
    for _ in range(500):
        extra_s += 0.18 * (rng.exponential(0.08) - extra_s)
        line.talk(TICK_S, [extra_s])
    assert line.playout.target_s > 0.06
    line.talk(4.5)
    assert line.playout.delay_s < delay_s + 0.003


def test_where_packets_get_lost_time_is_taken_for_their_copies() -> None:
    rng = np.random.default_rng(9)
    rebuilt, delays_s = {}, {}
    for fec in (True, False):
        line = Line(0.006, fec=fec)
        for _ in range(600):
            line.send(lost=bool(rng.random() < 0.1))
            line.listen(TICK_S)
        stats = line.playout.stats
        rebuilt[fec] = stats.fec / max(1, stats.missing)
        delays_s[fec] = line.playout.delay_s
    assert rebuilt[True] > 0.5 and rebuilt[False] == 0
    assert delays_s[True] < 0.036, "one beat more than without"
    assert delays_s[False] < 0.016, "what brings no copy is not waited for"


def test_a_guess_over_a_short_pause_is_not_followed_by_a_hole() -> None:
    line = Line(0.006)
    line.talk(1)
    line.send(lost=True)  # It would have announced the pause.
    line.pause(0.06)
    before_s = line.lag_s()
    heard = line.talk(0.5)
    stats = line.playout.stats
    assert all(frame is not None for frame in heard)
    assert (stats.spurts, stats.concealed, stats.comfort) == (1, 1, 3)
    assert abs(line.lag_s() - before_s) < 0.0005


class Way:
    """Feeds an estimator a packet each 20 ms with a given extra delay."""

    def __init__(self) -> None:
        self.estimator = DelayEstimator()
        self.sent = 0

    def bring(self, *extras_s: float) -> None:
        for extra_s in extras_s:
            self.estimator.feed(self.sent * TICK_S + extra_s, self.sent * FRAME)
            self.sent += 1


def test_another_way_is_believed_after_a_second_and_a_lull_is_not() -> None:
    rng = np.random.default_rng(2)
    way = Way()
    way.bring(*rng.exponential(0.05, 400))
    slack_s = way.estimator.slack_s(0.0, 0.001)
    assert slack_s > 0.1
    way.bring(*[0.0] * 40)  # 0.8 s without jitter can be chance.
    assert way.estimator.slack_s(0.0, 0.001) > 0.8 * slack_s
    way.bring(*[0.0] * 32)
    assert way.estimator.slack_s(0.0, 0.001) < 0.005


@pytest.mark.parametrize("known", [10, 60, 130])
def test_one_stall_among_the_first_words_is_no_bad_network(known: int) -> None:
    way = Way()
    way.bring(*[0.0] * known)
    way.bring(*(0.14 - TICK_S * n for n in range(7)))  # All at once, when it is over.
    way.bring(*[0.0] * 10)
    assert way.estimator.slack_s(0.002, TICK_S) < 0.03
    for _ in range(3):
        way.bring(*(0.14 - TICK_S * n for n in range(7)), *[0.0] * 10)
    assert way.estimator.slack_s(0.002, TICK_S) > 0.1, "one after the other they are"


def test_a_faster_packet_makes_those_before_it_later() -> None:
    """Else the slack, which counts from the fastest, would be too short for them all at once."""
    rng = np.random.default_rng(3)
    way = Way()
    way.bring(*(0.05 + rng.exponential(0.01, 300)))
    slack_s = way.estimator.base_s + way.estimator.slack_s(0.0, 0.001)
    way.bring(0.02)
    way.bring(*(0.05 + rng.exponential(0.01, 10)))
    assert way.estimator.base_s < 0.021
    assert way.estimator.base_s + way.estimator.slack_s(0.0, 0.001) > slack_s - 0.005


def test_risk_is_the_share_of_jumps_that_outlast_what_is_here() -> None:
    way = Way()
    way.bring(*[0.0, 0.0, 0.0, 0.03] * 40)  # A quarter jumps by 30 ms, a quarter back.
    way.estimator.slack_s(0.0, 0.02)
    assert abs(way.estimator.risk(-0.05, 0.02) - 0.25) < 0.02
    assert way.estimator.risk(-0.05, 0.04) == 0.0
    assert way.estimator.risk(0.003, 0.02) == 1.0, "it is late: only those jumps remain"
