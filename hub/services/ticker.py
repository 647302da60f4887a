"""The ticker: sleeps until the next deadline of any service, then lets each do what is due."""

import asyncio
from collections.abc import Callable

from hub.services.ports import Clock

FireDue = Callable[[], float | None]
"""Do what is due; give the next deadline in monotonic seconds, or None."""

LONGEST_SLEEP_S = 3600.0


class Ticker:
    """One loop for all deadlines. `wake` when a deadline may have come nearer."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sources: list[FireDue] = []
        self._woken = asyncio.Event()

    def add(self, fire_due: FireDue) -> None:
        """Ask this one too, after those added before."""
        self._sources.append(fire_due)

    def wake(self) -> None:
        """Look at the deadlines again."""
        self._woken.set()

    def fire_due(self) -> float | None:
        """One round; give the nearest deadline."""
        deadlines = [source() for source in self._sources]
        return min((d for d in deadlines if d is not None), default=None)

    async def run(self) -> None:
        """Go round for ever."""
        while True:
            self._woken.clear()
            deadline = self.fire_due()
            sleep_s = LONGEST_SLEEP_S if deadline is None else deadline - self._clock.monotonic()
            try:
                async with asyncio.timeout(max(0.0, sleep_s)):
                    await self._woken.wait()
            except TimeoutError:
                pass
