"""The only reader of the time in the control plane, and who notices when the clock is set."""

import asyncio
import time
from collections.abc import Callable

import structlog

LOOK_EVERY_S = 1.0
STEP_S = 1.0
"""A smaller step is how clocks are kept in time."""

log = structlog.get_logger()


class SystemClock:
    """The machine's clocks, in seconds."""

    def __init__(self) -> None:
        self._not_before = 0.0
        self._behind_s = 0.0

    def not_before(self, at: float) -> None:
        """What is saved is of this time: a machine whose clock was lost goes on from there.

        Until it is set right; else posts would be vacant and everybody signed out, just when the
        power came back.
        """
        self._not_before = at
        self._behind_s = at - time.time()
        if self._behind_s > 0:
            log.error("wall clock is behind the data", behind_s=round(self._behind_s))

    def now(self) -> float:
        """UTC; may be stepped by whoever sets the machine's clock."""
        wall = time.time()
        return wall if wall >= self._not_before else wall + max(0.0, self._behind_s)

    def monotonic(self) -> float:
        """Never goes back; begins anywhere."""
        return time.monotonic()


class StepWatch:
    """Compares the two clocks: when the one of the wall was set, it is logged, and others told."""

    def __init__(self, clock: SystemClock, stepped: Callable[[float], None]) -> None:
        """stepped: is told by how many seconds, forward or, below zero, back."""
        self._clock = clock
        self._stepped = stepped
        self._apart_s = clock.now() - clock.monotonic()

    async def run(self) -> None:
        """Watch for ever."""
        while True:
            self.look()
            await asyncio.sleep(LOOK_EVERY_S)

    def look(self) -> None:
        """Compare once."""
        apart_s = self._clock.now() - self._clock.monotonic()
        step_s, self._apart_s = apart_s - self._apart_s, apart_s
        if abs(step_s) > STEP_S:
            log.warning("wall clock was set", step_s=round(step_s, 3))
            self._stepped(step_s)
