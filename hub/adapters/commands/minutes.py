"""The commands of minutes: one function each, that calls one service."""

from hub.adapters.commands.door import Command
from hub.services.callers import Caller
from hub.services.minutes import MinutesService
from hub.services.ports import Clock
from hub.services.turns import Turns
from hub.wire.minutes import MinutesEdit, MinutesRead, MinutesWhole

PAGES_AT_ONCE, PAGES_PER_MINUTE = 20, 60


class MinutesCommands:
    """Minutes, as a client may use them."""

    def __init__(self, minutes: MinutesService, clock: Clock) -> None:
        self._minutes = minutes
        self._pages = Turns(clock, burst=PAGES_AT_ONCE, per_minute=PAGES_PER_MINUTE)
        self.table: dict[str, Command] = {
            "minutes:read": self._read,
            "minutes:edit": self._edit,
        }

    async def _read(self, caller: Caller, command: MinutesRead) -> MinutesWhole:
        async with self._pages.turn(caller):
            return await self._minutes.read(caller, command.rollcall)

    async def _edit(self, caller: Caller, command: MinutesEdit) -> MinutesWhole:
        return await self._minutes.edit(caller, command)
