"""Who watches the hub: systemd is told that the event loop turns, and the log when it stood still.

The pings are sent from the loop itself: a hub that no longer answers its pages is not alive,
whatever its process does, and systemd starts it again.
"""

import asyncio
import contextlib
import os
import socket
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping

import structlog

from hub.services.ports import Clock

BEAT_S = 0.1
STALL_S = 0.1
"""Longer than this between two turns, and people notice: it is counted and logged."""
DUMP_AFTER_S = 1.0
"""Longer than this, and the log is told where the loop stands while it still does."""

log = structlog.get_logger()


class Supervisor:
    """The service manager, by its socket; without one in the environment nothing is sent."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        name = environment.get("NOTIFY_SOCKET", "")
        self._address = f"\0{name[1:]}" if name.startswith("@") else name
        self.ping_every_s = _ping_every_s(environment)

    def ready(self) -> None:
        """People can join now."""
        self._say("READY=1")

    def stopping(self) -> None:
        """We are asked to end."""
        self._say("STOPPING=1")

    def ping(self) -> None:
        """The loop turns."""
        self._say("WATCHDOG=1")

    def _say(self, state: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
                out.setblocking(False)
                out.sendto(state.encode(), self._address)
        except OSError as error:  # It starts us again if it must; no reason to end by ourselves.
            log.warning("service manager not told", state=state, why=error.strerror)


class LoopWatch:
    """Counts the stalls of the event loop it runs in, and pings the supervisor from there."""

    def __init__(
        self, clock: Clock, supervisor: Supervisor, *, dump_after_s: float = DUMP_AFTER_S
    ) -> None:
        self._clock = clock
        self.supervisor = supervisor
        self._dump_after_s = dump_after_s
        self._beat_s = clock.monotonic()
        self.stalls = 0
        self.stalled_s = 0.0
        """All stalls together."""

    async def run(self) -> None:
        """Watch for ever."""
        every_s = self.supervisor.ping_every_s
        pinged_s = -1e9
        self._beat_s = self._clock.monotonic()
        with self._looked_at_from_outside():
            while True:
                if every_s is not None and self._beat_s - pinged_s >= every_s:
                    self.supervisor.ping()
                    pinged_s = self._beat_s
                await asyncio.sleep(BEAT_S)
                self.beat()

    def beat(self) -> None:
        """Note a turn of the loop, BEAT_S after the one before if all is well."""
        before_s, self._beat_s = self._beat_s, self._clock.monotonic()
        late_s = self._beat_s - before_s - BEAT_S
        if late_s > STALL_S:
            self.stalls += 1
            self.stalled_s += late_s
            log.warning("event loop stood still", seconds=round(late_s, 3))

    @contextlib.contextmanager
    def _looked_at_from_outside(self) -> Iterator[None]:
        over = threading.Event()
        watcher = threading.Thread(
            target=self._look, args=(threading.get_ident(), over), name="loop-watch", daemon=True
        )
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()

    def _look(self, loop_thread: int, over: threading.Event) -> None:
        """Tell once a stall where the loop stands. Names and lines only: values may be secret."""
        told_s = None
        while not over.wait(self._dump_after_s / 4):
            beat_s = self._beat_s
            if beat_s == told_s or self._clock.monotonic() - beat_s < self._dump_after_s:
                continue
            told_s = beat_s
            frame = sys._current_frames().get(loop_thread)
            stack = "".join(traceback.format_stack(frame)) if frame else ""
            log.error("event loop stands still", stack=stack)


def _ping_every_s(environment: Mapping[str, str]) -> float | None:
    """Give half of what the supervisor allows, when it wants pings from this process."""
    allowed_us = environment.get("WATCHDOG_USEC", "")
    meant_for = environment.get("WATCHDOG_PID", str(os.getpid()))
    if not allowed_us.isdigit() or meant_for != str(os.getpid()):
        return None
    return int(allowed_us) / 2e6
