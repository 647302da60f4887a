"""What the worker knows of itself: packets, refusals, and how late, dear and long its ticks are."""

from collections import Counter

import numpy as np

from hub.media import clock
from hub.media.faults import Faults

KEPT = 60_000
"""Samples kept of each measure: 20 minutes of ticks."""

LATE_S = 0.005
"""A tick begun later than this counts as late."""


class Recent:
    """The last KEPT samples of one measure, in seconds. Reading them all takes a millisecond."""

    def __init__(self) -> None:
        self._samples = np.zeros(KEPT, np.float32)
        self.count = 0

    def add(self, sample_s: float) -> None:
        """Keep a sample; the oldest goes when all places are taken."""
        self._samples[self.count % KEPT] = sample_s
        self.count += 1

    def share_above(self, limit_s: float) -> float:
        """Give the share of samples greater than the limit; 0 when there are none."""
        samples = self._samples[: self.count]
        return float((samples > limit_s).mean()) if samples.size else 0.0

    def percentiles_ms(self, *percents: int) -> list[float]:
        """Give percentiles in milliseconds; zeros when there are no samples."""
        samples = self._samples[: self.count]
        if not samples.size:
            return [0.0] * len(percents)
        return [round(float(value) * 1e3, 3) for value in np.percentile(samples, percents)]


class Meters:
    """Counters and the last samples of each measure; `snapshot` gives them as one object."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.refused: Counter[str] = Counter()
        self.reset()

    def reset(self) -> None:
        """Begin anew."""
        self.refused.clear()
        self.faults.counted.clear()
        self.packets_sent = self.ticks_skipped = 0
        self._late, self._tick_cpu, self._latency = Recent(), Recent(), Recent()

    def ticked(self, late_s: float, cpu_s: float) -> None:
        """Note a tick: how long after it was due it began, and the CPU time it took."""
        self._late.add(late_s)
        self._tick_cpu.add(cpu_s)

    def sent(self, arrivals_s: list[float | None]) -> None:
        """Note that what arrived then has just been sent for the first time, in a mix."""
        now_s = clock.monotonic_s()
        for arrival_s in arrivals_s:
            if arrival_s:
                self._latency.add(now_s - arrival_s)

    def snapshot(self) -> dict[str, float | int | dict[str, int]]:
        """Give all figures; times in ms, shares of 1."""
        [late_ms_p99] = self._late.percentiles_ms(99)
        cpu_ms_p50, cpu_ms_p99 = self._tick_cpu.percentiles_ms(50, 99)
        latency_ms_p50, latency_ms_p99 = self._latency.percentiles_ms(50, 99)
        return {
            "packets_sent": self.packets_sent,
            "refused": dict(self.refused),
            "faults": dict(self.faults.counted),
            "ticks": min(self._late.count, KEPT),
            "ticks_skipped": self.ticks_skipped,
            "late_share": self._late.share_above(LATE_S),
            "tick_late_ms_p99": late_ms_p99,
            "tick_cpu_ms_p50": cpu_ms_p50,
            "tick_cpu_ms_p99": cpu_ms_p99,
            "latency_ms_p50": latency_ms_p50,
            "latency_ms_p99": latency_ms_p99,
        }
