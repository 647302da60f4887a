"""Work that may take milliseconds waits for the gap after a tick: handshakes, offers.

So a hundred people may join within seconds and no tick is late for it.
"""

import asyncio
from collections.abc import Callable

from hub.media.ticker import Ticker

WAITING_MAX = 1_024
NEEDED_S = 0.008
"""The dearest piece, a flight of the handshake, takes up to 7 ms."""


class SpareTime:
    """Does one piece after the other, each only with enough time left before the next tick."""

    def __init__(self, ticker: Ticker) -> None:
        self._ticker = ticker
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
            while self._ticker.spare_s() < NEEDED_S:
                await self._ticker.after_tick()
            piece()
            # The piece may wake a task (a handshake); let that run before looking at the time.
            await asyncio.sleep(0)
            await asyncio.sleep(0)
