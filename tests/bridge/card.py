"""A CM108 without hardware: a pseudo-terminal that takes its reports, as long as one likes."""

import asyncio
import os
import pty
import tty
from contextlib import suppress

PATIENCE_S = 10.0
PIN = 3
UP, DOWN = bytes((0, 0, 4, 4, 0)), bytes((0, 0, 0, 4, 0))


class Card:
    """A CM108 as far as HID goes: the reports written to it, and its squelch."""

    def __init__(self) -> None:
        self._ours, theirs = pty.openpty()
        tty.setraw(theirs)
        self.device = os.ttyname(theirs)
        self._theirs = theirs  # As a card does, it stays when nobody has it open.
        os.set_blocking(self._ours, False)
        self._reports = b""

    def reports(self) -> list[bytes]:
        """Give all that were written so far."""
        with suppress(BlockingIOError):
            self._reports += os.read(self._ours, 65536)
        return [self._reports[n : n + 5] for n in range(0, len(self._reports), 5)]

    async def shows(self, report: bytes) -> None:
        """Wait for this one."""
        async with asyncio.timeout(PATIENCE_S):
            while self.reports()[-1:] != [report]:  # noqa: ASYNC110
                await asyncio.sleep(0.005)

    @property
    def up(self) -> bool:
        """Whether the radio transmits."""
        return self.reports()[-1:] == [UP]

    def squelch(self, is_open: bool) -> None:
        """Its receiver hears somebody, or no longer."""
        os.write(self._ours, bytes((2 if is_open else 0, 0, 0, 0)))

    def close(self) -> None:
        """Take it away."""
        os.close(self._ours)
        os.close(self._theirs)
