"""The one clock of the worker: a tick each 20 ms, the sockets read just before it."""

import asyncio
import math
from collections.abc import Callable

from hub.audio.opus import FRAME
from hub.media import clock
from hub.media.meters import Meters

TICK_S = 0.020
CATCH_UP_TICKS = 5
"""A stall up to this long is made up by ticking faster; past it the ticks are left out.

Media time goes on with real time either way, or every listener's buffer would grow for good.
"""


class Ticker:
    """Calls `tick(due_s, media_time)` each 20 ms until cancelled.

    Ticks are due at the multiples of 20 ms of the machine's monotonic clock, so those of several
    workers are due together: what one hands to another always comes in the same place of a tick.
    """

    def __init__(
        self,
        drain: Callable[[], None],
        tick: Callable[[float, int], None],
        meters: Meters,
        hurries: Callable[[], bool] = lambda: False,
    ) -> None:
        """drain: reads what has come to the sockets, just before each tick.

        Sound is needed at ticks only, and the kernel has stamped its arrival; waking for each
        datagram instead costs more than what is done with it.

        hurries: somebody waits for an answer, as who connects does; then the sockets are read
        between two ticks as well.
        """
        self._drain = drain
        self._hurries = hurries
        self._tick = tick
        self._meters = meters
        self._next_s = 0.0
        self._ended = asyncio.Event()

    def spare_s(self) -> float:
        """Seconds until the next tick is due; negative when it is late already."""
        return self._next_s - clock.monotonic_s()

    async def after_tick(self) -> None:
        """Wait for the end of the next tick."""
        await self._ended.wait()

    async def run(self) -> None:
        """Tick for ever."""
        self._next_s = math.ceil(clock.monotonic_s() / TICK_S) * TICK_S
        number = 0
        while True:
            if self._hurries():
                await asyncio.sleep(max(0.0, self.spare_s() - TICK_S / 2))
                self._drain()
            await asyncio.sleep(max(0.0, self.spare_s()))
            self._drain()
            late_s = -self.spare_s()
            if late_s > CATCH_UP_TICKS * TICK_S:
                left_out = int(late_s / TICK_S)
                number += left_out
                self._next_s += left_out * TICK_S
                self._meters.ticks_skipped += left_out
            cpu_s = clock.thread_cpu_s()
            self._tick(self._next_s, number * FRAME)
            self._meters.ticked(max(0.0, late_s), clock.thread_cpu_s() - cpu_s)
            number += 1
            self._next_s += TICK_S
            self._ended.set()
            self._ended = asyncio.Event()
