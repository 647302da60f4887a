"""Everything of roll-calls and decisions, put together."""

from datetime import UTC, datetime, timedelta

import structlog

from hub.adapters.commands.decisions import DecisionCommands
from hub.adapters.commands.minutes import MinutesCommands
from hub.adapters.commands.past_rollcalls import PastRollCallCommands
from hub.adapters.commands.rollcall import RollCallCommands
from hub.adapters.commands.rollcall_schedule import RollCallScheduleCommands
from hub.domain.rooms import Room
from hub.services.decisions import DecisionService
from hub.services.directory import Directory
from hub.services.minutes import MinutesService
from hub.services.parts import Services
from hub.services.past_rollcalls import PastRollCallService
from hub.services.ports import Announcer, Clock
from hub.services.rollcall_board import RollCallBoard
from hub.services.rollcall_calls import RollCallCalls
from hub.services.rollcall_clock import RollCallClock
from hub.services.rollcall_reports import RollCallReports
from hub.services.rollcall_schedule import RollCallScheduleService
from hub.services.rollcall_steps import RollCallSteps
from hub.services.rollcall_turns import RollCallTurns
from hub.services.rollcalls import RollCallService
from hub.services.store import Store
from hub.services.summons_answers import SummonsAnswers
from hub.services.summons_board import Board
from hub.services.summonses import SummonsService
from hub.services.ticker import Ticker
from hub.wire.http import UTC_OFFSET_H, Zone

log = structlog.get_logger()


class RollCalls:
    """The parts, by name."""

    def __init__(
        self,
        rooms: dict[str, Room],
        directory: Directory,
        services: Services,
        store: Store,
        announcer: Announcer,
        clock: Clock,
        ticker: Ticker,
        zone: Zone,
        summonses: SummonsService,
        answers: SummonsAnswers,
        board_of_summonses: Board,
    ) -> None:
        ahead = timedelta(hours=UTC_OFFSET_H[zone])

        def today() -> str:
            return (datetime.fromtimestamp(clock.now(), UTC) + ahead).date().isoformat()

        self.board = RollCallBoard(directory, services.presence, announcer, clock, ticker, today)
        ticker.add(self.board.fire_due)
        self.steps = RollCallSteps(store, self.board, clock)
        self.minutes = MinutesService(rooms, directory, self.steps, zone)
        self.steps.minute = self.minutes.minute
        self.rollcalls = RollCallService(rooms, directory, store, self.steps)
        self.reports = RollCallReports(directory, store, self.steps)
        calls = (summonses, answers, board_of_summonses)
        self.calls = RollCallCalls(directory, self.steps, *calls, _not_rung)
        self.decisions = DecisionService(directory, self.steps, *calls, _owner_not_rung)
        self.past = PastRollCallService(rooms, self.board, store, clock, zone)
        self.filed = (self.minutes, self.decisions, self.past)
        self.clock = RollCallClock(self.steps, self.reports, self.calls, clock, _broken)
        self.steps.wake = self.clock.wake
        self.turns = RollCallTurns(rooms, self.board, services.moderations, services.voices)
        services.news.heard = self.reports.heard
        directory.listen(self.board.posts_changed)
        self.schedule = RollCallScheduleService(
            rooms, directory, store, clock, self.rollcalls, UTC_OFFSET_H[zone], _not_held
        )
        self.tables = (
            RollCallCommands(self.rollcalls, self.reports, self.board, store, clock).table,
            DecisionCommands(self.decisions, self.board, clock).table,
            MinutesCommands(self.minutes, clock).table,
            PastRollCallCommands(self.past, clock).table,
            RollCallScheduleCommands(self.schedule).table,
        )


def _not_rung(rollcall: str, why: str) -> None:
    log.error("the summons of a roll-call is not carried on", rollcall=rollcall, why=why)


def _not_held(title: str, why: str) -> None:
    log.warning("a roll-call was not announced at its hour", title=title, why=why)


def _owner_not_rung(decision: str, why: str) -> None:
    log.warning("the owner of a decision is not rung", decision=decision, why=why)


def _broken(rollcall: str, error: Exception) -> None:
    log.error("a roll-call cannot be carried on", rollcall=rollcall, exc_info=error)
