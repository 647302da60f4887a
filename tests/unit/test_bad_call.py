"""The bad network's call: its loss and jitter are what they say, and its speech comes."""

import numpy as np
import pytest

from benchmarks.bad_call import CORRELATION_S, TICK_S, Way, call
from benchmarks.bad_network import aligned, recover_s
from benchmarks.speech import speech
from benchmarks.stoi import stoi
from hub.audio.opus import RATE_HZ


def test_loss_is_the_same_for_a_seed_whatever_the_jitter() -> None:
    still, rough = (Way(0.1, jitter_s, seed=3) for jitter_s in (0.0, 0.1))
    lost = [
        [way.arrival_s(n * TICK_S, jitters=True) is None for n in range(5_000)]
        for way in (still, rough)
    ]
    assert lost[0] == lost[1]
    assert np.mean(lost[0]) == pytest.approx(0.1, abs=0.015)
    runs = np.mean(np.array(lost[0][1:])[lost[0][:-1]])
    assert runs == pytest.approx(0.1, abs=0.04), "a lost packet says nothing of the next"


def test_jitter_has_its_mean_and_its_memory_and_keeps_the_order() -> None:
    way = Way(0.0, 0.1, seed=5)
    arrivals_s = [way.arrival_s(n * TICK_S, jitters=True) or 0.0 for n in range(20_000)]
    extras_s = np.array(way.extras_s)
    assert extras_s.mean() == pytest.approx(0.1, rel=0.05)
    assert np.diff(arrivals_s).min() >= 0.0
    steps = round(CORRELATION_S / TICK_S)
    memory = np.corrcoef(extras_s[:-steps], extras_s[steps:])[0, 1]
    assert memory == pytest.approx(1 / np.e, abs=0.06)


def test_a_perfect_network_brings_the_speech_as_it_was_said() -> None:
    sound = speech(3.0, seed=1)
    heard = call(sound, Way(0.0, 0.0, seed=1), 0.006, (1.0, 2.0))
    said, came = sound[RATE_HZ : 2 * RATE_HZ], aligned(sound, heard.sound)[RATE_HZ : 2 * RATE_HZ]
    assert stoi(said, came, RATE_HZ) > 0.9
    assert {round(delay_s, 4) for _, delay_s in heard.delays_s[10:]} == {0.006}
    assert recover_s(heard, 1.0, 2.0) == 0.0
    assert heard.counted[-1].concealed == 0


def test_a_bad_one_costs_delay_and_guesses() -> None:
    heard = call(speech(8.0, seed=1), Way(0.1, 0.05, seed=2), 0.006, (1.0, 4.0))
    jittered_s = [d for at, d in heard.delays_s if 2.0 < at < 4.0]
    assert 0.05 < np.median(jittered_s) < 0.18
    assert heard.counted[1].concealed + heard.counted[1].fec > 5
    assert recover_s(heard, 1.0, 4.0) > 0.2
