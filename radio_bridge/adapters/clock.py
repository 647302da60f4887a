"""The only reader of the time in the bridge."""

import time


def now_s() -> float:
    """Give seconds since the machine began, its sleep counted: for PTT, leases and squelch.

    All processes of a machine have the same, so one may tell another when it said something.
    """
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def now_ms() -> int:
    """Give UTC in milliseconds: for records."""
    return time.time_ns() // 1_000_000


class SystemClock:
    """Both, for who is given a clock."""

    def now_s(self) -> float:
        """Monotonic."""
        return now_s()

    def now_ms(self) -> int:
        """UTC."""
        return now_ms()
