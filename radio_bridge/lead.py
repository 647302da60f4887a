"""How many blocks are made ahead of the card: as few as the loop's lateness has allowed of late.

What is made ahead is latency for everybody who talks; what is not made in time is a hole in a word.
So it begins with few, takes one more with each such hole, and tries with one less after a calm
while. A machine that stood still for longer than all of them would have bridged is no reason.
"""

FEWEST, MOST = 2, 5
CALM = 30_000
"""Blocks without one that was late: five minutes."""


class Lead:
    """blocks: how many are wanted; FEWEST to MOST."""

    def __init__(self) -> None:
        self.blocks = FEWEST
        self._calm = 0

    def made(self, late: int) -> int:
        """A block was made, and since the last there were so many holes; give `blocks`."""
        self._calm += 1
        if 0 < late <= MOST - FEWEST:
            self.blocks, self._calm = min(MOST, self.blocks + 1), 0
        elif self._calm >= CALM:
            self.blocks, self._calm = max(FEWEST, self.blocks - 1), 0
        return self.blocks
