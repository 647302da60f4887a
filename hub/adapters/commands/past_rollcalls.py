"""The commands of past roll-calls: one function each, that calls one service."""

from hub.adapters.commands.door import Command
from hub.services.callers import Caller
from hub.services.past_rollcalls import PastRollCallService
from hub.services.ports import Clock
from hub.services.turns import Turns
from hub.wire.rollcall_past import (
    RollCallCompare,
    RollCallCompareAsk,
    RollCallHeard,
    RollCallHeardAsk,
    RollCallPastAsk,
    RollCallPastPage,
    RollCallPastRead,
    RollCallPastWhole,
)

PAGES_AT_ONCE, PAGES_PER_MINUTE = 20, 60
MADE_TOGETHER = 1
"""Of all officials: what takes long is made one after the other."""


class PastRollCallCommands:
    """Past roll-calls, as a client may use them."""

    def __init__(self, past: PastRollCallService, clock: Clock) -> None:
        self._past = past
        self._pages = Turns(clock, burst=PAGES_AT_ONCE, per_minute=PAGES_PER_MINUTE)
        self._long = Turns(
            clock, burst=PAGES_AT_ONCE, per_minute=PAGES_PER_MINUTE, at_once=MADE_TOGETHER
        )
        self.table: dict[str, Command] = {
            "rollcall:past": self._page,
            "rollcall:past_read": self._read,
            "rollcall:compare": self._compare,
            "rollcall:heard": self._heard,
        }

    async def _page(self, caller: Caller, command: RollCallPastAsk) -> RollCallPastPage:
        async with self._pages.turn(caller):
            return await self._past.page(caller, command)

    async def _read(self, caller: Caller, command: RollCallPastRead) -> RollCallPastWhole:
        async with self._pages.turn(caller):
            return await self._past.read(caller, command.rollcall)

    async def _compare(self, caller: Caller, command: RollCallCompareAsk) -> RollCallCompare:
        async with self._long.turn(caller):
            return await self._past.compare(caller, command)

    async def _heard(self, caller: Caller, command: RollCallHeardAsk) -> RollCallHeard:
        async with self._long.turn(caller):
            return RollCallHeard(heard=await self._past.heard(caller, command))
