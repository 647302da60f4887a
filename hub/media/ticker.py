"""The one clock of the worker: a tick each 20 ms, the sockets read just before it.

While nobody may be heard and all is still, only each REST_TICKS-th tick is made, until somebody
wakes it: then the next one is made when it would have been anyway (ADR 26).
"""

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
REST_TICKS = 5
"""100 ms: as long as a consent check may wait; browsers call 2.5 s without an answer weak."""


def _never() -> bool:
    return False


class Ticker:
    """Calls `tick(due_s, media_time, rested)` each 20 ms until cancelled.

    rested: how many ticks before this one were not made, for all was still.
    Ticks are due at the multiples of 20 ms of the machine's monotonic clock, so those of several
    workers are due together: what one hands to another always comes in the same place of a tick.
    """

    def __init__(
        self,
        drain: Callable[[], None],
        tick: Callable[[float, int, int], None],
        meters: Meters,
        hurries: Callable[[], bool] = _never,
        rests: Callable[[], bool] = _never,
    ) -> None:
        """drain: reads what has come to the sockets, just before each tick.

        Sound is needed at ticks only, and the kernel has stamped its arrival; waking for each
        datagram instead costs more than what is done with it.

        hurries: somebody waits for an answer, as who connects does; then the sockets are read
        between two ticks as well.

        rests: all is still, and stays so until `wake` is called, whatever comes to the sockets.
        """
        self._drain = drain
        self._hurries = hurries
        self._rests = rests
        self._tick = tick
        self._meters = meters
        self._next_s = 0.0
        self._rests_s = 0.0
        """How much later than the next tick the next one is that is made, if nobody wakes it."""
        self._ended = asyncio.Event()
        self._resting: asyncio.Future[None] | None = None

    def wake(self) -> None:
        """Make the next tick when it is due, though nothing was to be heard."""
        if self._resting is not None and not self._resting.done():
            self._resting.set_result(None)

    def spare_s(self) -> float:
        """Seconds until the next tick that is made is due; negative when it is late already."""
        return self._next_s + self._rests_s - clock.monotonic_s()

    async def after_tick(self) -> None:
        """Wait for the end of the next tick."""
        await self._ended.wait()

    async def run(self) -> None:
        """Tick for ever."""
        self._next_s = math.ceil(clock.monotonic_s() / TICK_S) * TICK_S
        number = 0
        while True:
            rested = await self._rest(number) if self._rests() else 0
            number += rested
            self._next_s += rested * TICK_S
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
            self._tick(self._next_s, number * FRAME, rested)
            self._meters.ticked(max(0.0, late_s), clock.thread_cpu_s() - cpu_s)
            number += 1
            self._next_s += TICK_S
            self._ended.set()
            self._ended = asyncio.Event()

    async def _rest(self, number: int) -> int:
        """Let ticks go by up to the next that is made at rest; give how many have been due.

        number: of the tick that would be next. Those at rest are always the same ones of all, or
        what is sent each 400 ms would not be.
        """
        most = -number % REST_TICKS
        if not most:
            return 0
        loop = asyncio.get_running_loop()
        self._resting = loop.create_future()
        self._rests_s = most * TICK_S
        timer = loop.call_later(self.spare_s(), self.wake)
        try:
            await self._resting
        finally:
            timer.cancel()
            self._resting, self._rests_s = None, 0.0
        return min(most, max(0, math.ceil(-self.spare_s() / TICK_S)))
