"""The worker's clocks, read here and nowhere else in the worker."""

import time

monotonic_s = time.monotonic
"""Seconds for deadlines, arrivals and the tick; never stepped."""

thread_cpu_s = time.thread_time
"""CPU seconds of the calling thread; what a tick costs, whatever else the machine does."""


def wall_s() -> float:
    """Unix seconds, for NTP stamps in sender reports and to place the kernel's packet stamps."""
    return time.time()
