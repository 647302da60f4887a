"""Pings to pages leave together, on a beat: a process that wakes for each page alone never rests.

A hundred pages asked at moments of their own woke the hub a hundred times a second (ping, answer,
watch), and to wake costs more than what is then done. engine.io is pinned: its sockets ask the
server for `ping_interval` before each ping.
"""

import math
from collections.abc import Callable
from typing import Any

import engineio
import socketio

BEAT_S = 0.5


class _OnTheBeat(engineio.AsyncServer):  # type: ignore[misc]  # It has no types.
    """An engine.io server whose pings come up to a beat early, so that they come together."""

    clock: Callable[[], float]
    _longest_s = 0.0

    @property
    def ping_interval(self) -> float:
        """Seconds from now to the last beat within the interval."""
        now_s = self.clock()
        return math.floor((now_s + self._longest_s) / BEAT_S) * BEAT_S - now_s

    @ping_interval.setter
    def ping_interval(self, interval_s: float) -> None:
        self._longest_s = interval_s

    async def cut_off_the_silent(self) -> None:
        """End the connections that did not answer their last ping in time."""
        for sid, page in list(self.sockets.items()):
            if page.closed:
                self.sockets.pop(sid, None)
            elif not page.closing:
                await page.check_ping_timeout()


class PagesServer(socketio.AsyncServer):  # type: ignore[misc]
    """A socket.io server with such pings; `cut_off_the_silent` is to be called now and then."""

    def __init__(self, clock: Callable[[], float], **options: Any) -> None:
        """clock: monotonic, in seconds. options: socketio's and engineio's."""
        kind = type("_Ours", (_OnTheBeat,), {"clock": staticmethod(clock)})
        self._kind = kind
        super().__init__(monitor_clients=False, **options)

    def _engineio_server_class(self) -> type[engineio.AsyncServer]:
        return self._kind

    async def cut_off_the_silent(self) -> None:
        """End the connections that did not answer their last ping in time."""
        await self.eio.cut_off_the_silent()
