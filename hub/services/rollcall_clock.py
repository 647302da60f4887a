"""The clock of roll-calls: what is due by time, who answers by voice, and the summons that follows.

Deadlines are in the rows. After an outage whoever was being called has his whole time anew.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable
from contextlib import suppress

from hub.domain.refusals import NotSaved, RollCallState
from hub.domain.rollcall import inputs as said
from hub.domain.rollcall.course import RollCall, due
from hub.domain.rollcall.inputs import Input
from hub.services.ports import Clock
from hub.services.rollcall_calls import RollCallCalls
from hub.services.rollcall_reports import RollCallReports
from hub.services.rollcall_steps import By, RollCallSteps
from hub.services.store import Tx

RETRY_S = 1.0
BAD_AGAIN_S = 5.0
"""A roll-call whose step broke is looked at again so much later; the others are not held up."""
FOLLOW_EVERY_S = 0.25
"""No more often do summonses follow: of dozens of forms in one instant, each is on the board before
the ringing of those who sent them is seen to."""
LONGEST_SLEEP_S = 600.0
TICKS_MAX = 16
"""Of one roll-call at once: after an outage of the clock nobody is called for ever."""


class RollCallClock:
    """Does what is due. failed: told of a roll-call whose step broke, and why; empty: of none."""

    def __init__(
        self,
        steps: RollCallSteps,
        reports: RollCallReports,
        calls: RollCallCalls,
        clock: Clock,
        failed: Callable[[str, Exception], None],
    ) -> None:
        self._steps = steps
        self._reports = reports
        self._calls = calls
        self._clock = clock
        self._failed = failed
        self._woken = asyncio.Event()
        self._odd: set[str] = set()
        self._bad: dict[str, float] = {}
        self._shift_s = 0.0
        self._follow_at = 0.0

    def wake(self) -> None:
        """Look again at what is due."""
        self._woken.set()

    def clock_was_set(self, step_s: float) -> None:
        """The wall clock was set: no time went by."""
        self._shift_s += step_s
        self.wake()

    async def run(self) -> None:
        """Do what is due for ever."""
        begun = False
        while True:
            begun = begun or await self._done("begin", self.begin)
            if not begun:
                await asyncio.sleep(RETRY_S)
                continue
            self._woken.clear()
            if not await self._done("fire", self.fire_due):
                await asyncio.sleep(RETRY_S)  # Done late rather than never.
                continue
            follow_s = self._follow_at - self._clock.monotonic()
            if follow_s <= 0.0:
                if not await self._done("follow", self._calls.follow):
                    await asyncio.sleep(RETRY_S)
                    continue
                self._follow_at, follow_s = self._clock.monotonic() + FOLLOW_EVERY_S, math.inf
            next_due = self._next_due()
            sleep_s = math.inf if next_due is None else next_due - self._clock.now()
            with suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, min(LONGEST_SLEEP_S, sleep_s, follow_s))):
                    await self._woken.wait()

    async def begin(self) -> None:
        """We were out. NotSaved."""
        for one in self._steps.board.active():
            await self._take(one, said.Restarted())

    async def fire_due(self) -> None:
        """Do what is due. NotSaved."""
        if by_s := self._shift_s:
            self._shift_s = 0.0
            for one in self._steps.board.active():
                await self._take(one, said.Shift(by_s))
        await self._reports.answered_by_voice()
        now = self._clock.now()
        self._steps.board.forget(now)
        for one in self._steps.board.active():
            if self._bad.get(one.id, 0.0) > now:
                continue
            try:
                await self._tick(one)
                self._bad.pop(one.id, None)
            except NotSaved:
                raise
            except Exception as error:  # noqa: BLE001 One that is damaged holds up no other.
                self._bad[one.id] = now + BAD_AGAIN_S
                self._failed(one.id, error)

    # Inside

    async def _tick(self, one: RollCall) -> None:
        for _ in range(TICKS_MAX):
            when = due(one)
            if when is None or when > self._clock.now():
                return
            one = await self._take(one, said.Tick())

    async def _take(self, one: RollCall, what: Input) -> RollCall:
        async def event(tx: Tx, before: RollCall) -> tuple[RollCall, Input]:
            return before, what

        try:
            return await self._steps.take(By(), None, one.id, event)
        except RollCallState:  # Closed by somebody in the meantime.
            return one

    def _next_due(self) -> float | None:
        dues = [
            max(when, self._bad.get(one.id, 0.0))
            for one in self._steps.board.active()
            if (when := due(one)) is not None
        ]
        return min(dues, default=None)

    async def _done(self, what: str, do: Callable[[], Awaitable[object]]) -> bool:
        """Do it; did it go well? What goes wrong is told once, and the clock goes on."""
        try:
            await do()
        except NotSaved:  # Said already, by the store.
            return False
        except Exception as error:  # noqa: BLE001 Whatever it is: agencies wait for their turn.
            if what not in self._odd:
                self._odd.add(what)
                self._failed("", error)
            return False
        self._odd.discard(what)
        return True
