"""Jitter: packets are put in their order, and the slack follows the network."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.audio.jitter import RATE_HZ, DelayEstimator, PacketStore, Verdict

FRAME = 960


def store(limit: int = 48_000) -> PacketStore:
    return PacketStore(limit)


def put(packets: PacketStore, seq: int, timestamp: int | None = None) -> Verdict:
    timestamp = seq * FRAME if timestamp is None else timestamp
    verdict, _ = packets.put(seq & 0xFFFF, timestamp & 0xFFFF_FFFF, b"sound", FRAME, 0.0)
    return verdict


def seqs(packets: PacketStore) -> list[int]:
    out = []
    while packets.head is not None:
        out.append(packets.pop().seq)
    return out


def test_packets_come_out_in_order() -> None:
    packets = store()
    for seq in (5, 4, 7, 6):
        assert put(packets, seq) is Verdict.KEPT
    assert seqs(packets) == [4, 5, 6, 7]


def test_order_survives_the_wrap_of_both_counters() -> None:
    packets = store()
    for step in (-2, 1, -1, 0, 2):
        put(packets, step, 2**32 + step * FRAME)
    order = seqs(packets)
    assert order == sorted(order) and len(order) == 5


def test_a_double_is_told_from_a_late_packet() -> None:
    packets = store()
    for seq in (10, 11, 13):
        put(packets, seq)
    assert put(packets, 11) is Verdict.DUPLICATE, "still held"
    packets.pop()
    assert put(packets, 10) is Verdict.DUPLICATE, "played already"
    packets.pop()
    packets.pop()
    assert put(packets, 12) is Verdict.LATE, "never seen, and its time is over"


def test_more_than_the_limit_drops_the_oldest() -> None:
    packets = store(limit=5 * FRAME)
    for seq in range(8):
        put(packets, seq)
    assert packets.dropped == 3
    assert packets.held == 5 * FRAME
    assert seqs(packets) == [3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    ("seq", "timestamp"),
    [
        (100 + 5_000, 5_100 * FRAME),  # Far ahead.
        (100 - 500, 100 * FRAME - 500 * FRAME),  # Far back.
        (101, 100 * FRAME - 48_000),  # The number goes on, the time goes back.
        (99, 100 * FRAME + 48_000),  # The other way round.
        (100, 5),  # The same number at another time.
    ],
)
def test_a_jump_that_no_network_makes_is_another_stream(seq: int, timestamp: int) -> None:
    packets = store()
    put(packets, 99)
    put(packets, 100)
    assert put(packets, seq, timestamp) is Verdict.RESTART
    assert len(packets) == 1
    assert put(packets, seq + 1, timestamp + FRAME) is Verdict.KEPT


def test_a_pause_of_any_length_is_the_same_stream() -> None:
    packets = store()
    put(packets, 100)
    assert put(packets, 101, 100 * FRAME + 3_600 * RATE_HZ) is Verdict.KEPT


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 65_535), st.integers(0, 2**32 - 1), st.booleans())))
def test_whatever_comes_the_store_stays_in_order_and_bounded(
    puts: list[tuple[int, int, bool]],
) -> None:
    packets = store(limit=4 * FRAME)
    last = None
    for seq, timestamp, take in puts:
        verdict, _ = packets.put(seq, timestamp, b"sound", FRAME, 0.0)
        if verdict is Verdict.RESTART:
            last = None
        assert packets.held <= 4 * FRAME
        if take and packets.head is not None:
            taken = packets.pop().seq
            assert last is None or taken > last
            last = taken


class Network:
    """Feeds an estimator a packet each 20 ms."""

    def __init__(self, seed: int = 1) -> None:
        self.estimator = DelayEstimator()
        self.rng = np.random.default_rng(seed)
        self.sent = 0

    def run(self, seconds: float, jitter_s: float = 0.0, way_s: float = 0.03) -> None:
        for _ in range(round(seconds * 50)):
            self.packet(way_s + self.rng.exponential(jitter_s) if jitter_s else way_s)

    def packet(self, delay_s: float, after_pause: bool = False) -> None:
        self.estimator.feed(self.sent * 0.02 + delay_s, self.sent * FRAME, after_pause)
        self.sent += 1

    def slack_ms(self) -> float:
        """What would be chosen if every slack could be had."""
        return 1e3 * self.estimator.slack_s(0.0, 0.0005)


def test_the_base_is_the_fastest_way() -> None:
    network = Network()
    network.run(10, jitter_s=0.01)
    assert network.estimator.base_s == pytest.approx(0.03, abs=0.0005)


def test_slack_grows_with_jitter_and_covers_all_but_a_few() -> None:
    slacks = {}
    for jitter_s in (0.001, 0.005, 0.015):
        network = Network()
        network.run(20, jitter_s)
        slacks[jitter_s] = network.slack_ms() / 1e3
        late = np.exp(-slacks[jitter_s] / jitter_s)
        assert late < 0.03, "at least the 97th percentile"
    assert slacks[0.001] < 0.011
    assert 2 < slacks[0.005] / slacks[0.001] < 6
    assert slacks[0.015] < 0.1


def test_only_slacks_on_the_beat_are_offered() -> None:
    network = Network()
    network.run(5, jitter_s=0.002)
    for phase_s in (-0.013, 0.004, 0.007, 0.027, 1.007):
        slack_s = network.estimator.slack_s(phase_s, 0.02)
        beats = (slack_s - phase_s) / 0.02
        assert beats == pytest.approx(round(beats), abs=1e-6)
        assert 0 <= slack_s <= DelayEstimator.MAX_S


def test_a_still_network_gets_the_first_beat_that_leaves_a_margin() -> None:
    network = Network()
    network.run(11)
    assert network.estimator.slack_s(0.003, 0.02) == pytest.approx(0.003)
    assert network.estimator.slack_s(0.0005, 0.02) == pytest.approx(0.0205)


def test_slack_is_never_above_its_limit() -> None:
    network = Network()
    network.run(20, jitter_s=0.5)
    assert network.slack_ms() <= 200.0


def test_what_was_bad_is_forgotten() -> None:
    network = Network()
    network.run(20, jitter_s=0.03)
    bad_ms = network.slack_ms()
    network.run(15, jitter_s=0.001)
    assert network.slack_ms() < 15 < bad_ms


def test_one_spike_in_ten_seconds_is_not_worth_its_delay() -> None:
    network = Network()
    network.run(5, jitter_s=0.001)
    network.packet(0.18)
    network.run(5, jitter_s=0.001)
    assert network.slack_ms() < 15


def test_a_longer_way_is_not_taken_for_jitter_for_long() -> None:
    network = Network()
    network.run(10, jitter_s=0.001)
    network.run(6, jitter_s=0.001, way_s=0.08)
    assert network.estimator.base_s == pytest.approx(0.08, abs=0.002)
    assert network.slack_ms() < 15


def test_a_clock_that_stood_still_in_a_pause_is_anchored_anew() -> None:
    network = Network()
    network.run(10, jitter_s=0.001)
    network.packet(0.16, after_pause=True)
    assert network.estimator.base_s == pytest.approx(0.16)
    assert network.slack_ms() < 15


def test_a_packet_a_little_late_after_a_pause_is_only_late() -> None:
    network = Network()
    network.run(1)
    network.packet(0.05, after_pause=True)
    assert network.estimator.base_s == pytest.approx(0.03)
