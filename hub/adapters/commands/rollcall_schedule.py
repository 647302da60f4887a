"""The commands of the schedule of roll-calls: one function each, that calls one service."""

from hub.adapters.commands.door import Command
from hub.services.callers import Caller
from hub.services.rollcall_schedule import RollCallScheduleService
from hub.wire.rollcall_schedule import (
    RollCallSchedule,
    RollCallScheduleAsk,
    RollCallTemplateRemove,
    RollCallTemplateSave,
)


class RollCallScheduleCommands:
    """Templates and their hours, as a client may use them."""

    def __init__(self, schedule: RollCallScheduleService) -> None:
        self._schedule = schedule
        self.table: dict[str, Command] = {
            "rollcall:schedule": self._planned,
            "rollcall:template_save": self._save,
            "rollcall:template_remove": self._remove,
        }

    async def _planned(self, caller: Caller, command: RollCallScheduleAsk) -> RollCallSchedule:
        return await self._schedule.planned(caller)

    async def _save(self, caller: Caller, command: RollCallTemplateSave) -> RollCallSchedule:
        return await self._schedule.save(caller, command.template)

    async def _remove(self, caller: Caller, command: RollCallTemplateRemove) -> RollCallSchedule:
        return await self._schedule.remove(caller, command.template)
