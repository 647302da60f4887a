"""A mix for those who save data: 60 ms a packet, so a third of the headers, and half the bits."""

import numpy as np

from hub.audio.opus import FRAME, Audio, Encoder
from hub.media.mix_encoder import MixEncoder

SAVER_BPS = 16_000
"""Speech up to 8 kHz. At this rate libopus spends nothing on FEC, however much is lost."""

SAVER_TICKS = 3
"""Ticks in a packet: 60 ms, the longest that is one frame of the speech layer (RFC 6716 §3.1)."""

_SILENCE = np.zeros(FRAME, np.float32)


class SaverEncoder(MixEncoder):
    """Encodes one mix, a frame each tick; every third tick gives a payload."""

    behind = (SAVER_TICKS - 1) * FRAME
    settle, refresh = 10, 7

    def __init__(self) -> None:
        super().__init__(Encoder(SAVER_BPS, fec=False, wideband=True))
        self._frames: list[Audio | None] = []
        self._skipped_ticks = 0
        """Of silence, that fill no packet yet."""

    def _pause(self) -> Audio:
        """See MixEncoder; comfort noise is for who need not save."""
        return np.zeros(SAVER_TICKS * FRAME, np.float32)

    def take_over(self, other: MixEncoder) -> None:
        """See MixEncoder; the other is of this kind too."""
        assert isinstance(other, SaverEncoder)
        super().take_over(other)
        self._frames, self._skipped_ticks = list(other._frames), other._skipped_ticks

    def skip(self, ticks: int) -> None:
        """See MixEncoder. What of a packet was filled is skipped, too: the next begins anew."""
        self._skipped_ticks += len(self._frames) + ticks
        self._frames.clear()

    def encode(self, frame: Audio | None) -> bytes | None:
        """See MixEncoder; None also for the ticks that only fill a packet."""
        if frame is None and self._skipped_ticks:
            return self._encode_skipped()
        self._skipped_ticks = 0
        self._frames.append(frame)
        if len(self._frames) < SAVER_TICKS:
            return None
        frames, self._frames = self._frames, []
        if all(one is None for one in frames):
            return super().encode(None)
        return super().encode(np.concatenate([_SILENCE if f is None else f for f in frames]))

    def _encode_skipped(self) -> bytes | None:
        """Take one more tick of silence to those that were skipped."""
        packets, self._skipped_ticks = divmod(self._skipped_ticks + 1, SAVER_TICKS)
        if not packets:
            return None
        super().skip(packets - 1)
        return super().encode(None)
