"""A simulated handheld (HT): key, keypad, unit identification, and its own time-out timer.

What its microphone gives is put in as it comes; `block` gives what it sends, 10 ms at a time, and
None while it does not. Pure.
"""

import numpy as np

from radio_bridge.dsp import BLOCK, RATE_HZ, Audio
from radio_bridge.signalling import dtmf_tones, mdc1200_modem
from radio_bridge.signalling.mdc1200_messages import ptt_id

LIMIT_S = 60.0
"""Its time-out timer; it must be let go of then."""
WAIT = 3 * 960
"""Samples of the microphone that are waited for before its sound begins: networks are uneven."""
MOST = RATE_HZ
"""More of the microphone is not kept."""
KEY_UP_S, TAIL_S = 0.25, 0.1
"""Silence before and after tones that are sent with the key not held: squelches must open."""

_SILENCE: Audio = np.zeros(BLOCK, np.float32)


class Handheld:
    """One of them. unit: three or four hexadecimal digits, sent at each press; "": it sends none.

    carrier_db: how well the base has it.
    """

    def __init__(self) -> None:
        self.unit = ""
        self.carrier_db = 40.0
        self._pressed = False
        self._sent_blocks = 0
        self._tones: Audio = _SILENCE[:0]
        self._voice: Audio = _SILENCE[:0]
        self._begun = False

    @property
    def latched(self) -> bool:
        """Its timer has ended what it sent."""
        return self._sent_blocks * BLOCK >= LIMIT_S * RATE_HZ

    def press(self) -> None:
        """Hold the key."""
        if self._pressed:
            return
        self._pressed, self._voice, self._begun = True, _SILENCE[:0], False
        if self.unit:
            lead = np.zeros(round(KEY_UP_S * RATE_HZ))
            burst = mdc1200_modem.burst(ptt_id(int(self.unit, 16)))
            self._tones = np.concatenate((lead, burst)).astype(np.float32)

    def release(self) -> None:
        """Let go. What was said so far is still sent."""
        self._pressed = False
        if self.latched:
            self._tones = self._voice = _SILENCE[:0]
        if not self._tones.size and not self._voice.size:
            self._sent_blocks = 0

    def dial(self, keys: str) -> None:
        """Send tones: while the key is held, or with a press of their own. ValueError: no key."""
        tones = dtmf_tones.encode(keys)
        if not self._pressed:
            lead, tail = (np.zeros(round(s * RATE_HZ)) for s in (KEY_UP_S, TAIL_S))
            tones = np.concatenate((lead, tones, tail))
        self._tones = np.concatenate((self._tones, tones))[: 10 * RATE_HZ].astype(np.float32)

    def put(self, sound: Audio) -> None:
        """Take what the microphone gave. It is not heard while tones are sent."""
        if self._pressed and not self._tones.size:
            self._voice = np.concatenate((self._voice, sound))[-MOST:]

    def block(self) -> Audio | None:
        """Give the next 480 samples that are sent, or None."""
        if not (self._pressed or self._tones.size or self._voice.size):
            self._sent_blocks = 0
            return None
        if self.latched:
            return None
        self._sent_blocks += 1
        if self._tones.size:
            block, self._tones = _next(self._tones)
            return block
        self._begun = self._begun or self._voice.size >= WAIT or not self._pressed
        if not self._begun or not self._voice.size:
            return _SILENCE
        block, self._voice = _next(self._voice)
        return block


def _next(sound: Audio) -> tuple[Audio, Audio]:
    block = sound[:BLOCK]
    return np.concatenate((block, _SILENCE[block.size :])), sound[BLOCK:]
