"""The only reader of the time in the bridge."""

import time


def now_s() -> float:
    """Give monotonic seconds, for PTT, leases, squelch and sleeping."""
    return time.monotonic()
