"""The commands of how a city calls: one function each, that calls one service."""

from hub.adapters.commands.door import Command
from hub.services.callers import Caller
from hub.services.drills import DrillService
from hub.services.ladders import LadderService
from hub.services.leaves import LeaveService
from hub.services.templates import TemplateService
from hub.wire.base import Done
from hub.wire.policy import (
    DrillPlanned,
    DrillRead,
    DrillSave,
    LadderChecked,
    LadderRead,
    Ladders,
    LadderSave,
    LeaveAdd,
    LeaveList,
    LeaveRemove,
    Leaves,
    TemplateList,
    TemplateRemove,
    Templates,
    TemplateSave,
)


class PolicyCommands:
    """Ladders, leaves and templates, as a client may use them."""

    def __init__(
        self,
        ladders: LadderService,
        leaves: LeaveService,
        templates: TemplateService,
        drills: DrillService,
    ) -> None:
        self._drills = drills
        self._ladders = ladders
        self._leaves = leaves
        self._templates = templates
        self.table: dict[str, Command] = {
            "ladder:read": self._read,
            "ladder:save": self._save,
            "leave:add": self._add_leave,
            "leave:remove": self._remove_leave,
            "leave:list": self._list_leaves,
            "template:list": self._list_templates,
            "template:save": self._save_template,
            "template:remove": self._remove_template,
            "drill:read": self._read_drill,
            "drill:save": self._save_drill,
        }

    async def _read(self, caller: Caller, _: LadderRead) -> Ladders:
        return await self._ladders.read(caller)

    async def _save(self, caller: Caller, command: LadderSave) -> LadderChecked:
        return await self._ladders.save(caller, command)

    async def _add_leave(self, caller: Caller, command: LeaveAdd) -> Done:
        await self._leaves.add(caller, command)
        return Done()

    async def _remove_leave(self, caller: Caller, command: LeaveRemove) -> Done:
        await self._leaves.remove(caller, command.id)
        return Done()

    async def _list_leaves(self, caller: Caller, command: LeaveList) -> Leaves:
        return self._leaves.of(caller, command.post)

    async def _list_templates(self, caller: Caller, _: TemplateList) -> Templates:
        return await self._templates.all(caller)

    async def _save_template(self, caller: Caller, command: TemplateSave) -> Done:
        await self._templates.save(caller, command.template)
        return Done()

    async def _remove_template(self, caller: Caller, command: TemplateRemove) -> Done:
        await self._templates.remove(caller, command.id)
        return Done()

    async def _read_drill(self, caller: Caller, _: DrillRead) -> DrillPlanned:
        return await self._drills.plan(caller)

    async def _save_drill(self, caller: Caller, command: DrillSave) -> DrillPlanned:
        return await self._drills.save(caller, command)
