"""The commands of moderation: one function each, that calls one service."""

from hub.adapters.commands.door import Command
from hub.services.callers import Caller
from hub.services.leading import LeadingService
from hub.wire.base import Done
from hub.wire.moderation import HandSet, RoomKnock, RoomModerate


class ModerationCommands:
    """Leading a room, as a client may."""

    def __init__(self, leading: LeadingService) -> None:
        self._leading = leading
        self.table: dict[str, Command] = {
            "hand:set": self._hand_set,
            "room:knock": self._room_knock,
            "room:moderate": self._room_moderate,
        }

    async def _hand_set(self, caller: Caller, command: HandSet) -> Done:
        self._leading.hand(caller, command.voice, command.up)
        return Done()

    async def _room_knock(self, caller: Caller, command: RoomKnock) -> Done:
        self._leading.knock(caller, command.room, command.waiting)
        return Done()

    async def _room_moderate(self, caller: Caller, command: RoomModerate) -> Done:
        await self._leading.moderate(caller, command.room, command.act, command.person)
        return Done()
