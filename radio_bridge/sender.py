"""The last steps before the transmitter: gain, pre-emphasis, limiter, the tone under the speech.

Where a tone is sent, speech is cut below 300 Hz: a low voice would shut the squelches that listen
for it.
"""

import numpy as np

from hub.audio.mix import Limiter
from radio_bridge.config import Transmit
from radio_bridge.dsp import BLOCK, Audio
from radio_bridge.dsp.filters import Filter, high_pass, pre_emphasis
from radio_bridge.dsp.meter import Meter
from radio_bridge.signalling.ctcss_tones import CtcssEncoder
from radio_bridge.transmit import KEYS, Phase

_SILENCE: Audio = np.zeros(BLOCK, np.float32)


class Sender:
    """One transmitter's sound. The tone stands from key-up to un-key; in the tail it is turned."""

    def __init__(self, settings: Transmit) -> None:
        self.meter = Meter()
        self._factor = np.float32(10 ** (settings.gain_db / 20))
        self._shape = Filter(
            [
                *(high_pass() if settings.ctcss_hz else []),
                *(pre_emphasis() if settings.pre_emphasis else []),
            ]
        )
        self._limiter = Limiter()
        self._tone = CtcssEncoder(settings.ctcss_hz) if settings.ctcss_hz else None
        self._burst = settings.reverse_burst
        self._turned = False

    def block(self, sound: Audio | None, phase: Phase) -> Audio:
        """Take BLOCK samples of speech, or None; give what goes to the card."""
        speech = _SILENCE
        if sound is not None:
            speech = self._limiter.limit(self._shape.feed(sound * self._factor))
        self.meter.feed(speech)
        if self._tone is None or phase not in KEYS:
            return speech
        turned = self._burst and phase is Phase.TAIL
        if turned != self._turned:
            self._tone.turn()
        self._turned = turned
        under = self._tone.next(BLOCK).astype(np.float32)
        return np.asarray(np.clip(speech + under, -1.0, 1.0), np.float32)
