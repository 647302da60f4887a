"""Tests of sound on a machine that others use too: what it was too late for is tried again.

A thread notes how late it is woken. A body that fails while that was more than BUSY_S has shown
nothing of the bridge; on a machine that kept time, the first failure counts.
"""

import functools
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

BUSY_S = 0.01  # One block of sound: the sound server beside us is not on time either.
TRIES = 4
LOOK_S = 0.005

Body = Callable[..., Awaitable[None]]


class Watch:
    """How late this machine is, at worst."""

    def __init__(self) -> None:
        self.worst_s = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.is_set():
            before_s = time.monotonic()
            time.sleep(LOOK_S)
            self.worst_s = max(self.worst_s, time.monotonic() - before_s - LOOK_S)


def unhurried(body: Body) -> Body:
    """Try again what failed while the machine was busy."""

    @functools.wraps(body)
    async def tried(*arguments: Any, **named: Any) -> None:
        for left in reversed(range(TRIES)):
            if "tmp_path" in named and left < TRIES - 1:  # What the last one left is not its own.
                named["tmp_path"] /= str(left)
                named["tmp_path"].mkdir()
            with Watch() as watch:
                try:
                    return await body(*arguments, **named)
                except (AssertionError, TimeoutError):
                    if left == 0 or watch.worst_s < BUSY_S:
                        raise

    return tried
