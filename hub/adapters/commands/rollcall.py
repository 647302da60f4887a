"""The commands of roll-calls: one function each, that calls one service."""

from collections.abc import Awaitable, Callable
from typing import Any

from hub.adapters.commands.door import Command
from hub.domain.permissions import Action
from hub.domain.refusals import NoSuchRollCall
from hub.domain.rollcall import inputs as said
from hub.domain.rollcall.course import RollCall
from hub.domain.rollcall.inputs import Input
from hub.domain.text import cleaned
from hub.services.callers import Caller
from hub.services.ports import Clock
from hub.services.rollcall_board import RollCallBoard
from hub.services.rollcall_cards import card, event_card, report_card
from hub.services.rollcall_reports import RollCallReports
from hub.services.rollcall_store import Event
from hub.services.rollcalls import RollCallService
from hub.services.store import Store, Tx
from hub.services.turns import Turns
from hub.wire.rollcall_commands import (
    EntryRecord,
    RollCallBoardAsk,
    RollCallBreakIn,
    RollCallDo,
    RollCallDraft,
    RollCallEntry,
    RollCallForm,
    RollCallFormAsk,
    RollCallHistory,
    RollCallPage,
    RollCallRead,
    RollCallRecord,
    RollCallReport,
    RollCallSaved,
    RollCallSign,
    RollCallWhole,
    RollCallWords,
)
from hub.wire.rollcall_commands import RollCallBoard as WholeBoard

PAGES_AT_ONCE, PAGES_PER_MINUTE = 20, 60

STEPS: dict[str, Callable[[Any], Input]] = {
    "rollcall:open": lambda _: said.Open(),
    "rollcall:pause": lambda _: said.Pause(),
    "rollcall:resume": lambda _: said.Resume(),
    "rollcall:close": lambda _: said.Close(),
    "rollcall:read_list": lambda _: said.ReadList(),
    "rollcall:next": lambda _: said.Next(),
    "rollcall:call": lambda c: said.Call(c.entry),
    "rollcall:finish": lambda c: said.Finish(c.attendance, c.way),
    "rollcall:skip": lambda c: said.Skip(c.entry),
    "rollcall:come_back": lambda c: said.ComeBack(c.entry),
    "rollcall:emergency": lambda c: said.Emergency(c.entry),
    "rollcall:pick": lambda c: said.Pick(c.entry, c.on),
    "rollcall:move": lambda c: said.Move(c.entry, c.before),
    "rollcall:mode": lambda c: said.SetMode(c.mode),
    "rollcall:withdraw": lambda c: said.Withdraw(cleaned(c.text)),
}
"""What each says to the machine."""


class RollCallCommands:
    """Roll-calls, as a client may use them."""

    def __init__(
        self,
        rollcalls: RollCallService,
        reports: RollCallReports,
        board: RollCallBoard,
        store: Store,
        clock: Clock,
    ) -> None:
        self._rollcalls = rollcalls
        self._reports = reports
        self._board = board
        self._store = store
        self._clock = clock
        self._pages = Turns(clock, burst=PAGES_AT_ONCE, per_minute=PAGES_PER_MINUTE)
        self.table: dict[str, Command] = {
            **{name: self._step(name, what) for name, what in STEPS.items()},
            "rollcall:draft": self._draft,
            "rollcall:announce": self._announce,
            "rollcall:take_over": self._take_over,
            "rollcall:sign": self._sign,
            "rollcall:addendum": self._addendum,
            "rollcall:break_in": self._break_in,
            "rollcall:answer": self._answer,
            "rollcall:report": self._report,
            "rollcall:record": self._record,
            "rollcall:board": self._whole_board,
            "rollcall:form": self._form,
            "rollcall:read": self._read,
            "rollcall:history": self._history,
        }

    def _step(self, name: str, what: Callable[[Any], Input]) -> Command:
        async def do(caller: Caller, command: Any) -> RollCallSaved:
            event = what(command)
            lead = self._rollcalls.lead(caller, command.id, name, command.rollcall, event)
            return await _saved(lead)

        return do

    async def _draft(self, caller: Caller, command: RollCallDraft) -> RollCallSaved:
        return await _saved(self._rollcalls.draft(caller, command))

    async def _announce(self, caller: Caller, command: RollCallDo) -> RollCallSaved:
        return await _saved(self._rollcalls.announce(caller, command.id, command.rollcall))

    async def _take_over(self, caller: Caller, command: RollCallDo) -> RollCallSaved:
        event = said.TakeOver(caller.person.id)
        name = "rollcall:take_over"
        lead = self._rollcalls.lead(caller, command.id, name, command.rollcall, event)
        return await _saved(lead)

    async def _sign(self, caller: Caller, command: RollCallSign) -> RollCallSaved:
        return await _saved(self._rollcalls.sign(caller, command))

    async def _addendum(self, caller: Caller, command: RollCallWords) -> RollCallSaved:
        added = self._rollcalls.addendum(caller, command.id, command.rollcall, command.text)
        return await _saved(added)

    async def _break_in(self, caller: Caller, command: RollCallBreakIn) -> RollCallSaved:
        broke_in = self._rollcalls.break_in(caller, command.id, command.rollcall, command.post)
        return await _saved(broke_in)

    async def _answer(self, caller: Caller, command: RollCallEntry) -> RollCallSaved:
        return await _saved(self._reports.answer(caller, command))

    async def _report(self, caller: Caller, command: RollCallReport) -> RollCallSaved:
        return await _saved(self._reports.report(caller, command))

    async def _record(self, caller: Caller, command: RollCallRecord) -> RollCallSaved:
        return await _saved(self._reports.record(caller, command))

    async def _whole_board(self, caller: Caller, command: RollCallBoardAsk) -> WholeBoard:
        async with self._pages.turn(caller):
            return WholeBoard(rollcalls=self._board.shown_to(caller.person, whole=True))

    async def _form(self, caller: Caller, command: RollCallFormAsk) -> RollCallForm:
        async with self._pages.turn(caller):
            report, sections = await self._reports.last(caller, command)
            return RollCallForm(report=report_card(report) if report else None, sections=sections)

    async def _read(self, caller: Caller, command: RollCallRead) -> RollCallWhole:
        caller.authorise(Action.READ_BOARD)

        async def look(tx: Tx) -> tuple[RollCall, list[Event]]:
            one = await tx.rollcalls.get(command.rollcall)
            if one is None:
                raise NoSuchRollCall(command.rollcall)
            return one, await tx.rollcalls.events(one.id)

        async with self._pages.turn(caller):
            one, events = await self._store.read(look)
            entries = sorted(one.entries.values(), key=lambda each: (each.place, each.id))
            cards = self._board.cards(one, entries)
            return RollCallWhole(
                rollcall=card(one),
                entries=tuple(
                    EntryRecord(entry=shown, reports=tuple(report_card(r) for r in each.reports))
                    for each, shown in zip(entries, cards, strict=True)
                ),
                happened=tuple(event_card(event) for event in events),
            )

    async def _history(self, caller: Caller, command: RollCallHistory) -> RollCallPage:
        caller.authorise(Action.READ_BOARD)
        before = self._clock.now() + 1.0 if command.before_ms is None else command.before_ms / 1000
        async with self._pages.turn(caller):
            found = await self._store.read(lambda tx: tx.rollcalls.newest(before, command.limit))
            return RollCallPage(rollcalls=tuple(card(one) for one in found))


async def _saved(doing: Awaitable[RollCall]) -> RollCallSaved:
    return RollCallSaved(rollcall=card(await doing))
