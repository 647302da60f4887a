"""The only reader of the time in the control plane."""

import time


class SystemClock:
    """The machine's clocks, in seconds."""

    def now(self) -> float:
        """UTC; may be stepped by whoever sets the machine's clock."""
        return time.time()

    def monotonic(self) -> float:
        """Never goes back; begins anywhere."""
        return time.monotonic()
