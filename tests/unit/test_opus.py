"""Opus: what is said comes out again, what is lost is covered, and garbage is one typed error."""

import resource
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from hub.audio import opus
from hub.audio.opus import Decoder, Encoder, OpusError

Audio = NDArray[np.float32]

FRAME = 960


def tone(seconds: float, frequency_hz: float = 440.0, amplitude: float = 0.3) -> Audio:
    t = np.arange(int(seconds * 48_000)) / 48_000
    return (amplitude * np.sin(2 * np.pi * frequency_hz * t)).astype(np.float32)


def vowel(seconds: float) -> Audio:
    t = np.arange(int(seconds * 48_000)) / 48_000
    phase = 2 * np.pi * 120 * (t + 0.01 * np.sin(2 * np.pi * 3 * t))
    sound = sum(np.sin(k * phase) / k for k in range(1, 30)) * (1.2 + np.sin(2 * np.pi * 2.7 * t))
    return (0.1 * sound).astype(np.float32)


def frames(sound: Audio, size: int = FRAME) -> Iterator[Audio]:
    yield from sound[: sound.size // size * size].reshape(-1, size)


def spectral_purity_db(sound: Audio, frequency_hz: float) -> float:
    power = np.abs(np.fft.rfft(sound * np.blackman(sound.size))) ** 2
    near = np.abs(np.arange(power.size) * 48_000 / sound.size - frequency_hz) < 8
    return float(10 * np.log10(power[near].sum() / power[~near].sum()))


def test_a_tone_comes_out_as_the_same_tone() -> None:
    encoder, decoder = Encoder(), Decoder()
    heard = np.concatenate([decoder.decode(encoder.encode(f)) for f in frames(tone(2))])

    assert heard.size == 2 * 48_000
    assert spectral_purity_db(heard[48_000:], 440) > 30
    assert heard[48_000:].std() == pytest.approx(0.3 / np.sqrt(2), rel=0.05)


def test_a_siren_that_does_not_change_is_still_sent_after_ten_seconds() -> None:
    encoder = Encoder(dtx=True)
    sizes = [len(encoder.encode(f)) for f in frames(tone(10))]

    assert min(sizes) > opus.DTX_BYTES


def test_silence_stops_the_sending_but_for_a_sign_of_life() -> None:
    encoder = Encoder(dtx=True)
    sizes = [len(encoder.encode(np.zeros(FRAME, np.float32))) for _ in range(150)]

    sent = [i for i, size in enumerate(sizes) if size > opus.DTX_BYTES and i > 50]
    assert 3 <= len(sent) <= 8, "about every 400 ms"
    assert len(encoder.encode(tone(0.02))) > opus.DTX_BYTES, "speech is sent at once"


def test_without_dtx_silence_is_sent() -> None:
    encoder = Encoder(dtx=True)
    encoder.set_dtx(False)
    sizes = [len(encoder.encode(np.zeros(FRAME, np.float32))) for _ in range(50)]

    assert min(sizes) > opus.DTX_BYTES


def test_a_copied_encoder_goes_on_where_the_other_stands() -> None:
    shared, own = Encoder(), Encoder()
    sound = list(frames(vowel(2)))
    for frame in sound[:50]:
        shared.encode(frame)
    own.copy_state_from(shared)

    assert [own.encode(f) for f in sound[50:]] == [shared.encode(f) for f in sound[50:]]


def test_encoders_are_freed_with_their_objects() -> None:
    Encoder()
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(1_000):  # Some 40 kB each.
        Encoder()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb < 10_000


def lossy(sound: Audio) -> list[bytes]:
    encoder = Encoder(dtx=False, loss_percent=20)
    return [encoder.encode(f) for f in frames(sound)]


def test_a_lost_frame_is_rebuilt_better_from_its_copy_than_by_guessing() -> None:
    packets = lossy(vowel(3))
    assert sum(map(opus.has_fec, packets)) > len(packets) // 2

    def error_db(with_fec: bool) -> float:
        clean, torn = Decoder(), Decoder()
        errors = []
        for i, packet in enumerate(packets[:-1]):
            wanted = np.abs(np.fft.rfft(clean.decode(packet)))[:200] + 1e-2
            if i % 5 != 4:
                torn.decode(packet)
                continue
            got = torn.decode_fec(packets[i + 1]) if with_fec else torn.conceal()
            errors.append(np.std(20 * np.log10((np.abs(np.fft.rfft(got))[:200] + 1e-2) / wanted)))
        return float(np.mean(errors))

    assert error_db(with_fec=True) < error_db(with_fec=False) - 1


def test_packets_of_the_music_layer_or_without_loss_carry_no_copy() -> None:
    encoder = Encoder(loss_percent=0)
    assert not any(opus.has_fec(encoder.encode(f)) for f in frames(vowel(1)))
    celt_20_ms = bytes([31 << 3, 0xFF, 0xFF])
    assert not opus.has_fec(celt_20_ms)


@pytest.mark.parametrize(
    ("toc", "flags", "carries"),
    [
        (1 << 3, 0b0100_0000, True),  # SILK 20 ms: voice flag, then LBRR.
        (1 << 3, 0b1000_0000, False),
        (2 << 3, 0b0010_0000, True),  # 40 ms: two voice flags before it.
        (2 << 3, 0b1100_0000, False),
        (3 << 3, 0b0001_0000, True),  # 60 ms: three.
        (3 << 3, 0b1110_0000, False),
        (0 << 3, 0b0100_0000, True),  # 10 ms: one.
        (1 << 3 | 4, 0b0001_0000, True),  # Stereo: mid's two flags, then side's.
        (1 << 3 | 4, 0b1010_0000, False),
        (15 << 3, 0b0100_0000, True),  # Hybrid.
    ],
)
def test_the_flag_of_the_copy_is_found_in_its_place(toc: int, flags: int, carries: bool) -> None:
    assert opus.has_fec(bytes([toc, flags, 0, 0])) is carries


@pytest.mark.parametrize("size", [480, 960, 1920, 2880])
def test_a_packet_tells_its_length(size: int) -> None:
    encoder, decoder = Encoder(dtx=False), Decoder()
    for frame in frames(vowel(0.5), size):
        packet = encoder.encode(frame)
        assert opus.packet_samples(packet) == size
        assert decoder.decode(packet).shape == (size,)
    assert opus.packet_samples(bytes([16 << 3])) == 120, "2.5 ms"


def test_what_the_decoder_gave_is_not_overwritten_by_the_next_call() -> None:
    packets = lossy(vowel(0.2))
    decoder = Decoder()
    first = decoder.decode(packets[5])
    kept = first.copy()
    decoder.decode(packets[6])
    assert np.array_equal(first, kept)


@pytest.mark.parametrize("garbage", [b"", b"\xff", b"\x03\x00", b"\x0b\xff\x00", b"\x02\xfc"])
def test_garbage_is_one_typed_error(garbage: bytes) -> None:
    decoder = Decoder()
    with pytest.raises(OpusError):
        opus.packet_samples(garbage)
    with pytest.raises(OpusError):
        decoder.decode(garbage)
    assert not opus.has_fec(garbage)
    assert decoder.decode(lossy(vowel(0.02))[0]).size == FRAME, "the decoder is still usable"


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_at_all_crash_the_codec(payload: bytes) -> None:
    decoder = Decoder()
    opus.has_fec(payload)
    try:
        samples = opus.packet_samples(payload)
    except OpusError:
        return
    try:
        sound = decoder.decode(payload)
        assert sound.size == samples
        assert np.isfinite(sound).all()
        assert decoder.decode_fec(payload).size == FRAME
    except OpusError:
        pass


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class Nothing:
        def dlopen(self, name: str) -> None:
            raise OSError(name)

    monkeypatch.setattr(opus, "_ffi", Nothing())
    with pytest.raises(OpusError, match="no libopus"):
        opus._library.__wrapped__()


def test_the_system_library_stands_in_without_the_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    class Wheelless:
        def dlopen(self, name: str) -> str:
            return name

    monkeypatch.setattr(opus, "_ffi", Wheelless())
    monkeypatch.setattr(opus.importlib.metadata, "files", lambda name: None)
    assert opus._library.__wrapped__() == "libopus.so.0"
