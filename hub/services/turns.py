"""Turns: what is long to answer is answered to each official one at a time, and so often a minute.

Whoever asks for much at once waits behind himself. Without that one page, by mistake or malice,
would stand before everybody: they share the database's readers and the locks of the streams.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from hub.domain.refusals import RateLimited
from hub.services.brakes import Brake
from hub.services.callers import Caller
from hub.services.ports import Clock

WAITING_MAX = 60
RETRY_S = 1.0


@dataclass(slots=True)
class _Queue:
    """Those of one official who wait, the one whose turn it is among them."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    wanted: int = 0


class Turns:
    """Of one kind of answer. at_once: how many of them, of all officials, are made together."""

    def __init__(
        self, clock: Clock, *, burst: float, per_minute: float, at_once: int | None = None
    ) -> None:
        self._brake = Brake(clock, burst=burst, per_minute=per_minute)
        self._queues: dict[str, _Queue] = {}
        self._at_once = asyncio.Semaphore(at_once) if at_once else None

    @asynccontextmanager
    async def turn(self, caller: Caller) -> AsyncIterator[None]:
        """Wait until it is his turn, and have it until the block ends. RateLimited."""
        who = caller.person.holder
        self._brake.take(who)
        queue = self._queues.setdefault(who, _Queue())
        if queue.wanted >= WAITING_MAX:
            raise RateLimited("too many of his wait", retry_after_s=RETRY_S)
        queue.wanted += 1
        try:
            async with queue.lock:
                if self._at_once is None:
                    yield
                else:
                    async with self._at_once:
                        yield
        finally:
            queue.wanted -= 1
            if not queue.wanted:
                del self._queues[who]
