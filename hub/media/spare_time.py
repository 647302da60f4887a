"""Work that may take milliseconds waits for the gap after a tick: handshakes, offers.

So a hundred people may join within seconds and no tick is late for it.
"""

import asyncio
from collections.abc import Callable

from hub.media.faults import Faults
from hub.media.ticker import Ticker

WAITING_MAX = 1_024
NEEDED_S = 0.006
"""The dearest piece, a flight of the handshake, takes 2 to 5 ms."""

PATIENCE_TICKS = 3
"""Where ticks leave no gap, a piece is done after so many all the same: people still get in."""


class SpareTime:
    """Does one piece after the other, each only with enough time left before the next tick."""

    def __init__(self, ticker: Ticker, faults: Faults) -> None:
        self._ticker = ticker
        self._faults = faults
        self._waiting: asyncio.Queue[Callable[[], None]] = asyncio.Queue(WAITING_MAX)

    def do(self, piece: Callable[[], None]) -> bool:
        """Put a piece of work in line; False when the line is full."""
        try:
            self._waiting.put_nowait(piece)
        except asyncio.QueueFull:
            return False
        return True

    async def run(self) -> None:
        """Work for ever."""
        while True:
            piece = await self._waiting.get()
            for _ in range(PATIENCE_TICKS):
                if self._ticker.spare_s() >= NEEDED_S:
                    break
                await self._ticker.after_tick()
            try:
                piece()
            except Exception as mistake:
                self._faults.note("spare time", "a piece of work", mistake)
            await asyncio.sleep(0)  # Let the sockets be read.
