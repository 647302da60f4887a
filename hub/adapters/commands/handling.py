"""The commands of the board's rows: notes, taking in hand, the telephone. One function each."""

from hub.adapters.commands.door import Command
from hub.services.callers import Caller
from hub.services.dialling import DialService
from hub.services.handling import HandlingService
from hub.wire.base import Done
from hub.wire.handling import (
    RecipientDial,
    RecipientGive,
    RecipientNote,
    RecipientTake,
    RecipientTaken,
)


class HandlingCommands:
    """What may be done about a row of the board."""

    def __init__(self, handling: HandlingService, dialling: DialService) -> None:
        self._handling = handling
        self._dialling = dialling
        self.table: dict[str, Command] = {
            "summons:note": self._note,
            "summons:take": self._take,
            "summons:give": self._give,
            "summons:dial": self._dial,
        }

    async def _note(self, caller: Caller, command: RecipientNote) -> Done:
        await self._handling.note(caller, command)
        return Done()

    async def _take(self, caller: Caller, command: RecipientTake) -> RecipientTaken:
        return await self._handling.take(caller, command)

    async def _give(self, caller: Caller, command: RecipientGive) -> Done:
        await self._handling.give(caller, command)
        return Done()

    async def _dial(self, caller: Caller, command: RecipientDial) -> Done:
        await self._dialling.dial(caller, command)
        return Done()
