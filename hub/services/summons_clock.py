"""The clock of summonses: sleeps until the next row is due, and does what is due in one commit.

What was slept through is done in order. An outage of ours moves deadlines by the part of it that
fell into them. An auditor looks every AUDIT_EVERY_S whether anybody is stuck; there must be nobody.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

from hub.domain.refusals import NotSaved
from hub.domain.summons.recipient import due
from hub.services.ports import Clock
from hub.services.store import Store, Tx
from hub.services.summons_board import Board
from hub.services.summons_proofs import Proofs
from hub.services.summons_steps import Reach, Steps
from hub.services.summons_store import Called

BATCH_MAX = 500
BEAT_EVERY_S = 1.0
AUDIT_EVERY_S = 5.0
RETRY_S = 1.0
BAD_AGAIN_S = 5.0
"""A recipient whose step broke is looked at again so much later; the others are not held up."""
LONGEST_SLEEP_S = 3600.0


class SummonsClock:
    """Does what is due. `stuck`: recipients the auditor found, and has brought back."""

    def __init__(
        self,
        store: Store,
        board: Board,
        proofs: Proofs,
        reach: Reach,
        clock: Clock,
        alarm: Callable[[list[str]], None],
        failed: Callable[[str, Exception], None],
    ) -> None:
        """alarm: told of who was stuck. failed: of whose step broke, and why; empty: of none."""
        self._failed = failed
        self._store = store
        self._board = board
        self._proofs = proofs
        self._reach = reach
        self._clock = clock
        self._alarm = alarm
        self._woken = asyncio.Event()
        self._odd: set[str] = set()
        self.stuck = 0
        self.fired = 0
        self._next: float | None = None

    def wake(self) -> None:
        """Look again at what is due next."""
        self._woken.set()

    async def run(self) -> None:
        """Fire, beat and audit for ever."""
        while True:
            if await self._done("make good", self.make_good):
                break
            await asyncio.sleep(RETRY_S)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._fire())
            tasks.create_task(self._beat())
            tasks.create_task(self._audit())

    async def fire_due(self) -> float | None:
        """Do what is due; give when the next is. NotSaved."""
        steps = Steps(self._reach, round(self._clock.now(), 3))
        broken: list[str] = []

        async def change(tx: Tx) -> float | None:
            await steps.make_good(tx)
            due = await tx.summonses.due(steps.now, BATCH_MAX)
            unread = tx.summonses.spoiled()
            for one in unread:
                self._failed(one, ValueError("its row cannot be read"))
            bad = [*unread, *await self._tick(tx, steps, due)]
            if due:
                await steps.save(tx)
            if bad:
                await tx.summonses.put_off(bad, steps.now + BAD_AGAIN_S)
            broken[:] = bad
            return await tx.summonses.next_due()

        next_due = await self._store.write(change)
        self._board.broken -= steps.changed.keys()
        self._board.broken.update(broken)
        self.fired += len(steps.changed)
        if steps.changed:
            steps.show(self._board)
            with suppress(NotSaved):  # The next ring says it again.
                await self._proofs.rang(steps.rang)
        return next_due

    async def _tick(self, tx: Tx, steps: Steps, due: list[Called]) -> list[str]:
        """Do what is due of each; give those whose step broke."""
        bad = []
        for called in due:
            if error := await steps.guarded(tx, called, steps.tick):
                bad.append(called.recipient.id)
                self._failed(called.recipient.id, error)
        return bad

    async def _fire(self) -> None:
        while True:
            self._woken.clear()
            if not await self._done("fire", self._fire_once):
                await asyncio.sleep(RETRY_S)  # Done late rather than never.
                continue
            sleep_s = LONGEST_SLEEP_S if self._next is None else self._next - self._clock.now()
            with suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, sleep_s)):
                    await self._woken.wait()

    async def _fire_once(self) -> None:
        self._next = await self.fire_due()

    async def _done(self, what: str, do: Callable[[], Awaitable[object]]) -> bool:
        """Do it; did it go well? What goes wrong is told once, and the clock goes on."""
        try:
            await do()
        except NotSaved:  # Said already, by the store.
            return False
        except Exception as error:  # noqa: BLE001 Whatever it is: people are waited for.
            if what not in self._odd:
                self._odd.add(what)
                self._failed("", error)
            return False
        self._odd.discard(what)
        return True

    async def make_good(self) -> None:
        """Beat, and see that nobody is missed because we were out. NotSaved."""
        steps = Steps(self._reach, round(self._clock.now(), 3))

        await self._store.write(steps.make_good)
        if steps.changed:
            steps.show(self._board)
            self.wake()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_EVERY_S)
            if any(summons.state == "open" for summons in self._board.summonses.values()):
                await self._done("beat", self.make_good)

    async def _audit(self) -> None:
        while True:
            await asyncio.sleep(AUDIT_EVERY_S)
            await self._done("audit", self.audit)
            self._board.forget(self._clock.now())

    async def audit(self) -> list[str]:
        """Find who is stuck, raise the alarm, and make them due. NotSaved."""
        now = round(self._clock.now(), 3)
        stuck = await self._store.read(lambda tx: tx.summonses.stuck(now))
        if not stuck:
            return []
        self.stuck += len(stuck)
        self._alarm(stuck)
        steps = Steps(self._reach, now)

        async def change(tx: Tx) -> None:
            for called in await tx.summonses.find(stuck):
                if await steps.guarded(tx, called, steps.tick):
                    continue  # Told already; the alarm comes again until somebody mends it.
                summons = await steps.summons(tx, called.recipient.summons)
                seen = steps.changed.get(called.recipient.id, called)
                when = due(seen.recipient, summons.ladder)
                steps.changed[called.recipient.id] = replace(seen, due=when)
                steps.note("summons:repaired", called.recipient.id, {})
            await steps.save(tx)

        await self._store.write(change)
        steps.show(self._board)
        self.wake()
        return stuck
