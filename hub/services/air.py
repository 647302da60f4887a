"""The log of the air: who had which floor, from when, how long, and how it ended.

Noted at the moment a floor is let go, saved a moment later by a task of its own: nothing that
concerns a key ever waits for the disk. While the disk is full notes wait, the newest WAITING_MAX.
"""

import asyncio
from collections import deque
from collections.abc import Callable

from hub.domain.people import Person
from hub.domain.refusals import NotSaved
from hub.domain.streams import air_stream
from hub.services.ports import Clock
from hub.services.store import Draft, Store, Tx
from hub.wire.streams import Transmission

WAITING_MAX = 10_000
BATCH = 100
RETRY_S = 1.0


class Air:
    """Takes notes of transmissions; `run` saves them."""

    def __init__(self, store: Store, clock: Clock, new_event_id: Callable[[], str]) -> None:
        self._store = store
        self._clock = clock
        self._new_event_id = new_event_id
        self._waiting: deque[Draft] = deque(maxlen=WAITING_MAX)
        self._woken = asyncio.Event()

    def transmission(
        self,
        room: str,
        person: Person,
        began_ms: int,
        ended: str,
        all_call: bool = False,
        over_radio: bool = False,
    ) -> None:
        """Note one that is over now. `ended` as on the wire."""
        at_ms = round(self._clock.now() * 1000)
        body = Transmission.model_validate(
            {
                "person": person.id,
                "began_ms": began_ms,
                "length_ms": max(0, at_ms - began_ms),
                "ended": ended,
                "all_call": all_call,
                "over_radio": over_radio,
            }
        ).model_dump(mode="json", exclude_defaults=True)
        stream, event_id = air_stream(room), self._new_event_id()
        self._waiting.append(
            Draft(stream, event_id, "transmission", at_ms, person.id, person.holder, body)
        )
        self._woken.set()

    @property
    def waiting(self) -> int:
        """Notes that are not saved yet."""
        return len(self._waiting)

    async def run(self) -> None:
        """Save what was noted, for ever."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            while self._waiting:
                try:
                    await self._save([self._waiting[n] for n in range(min(BATCH, self.waiting))])
                except NotSaved:
                    await asyncio.sleep(RETRY_S)

    async def save_all(self) -> None:
        """Save what is left at the end. NotSaved."""
        while self._waiting:
            await self._save(list(self._waiting))

    async def _save(self, drafts: list[Draft]) -> None:
        async def change(tx: Tx) -> None:
            for draft in drafts:
                # Whoever was stopped while he waited for the commit does not know that it came.
                if await tx.events.find(draft.id) is None:
                    await tx.events.append(draft)

        await self._store.write(change)
        saved = {draft.id for draft in drafts}
        while self._waiting and self._waiting[0].id in saved:
            self._waiting.popleft()
