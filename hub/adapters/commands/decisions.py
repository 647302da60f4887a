"""The commands of decisions and circulars: one function each, that calls one service."""

from hub.adapters.commands.door import Command
from hub.services.callers import Caller
from hub.services.decisions import DecisionService
from hub.services.ports import Clock
from hub.services.rollcall_board import RollCallBoard
from hub.services.rollcall_cards import circular_card, decision_card
from hub.services.turns import Turns
from hub.wire.base import Done
from hub.wire.decisions import (
    CircularList,
    Circulars,
    CircularSave,
    DecisionDo,
    DecisionList,
    DecisionMake,
    Decisions,
    DecisionSaved,
)

PAGES_AT_ONCE, PAGES_PER_MINUTE = 20, 60


class DecisionCommands:
    """Decisions, as a client may use them."""

    def __init__(self, decisions: DecisionService, board: RollCallBoard, clock: Clock) -> None:
        self._decisions = decisions
        self._board = board
        self._pages = Turns(clock, burst=PAGES_AT_ONCE, per_minute=PAGES_PER_MINUTE)
        self.table: dict[str, Command] = {
            "decision:make": self._make,
            "decision:do": self._do,
            "decision:list": self._list,
            "circular:save": self._save_circular,
            "circular:list": self._circulars,
        }

    async def _make(self, caller: Caller, command: DecisionMake) -> DecisionSaved:
        made = await self._decisions.make(caller, command)
        return DecisionSaved(decision=decision_card(made, self._board.today()))

    async def _do(self, caller: Caller, command: DecisionDo) -> DecisionSaved:
        done = await self._decisions.do(caller, command)
        return DecisionSaved(decision=decision_card(done, self._board.today()))

    async def _list(self, caller: Caller, command: DecisionList) -> Decisions:
        async with self._pages.turn(caller):
            found = await self._decisions.listed(caller, command)
            today = self._board.today()
            return Decisions(decisions=tuple(decision_card(one, today) for one in found))

    async def _save_circular(self, caller: Caller, command: CircularSave) -> Done:
        await self._decisions.save_circular(caller, command.circular)
        return Done()

    async def _circulars(self, caller: Caller, command: CircularList) -> Circulars:
        letters = sorted(self._board.circulars.values(), key=lambda one: (-one.at, one.id))
        return Circulars(circulars=tuple(circular_card(one) for one in letters))
