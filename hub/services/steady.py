"""Steady time: what ends by the calendar does not end because somebody set the clock.

A step forward counts for nothing at first. When it still stands after half a day it is believed.
"""

from hub.services.ports import Clock

STEP_S = 60.0
"""A smaller step ends nothing before its time."""
BELIEVED_AFTER_S = 12 * 3600.0


class SteadyTime:
    """UTC, less the steps forward that are not believed yet."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._apart_s = clock.now() - clock.monotonic()
        self._ahead_s = 0.0
        self._since = clock.monotonic()

    def now(self) -> float:
        """UTC in seconds, as far as it is believed."""
        wall, mono = self._look()
        if mono - self._since >= BELIEVED_AFTER_S:
            self._ahead_s = 0.0
        return wall - self._ahead_s

    @property
    def steady_s(self) -> float:
        """For how long nobody has set the clock, as far as this process knows."""
        _, mono = self._look()
        return mono - self._since

    def _look(self) -> tuple[float, float]:
        wall, mono = self._clock.now(), self._clock.monotonic()
        step_s = wall - mono - self._apart_s
        if abs(step_s) > STEP_S:
            self._apart_s += step_s
            self._ahead_s = max(0.0, self._ahead_s + step_s)
            self._since = mono
        return wall, mono
