"""The one clock of the worker: a tick each 20 ms, the sockets read before it and between."""

import asyncio
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
    """Calls `tick(due_s, media_time)` each 20 ms until cancelled."""

    def __init__(
        self,
        drain: Callable[[], None],
        tick: Callable[[float, int], None],
        meters: Meters,
        alone: Callable[[], bool] = lambda: False,
    ) -> None:
        """drain: reads what has come to the sockets; twice a tick, the second time just before it.

        Sound is needed at ticks only, and the kernel has stamped its arrival; waking for each
        datagram instead costs more than what is done with it. alone: whether there is nobody to
        read of; then once a tick is enough, and an idle hub wakes half as often.
        """
        self._drain, self._alone = drain, alone
        self._tick = tick
        self._meters = meters
        self._next_s = 0.0
        self._began = asyncio.Condition()

    def spare_s(self) -> float:
        """Seconds until the next tick is due; negative when it is late already."""
        return self._next_s - clock.monotonic_s()

    async def after_tick(self) -> None:
        """Wait for the end of the next tick."""
        async with self._began:
            await self._began.wait()

    async def run(self) -> None:
        """Tick for ever."""
        self._next_s = clock.monotonic_s()
        number = 0
        while True:
            if not self._alone():
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
            async with self._began:
                self._began.notify_all()
