"""The air of a simulated channel: who hears whom, and how well. Blocks of 10 ms, 48 kHz mono.

FM as its listeners know it: near by a voice with little behind it, farther off hiss, then clicks,
then a squelch that shuts. Of two who talk at once the stronger is heard alone if it is so by 6 dB
(capture); else both are, spoiled. Who sends hears nothing.

Pure: noise is drawn from a generator that is given.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from radio_bridge.dsp import BLOCK, RATE_HZ, Audio

SQUELCH_DB = 4.0
"""A carrier less above its noise opens no squelch."""
THRESHOLD_DB = 10.0
"""Below it FM clicks."""
CAPTURE_DB = 6.0
BEAT_HZ, BEAT_DBFS = 900.0, -14.0
"""Two carriers whistle at what they differ by."""
VOICE_DBFS, FM_GAIN_DB = -18.0, 12.0
"""What noise is measured against, and what FM is better by than its carrier."""
CLICKS_PER_DB = 12.0
"""A second, for each dB below the threshold."""
CLICK_SAMPLES = 14

_SILENCE: Audio = np.zeros(BLOCK, np.float32)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a receiver gives. carrier_db: of the strongest; -inf: nobody sends."""

    sound: Audio
    open: bool = False
    carrier_db: float = float("-inf")


class Air:
    """One channel."""

    def __init__(self, noise: np.random.Generator) -> None:
        self._noise = noise
        self._at = 0

    def step(self, sent: Mapping[str, Audio], carriers_db: Mapping[str, float]) -> dict[str, Heard]:
        """Give what each station hears of the blocks (480,) that are sent.

        carriers_db: of each station, as the base has it over the noise; two of them have the worse
        of theirs between them.
        """
        heard: dict[str, Heard] = {}
        for station, own_db in carriers_db.items():
            others = sorted(
                ((min(own_db, carriers_db[name]), name) for name in sent if name != station),
                reverse=True,
            )
            deaf = station in sent or not others
            heard[station] = (
                Heard(_SILENCE) if deaf else self._received([(db, sent[n]) for db, n in others])
            )
        self._at += BLOCK
        return heard

    def _received(self, carriers: list[tuple[float, Audio]]) -> Heard:
        carrier_db, sound = carriers[0]
        if carrier_db < SQUELCH_DB:
            return Heard(_SILENCE, carrier_db=carrier_db)
        if len(carriers) > 1 and carrier_db - carriers[1][0] < CAPTURE_DB:
            times = (self._at + np.arange(BLOCK)) / RATE_HZ
            whistle = 10 ** (BEAT_DBFS / 20) * np.sin(2 * np.pi * BEAT_HZ * times)
            sound = 0.5 * (sound + carriers[1][1]) + whistle.astype(np.float32)
        noisy = sound + self._hiss(carrier_db) + self._clicks(carrier_db)
        return Heard(np.clip(noisy, -1.0, 1.0).astype(np.float32), True, carrier_db)

    def _hiss(self, carrier_db: float) -> Audio:
        level = 10 ** ((VOICE_DBFS - carrier_db - FM_GAIN_DB) / 20)
        return (level * self._noise.standard_normal(BLOCK)).astype(np.float32)

    def _clicks(self, carrier_db: float) -> Audio:
        clicks = np.zeros(BLOCK, np.float32)
        rate = CLICKS_PER_DB * max(0.0, THRESHOLD_DB - carrier_db) * BLOCK / RATE_HZ
        for _ in range(self._noise.poisson(rate)):
            at = int(self._noise.integers(0, BLOCK - CLICK_SAMPLES))
            clicks[at : at + CLICK_SAMPLES] = self._noise.choice((-0.6, 0.6))
        return clicks
