"""The ticker, on the real clock: sleeps until the deadline, and is woken for a nearer one."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from hub.adapters.clock import SystemClock
from hub.services.ticker import Ticker

clock = SystemClock()


@asynccontextmanager
async def ticking(*sources: Callable[[], float | None]) -> AsyncIterator[Ticker]:
    ticker = Ticker(clock)
    for source in sources:
        ticker.add(source)
    task = asyncio.create_task(ticker.run())
    try:
        yield ticker
    finally:
        task.cancel()


class Alarm:
    """Something due once."""

    def __init__(self) -> None:
        self.due: float | None = None
        self.looked = 0
        self.fired = asyncio.Event()

    def fire_due(self) -> float | None:
        self.looked += 1
        if self.due is not None and clock.monotonic() >= self.due:
            self.due = None
            self.fired.set()
        return self.due


async def test_it_fires_at_the_deadline_without_turning_for_nothing() -> None:
    alarm = Alarm()
    alarm.due = due = clock.monotonic() + 0.05
    async with ticking(alarm.fire_due, lambda: None), asyncio.timeout(2.0):
        await alarm.fired.wait()
    assert clock.monotonic() >= due
    assert alarm.looked <= 4


async def test_it_is_woken_for_a_nearer_deadline() -> None:
    alarm = Alarm()
    async with ticking(alarm.fire_due) as ticker, asyncio.timeout(2.0):
        await asyncio.sleep(0)
        alarm.due = clock.monotonic()
        ticker.wake()
        await alarm.fired.wait()
