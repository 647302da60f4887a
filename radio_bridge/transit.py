"""How late something came, where the clocks of sender and receiver have nothing in common.

What took the shortest way of the last minutes counts as not late at all; whatever took longer is
late by the difference. Two windows, the newer of which takes the older one's place: so a drift
between the clocks (100 ppm are 12 ms in two minutes) does not add up.
"""

WINDOW_S = 60.0


class Transit:
    """Fed with both clocks' times of each arrival, in seconds."""

    def __init__(self) -> None:
        self._since_s: float | None = None
        self._before: float | None = None
        self._now: float | None = None

    def late_s(self, sent_s: float, came_s: float) -> float:
        """Give how much longer this was under way than the fastest, 0 or more."""
        took = came_s - sent_s
        if self._since_s is None or came_s - self._since_s >= WINDOW_S:
            self._since_s, self._before, self._now = came_s, self._now, took
        self._now = took if self._now is None else min(self._now, took)
        best = self._now if self._before is None else min(self._now, self._before)
        return max(0.0, took - best)


class Unwrapped:
    """A 32-bit timestamp that goes on for ever, as a number that does."""

    def __init__(self) -> None:
        self._last: int | None = None

    def of(self, timestamp: int) -> int:
        """Give it unwrapped; a step of less than half the range is the shorter way."""
        if self._last is None:
            self._last = timestamp
        else:
            step = (timestamp - self._last + 2**31) % 2**32 - 2**31
            self._last += step
        return self._last
