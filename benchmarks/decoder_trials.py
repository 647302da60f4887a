"""Sound to try decoders on, with what is in it: keys, packets and tones in noise."""

from dataclasses import dataclass

import numpy as np

from radio_bridge.signalling import dtmf_tones
from radio_bridge.signalling.ctcss_tones import CtcssEncoder
from radio_bridge.signalling.dtmf import Digit
from radio_bridge.signalling.mdc1200_messages import ptt_id
from radio_bridge.signalling.mdc1200_modem import burst
from radio_bridge.signalling.stream import RATE_HZ, Signal

LEVEL_DBFS = -15.0
NOISE_BAND_HZ = 4_000


def noise(samples: int, snr_db: float, rng: np.random.Generator) -> Signal:
    """Give white noise whose part in 0..4 kHz is `snr_db` below LEVEL_DBFS."""
    in_band = 10 ** ((LEVEL_DBFS - snr_db) / 10)
    return rng.normal(0, np.sqrt(in_band * RATE_HZ / 2 / NOISE_BAND_HZ), samples)


@dataclass(frozen=True)
class Keys:
    """How keys are sent. twist_db: from, to; off: the greatest relative error of a frequency."""

    snr_db: float | None = None
    twist_db: tuple[float, float] = (0.0, 0.0)
    off: tuple[float, float] = (0.0, 0.0)
    tone_s: float = 0.04
    pause_s: float = 0.04


def keyed(count: int, how: Keys, seed: int) -> tuple[str, list[int], Signal]:
    """Give random keys, the sample at which each begins, and the sound.

    Each tone is off by a random part between the two of `how.off`, up or down; pauses are up to
    20 ms longer than asked, so that no tone sits on a decoder's grid.
    """
    rng = np.random.default_rng(seed)
    sent = "".join(rng.choice(list(dtmf_tones.KEYS), count))
    parts = [np.zeros(RATE_HZ // 10)]
    at, length = [], parts[0].size
    for key in sent:
        low, high = rng.uniform(*how.off, 2) * rng.choice([-1, 1], 2)
        sound = dtmf_tones.encode(
            key,
            tone_s=how.tone_s,
            pause_s=how.pause_s + rng.uniform(0, 0.02),
            level_dbfs=LEVEL_DBFS,
            twist_db=rng.uniform(*how.twist_db),
            offsets=(low, high),
        )
        at.append(length)
        parts.append(sound)
        length += sound.size
    parts.append(np.zeros(RATE_HZ // 5))
    whole = np.concatenate(parts)
    if how.snr_db is not None:
        whole += noise(whole.size, how.snr_db, rng)
    return sent, at, whole


def hits(sent: str, at: list[int], heard: list[Digit]) -> tuple[int, int]:
    """Give how many keys were heard once, as what they are and when they were; and all others."""
    places = np.array(at)
    right: set[int] = set()
    others = 0
    for digit in heard:
        k = int(np.argmin(np.abs(places - digit.at)))
        near = abs(int(places[k]) - digit.at) < RATE_HZ // 50
        if near and sent[k] == digit.key and k not in right:
            right.add(k)
        else:
            others += 1
    return len(right), others


def bursts(
    count: int, snr_db: float | None, cut_s: float, seed: int
) -> tuple[list[tuple[int, int]], Signal]:
    """Give PTT-IDs as (unit, sample at which the burst begins), and their sound.

    The first `cut_s` of each are silence (and noise): a squelch that opened late.
    """
    rng = np.random.default_rng(seed)
    sent, parts, length = [], [], 0
    for _ in range(count):
        pause = int(rng.integers(4_000, 12_000))
        unit = int(rng.integers(1, 0xDEEE))
        sound = burst(ptt_id(unit), level_dbfs=LEVEL_DBFS)
        sound[: round(cut_s * RATE_HZ)] = 0.0
        sent.append((unit, length + pause))
        parts += [np.zeros(pause), sound]
        length += pause + sound.size
    whole = np.concatenate([*parts, np.zeros(RATE_HZ // 5)])
    if snr_db is not None:
        whole += noise(whole.size, snr_db, rng)
    return sent, whole


TONE_BEGINS_S, TONE_S = 0.6, 1.0


def toned(hz: float, snr_db: float, rng: np.random.Generator) -> Signal:
    """Give a CTCSS tone from 0.6 s to 1.6 s, at any phase, in noise `snr_db` below LEVEL_DBFS."""
    encoder = CtcssEncoder(hz)
    encoder.turn(float(rng.uniform(0, 360)))
    silence = np.zeros(round(TONE_BEGINS_S * RATE_HZ))
    whole = np.concatenate((silence, encoder.next(round(TONE_S * RATE_HZ)), silence))
    return whole + noise(whole.size, snr_db, rng)


def radio_high_pass(sound: Signal, cutoff_hz: float = 300.0) -> Signal:
    """Cut off what a radio cuts off below speech: more than 24 dB at 254 Hz.

    By parts that stay in a processor's cache (overlap-save): the spectrum of a whole minute costs
    five times as much.
    """
    length, size = 4_097, 1 << 15
    step = size - length + 1
    t = np.arange(length) - length // 2
    low = 2 * cutoff_hz / RATE_HZ * np.sinc(2 * cutoff_hz / RATE_HZ * t) * np.blackman(length)
    taps = -low
    taps[length // 2] += 1
    response = np.fft.rfft(taps, size)
    padded = np.pad(sound, (length // 2, size))
    out = np.empty(sound.size + step)
    for start in range(0, sound.size, step):
        part = np.fft.irfft(np.fft.rfft(padded[start : start + size]) * response, size)
        out[start : start + step] = part[length - 1 :]
    cut: Signal = out[: sound.size]
    return cut
