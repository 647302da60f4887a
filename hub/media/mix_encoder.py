"""A mix on its way out: limiter, Opus, and what to send when there is nothing to hear."""

import copy

import numpy as np

from hub.audio.comfort import LASTS_S, comfort
from hub.audio.mix import Limiter
from hub.audio.opus import DTX_BYTES, FRAME, RATE_HZ, Audio, Encoder

SETTLE_TICKS = 30
"""Silence goes through the encoder this long, until it is in DTX; then it is left alone."""

REFRESH_TICKS = 20
"""In silence one packet each 400 ms: sending none at all makes browsers raise their buffers."""

SHARED_BPS = 27_000
"""What an hour of listening costs is mostly this: 11 MB of 20, the rest is headers (docs)."""

FEED_BPS = 24_000
FEED_LOSS_PERCENT = 10
"""From here on libopus puts FEC into most packets of speech, at this bit rate too."""

_SILENCE = np.zeros(FRAME, np.float32)


class MixEncoder:
    """Encodes one mix, a frame each tick. Silence costs next to nothing, and is softly heard."""

    behind = 0
    """Samples by which what a payload holds began before the tick that gives it."""
    settle, refresh = SETTLE_TICKS, REFRESH_TICKS
    """In payloads of its own length."""
    for_many = False
    """What it encodes several hear: nobody's own voice may be left out of it."""

    def __init__(self, encoder: Encoder | None = None) -> None:
        """encoder: set to the rate it is to have; None: the shared mix's."""
        self._encoder = encoder or Encoder(SHARED_BPS)
        self._limiter = Limiter()
        self._silent_ticks = round(LASTS_S * RATE_HZ / FRAME)
        """Payloads; it begins in a room that was still all along."""
        self._skipped = 0
        """Payloads of silence that were not asked for; the next one stands for them too."""

    def take_over(self, other: "MixEncoder") -> None:
        """Go on exactly where `other` stands, so that a listener's decoder hears no seam."""
        self._encoder.copy_state_from(other._encoder)
        self._limiter = copy.copy(other._limiter)
        self._silent_ticks, self._skipped = other._silent_ticks, other._skipped

    @property
    def rests(self) -> bool:
        """It sends nothing but a refresh now and then: ticks may be skipped."""
        return self._silent_ticks >= self.settle

    def skip(self, ticks: int) -> None:
        """Let ticks of silence go by while it rests; what was due in them comes with the next."""
        self._skipped += ticks

    def encode(self, frame: Audio | None) -> bytes | None:
        """Give the payload for this tick; None when nothing need be sent.

        frame: (960,) float32, not yet limited; None for silence.
        """
        if frame is None:
            return self._encode_silence()
        self._silent_ticks = self._skipped = 0
        return _worth_sending(self._encoder.encode(self._limiter.limit(frame)))

    def expect_loss(self, percent: int) -> None:
        """Spend so much on FEC as this share of lost packets is worth."""
        self._encoder.set_loss_percent(percent)

    def _encode_silence(self) -> bytes | None:
        before = self._silent_ticks - self.settle
        self._silent_ticks += 1 + self._skipped
        self._skipped = 0
        past = self._silent_ticks - self.settle
        if past < 0:
            return _worth_sending(self._encoder.encode(self._limiter.limit(self._pause())))
        if past // self.refresh == before // self.refresh:
            return None
        self._encoder.set_dtx(False)
        refresh = self._encoder.encode(self._pause())
        self._encoder.set_dtx(True)
        return refresh

    def _pause(self) -> Audio:
        """Give what a pause sounds like in this payload: after a while, nothing."""
        if self._silent_ticks * FRAME > LASTS_S * RATE_HZ:
            return _SILENCE
        frames = comfort()
        noise: Audio = frames[self._silent_ticks % len(frames)]
        return noise


class FeedEncoder:
    """Encodes the mix a transmitter sends: a packet for every tick, for it counts on each."""

    def __init__(self) -> None:
        self._encoder = Encoder(FEED_BPS, dtx=False, loss_percent=FEED_LOSS_PERCENT)
        self._limiter = Limiter()

    def encode(self, frame: Audio | None) -> bytes:
        """Give the payload for this tick; frame: as of MixEncoder."""
        return self._encoder.encode(self._limiter.limit(_SILENCE if frame is None else frame))


def _worth_sending(payload: bytes) -> bytes | None:
    return payload if len(payload) > DTX_BYTES else None
