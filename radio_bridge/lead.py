"""How many blocks are made ahead of the card: as few as the loop's lateness has allowed of late.

What is made ahead is latency for everybody who talks; what is not made in time is a hole in a word.
So it begins with few, takes one more with each such hole, and tries with one less after a calm
while. A machine that stood still for longer than all of them would have bridged is no reason.
"""

FEWEST, MOST = 2, 5
CALM, CALMEST = 30_000, 64 * 30_000
"""Blocks without one that was late: five minutes. Who was wrong to try with less waits twice as
long the next time, up to five hours."""


class Lead:
    """blocks: how many are wanted; FEWEST to MOST."""

    def __init__(self) -> None:
        self.blocks = FEWEST
        self._calm = 0
        self._patience = CALM
        self._tries = False
        """With less than before, and no hole since."""

    def made(self, late: int) -> int:
        """A block was made, and since the last there were so many holes; give `blocks`."""
        self._calm += 1
        if 0 < late <= MOST - FEWEST:
            if self._tries:
                self._patience = min(CALMEST, 2 * self._patience)
            self.blocks, self._calm, self._tries = min(MOST, self.blocks + 1), 0, False
        elif self._calm >= self._patience and self.blocks > FEWEST:
            self.blocks, self._calm, self._tries = self.blocks - 1, 0, True
        return self.blocks
