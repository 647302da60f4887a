"""What the worker knows of itself: packets, refusals, and how late, dear and long its ticks are."""

from collections import Counter, deque

import numpy as np

from hub.media import clock

KEPT = 60_000
"""Samples kept of each measure: 20 minutes of ticks."""

LATE_S = 0.005
"""A tick begun later than this counts as late."""


class Meters:
    """Counters and the last samples of each measure; `snapshot` gives them as one object."""

    def __init__(self) -> None:
        self.refused: Counter[str] = Counter()
        self.packets_sent = 0
        self._late_s: deque[float] = deque(maxlen=KEPT)
        self._tick_cpu_s: deque[float] = deque(maxlen=KEPT)
        self._latency_s: deque[float] = deque(maxlen=KEPT)
        self.ticks_skipped = 0

    def reset(self) -> None:
        """Begin anew."""
        self.refused.clear()
        self.packets_sent = self.ticks_skipped = 0
        for samples in (self._late_s, self._tick_cpu_s, self._latency_s):
            samples.clear()

    def ticked(self, late_s: float, cpu_s: float) -> None:
        """Note a tick: how long after it was due it began, and the CPU time it took."""
        self._late_s.append(late_s)
        self._tick_cpu_s.append(cpu_s)

    def sent(self, arrivals_s: list[float | None]) -> None:
        """Note that what arrived then has just been sent for the first time, in a mix."""
        now_s = clock.monotonic_s()
        self._latency_s.extend(now_s - arrival_s for arrival_s in arrivals_s if arrival_s)

    def snapshot(self) -> dict[str, float | int | dict[str, int]]:
        """Give all figures; times in ms, shares of 1."""
        late = [late_s > LATE_S for late_s in self._late_s]
        return {
            "packets_sent": self.packets_sent,
            "refused": dict(self.refused),
            "ticks": len(self._late_s),
            "ticks_skipped": self.ticks_skipped,
            "late_share": sum(late) / len(late) if late else 0.0,
            "tick_late_ms_p99": _percentile_ms(self._late_s, 99),
            "tick_cpu_ms_p50": _percentile_ms(self._tick_cpu_s, 50),
            "tick_cpu_ms_p99": _percentile_ms(self._tick_cpu_s, 99),
            "latency_ms_p50": _percentile_ms(self._latency_s, 50),
            "latency_ms_p99": _percentile_ms(self._latency_s, 99),
        }


def _percentile_ms(samples: deque[float], percent: int) -> float:
    return round(float(np.percentile(samples, percent)) * 1e3, 3) if samples else 0.0
