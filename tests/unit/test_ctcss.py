"""CTCSS: every tone opens in time, its neighbours do not, and what a voice must not do."""

import functools
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.decoder_trials import radio_high_pass
from benchmarks.speech import speech
from radio_bridge.signalling.ctcss import Closed, CtcssDecoder, Event, Opened
from radio_bridge.signalling.ctcss_tones import TONES_HZ, CtcssEncoder
from radio_bridge.signalling.stream import RATE_HZ, Signal
from tests.unit.signals import RUBBISH, block_sizes, in_blocks, in_noise, noise, silence, voice

LEVEL_DBFS = -15.0
SNR_DB = 25.0


def toned(hz: float, turn: float | None = None) -> Signal:
    """Give half a second of silence, 0.8 s of a tone, its reverse burst if wanted, and silence."""
    encoder = CtcssEncoder(hz)
    parts = [silence(0.5), encoder.next(round(0.8 * RATE_HZ))]
    if turn is not None:
        encoder.turn(turn)
        parts.append(encoder.next(round(0.2 * RATE_HZ)))
    return in_noise(np.concatenate((*parts, silence(0.7))), SNR_DB, LEVEL_DBFS, seed=round(hz))


def test_there_are_fifty_tones() -> None:
    assert len(set(TONES_HZ)) == 50 and list(TONES_HZ) == sorted(TONES_HZ)


@pytest.mark.parametrize("hz", TONES_HZ)
def test_a_tone_opens_and_closes_in_time(hz: float) -> None:
    for off in (0.0, 0.005, -0.005):
        opened, closed = CtcssDecoder().feed(toned(hz * (1 + off)))
        assert isinstance(opened, Opened) and opened.tone_hz == hz
        assert 0.5 < opened.at / RATE_HZ <= 0.75
        assert isinstance(closed, Closed) and not closed.turned
        assert 1.3 < closed.at / RATE_HZ <= 1.6


@pytest.mark.parametrize(("low", "high"), list(pairwise(TONES_HZ)))
def test_neighbours_are_rejected(low: float, high: float) -> None:
    assert CtcssDecoder(low).feed(toned(high * 0.995)) == []
    assert CtcssDecoder(high).feed(toned(low * 1.005)) == []


def test_a_tone_between_two_is_neither() -> None:
    for hz in (70.6, 161.0, 246.0):
        assert CtcssDecoder().feed(toned(hz)) == []


@pytest.mark.parametrize("degrees", [120.0, 180.0])
@pytest.mark.parametrize("hz", [67.0, 88.5, 127.3, 254.1])
def test_a_reverse_burst_closes_at_once(hz: float, degrees: float) -> None:
    _, closed = CtcssDecoder().feed(toned(hz, turn=degrees))
    assert isinstance(closed, Closed) and closed.turned
    assert 1.3 < closed.at / RATE_HZ <= 1.37

    _, closed = CtcssDecoder(reverse_burst=False).feed(toned(hz, turn=degrees))[-2:]
    assert isinstance(closed, Closed) and not closed.turned
    assert closed.at / RATE_HZ > 1.5


def test_the_encoder_has_no_seams() -> None:
    one, many = CtcssEncoder(88.5), CtcssEncoder(88.5)
    whole = one.next(10_000)
    parts = np.concatenate([many.next(n) for n in (1, 479, 480, 9_040)])
    assert np.allclose(whole, parts, atol=1e-9)
    assert np.abs(whole).max() == pytest.approx(10 ** (-24 / 20), rel=0.01)


def opened(events: list[Event]) -> list[float]:
    return [event.tone_hz for event in events if isinstance(event, Opened)]


def test_a_voice_over_a_tone_neither_keeps_it_out_nor_closes_it() -> None:
    for seed in range(4):
        said = radio_high_pass(speech(4.0, seed).astype(np.float64))
        tone = CtcssEncoder(88.5).next(said.size)
        events = CtcssDecoder().feed(in_noise(said + tone, SNR_DB, LEVEL_DBFS, seed))
        assert opened(events) == [88.5] and len(events) == 1


def test_noise_that_would_not_let_it_open_does_not_close_it() -> None:
    tone = CtcssEncoder(123.0).next(4 * RATE_HZ)
    quiet = in_noise(tone[:RATE_HZ], SNR_DB, LEVEL_DBFS, seed=1)
    loud = in_noise(tone[RATE_HZ:], -2.0, LEVEL_DBFS, seed=2)
    assert CtcssDecoder().feed(loud[: RATE_HZ // 2]) == []
    events = CtcssDecoder().feed(np.concatenate((quiet, loud)))
    assert opened(events) == [123.0] and len(events) == 1


def test_noise_and_voices_open_nothing() -> None:
    assert CtcssDecoder().feed(noise(30.0, seed=3)) == []
    for seed in range(5):
        assert CtcssDecoder().feed(radio_high_pass(voice(seed))) == []
        assert CtcssDecoder().feed(voice(seed)) == []


def test_a_steady_hum_with_its_harmonics_is_a_voice() -> None:
    t = np.arange(2 * RATE_HZ) / RATE_HZ
    hum = sum(0.1 / k * np.sin(2 * np.pi * 179.9 * k * t) for k in range(1, 8))
    assert CtcssDecoder().feed(np.asarray(hum)) == []
    assert opened(CtcssDecoder().feed(0.1 * np.sin(2 * np.pi * 179.9 * t))) == [179.9]


MIXED = np.concatenate((toned(67.0), toned(162.2, turn=180.0), toned(254.1)))


@functools.cache
def decoded_whole() -> list[Event]:
    return CtcssDecoder().feed(MIXED)


@settings(deadline=None, max_examples=10)
@given(block_sizes)
def test_blocks_of_any_size_give_the_same(sizes: list[int]) -> None:
    whole = decoded_whole()
    assert [event.tone_hz for event in whole] == [67.0, 67.0, 162.2, 162.2, 254.1, 254.1]
    assert in_blocks(CtcssDecoder().feed, MIXED, sizes) == whole


@settings(deadline=None, max_examples=20)
@given(st.lists(st.sampled_from(range(len(RUBBISH))), max_size=6), st.binary(max_size=4_000))
def test_nothing_brings_it_down(order: list[int], raw: bytes) -> None:
    decoder = CtcssDecoder()
    for k in order:
        decoder.feed(RUBBISH[k])
    decoder.feed(np.frombuffer(raw[: len(raw) // 4 * 4], np.float32))
    decoder.feed(silence(0.6))
    assert 100.0 in opened(decoder.feed(toned(100.0))), "it works on after it"
