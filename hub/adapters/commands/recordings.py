"""The commands of recordings: one function each, that calls one service."""

from hub.adapters.commands.door import Command
from hub.services.callers import Caller
from hub.services.ports import Clock
from hub.services.recording_desk import RecordingDesk
from hub.services.turns import Turns
from hub.wire.base import Done
from hub.wire.recordings import (
    RecordingList,
    RecordingPage,
    RecordingRead,
    RecordingSet,
    RecordingWhole,
)

PAGES_AT_ONCE, PAGES_PER_MINUTE = 20, 60


class RecordingCommands:
    """Recordings, as a client may use them."""

    def __init__(self, desk: RecordingDesk, clock: Clock) -> None:
        self._desk = desk
        self._pages = Turns(clock, burst=PAGES_AT_ONCE, per_minute=PAGES_PER_MINUTE)
        self.table: dict[str, Command] = {
            "recording:set": self._set,
            "recording:list": self._list,
            "recording:read": self._read,
        }

    async def _set(self, caller: Caller, command: RecordingSet) -> Done:
        await self._desk.set_rule(caller, command.room, command.on, command.keep_days)
        return Done()

    async def _list(self, caller: Caller, command: RecordingList) -> RecordingPage:
        async with self._pages.turn(caller):
            return await self._desk.page(caller, command.room, command.before)

    async def _read(self, caller: Caller, command: RecordingRead) -> RecordingWhole:
        async with self._pages.turn(caller):
            return await self._desk.read(caller, command.recording)
