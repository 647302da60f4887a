"""Time-scaling: shorter or longer, but the same pitch, and no click at the seam."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from hub.audio.timescale import LONGEST, SHORTEST, accelerate, expand

Audio = NDArray[np.float32]
Scale = Callable[..., Audio]

FRAME = 960


def tone(frequency_hz: float, seconds: float = 4.0) -> Audio:
    t = np.arange(int(seconds * 48_000)) / 48_000
    return (0.3 * np.sin(2 * np.pi * frequency_hz * t)).astype(np.float32)


def vowel(seconds: float = 4.0) -> Audio:
    """A voice between 100 and 150 Hz that glides and swells."""
    t = np.arange(int(seconds * 48_000)) / 48_000
    pitch = 125 + 25 * np.sin(2 * np.pi * 0.8 * t)
    phase = 2 * np.pi * np.cumsum(pitch) / 48_000
    sound = sum(np.sin(k * phase) / k for k in range(1, 25)) * (1.2 + np.sin(2 * np.pi * 2 * t))
    return (0.1 * sound).astype(np.float32)


def noise(seconds: float = 1.0, amplitude: float = 0.1) -> Audio:
    rng = np.random.default_rng(7)
    return (amplitude * rng.standard_normal(int(seconds * 48_000))).astype(np.float32)


def scaled(sound: Audio, scale: Scale, every: int = 1, size: int = FRAME) -> tuple[Audio, int]:
    """Scale every n-th chunk of a sound; also give how many really changed."""
    out, changed = [], 0
    for i, chunk in enumerate(sound[: sound.size // size * size].reshape(-1, size)):
        result = scale(chunk) if i % every == 0 else chunk
        changed += result is not chunk
        out.append(result)
    return np.concatenate(out), changed


def spectral_purity_db(sound: Audio, frequency_hz: float) -> float:
    sound = sound[:48_000]
    power = np.abs(np.fft.rfft(sound * np.blackman(sound.size))) ** 2
    near = np.abs(np.arange(power.size) * 48_000 / sound.size - frequency_hz) <= 6
    return float(10 * np.log10(power[near].sum() / power[~near].sum()))


@pytest.mark.parametrize("scale", [accelerate, expand])
@pytest.mark.parametrize("frequency_hz", [100, 180, 313, 440, 1000, 1130, 2750])
def test_a_tone_keeps_its_pitch_and_stays_pure(scale: Scale, frequency_hz: float) -> None:
    sound = tone(frequency_hz)
    heard, changed = scaled(sound, scale, every=4)

    assert changed == 50, "a tone can always be scaled"
    assert spectral_purity_db(heard, frequency_hz) > 40  # 42.9 at 440 Hz; 130 where periods fit.
    assert np.abs(np.diff(heard)).max() < 1.01 * np.abs(np.diff(sound)).max(), "no click"


@pytest.mark.parametrize("scale", [accelerate, expand])
def test_a_voice_is_scaled_most_of_the_time_and_without_clicks(scale: Scale) -> None:
    sound = vowel()
    heard, changed = scaled(sound, scale)

    assert changed > 150, "of 200 chunks"
    assert np.abs(np.diff(heard)).max() < 1.2 * np.abs(np.diff(sound)).max()
    before = np.abs(np.fft.rfft(sound[:96_000], 192_000))
    after = np.abs(np.fft.rfft(heard[: min(96_000, heard.size)], 192_000))
    assert np.argmax(before[:2_000]) == pytest.approx(np.argmax(after[:2_000]), rel=0.3)


@pytest.mark.parametrize("size", [480, 960, 1920])
def test_one_call_moves_by_one_period_within_bounds(size: int) -> None:
    chunk = tone(200)[:size]
    shorter, longer = accelerate(chunk), expand(chunk)
    period = 240

    assert (size - shorter.size) % period <= 2 or (size - shorter.size) % period >= period - 2
    assert SHORTEST <= size - shorter.size <= LONGEST
    assert SHORTEST <= longer.size - size <= LONGEST


def test_silence_is_always_scaled() -> None:
    silence = np.zeros(FRAME, np.float32)
    assert accelerate(silence).size < FRAME
    assert expand(silence).size > FRAME
    assert accelerate(noise(amplitude=0.0005)[:FRAME]).size < FRAME


@pytest.mark.parametrize("scale", [accelerate, expand])
def test_sound_without_a_period_is_left_alone_unless_forced(scale: Scale) -> None:
    chunk = noise()[:FRAME]
    assert scale(chunk) is chunk

    forced = scale(chunk, force=True)
    assert forced.size != FRAME
    assert forced[0] == chunk[0] and forced[-1] == chunk[-1], "the neighbours still fit"


@pytest.mark.parametrize("scale", [accelerate, expand])
def test_no_more_than_asked_is_moved(scale: Scale) -> None:
    chunk = tone(440)[:FRAME]
    assert abs(scale(chunk, most=150).size - FRAME) <= 150
    assert scale(chunk, most=SHORTEST - 1) is chunk
    assert scale(chunk[:300], force=True) is not None


@pytest.mark.parametrize("scale", [accelerate, expand])
def test_any_chunk_gives_finite_float32(scale: Scale) -> None:
    for size in (0, 100, 360, 480, 777, 1_920):
        for chunk in (noise()[:size], np.zeros(size, np.float32), np.ones(size, np.float32)):
            result = scale(chunk, force=True)
            assert result.dtype == np.float32
            assert np.isfinite(result).all()
