"""How many blocks are made ahead of the card: as few as the loop's lateness has allowed of late.

What is made ahead is latency for everybody who talks; what is not made in time is a hole in a word.
So it begins with few, takes one more whenever the card came and found none, and tries with one less
after a calm while.
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
        """A block was made, and so many were not there in time since the last; give `blocks`."""
        self._calm += 1
        if late:
            self.blocks, self._calm = min(MOST, self.blocks + 1), 0
        elif self._calm >= CALM:
            self.blocks, self._calm = max(FEWEST, self.blocks - 1), 0
        return self.blocks
