"""Speech that the bridge makes itself, on its way to the transmitter: a talk without a network.

Its sound is here as a whole, so it is fresh as long as there is any; what keeps it on the air is
the hub's lease alone, renewed as for any talker. Taken back, it is silent at once: whoever asked
for the air does not wait for the end of a sentence.
"""

import numpy as np

from radio_bridge.dsp import BLOCK, RATE_HZ, Audio
from radio_bridge.link import Packet
from radio_bridge.transmit import Grant


class Spoken:
    """The sound (n,) of one grant, for whoever also takes a Talk."""

    def __init__(self, name: str, sound: Audio, grant: Grant) -> None:
        self.name = name
        self.cut = False
        self._sound = sound
        self._grant = grant
        self._at = 0

    @property
    def begun(self) -> bool:
        """Whether there is sound to be sent."""
        return not self.over()

    @property
    def left_s(self) -> float:
        """How much is left."""
        return (self._sound.size - self._at) / RATE_HZ

    def put(self, packet: Packet) -> None:
        """Nothing comes for it."""

    def end(self, now_s: float) -> None:
        """Nobody wants to hear more of it."""
        self.cut = self.cut or not self.over()
        self._at = self._sound.size

    def over(self) -> bool:
        """Say whether all of it has been given."""
        return self._at >= self._sound.size

    def feed(self, now_s: float, *, fresh: bool) -> None:
        """Its newest sound was made just now, or there is none any more."""
        self._grant.born_s = float("-inf") if self.over() else now_s

    def block(self, now_s: float) -> Audio | None:
        """Give the card's next block (480,), or None: there is no more."""
        if self.over():
            return None
        block = self._sound[self._at : self._at + BLOCK]
        self._at += BLOCK
        return np.pad(block, (0, BLOCK - block.size))
