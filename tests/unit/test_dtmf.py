"""DTMF: what must be heard, what must be refused, and that blocks make no difference."""

import functools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radio_bridge.signalling.dtmf import Digit, DtmfDecoder
from radio_bridge.signalling.dtmf_tones import KEYS, encode
from radio_bridge.signalling.stream import RATE_HZ, Signal
from tests.unit.signals import RUBBISH, block_sizes, in_blocks, in_noise, noise, silence, voice

LEVEL_DBFS = -15.0


def heard(sound: Signal) -> list[Digit]:
    return DtmfDecoder().feed(np.concatenate((silence(0.05), sound, silence(0.2))))


def keys(sound: Signal) -> str:
    return "".join(digit.key for digit in heard(sound))


def test_every_key_is_heard_where_and_for_how_long_it_was() -> None:
    digits = heard(encode(KEYS, tone_s=0.08, pause_s=0.06))
    assert "".join(digit.key for digit in digits) == KEYS
    for n, digit in enumerate(digits):
        begun = 0.05 + n * 0.14
        assert digit.at / RATE_HZ == pytest.approx(begun, abs=0.004)
        assert digit.length / RATE_HZ == pytest.approx(0.08, abs=0.004)
        assert digit.level_dbfs == pytest.approx(LEVEL_DBFS, abs=0.5)
        assert digit.twist_db == pytest.approx(0.0, abs=0.5)


def test_it_is_told_soon_after_its_end() -> None:
    decoder = DtmfDecoder()
    sound = np.concatenate((encode("5", tone_s=0.1), silence(0.2)))
    for at in range(0, sound.size, 480):
        if decoder.feed(sound[at : at + 480]):
            assert 0.1 < at / RATE_HZ < 0.15
            return
    pytest.fail("never told")


@pytest.mark.parametrize("twist_db", [-8.0, 0.0, 4.0])
@pytest.mark.parametrize("offset", [-0.015, 0.0, 0.015])
def test_the_standards_tones_of_40_ms_are_taken(twist_db: float, offset: float) -> None:
    offsets = (offset, -offset)
    sound = encode(KEYS, tone_s=0.04, pause_s=0.04, twist_db=twist_db, offsets=offsets)
    assert keys(sound) == KEYS


@pytest.mark.parametrize("offsets", [(0.035, 0.0), (0.0, 0.035), (-0.035, -0.035), (0.035, -0.035)])
def test_tones_beside_their_places_are_refused(offsets: tuple[float, float]) -> None:
    assert keys(encode(KEYS, tone_s=0.1, offsets=offsets)) == ""


def test_tones_of_23_ms_are_refused() -> None:
    assert keys(encode(KEYS, tone_s=0.023, pause_s=0.06)) == ""


def test_one_tone_alone_is_none() -> None:
    assert keys(encode(KEYS, twist_db=30.0)) == ""
    assert keys(encode(KEYS, twist_db=-30.0)) == ""


def test_the_same_key_twice_is_two_and_a_short_gap_is_none() -> None:
    assert keys(encode("1111", tone_s=0.04, pause_s=0.04)) == "1111"
    torn = np.concatenate((encode("5", tone_s=0.04, pause_s=0.01), encode("5", tone_s=0.04)))
    assert keys(torn) == "5"


@pytest.mark.parametrize("tone_s", [0.9, 1.01, 1.05, 2.5, 5.0])
def test_a_key_that_is_held_is_one(tone_s: float) -> None:
    assert keys(encode("7", tone_s=tone_s, pause_s=0.04) + 0.0) == "7"
    assert keys(np.concatenate([encode("7", tone_s=tone_s, pause_s=0.04), encode("77")])) == "777"


def test_a_key_that_is_never_let_go_is_told_after_a_second() -> None:
    assert [d.key for d in DtmfDecoder().feed(encode("7", tone_s=1.2, pause_s=0.0))] == ["7"]


def test_they_are_heard_in_noise_with_all_that_is_allowed() -> None:
    rng = np.random.default_rng(11)
    sent = "".join(rng.choice(list(KEYS), 400))
    parts = [
        encode(
            key,
            tone_s=0.04,
            pause_s=0.045,
            twist_db=rng.uniform(-8, 4),
            offsets=tuple(rng.uniform(-0.015, 0.015, 2)),
        )
        for key in sent
    ]
    sound = in_noise(np.concatenate([*parts, silence(0.1)]), 5.0, LEVEL_DBFS, seed=12)
    got = "".join(digit.key for digit in DtmfDecoder().feed(sound))
    assert len(got) in (399, 400) and (got == sent or len(got) == 399)


def test_a_quiet_radio_is_heard_and_a_whisper_of_one_is_not() -> None:
    assert keys(encode("159D", level_dbfs=-45.0)) == "159D"
    assert keys(encode("159D", level_dbfs=-65.0)) == ""


@pytest.mark.parametrize(
    ("hz", "amplitude"), [(1_000, 0.2), (2_000, 0.16), (500, 0.1), (1_050, 0.12)]
)
def test_a_third_tone_makes_it_none(hz: int, amplitude: float) -> None:
    sound = encode("1", tone_s=0.1)
    third = amplitude * np.sin(2 * np.pi * hz * np.arange(sound.size) / RATE_HZ)
    assert keys(sound + third) == ""


def test_noise_and_a_made_up_voice_say_nothing() -> None:
    assert DtmfDecoder().feed(noise(60.0, seed=3)) == []
    for seed in range(6):
        assert DtmfDecoder().feed(voice(seed)) == []


def test_it_says_while_something_sounds() -> None:
    decoder = DtmfDecoder()
    decoder.feed(np.concatenate((silence(0.1), encode("5", tone_s=0.1, pause_s=0.0))))
    assert decoder.sounding
    decoder.feed(silence(0.2))
    assert not decoder.sounding


MIXED = in_noise(
    np.concatenate(
        (
            encode("1*", tone_s=0.05),
            encode("5", tone_s=0.04, pause_s=0.01),
            encode("5#", tone_s=0.04, pause_s=0.04),
            encode("A", tone_s=1.3),
            encode("0", tone_s=0.023),
        )
    ),
    8.0,
    LEVEL_DBFS,
    seed=4,
)


@functools.cache
def decoded_whole() -> list[Digit]:
    return DtmfDecoder().feed(MIXED)


@settings(deadline=None, max_examples=25)
@given(block_sizes)
def test_blocks_of_any_size_give_the_same(sizes: list[int]) -> None:
    whole = decoded_whole()
    assert "".join(digit.key for digit in whole) == "1*5#A"
    assert in_blocks(DtmfDecoder().feed, MIXED, sizes) == whole


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(range(len(RUBBISH))), max_size=6), st.binary(max_size=4_000))
def test_nothing_brings_it_down(order: list[int], raw: bytes) -> None:
    decoder = DtmfDecoder()
    for k in order:
        decoder.feed(RUBBISH[k])
    decoder.feed(np.frombuffer(raw[: len(raw) // 4 * 4], np.float32))
    decoder.feed(silence(0.3))
    found = decoder.feed(np.concatenate((encode("42", tone_s=0.1), silence(0.2))))
    assert "".join(digit.key for digit in found) == "42", "it works on after it"
