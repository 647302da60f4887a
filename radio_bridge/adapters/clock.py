"""The only reader of the time in the bridge."""

import time


def now_s() -> float:
    """Give seconds since the machine began, its sleep counted: for PTT, leases and squelch.

    All processes of a machine have the same, so one may tell another when it said something.
    """
    return time.clock_gettime(time.CLOCK_BOOTTIME)
