"""Drift: how much faster or slower a card takes sound than it comes, from how much is held.

Two clocks are never alike: cheap interfaces are 90 ppm off, 8 s a day. A PI loop on the filtered
level gives the ratio for a resampler, so that the level stays where it was when the sound began.
"""

MOST = 1e-3
"""1000 ppm: 1.7 cents of pitch, that nobody hears."""
PROPORTIONAL, INTEGRAL_S = 0.06, 60.0
"""Of the ratio, per second of error; and in how long the integral says the same again."""
FILTER_S = 2.0
"""Lateness of the loop and of the card's blocks is no drift."""


class Drift:
    """ratio: samples taken from what is held, for each given to the card, less one."""

    def __init__(self) -> None:
        self.ratio = 0.0
        self._error_s = 0.0
        self._sum = 0.0

    def feed(self, above_s: float, took_s: float) -> float:
        """Take how far the level is above its target, and since when; give the new ratio."""
        self._error_s += min(1.0, took_s / FILTER_S) * (above_s - self._error_s)
        proportional = PROPORTIONAL * self._error_s
        total = self._sum + proportional * took_s / INTEGRAL_S
        if abs(total + proportional) <= MOST:  # Else it winds up, and overshoots when it is back.
            self._sum = total
        self.ratio = max(-MOST, min(MOST, self._sum + proportional))
        return self.ratio
