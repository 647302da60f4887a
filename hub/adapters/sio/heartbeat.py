"""Pings to pages leave together, on a beat: a process that wakes for each page alone never rests.

A hundred pages asked at moments of their own woke the hub a hundred times a second (ping, answer,
watch), and to wake costs more than what is then done. engine.io is pinned: what it would start a
task for, a ping, is put on the beat; one timer serves all pages (ADR 26).
"""

import asyncio
import math
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

import engineio
import socketio
from engineio import async_socket, packet

from hub.adapters.sio.page_socket import PageSocket

BEAT_S = 0.5
_LATE_BEATS = 0.3
"""What is due so little after a beat belongs to it: the loop may have been late."""
_PING_FRAME = b"\x81\x01" + packet.Packet(packet.PING).encode().encode()
"""In a WebSocket's frame of text, unmasked from a server (RFC 6455 §5.2)."""


class _Due(NamedTuple):
    """A page to be looked at. asked_s: the ping it should have answered by then; None: ask it."""

    page: async_socket.AsyncSocket
    asked_s: float | None


class _OnTheBeat(engineio.AsyncServer):  # type: ignore[misc]  # It has no types.
    """An engine.io server whose pings come up to a beat early, so that they come together."""

    clock: Callable[[], float]
    _longest_s = 0.0
    _async: dict[str, Any]

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._async = {**self._async, "websocket": PageSocket}
        self._due: dict[int, list[_Due]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._next_beat = sys.maxsize
        self._ending: set[asyncio.Future[None]] = set()

    @property
    def ping_interval(self) -> float:
        """Seconds from now to the last beat within the interval."""
        now_s = self.clock()
        return math.floor((now_s + self._longest_s) / BEAT_S) * BEAT_S - now_s

    @ping_interval.setter
    def ping_interval(self, interval_s: float) -> None:
        self._longest_s = interval_s

    def start_background_task(self, target: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """Start a task, but for a ping, which waits for its beat."""
        if getattr(target, "__func__", None) is async_socket.AsyncSocket._send_ping:
            self._put(_Due(target.__self__, None), self.ping_interval)  # type: ignore[attr-defined]
            return None
        return super().start_background_task(target, *args, **named)

    def _put(self, due: _Due, in_s: float) -> None:
        beat = math.ceil((self.clock() + in_s) / BEAT_S - _LATE_BEATS)
        self._due.setdefault(beat, []).append(due)
        if beat < self._next_beat:
            self._wait_for(beat)

    def _wait_for(self, beat: int) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._next_beat = beat
        in_s = max(0.0, beat * BEAT_S - self.clock())
        self._timer = asyncio.get_running_loop().call_later(in_s, self._beat)

    def _beat(self) -> None:
        now_s = self.clock()
        stood_still = now_s - self._next_beat * BEAT_S > BEAT_S
        self._timer, self._next_beat = None, 0  # What is put meanwhile waits for nothing yet.
        beat = math.floor(now_s / BEAT_S + 0.5)
        for number in sorted(n for n in self._due if n <= beat):
            for due in self._due.pop(number):
                if stood_still and due.asked_s is not None:
                    self._put(due, BEAT_S)  # Its answer may wait to be read, or it stood too.
                else:
                    self._look(due, now_s)
        self._next_beat = sys.maxsize
        if self._due:
            self._wait_for(min(self._due))

    def _look(self, due: _Due, now_s: float) -> None:
        page = due.page
        if page.closed:  # And nobody told its socket.
            self.sockets.pop(page.sid, None)
            PageSocket.give_up(page)
            page.queue.put_nowait(None)
        elif page.closing:
            self._put(due, BEAT_S)
        elif due.asked_s is None:
            page.last_ping = now_s
            PageSocket.write(page, _PING_FRAME)
            self._put(_Due(page, now_s), self.ping_timeout)
        elif page.last_ping == due.asked_s:
            ending = page.close(wait=False, abort=True, reason=self.reason.PING_TIMEOUT)
            self._ending.add(task := asyncio.ensure_future(ending))
            task.add_done_callback(self._ending.discard)
            self._put(due, 0.0)


class PagesServer(socketio.AsyncServer):  # type: ignore[misc]
    """A socket.io server with such pings. Who does not answer one within the limit is cut off."""

    def __init__(self, clock: Callable[[], float], **options: Any) -> None:
        """clock: monotonic, in seconds. options: socketio's and engineio's."""
        kind = type("_Ours", (_OnTheBeat,), {"clock": staticmethod(clock)})
        self._kind = kind
        super().__init__(monitor_clients=False, **options)

    def _engineio_server_class(self) -> type[engineio.AsyncServer]:
        return self._kind
