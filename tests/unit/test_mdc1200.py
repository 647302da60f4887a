"""MDC1200: the known vector, what radios do to a burst, and what is said of damaged ones."""

import functools
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radio_bridge.signalling import mdc1200_block, mdc1200_messages
from radio_bridge.signalling.mdc1200 import Damaged, Event, Heard, Mdc1200Decoder
from radio_bridge.signalling.mdc1200_messages import NotSent, Packet, call_alert, ptt_id
from radio_bridge.signalling.mdc1200_modem import BIT, bits_of, burst, modulate, signs
from radio_bridge.signalling.stream import RATE_HZ, Signal
from tests.unit.signals import RUBBISH, block_sizes, in_blocks, in_noise, noise, silence, voice

LEVEL_DBFS = -12.0
HEAD_BITS = 96
VECTOR = bytes.fromhex("01801234")


def heard(sound: Signal) -> list[Event]:
    return Mdc1200Decoder().feed(np.concatenate((silence(0.1), sound, silence(0.1))))


def packets(events: list[Event]) -> list[Packet]:
    return [event.packet for event in events if isinstance(event, Heard)]


def test_the_known_vector() -> None:
    assert mdc1200_block.crc16(VECTOR) == 0x3E2E
    bits = mdc1200_block.encode(VECTOR)
    assert np.packbits(bits).tobytes().hex() == "8e942a2e06992204001c18a22c88"
    assert mdc1200_block.decode(signs(bits)) == mdc1200_block.Block(VECTOR, True, 0)


def test_a_burst_is_as_long_as_it_must_be() -> None:
    assert len(bits_of(ptt_id(0x1234))) == 208
    assert len(bits_of(call_alert(0x1234, 0x5678))) == 320
    assert burst(ptt_id(1)).size == 208 * BIT


def test_the_fec_mends_any_two_bits_and_a_fade_of_16() -> None:
    sent = signs(mdc1200_block.encode(VECTOR))
    for pair in combinations(range(0, 112, 2), 2):
        soft = sent.copy()
        soft[list(pair)] *= -1
        block = mdc1200_block.decode(soft)
        assert (block.content, block.crc_holds, block.wrong_bits) == (VECTOR, True, 2)
    for start in range(0, 96, 4):
        soft = sent.copy()
        soft[start : start + 16] *= 0.01
        soft[start : start + 16 : 2] *= -1
        assert mdc1200_block.decode(soft).content == VECTOR


@given(st.integers(0, 255), st.integers(0, 255), st.integers(0, 0xFFFF), st.binary(max_size=4))
@settings(deadline=None, max_examples=40)
def test_whatever_is_sent_is_heard(op: int, arg: int, address: int, more: bytes) -> None:
    extra = more.ljust(4, b"\0") if op in mdc1200_messages.DOUBLE else b""
    packet = Packet(op, arg, address, extra)
    sound = modulate(bits_of(packet).tolist())
    (event,) = heard(sound)
    assert event == Heard(packet, event.at, 0)
    assert event.at / RATE_HZ == pytest.approx(0.1 + HEAD_BITS / 1_200, abs=0.0002)


@pytest.mark.parametrize(
    ("packet", "name", "unit", "called"),
    [
        (Packet(0x01, 0x80, 0x1234), "ptt_id", "1234", None),
        (Packet(0x01, 0x00, 0x1234), "ptt_id_end", "1234", None),
        (Packet(0x00, 0x80, 0x0A01), "emergency", "0A01", None),
        (Packet(0x00, 0x81, 0x0A01), "emergency", "0A01", None),
        (Packet(0x46, 0x03, 0x0001), "status", "0001", None),
        (Packet(0x23, 0x00, 0x0001), "acknowledged", "0001", None),
        (Packet(0x2B, 0x00, 0x0001), "stun", "0001", None),
        (Packet(0x2B, 0x0C, 0x0001), "revive", "0001", None),
        (Packet(0x0B, 0x00, 0x0001), "stun_acknowledged", "0001", None),
        (call_alert(0x1234, 0x5678), "call_alert", "5678", "1234"),
        (mdc1200_messages.selective_call(0x1234, 0x5678), "selective_call", "5678", "1234"),
        (Packet(0x35, 0x89, 0x1234, bytes.fromhex("80155678")), "selective_call", "5678", "1234"),
        (Packet(0x77, 0x01, 0x1234), "unknown", "1234", None),
    ],
)
def test_packets_by_name(packet: Packet, name: str, unit: str, called: str | None) -> None:
    assert (packet.name, packet.unit, packet.called) == (name, unit, called)
    assert packet.status == (3 if name == "status" else None)


@pytest.mark.parametrize(
    "packet", [Packet(0x2B, 0x00, 1), Packet(0x2B, 0x0C, 1), Packet(0x0B, 0, 1)]
)
def test_no_radio_is_ever_silenced(packet: Packet) -> None:
    with pytest.raises(NotSent):
        burst(packet)
    assert packets(heard(modulate(bits_of(packet).tolist()))) == [packet], "but it is noticed"


def deemphasised(sound: Signal) -> Signal:
    """Turn the phase by nearly a quarter and tilt the band by 6 dB an octave."""
    spectrum = np.fft.rfft(sound)
    hz = np.arange(spectrum.size) * RATE_HZ / sound.size
    return np.fft.irfft(spectrum / (1 + 1j * hz / 212), sound.size)


def test_what_radios_do_to_it() -> None:
    packet = ptt_id(0x2B17)
    sound = np.concatenate((burst(packet), silence(0.05)))
    drift = np.interp(np.arange(sound.size) * 1.0003, np.arange(sound.size), sound)
    for changed in (
        -sound,
        deemphasised(sound),
        np.diff(sound, prepend=0.0) * 5,
        np.clip(sound * 8, -0.5, 0.5),
        sound * 0.002,
        drift,
        np.concatenate((modulate([0, 1] * 100), sound)),
    ):
        assert packets(heard(changed)) == [packet]


def test_noise_at_4_db() -> None:
    sent = [ptt_id(n) for n in range(100, 180)]
    sound = np.concatenate([np.concatenate((burst(p), silence(0.1))) for p in sent])
    got = packets(heard(in_noise(sound, 4.0, LEVEL_DBFS, seed=2)))
    assert set(got) <= set(sent) and len(got) >= 79


@pytest.mark.parametrize(("cut_ms", "snr_db"), [(60, 40.0), (60, 6.0), (68, 40.0)])
def test_the_front_may_be_lost(cut_ms: int, snr_db: float) -> None:
    sent = [ptt_id(n) for n in range(100, 140)]
    cut = cut_ms * RATE_HZ // 1_000
    sound = np.concatenate([np.concatenate((silence(0.1), burst(p)[cut:])) for p in sent])
    got = packets(heard(in_noise(sound, snr_db, LEVEL_DBFS, seed=3)))
    assert set(got) <= set(sent) and len(got) >= 39


def damaged(bits: list[int]) -> list[Event]:
    return heard(modulate(bits))


def test_damaged_bursts_are_named() -> None:
    bits = bits_of(ptt_id(0x1234)).tolist()
    (event,) = damaged(bits[:150])
    assert isinstance(event, Damaged) and event.reason == "cut_short"

    torn = list(bits)
    for k in range(HEAD_BITS, 208, 3):
        torn[k] ^= 1
    (event,) = damaged(torn)
    assert isinstance(event, Damaged) and event.reason == "too_many_errors"

    whole = VECTOR + b"\x00\x00\x00"
    data = np.unpackbits(np.frombuffer(whole, np.uint8), bitorder="little")
    (event,) = damaged(bits[:HEAD_BITS] + mdc1200_block._coded(data).tolist())
    assert isinstance(event, Damaged) and event.reason == "checksum"


def test_a_damaged_burst_without_its_front_is_named_too() -> None:
    cut = 60 * RATE_HZ // 1_000
    (event,) = heard(modulate(bits_of(ptt_id(0x1234)).tolist()[:150])[cut:])
    assert isinstance(event, Damaged) and event.reason == "cut_short"


def test_a_damaged_second_block_still_tells_the_first() -> None:
    bits = bits_of(call_alert(0x1234, 0x5678)).tolist()
    (event,) = damaged(bits[:250])
    assert isinstance(event, Damaged) and event.reason == "second_block"
    assert event.packet == Packet(0x35, 0x89, 0x1234)


def test_a_burst_after_a_damaged_one_is_heard() -> None:
    bits = bits_of(ptt_id(0x1234)).tolist()
    first, second = heard(np.concatenate((modulate(bits[:150]), burst(ptt_id(0x4321)))))
    assert isinstance(first, Damaged)
    assert packets([second]) == [ptt_id(0x4321)]


def test_noise_tones_and_a_made_up_voice_say_nothing() -> None:
    decoder = Mdc1200Decoder()
    assert decoder.feed(noise(120.0, seed=3)) == []
    for hz in (1_200, 1_500, 1_800):
        t = np.arange(5 * RATE_HZ) / RATE_HZ
        assert decoder.feed(0.3 * np.sin(2 * np.pi * hz * t)) == []
    for seed in range(4):
        assert decoder.feed(voice(seed)) == []


MIXED = in_noise(
    np.concatenate(
        (
            silence(0.03),
            burst(ptt_id(0x1234)),
            burst(call_alert(0x1234, 0x5678)),
            modulate(bits_of(ptt_id(0x1111)).tolist()[:150]),
            silence(0.05),
            burst(ptt_id(0x4321))[2_880:],
            silence(0.1),
        )
    ),
    10.0,
    LEVEL_DBFS,
    seed=9,
)


@functools.cache
def decoded_whole() -> list[Event]:
    return Mdc1200Decoder().feed(MIXED)


@settings(deadline=None, max_examples=25)
@given(block_sizes)
def test_blocks_of_any_size_give_the_same(sizes: list[int]) -> None:
    whole = decoded_whole()
    assert [type(event) for event in whole] == [Heard, Heard, Damaged, Heard]
    assert in_blocks(Mdc1200Decoder().feed, MIXED, sizes) == whole


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from(range(len(RUBBISH))), max_size=6),
    st.lists(st.integers(0, 1), max_size=400),
)
def test_nothing_brings_it_down(order: list[int], bits: list[int]) -> None:
    decoder = Mdc1200Decoder()
    for k in order:
        decoder.feed(RUBBISH[k])
    decoder.feed(modulate(bits_of(ptt_id(1)).tolist()[:HEAD_BITS] + bits))
    decoder.feed(silence(0.5))
    found = decoder.feed(np.concatenate((burst(ptt_id(0x4242)), silence(0.1))))
    assert packets(found) == [ptt_id(0x4242)], "it works on after it"
