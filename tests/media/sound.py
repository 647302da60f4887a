"""Sound for the media tests: packets of tones, and what is heard in packets."""

import functools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hub.audio.opus import FRAME, RATE_HZ, Decoder, Encoder
from tests.rtc_client import Received


def tone(hz: float, seconds: float, amplitude: float = 0.3) -> list[bytes]:
    """Give the Opus packets of a tone, 20 ms each."""
    return list(_packets(hz, seconds, amplitude))


@functools.cache
def _packets(hz: float, seconds: float, amplitude: float) -> tuple[bytes, ...]:
    encoder = Encoder(dtx=False)
    t = np.arange(round(seconds * 50) * FRAME) / RATE_HZ
    sound = (amplitude * np.sin(2 * np.pi * hz * t)).astype(np.float32)
    return tuple(encoder.encode(frame) for frame in sound.reshape(-1, FRAME))


def heard(packets: Sequence[Received]) -> NDArray[np.float32]:
    """Decode what a client got, in order of timestamp, pauses as silence."""
    if not packets:
        return np.zeros(0, np.float32)
    decoder = Decoder()
    start = packets[0].timestamp
    placed = [((p.timestamp - start) & 0xFFFFFFFF, p) for p in packets]
    sound = np.zeros(max(at for at, _ in placed) + FRAME, np.float32)
    for at, packet in sorted(placed, key=lambda item: item[0]):
        sound[at : at + FRAME] = decoder.decode(packet.payload)[:FRAME]
    return sound


def energy_near(sound: NDArray[np.float32], hz: float, width_hz: float = 20.0) -> float:
    """Give the energy within +-width of a frequency, full scale 1.0 (windowed power)."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(sound.size))) ** 2 / sound.size**2
    frequencies = np.fft.rfftfreq(sound.size, 1 / RATE_HZ)
    return float(spectrum[np.abs(frequencies - hz) <= width_hz].sum())


def steadily_near(sound: NDArray[np.float32], hz: float) -> float:
    """Give what of energy_near is there all the time: the median of its quarters of a second.

    A moment of concealment has something of every frequency; what somebody says lasts longer.
    """
    step = RATE_HZ // 4
    return float(
        np.median(
            [
                energy_near(part, hz)
                for part in np.split(sound, range(step, sound.size, step))
                if part.size == step
            ]
        )
    )


def share_near(sound: NDArray[np.float32], hz: float) -> float:
    """Give the share of all energy that lies within +-20 Hz of a frequency."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(sound.size))) ** 2 / sound.size**2
    return energy_near(sound, hz) / float(spectrum.sum() + 1e-20)
