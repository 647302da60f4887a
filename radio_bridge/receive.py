"""The receiving side: blocks of the sound card in, whether somebody is heard and his sound out.

    capture -> high-pass, de-emphasis -> look-back -> slow gain -> limiter -> frames of 20 ms

The look-back holds what came before the squelch opened: a squelch takes 20 to 250 ms to open, and
the first syllable is in there. While the own transmitter is on, and shortly after, nothing is heard
and nothing is kept: else the channel would hear itself. A squelch that stays open for minutes is a
fault (a stuck receiver, noise): it is muted until it has closed. One that chatters has not: what
the floor takes for a gap in one talk (CLOSED_S) closes nothing here either.

Pure: no clock, no device.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np

from hub.audio.mix import Limiter
from radio_bridge.carrier import CarrierDetect
from radio_bridge.config import Carrier, Receive
from radio_bridge.dsp import BLOCK, RATE_HZ, Audio
from radio_bridge.dsp.filters import Filter, de_emphasis, high_pass
from radio_bridge.dsp.gain import SlowGain
from radio_bridge.dsp.meter import Meter

FRAME = 960
CLOSED_S = 0.4
"""A squelch that is shut for so long has closed."""


@dataclass(slots=True)
class Heard:
    """What a block has brought: whole frames (960,), only while `open` or just closed."""

    open: bool
    frames: list[Audio]


class Receiver:
    """One receiver. `detect` is told what the keyer and the decoders say."""

    def __init__(self, carrier: Carrier, receive: Receive) -> None:
        self.detect = CarrierDetect(carrier)
        self.meter = Meter()
        self.stuck = False
        self._stuck_s = carrier.stuck_s
        self._high_pass = Filter(high_pass())
        self._cut = receive.high_pass
        self._emphasis = Filter(de_emphasis() if receive.de_emphasis else [])
        self._factor = np.float32(10 ** (receive.gain_db / 20))
        self._slow = SlowGain() if receive.slow_gain else None
        self._limiter = Limiter()
        blocks = round(carrier.look_back_ms / 1000 * RATE_HZ / BLOCK)
        self._before: deque[Audio] = deque(maxlen=blocks)
        self._half: Audio | None = None
        self._since_s: float | None = None
        """Since when the squelch has been open."""
        self._seen_s = float("-inf")
        """When it was open last."""
        self._open = False

    def block(self, raw: Audio, now_s: float, *, deaf: bool) -> Heard:
        """Take BLOCK samples (480,) that ended at `now_s`. deaf: the own transmitter is heard."""
        voice = self._high_pass.feed(raw)
        sound = self._emphasis.feed(voice if self._cut else raw)
        self.meter.feed(voice)
        if deaf:
            self.detect.forget()
            self._before.clear()
        squelch = not deaf and self.detect.feed(self.meter.mean_dbfs, now_s)
        self._watch(squelch, now_s, deaf=deaf)
        is_open = squelch and not self.stuck
        frames: list[Audio] = []
        if is_open:
            frames = self._passed([*self._before, sound])
            self._before.clear()
        else:
            frames = self._rest() if self._open else []
            if not deaf and self._before.maxlen:
                self._before.append(sound)
        self._open = is_open
        return Heard(is_open, frames)

    def _watch(self, squelch: bool, now_s: float, *, deaf: bool) -> None:
        """Find a squelch that does not close. Whether it has while we were deaf nobody knows."""
        if squelch:
            self._since_s = now_s if self._since_s is None else self._since_s
            self._seen_s = now_s
            self.stuck = self.stuck or now_s - self._since_s >= self._stuck_s
        elif deaf:
            self._since_s = self._since_s if self.stuck else None
            self._seen_s = now_s
        elif now_s - self._seen_s >= CLOSED_S:
            self._since_s, self.stuck = None, False

    def _passed(self, blocks: list[Audio]) -> list[Audio]:
        frames = []
        for block in blocks:
            louder = block * self._factor
            if self._slow:
                louder = self._slow.feed(louder)
            done = self._limiter.limit(louder)
            if self._half is None:
                self._half = done
            else:
                frames.append(np.concatenate((self._half, done)))
                self._half = None
        return frames

    def _rest(self) -> list[Audio]:
        """Give what was not yet a frame, filled up with silence."""
        half, self._half = self._half, None
        return [] if half is None else [np.concatenate((half, np.zeros(BLOCK, np.float32)))]
