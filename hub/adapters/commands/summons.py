"""The commands of summonses: one function each, that calls one service."""

from hub.adapters.commands.door import Command
from hub.domain.permissions import Action
from hub.services.callers import Caller
from hub.services.ports import Clock
from hub.services.record import RecordService
from hub.services.summons_answers import SummonsAnswers
from hub.services.summons_board import Board as BoardOfSummonses
from hub.services.summonses import SummonsService
from hub.services.turns import Turns
from hub.wire.base import Done
from hub.wire.record import RecordAsk, RecordCorrect, RecordMonths, RecordMonthsAsk, RecordOf
from hub.wire.summons import (
    Board,
    MyCalls,
    RecipientPush,
    SummonsAnswer,
    SummonsAnswered,
    SummonsBoard,
    SummonsCancel,
    SummonsCheck,
    SummonsChecked,
    SummonsIssue,
    SummonsMine,
    SummonsRecord,
    SummonsSaved,
    SummonsSeen,
)

PAGES_AT_ONCE, PAGES_PER_MINUTE = 20, 60


class SummonsCommands:
    """Summonses, as a client may use them."""

    def __init__(
        self,
        summonses: SummonsService,
        answers: SummonsAnswers,
        board: BoardOfSummonses,
        record: RecordService,
        clock: Clock,
    ) -> None:
        self._summonses = summonses
        self._answers = answers
        self._board = board
        self._kept = record
        self._pages = Turns(clock, burst=PAGES_AT_ONCE, per_minute=PAGES_PER_MINUTE)
        self.table: dict[str, Command] = {
            "summons:check": self._check,
            "summons:issue": self._issue,
            "summons:answer": self._answer,
            "summons:record": self._record,
            "summons:seen": self._seen,
            "summons:cancel": self._cancel,
            "summons:push": self._push,
            "summons:board": self._whole_board,
            "summons:mine": self._mine,
            "summons:record_of": self._record_of,
            "summons:record_months": self._record_months,
            "summons:correct": self._correct,
        }

    async def _check(self, caller: Caller, command: SummonsCheck) -> SummonsChecked:
        return self._summonses.check(caller, command)

    async def _issue(self, caller: Caller, command: SummonsIssue) -> SummonsSaved:
        return SummonsSaved(summons=await self._summonses.issue(caller, command))

    async def _answer(self, caller: Caller, command: SummonsAnswer) -> SummonsAnswered:
        return await self._answers.answer(caller, command)

    async def _record(self, caller: Caller, command: SummonsRecord) -> SummonsAnswered:
        return await self._answers.record(caller, command)

    async def _seen(self, caller: Caller, command: SummonsSeen) -> Done:
        await self._answers.seen(caller, command.recipients)
        return Done()

    async def _cancel(self, caller: Caller, command: SummonsCancel) -> Done:
        await self._summonses.cancel(caller, command.summons, command.reason)
        return Done()

    async def _push(self, caller: Caller, command: RecipientPush) -> Done:
        await self._summonses.push(caller, command.recipient, command.act)
        return Done()

    async def _whole_board(self, caller: Caller, command: SummonsBoard) -> Board:
        caller.authorise(Action.READ_BOARD)
        async with self._pages.turn(caller):
            summonses, recipients = self._board.cards()
            return Board(summonses=summonses, recipients=recipients, broken=len(self._board.broken))

    async def _mine(self, caller: Caller, command: SummonsMine) -> MyCalls:
        async with self._pages.turn(caller):
            return MyCalls(calls=tuple(await self._answers.mine(caller)))

    async def _record_months(self, caller: Caller, command: RecordMonthsAsk) -> RecordMonths:
        async with self._pages.turn(caller):
            return await self._kept.months(caller, command)

    async def _record_of(self, caller: Caller, command: RecordAsk) -> RecordOf:
        async with self._pages.turn(caller):
            return await self._kept.of(caller, command)

    async def _correct(self, caller: Caller, command: RecordCorrect) -> Done:
        await self._kept.correct(caller, command)
        return Done()
