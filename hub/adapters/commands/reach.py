"""The commands by which officials say what they are reached by."""

from hub.adapters.commands.door import Command
from hub.adapters.qr import qr_code
from hub.services.brakes import Brake
from hub.services.callers import Caller
from hub.services.ports import Clock
from hub.services.reaching import ReachService
from hub.services.readiness import ReadinessService
from hub.services.turns import Turns
from hub.wire.base import Done
from hub.wire.reach import (
    ReachAdd,
    ReachAdded,
    ReachCode,
    ReachCoded,
    ReachHeard,
    ReachMine,
    ReachPush,
    ReachReadiness,
    ReachRemove,
    ReachTest,
    ReachTested,
    ReachWays,
    Readiness,
)

CHANGES_AT_ONCE, CHANGES_PER_MINUTE = 20, 20
PAGES_AT_ONCE, PAGES_PER_MINUTE = 10, 30


class ReachCommands:
    """One's own ways, and how well each post is reached."""

    def __init__(self, ways: ReachService, readiness: ReadinessService, clock: Clock) -> None:
        self._ways = ways
        self._readiness = readiness
        self._changes = Brake(clock, burst=CHANGES_AT_ONCE, per_minute=CHANGES_PER_MINUTE)
        self._pages = Turns(clock, burst=PAGES_AT_ONCE, per_minute=PAGES_PER_MINUTE)
        self.table: dict[str, Command] = {
            "reach:mine": self._mine,
            "reach:push": self._push,
            "reach:add": self._add,
            "reach:remove": self._remove,
            "reach:code": self._code,
            "reach:test": self._test,
            "reach:heard": self._heard,
            "reach:readiness": self._whole,
        }

    async def _mine(self, caller: Caller, command: ReachMine) -> ReachWays:
        return self._ways.mine(caller)

    async def _push(self, caller: Caller, command: ReachPush) -> ReachAdded:
        self._changes.take(caller.person.holder)
        point = await self._ways.push(caller, command.subscription, command.label)
        return ReachAdded(way=self._ways.card(caller, point))

    async def _add(self, caller: Caller, command: ReachAdd) -> ReachAdded:
        self._changes.take(caller.person.holder)
        return ReachAdded(way=self._ways.card(caller, await self._ways.add(caller, command)))

    async def _remove(self, caller: Caller, command: ReachRemove) -> Done:
        self._changes.take(caller.person.holder)
        await self._ways.remove(caller, command.id)
        return Done()

    async def _code(self, caller: Caller, command: ReachCode) -> ReachCoded:
        async with self._pages.turn(caller):
            return ReachCoded(qr=qr_code(self._ways.ntfy_link(caller)))

    async def _test(self, caller: Caller, command: ReachTest) -> ReachTested:
        tried = await self._ways.test(caller, command.id)
        return ReachTested(tried=tried, way=self._ways.shown(caller, command.id))

    async def _heard(self, caller: Caller, command: ReachHeard) -> ReachAdded:
        point = await self._ways.heard(caller, command.id)
        return ReachAdded(way=self._ways.card(caller, point))

    async def _whole(self, caller: Caller, command: ReachReadiness) -> Readiness:
        async with self._pages.turn(caller):
            return await self._readiness.whole(caller)
