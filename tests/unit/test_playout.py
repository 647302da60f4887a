"""Playout: each packet is heard once, early, and whatever the network does to it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.audio.opus import Encoder
from tests.unit.talker import FRAME, TICK_S, Line, speech

PHASES_S = [0.0003, 0.002, 0.005, 0.008, 0.011, 0.014, 0.017, 0.0197]


@pytest.mark.parametrize("phase_s", PHASES_S)
def test_on_a_still_network_nothing_waits_longer_than_a_tick_and_a_margin(phase_s: float) -> None:
    line = Line(phase_s)
    line.talk(3)

    assert line.playout.delay_s < 0.024
    assert line.playout.delay_s == pytest.approx(line.lag_s(), abs=0.001), "the sound agrees"
    stats = line.playout.stats
    assert (stats.concealed, stats.fec, stats.accelerated, stats.expanded) == (0, 0, 0, 0)


def test_over_all_phases_a_still_network_costs_13_ms_on_average() -> None:
    delays_s = []
    for phase_s in np.arange(0.0005, 0.02, 0.001):
        line = Line(float(phase_s))
        line.talk(1)
        delays_s.append(line.playout.delay_s)
    assert np.mean(delays_s) < 0.0145


@pytest.mark.parametrize("phase_s", PHASES_S)
@pytest.mark.parametrize("fec", [False, True])
def test_one_lost_packet_is_one_concealed_frame_and_no_delay(phase_s: float, fec: bool) -> None:
    line = Line(phase_s, fec=fec)
    line.talk(1)
    before_s = line.lag_s()
    line.send(lost=True)
    line.talk(1)

    stats = line.playout.stats
    assert stats.concealed + stats.fec == 1
    assert stats.missing == 1 and stats.late == 0
    assert line.lag_s() == pytest.approx(before_s, abs=0.0005)
    assert (stats.accelerated, stats.expanded) == (0, 0)
    assert all(f is not None for f in line.heard[3:])


@pytest.mark.parametrize("phase_s", PHASES_S)
def test_three_lost_in_a_row_are_three_frames_and_no_delay(phase_s: float) -> None:
    line = Line(phase_s)
    line.talk(1)
    before_s = line.lag_s()
    for _ in range(3):
        line.send(lost=True)
    line.talk(1)

    assert line.playout.stats.concealed == 3
    assert line.playout.stats.missing == 3
    assert line.lag_s() == pytest.approx(before_s, abs=0.0005)


def test_a_lost_packet_is_rebuilt_from_the_next_if_that_is_there_in_time() -> None:
    line = Line(fec=True)
    line.talk(2, [0.03 if i % 3 else 0.0 for i in range(100)])  # Jitter: a reserve is kept.
    before = line.playout.stats.fec
    for _ in range(5):
        line.send(lost=True)
        line.talk(0.2)
    assert line.playout.stats.fec > before


@pytest.mark.parametrize("phase_s", PHASES_S)
def test_after_a_burst_of_late_packets_the_delay_drains(phase_s: float) -> None:
    line = Line(phase_s)
    line.talk(2)
    before_s = line.lag_s()
    line.talk(0.12, [0.12, 0.1, 0.08, 0.06, 0.04, 0.02])
    assert line.playout.stats.late == 0, "what came late was played"

    line.talk(3)
    assert line.lag_s() < before_s + 0.045, "while it is fresh, some reserve is kept"
    line.talk(10)
    assert line.lag_s() < before_s + 0.003, "then all is as before"


def test_even_noise_without_a_period_is_wound_back_when_it_is_very_late() -> None:
    line = Line()
    rng = np.random.default_rng(1)
    encoder = Encoder(dtx=False)
    noise = (0.1 * rng.standard_normal((100, FRAME))).astype(np.float32)
    line.packets = [encoder.encode(f) for f in noise]
    line.talk(1)
    line.talk(0.2, [0.19 - 0.02 * i for i in range(10)])
    line.talk(1)
    assert line.playout.delay_s < 0.1


def test_after_a_late_packet_a_lost_one_is_still_noticed() -> None:
    line = Line()
    line.talk(0.4)
    line.send(delay_s=0.025)
    line.talk(0.44)
    before_s = line.lag_s()
    assert line.playout.stats.concealed == 1
    line.send(lost=True)
    line.talk(0.44)
    assert line.playout.stats.concealed + line.playout.stats.fec == 2
    assert line.lag_s() == pytest.approx(before_s, abs=0.0005)


def test_what_comes_after_it_has_been_replaced_is_late() -> None:
    line = Line()
    line.talk(3, [0.05 if i % 4 else 0.0 for i in range(150)])  # A reserve of 50 ms is kept.
    line.talk(1)
    stats = line.playout.stats
    concealed, delay_s = stats.concealed, line.playout.delay_s
    line.send(delay_s=0.075)
    line.send(delay_s=0.095)
    line.talk(1)
    line.listen(0.1)
    assert stats.concealed + stats.fec > concealed
    assert stats.late >= 1
    assert stats.played == line.sent - stats.late
    assert line.playout.delay_s < delay_s + 0.005


def test_packets_out_of_order_are_put_in_order() -> None:
    line = Line()
    line.talk(2, [0.025 if i % 2 else 0.0 for i in range(100)])
    concealed = line.playout.stats.concealed
    line.talk(2, [0.025 if i % 2 else 0.0 for i in range(100)])

    assert line.playout.stats.concealed == concealed, "after it has learned, nothing is guessed"
    assert line.playout.stats.resets == 0


def test_a_packet_that_comes_twice_is_played_once() -> None:
    line = Line()
    line.talk(1)
    seq, timestamp = line.seq - 3 & 0xFFFF, line.timestamp - 3 * FRAME & 0xFFFF_FFFF
    line.playout.put(seq, timestamp, line.packets[line.sent - 3], line.now_s)  # Played already.
    line.send()
    line.on_the_way *= 2
    line.talk(0.5)

    assert line.playout.stats.duplicate == 2
    assert line.playout.stats.played == line.sent
    assert line.playout.stats.late == 0


@pytest.mark.parametrize("ppm", [300.0, -300.0])
def test_a_drifting_clock_is_followed_without_a_gap(ppm: float) -> None:
    line = Line()
    line.clock_ppm = ppm
    line.talk(100)  # 30 ms of drift: more than a whole frame.

    stats = line.playout.stats
    assert stats.resets == 0
    assert stats.concealed <= 1
    assert line.playout.delay_s < 0.03
    assert stats.accelerated + stats.expanded <= 20


@pytest.mark.parametrize("samples", [480, 1920, 2880])
@pytest.mark.parametrize("phase_s", [0.002, 0.009, 0.018])
def test_other_packet_lengths_are_played_whole(samples: int, phase_s: float) -> None:
    line = Line(phase_s, samples)
    line.talk(3)
    stats = line.playout.stats

    assert stats.concealed == 0
    assert line.playout.delay_s < 0.035
    assert all(f is not None for f in line.heard[4:])
    line.send(lost=True)
    line.talk(1)
    assert stats.missing == 1
    assert stats.concealed + stats.fec == -(-samples // FRAME)


def test_what_is_not_opus_is_counted_and_covered() -> None:
    line = Line()
    line.talk(1)
    line.send(payload=b"\xff\xff\xff")
    line.talk(1)
    assert line.playout.stats.bad == 1
    assert line.playout.stats.concealed == 1


@pytest.mark.parametrize("phase_s", [0.002, 0.011, 0.018])
def test_ticks_called_late_are_seen_through(phase_s: float) -> None:
    line = Line(phase_s)
    line.ticks_late_s = [0.0, 0.003, 0.001, 0.006, 0.0, 0.008, 0.002]
    line.talk(15)

    stats = line.playout.stats
    assert stats.concealed == 0
    assert stats.accelerated + stats.expanded <= 3
    assert line.playout.delay_s < phase_s + 0.026


def test_a_mixer_that_stalls_catches_up() -> None:
    line = Line()
    line.talk(1)
    line.tick += 8  # 160 ms without a pull.
    line.talk(3)
    assert line.playout.delay_s < 0.05


step = st.one_of(
    st.tuples(st.just("send"), st.sampled_from([0, 0, 0, 0.01, 0.05, 0.3]), st.booleans()),
    st.tuples(st.just("listen"), st.integers(1, 12), st.none()),
    st.tuples(st.just("garbage"), st.binary(max_size=80), st.none()),
    st.tuples(st.just("jump"), st.integers(0, 65_535), st.integers(0, 2**32 - 1)),
    st.tuples(st.just("pause"), st.floats(0, 3), st.sampled_from([0.0, -0.13, 0.5])),
    st.tuples(st.just("stop"), st.integers(-10, 9_000), st.none()),
    st.tuples(st.just("reset"), st.none(), st.none()),
    st.tuples(st.just("length"), st.sampled_from([480, 960, 1920, 2880]), st.none()),
    st.tuples(st.just("again"), st.integers(-40, 40), st.integers(-40_000, 40_000)),
)


@settings(max_examples=120, deadline=None)
@given(st.lists(step, max_size=60))
def test_nothing_that_arrives_can_break_it(steps: list[tuple[str, object, object]]) -> None:
    """`listen` checks that each pull gives None or 960 finite samples."""
    line = Line()
    for name, a, b in steps:
        play(line, name, a, b)
        line.listen(TICK_S)
        assert line.playout.buffered <= 48_000 * 0.26 + 2 * 5_760
    line.on_the_way.clear()
    assert line.listen(1.0)[-1] is None, "silence in the end"


def play(line: Line, name: str, a, b) -> None:  # type: ignore[no-untyped-def]
    match name:
        case "send":
            line.send(delay_s=a, lost=b)
        case "listen":
            line.listen(a * TICK_S)
        case "garbage":
            line.send(payload=a)
        case "jump":
            line.seq, line.timestamp = a, b
        case "pause":
            line.pause(a, b)
        case "stop":
            line.playout.stop_after(a)
        case "reset":
            line.playout.reset()
        case "length":
            line.samples, line.packets = a, speech(a)
        case "again":
            seq, timestamp = line.seq + a & 0xFFFF, line.timestamp + b & 0xFFFF_FFFF
            line.playout.put(seq, timestamp, line.packets[0], line.now_s)
