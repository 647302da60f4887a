"""Playout: a pause is not loss, and the first syllable after it is heard at once."""

import numpy as np
import pytest

from tests.unit.talker import FRAME, TICK_S, Audio, Line


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
    assert stats.concealed == stats.missing == stats.fec == 0
    assert sum(f is None for f in heard) > 0.8 * len(heard), "silence costs the mixer nothing"

    line.talk(1)
    assert stats.concealed == stats.missing == 0
    assert line.playout.delay_s < 0.024


def test_a_short_dtx_pause_inside_the_reserve_is_not_loss_either() -> None:
    line = Line()
    line.talk(2, [0.06 if i % 4 else 0.0 for i in range(100)])
    line.talk(0.5)
    stats = line.playout.stats
    concealed, missing = stats.concealed, stats.missing
    line.pause(0.06)
    line.talk(1)
    assert stats.concealed == concealed
    assert stats.missing == missing


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
    assert stats.concealed == stats.missing == 0
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


def test_what_was_learned_of_the_network_outlives_a_reset() -> None:
    line = Line()
    line.talk(4, [0.03 if i % 3 else 0.0 for i in range(200)])
    line.playout.reset()
    concealed = line.playout.stats.concealed
    line.talk(2, [0.03 if i % 3 else 0.0 for i in range(100)])
    assert line.playout.stats.concealed == concealed


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
