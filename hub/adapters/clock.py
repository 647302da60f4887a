"""The only reader of the time in the control plane, and who notices when the clock is set.

A machine whose clock was lost (no battery, no network) begins years ago: the hub goes on from the
time of what was saved last. It does so only where the clock cannot be right: what was saved while
the clock stood years ahead must not keep the hub in that future (ADR 11).
"""

import asyncio
import time
from collections.abc import Callable

import structlog

LOOK_EVERY_S = 1.0
STEP_S = 1.0
"""A smaller step is how clocks are kept in time."""
BELIEVED_STEP_S = 60.0
"""Whoever sets the clock by so much while the hub runs is believed from then on."""
CARRIED_MAX_S = 24 * 3600.0
"""A clock that may be right is made good by no more than this."""
BEGAN = 1_767_225_600.0
"""1 January 2026: there was no Posko before, so a clock that says so is lost."""

log = structlog.get_logger()


class SystemClock:
    """The machine's clocks, in seconds."""

    def __init__(self) -> None:
        self._newest = 0.0
        self._carried_apart_s: float | None = None

    def not_before(self, newest: float, oldest: float) -> None:
        """Between these times is what was saved: go on from the newest if the clock was lost.

        Until it is set right; else posts would be vacant and everybody signed out, just when the
        power came back. A clock before the oldest was lost for sure. One that stands between may
        well be right, and what is newer be of a day when it was years ahead: that is not adopted.
        """
        self._newest = newest
        behind_s = self.behind_s
        if not behind_s:
            return
        lost = time.time() < max(oldest, BEGAN)
        if lost or behind_s <= CARRIED_MAX_S:
            self._carried_apart_s = newest - time.monotonic()
            log.error("wall clock is behind the data", behind_s=round(behind_s))
        else:
            log.error("data is of the future: its time is not taken", ahead_s=round(behind_s))

    @property
    def behind_s(self) -> float:
        """How far the machine's clock is behind what is saved; 0.0 is as it should be."""
        return max(0.0, max(self._newest, self._carried()) - time.time())

    def believe(self) -> None:
        """Somebody has set the machine's clock: it is right."""
        self._newest, self._carried_apart_s = 0.0, None

    def now(self) -> float:
        """UTC; may be stepped by whoever sets the machine's clock."""
        return max(time.time(), self._carried())

    def wall(self) -> float:
        """What the machine itself says."""
        return time.time()

    def monotonic(self) -> float:
        """Never goes back; begins anywhere."""
        return time.monotonic()

    def _carried(self) -> float:
        apart_s = self._carried_apart_s
        return 0.0 if apart_s is None else apart_s + time.monotonic()


class StepWatch:
    """Compares the two clocks: when the one of the wall was set, it is logged, and others told."""

    def __init__(self, clock: SystemClock, stepped: Callable[[float], None]) -> None:
        """stepped: is told by how many seconds, forward or, below zero, back."""
        self._clock = clock
        self._stepped = stepped
        self._apart_s = self._wall_apart_s = 0.0
        self._begin()

    async def run(self) -> None:
        """Watch for ever."""
        self._begin()
        while True:
            self.look()
            await asyncio.sleep(LOOK_EVERY_S)

    def look(self) -> None:
        """Compare once."""
        wall_apart_s = self._clock.wall() - self._clock.monotonic()
        set_by_s, self._wall_apart_s = wall_apart_s - self._wall_apart_s, wall_apart_s
        if abs(set_by_s) > BELIEVED_STEP_S:
            self._clock.believe()
        apart_s = self._clock.now() - self._clock.monotonic()
        step_s, self._apart_s = apart_s - self._apart_s, apart_s
        if abs(step_s) > STEP_S:
            log.warning("wall clock was set", step_s=round(step_s, 3))
            self._stepped(step_s)

    def _begin(self) -> None:
        now, wall, mono = self._clock.now(), self._clock.wall(), self._clock.monotonic()
        self._apart_s, self._wall_apart_s = now - mono, wall - mono
