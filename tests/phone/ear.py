"""An ear at the other end: takes RTP on a port, and says which tone was heard when."""

import asyncio
import struct

import numpy as np

RTP_HEAD_BYTES = 12
PCMA = 8
FRAME = 800
"""Samples of 100 ms."""
QUIET = 300.0


class Ear(asyncio.DatagramProtocol):
    """Keeps what it hears, in order."""

    def __init__(self) -> None:
        self._heard: dict[int, bytes] = {}

    def datagram_received(self, data: bytes, addr: object) -> None:
        _, kind, seq = struct.unpack_from("!BBH", data)
        if kind & 0x7F == PCMA:
            self._heard[seq] = data[RTP_HEAD_BYTES:]

    def seconds(self) -> float:
        """Give how long it was spoken to, silence counted too."""
        return sum(len(heard) for heard in self._heard.values()) / 8_000

    def tones(self) -> list[int]:
        """Give the loudest frequency of each tenth of a second, 0 for silence; runs are one."""
        first = next(iter(self._heard), 0)
        order = sorted(self._heard, key=lambda seq: (seq - first + 0x8000) & 0xFFFF)
        coded = np.frombuffer(b"".join(self._heard[seq] for seq in order), np.uint8)
        sound = _linear(coded)
        runs: list[int] = []
        for start in range(0, len(sound) - FRAME + 1, FRAME):
            frame = sound[start : start + FRAME]
            loud = float(np.sqrt(np.mean(frame**2))) > QUIET
            hz = int(np.abs(np.fft.rfft(frame)).argmax()) * 10 if loud else 0
            if not runs or runs[-1] != hz:
                runs.append(hz)
        return runs


def tone(hz: int, seconds: float) -> bytes:
    """Give a tone as the worker is given sound."""
    t = np.arange(round(8_000 * seconds)) / 8_000
    return bytes((8_000 * np.sin(2 * np.pi * hz * t)).astype("<i2").tobytes())


def _linear(coded: "np.ndarray[tuple[int], np.dtype[np.uint8]]") -> "np.ndarray":  # type: ignore
    """A-law (G.711) to linear."""
    bits = (coded ^ 0x55).astype(np.int32)
    exponent, mantissa = (bits >> 4) & 7, bits & 15
    size = np.where(
        exponent == 0, (mantissa << 4) + 8, ((mantissa << 4) + 264) << np.maximum(exponent - 1, 0)
    )
    return np.where(bits & 0x80, size, -size).astype(float)
