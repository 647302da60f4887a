"""Playout: each packet is heard once, early, and whatever the network does to it."""

from collections.abc import Iterable
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from hub.audio.opus import Encoder
from hub.audio.playout import Playout

Audio = NDArray[np.float32]

FRAME = 960
TICK_S = 0.02
PHASES_S = [0.0003, 0.002, 0.005, 0.008, 0.011, 0.014, 0.017, 0.0197]


@cache
def voice() -> Audio:
    """Ten seconds that never repeat, so that a lag can be read from them."""
    rng = np.random.default_rng(3)
    t = np.arange(10 * 48_000) / 48_000
    wander = np.cumsum(rng.standard_normal(t.size)) / np.sqrt(t.size)
    pitch = 130 + 20 * np.sin(2 * np.pi * 0.9 * t) + 8 * wander
    phase = 2 * np.pi * np.cumsum(pitch) / 48_000
    sound = sum(np.sin(k * phase) / k for k in range(1, 25)) * (1.3 + np.sin(2 * np.pi * 2.3 * t))
    return (0.08 * sound + 0.002 * rng.standard_normal(t.size)).astype(np.float32)


@cache
def speech(samples: int = FRAME, fec: bool = False) -> list[bytes]:
    encoder = Encoder(dtx=False, fec=fec, loss_percent=20 if fec else 0)
    sound = voice()
    return [
        encoder.encode(f) for f in sound[: sound.size // samples * samples].reshape(-1, samples)
    ]


class Line:
    """One talker, a network that the test commands, and the mixer's ticks `phase_s` later."""

    def __init__(self, phase_s: float = 0.011, samples: int = FRAME, fec: bool = False) -> None:
        self.playout = Playout()
        self.packets = speech(samples, fec)
        self.samples = samples
        self.phase_s = phase_s
        self.seq, self.timestamp = 65_500, 2**32 - 40_000  # Both wrap in the first second.
        self.sent = 0
        self.tick = 0
        self.clock_ppm = 0.0
        self.on_the_way: list[tuple[float, int, int, bytes]] = []
        self.heard: list[Audio | None] = []

    @property
    def now_s(self) -> float:
        return 100.0 + self.tick * TICK_S + self.phase_s

    @property
    def leaves_s(self) -> float:
        """When the next packet leaves, by the sender's clock."""
        return 100.0 + self.sent * self.samples / 48_000 * (1 + self.clock_ppm * 1e-6)

    def send(self, delay_s: float = 0.0, lost: bool = False, payload: bytes | None = None) -> None:
        """The sender's next packet leaves, at its own beat."""
        payload = self.packets[self.sent % len(self.packets)] if payload is None else payload
        if not lost:
            arrives_s = self.leaves_s + delay_s
            self.on_the_way.append((arrives_s, self.seq, self.timestamp, payload))
        self.seq = self.seq + 1 & 0xFFFF
        self.timestamp = self.timestamp + self.samples & 0xFFFF_FFFF
        self.sent += 1

    def pause(self, seconds: float, timestamp_error_s: float = 0.0) -> None:
        """The sender is silent, in DTX or off; its sequence numbers stand still."""
        count = round(seconds * 48_000 / self.samples)
        self.sent += count
        step = count * self.samples + round(timestamp_error_s * 48_000)
        self.timestamp = self.timestamp + step & 0xFFFF_FFFF

    def listen(self, seconds: float) -> list[Audio | None]:
        """Turn the clock; give what was heard."""
        heard = []
        for _ in range(round(seconds / TICK_S)):
            due = sorted(p for p in self.on_the_way if p[0] <= self.now_s)
            self.on_the_way = [p for p in self.on_the_way if p[0] > self.now_s]
            for arrival_s, seq, timestamp, payload in due:
                self.playout.put(seq, timestamp, payload, arrival_s)
            frame = self.playout.pull(self.now_s)
            assert frame is None or (frame.shape == (FRAME,) and np.isfinite(frame).all())
            heard.append(frame)
            self.tick += 1
        self.heard += heard
        return heard

    def talk(self, seconds: float, delays_s: Iterable[float] = ()) -> list[Audio | None]:
        """Send for so long, the first packets with these delays, and listen meanwhile."""
        delays = iter(delays_s)
        heard = []
        until = self.tick + round(seconds / TICK_S)
        while self.tick < until:
            while self.leaves_s <= self.now_s:
                self.send(next(delays, 0.0))
            heard += self.listen(TICK_S)
        return heard

    def lag_s(self) -> float:
        """Read from the sound itself how far the last 0.4 s are behind the sender, in seconds."""
        end = self.tick * FRAME
        tail = np.concatenate([np.zeros(FRAME) if f is None else f for f in self.heard[-20:]])
        start = end - tail.size - 24_000
        said = voice().take(range(start, end), mode="wrap")
        size = 1 << 16
        match = np.fft.irfft(np.fft.rfft(said, size) * np.conj(np.fft.rfft(tail, size)), size)
        at = int(np.argmax(match[: said.size - tail.size + 1]))
        codec_s = 0.0065
        return (said.size - tail.size - at) / 48_000 - codec_s + self.phase_s


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
    assert stats.lost == 1 and stats.late == 0
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
    assert line.playout.stats.lost == 3
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


def dtx_pause(line: Line, seconds: float) -> list[Audio | None]:
    """What a browser does in silence: a sign of life each 400 ms, then the one-byte packet."""
    heard = []
    toc_only = line.packets[0][:1]
    for _ in range(round(seconds / 0.4)):
        line.send(payload=toc_only)
        heard += line.listen(TICK_S)
        line.pause(0.38)
        heard += line.listen(0.38)
    return heard


def test_a_dtx_pause_is_not_loss() -> None:
    line = Line()
    line.talk(1)
    heard = dtx_pause(line, 2.0)
    stats = line.playout.stats
    assert stats.concealed == stats.lost == stats.fec == 0
    assert sum(f is None for f in heard) > 0.8 * len(heard), "silence costs the mixer nothing"

    line.talk(1)
    assert stats.concealed == stats.lost == 0
    assert line.playout.delay_s < 0.024


def test_a_short_dtx_pause_inside_the_reserve_is_not_loss_either() -> None:
    line = Line()
    line.talk(2, [0.06 if i % 4 else 0.0 for i in range(100)])
    line.talk(0.5)
    stats = line.playout.stats
    concealed = stats.concealed
    line.pause(0.06)
    line.talk(1)
    assert stats.concealed == concealed
    assert stats.lost == 0


@pytest.mark.parametrize("error_s", [0.0, 0.012, -0.13, -4.0, 1.5])
@pytest.mark.parametrize("phase_s", [0.002, 0.011, 0.018])
def test_after_a_pause_the_first_syllable_is_heard_at_once(error_s: float, phase_s: float) -> None:
    """-4.0: the sender's timestamp stood still (replaceTrack(null)); -0.13: it came out short."""
    line = Line(phase_s)
    line.talk(2)
    line.listen(0.2)
    line.pause(4.2, error_s)
    line.listen(4.0)
    assert line.heard[-1] is None
    played = line.playout.stats.played

    heard = line.talk(1.0)
    first = next(i for i, f in enumerate(heard) if f is not None)
    assert first <= 1
    line.listen(0.1)
    assert line.playout.stats.played == played + 50, "no packet of it is missing"
    assert line.playout.delay_s < 0.026
    assert line.playout.stats.accelerated == line.playout.stats.expanded == 0


@pytest.mark.parametrize("ppm", [300.0, -300.0])
def test_a_clock_that_drifted_in_a_long_pause_is_taken_as_it_is(ppm: float) -> None:
    line = Line()
    line.clock_ppm = ppm
    line.talk(11)
    line.listen(100)  # 30 ms of drift, unseen.
    line.pause(100)
    line.talk(0.5)

    stats = line.playout.stats
    assert line.playout.delay_s < 0.024
    assert stats.concealed == stats.lost == 0
    assert stats.accelerated + stats.expanded <= 4


def test_a_talker_who_just_stops_fades_and_falls_silent() -> None:
    line = Line()
    line.talk(1)
    heard = line.listen(1)

    sounding = [f for f in heard if f is not None]
    assert 1 <= len(sounding) <= 7
    assert all(f is None for f in heard[8:])
    assert np.abs(sounding[-1][-100:]).max() < 0.01, "no click"
    assert line.playout.stats.concealed == 0, "nothing was missing"


def test_after_an_outage_the_newest_words_count() -> None:
    line = Line()
    line.talk(1)
    for i in range(75):  # They all come at once, when the outage of 1.5 s ends.
        line.send(delay_s=1.5 - i * TICK_S)
    line.listen(1.5)
    line.talk(3)

    assert line.playout.stats.dropped >= 75 - 14
    assert line.playout.delay_s < 0.05, "and then it is on time again"


@pytest.mark.parametrize("timestamp", [777, 2**31 - 10**8, 2**31 + 10**8])
def test_a_sender_that_starts_anew_is_heard_at_once(timestamp: int) -> None:
    line = Line()
    line.talk(1)
    line.seq, line.timestamp = 12_345, timestamp
    heard = line.talk(1)

    assert line.playout.stats.resets == 1
    assert sum(f is None for f in heard) <= 2
    assert line.playout.delay_s < 0.026
    assert line.playout.stats.accelerated == 0


def test_another_talker_after_reset_is_heard_at_once() -> None:
    line = Line()
    line.talk(1)
    line.playout.reset()
    assert line.playout.pull(line.now_s) is None
    line.seq, line.timestamp = 3, 3
    assert sum(f is None for f in line.talk(0.5)) <= 2
    assert line.playout.stats.resets == 1


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
    assert stats.lost == 1
    assert stats.concealed + stats.fec == -(-samples // FRAME)


def test_letting_go_of_the_button_ends_the_sound_where_asked() -> None:
    line = Line()
    line.talk(1)
    for _ in range(7):
        line.send()
        line.on_the_way[-1] = (line.now_s, *line.on_the_way[-1][1:])
    line.listen(TICK_S)
    line.playout.stop_after(2 * FRAME + 480)
    heard = line.listen(0.2)

    assert [f is not None for f in heard[:4]] == [True, True, True, False]
    assert heard[2] is not None and not heard[2][480:].any()
    assert line.playout.buffered == 0
    assert all(f is None for f in heard[3:])
    assert sum(f is not None for f in line.talk(0.5)) >= 20, "the next word is heard"


def test_letting_go_with_little_buffered_guesses_nothing() -> None:
    line = Line()
    line.talk(1)
    concealed = line.playout.stats.concealed
    line.playout.stop_after(5 * FRAME)
    heard = line.listen(0.5)
    assert sum(f is not None for f in heard) <= 2
    assert line.playout.stats.concealed == concealed
    line.playout.stop_after(0)
    line.playout.stop_after(FRAME)
    assert line.playout.pull(line.now_s) is None


def test_what_is_not_opus_is_counted_and_covered() -> None:
    line = Line()
    line.talk(1)
    line.send(payload=b"\xff\xff\xff")
    line.talk(1)
    assert line.playout.stats.bad == 1
    assert line.playout.stats.concealed == 1


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
