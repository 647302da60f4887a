"""A talker, a network that the test commands, and the ticks: what Playout is tested with."""

from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from hub.audio.opus import Encoder
from hub.audio.playout import Playout

Audio = NDArray[np.float32]

FRAME = 960
TICK_S = 0.02


@cache
def voice() -> Audio:
    """Ten seconds that never repeat, so that a lag can be read from them."""
    rng = np.random.default_rng(3)
    t = np.arange(10 * 48_000) / 48_000
    wander = np.cumsum(rng.standard_normal(t.size)) / np.sqrt(t.size)
    pitch = 130 + 20 * np.sin(2 * np.pi * 0.9 * t) + 8 * wander
    phase = 2 * np.pi * np.cumsum(pitch) / 48_000
    sound = sum(np.sin(k * phase) / k for k in range(1, 25)) * (1.3 + np.sin(2 * np.pi * 2.3 * t))
    return (0.08 * sound + 0.002 * rng.standard_normal(t.size)).astype(np.float32)


@cache
def speech(samples: int = FRAME, fec: bool = False) -> list[bytes]:
    encoder = Encoder(dtx=False, fec=fec, loss_percent=20 if fec else 0)
    sound = voice()
    return [
        encoder.encode(f) for f in sound[: sound.size // samples * samples].reshape(-1, samples)
    ]


class Line:
    """One talker, a network that the test commands, and the mixer's ticks `phase_s` later."""

    def __init__(self, phase_s: float = 0.011, samples: int = FRAME, fec: bool = False) -> None:
        self.playout = Playout()
        self.packets = speech(samples, fec)
        self.samples = samples
        self.phase_s = phase_s
        self.seq, self.timestamp = 65_500, 2**32 - 40_000  # Both wrap in the first second.
        self.sent = 0
        self.tick = 0
        self.clock_ppm = 0.0
        self.ticks_late_s: list[float] = [0.0]  # How late the mixer calls, in turn.
        self.on_the_way: list[tuple[float, int, int, bytes]] = []
        self.heard: list[Audio | None] = []

    @property
    def now_s(self) -> float:
        late_s = self.ticks_late_s[self.tick % len(self.ticks_late_s)]
        return 100.0 + self.tick * TICK_S + self.phase_s + late_s

    @property
    def leaves_s(self) -> float:
        """When the next packet leaves, by the sender's clock."""
        return 100.0 + self.sent * self.samples / 48_000 * (1 + self.clock_ppm * 1e-6)

    def send(self, delay_s: float = 0.0, lost: bool = False, payload: bytes | None = None) -> None:
        """The sender's next packet leaves, at its own beat."""
        payload = self.packets[self.sent % len(self.packets)] if payload is None else payload
        if not lost:
            arrives_s = self.leaves_s + delay_s
            self.on_the_way.append((arrives_s, self.seq, self.timestamp, payload))
        self.seq = self.seq + 1 & 0xFFFF
        self.timestamp = self.timestamp + self.samples & 0xFFFF_FFFF
        self.sent += 1

    def pause(self, seconds: float, timestamp_error_s: float = 0.0) -> None:
        """The sender is silent, in DTX or off; its sequence numbers stand still."""
        count = round(seconds * 48_000 / self.samples)
        self.sent += count
        step = count * self.samples + round(timestamp_error_s * 48_000)
        self.timestamp = self.timestamp + step & 0xFFFF_FFFF

    def listen(self, seconds: float) -> list[Audio | None]:
        """Turn the clock; give what was heard."""
        heard = []
        for _ in range(round(seconds / TICK_S)):
            due = sorted(p for p in self.on_the_way if p[0] <= self.now_s)
            self.on_the_way = [p for p in self.on_the_way if p[0] > self.now_s]
            for arrival_s, seq, timestamp, payload in due:
                self.playout.put(seq, timestamp, payload, arrival_s)
            frame = self.playout.pull(self.now_s)
            assert frame is None or (frame.shape == (FRAME,) and np.isfinite(frame).all())
            heard.append(frame)
            self.tick += 1
        self.heard += heard
        return heard

    def talk(self, seconds: float, delays_s: Iterable[float] = ()) -> list[Audio | None]:
        """Send for so long, the first packets with these delays, and listen meanwhile."""
        delays = iter(delays_s)
        heard = []
        until = self.tick + round(seconds / TICK_S)
        while self.tick < until:
            while self.leaves_s <= self.now_s:
                self.send(next(delays, 0.0))
            heard += self.listen(TICK_S)
        return heard

    def lag_s(self) -> float:
        """Read from the sound itself how far the last 0.4 s are behind the sender, in seconds."""
        end = self.tick * FRAME
        tail = np.concatenate([np.zeros(FRAME) if f is None else f for f in self.heard[-20:]])
        start = end - tail.size - 24_000
        said = voice().take(range(start, end), mode="wrap")
        size = 1 << 16
        match = np.fft.irfft(np.fft.rfft(said, size) * np.conj(np.fft.rfft(tail, size)), size)
        at = int(np.argmax(match[: said.size - tail.size + 1]))
        codec_s = 0.0065
        return (said.size - tail.size - at) / 48_000 - codec_s + self.phase_s
