"""What can be taken away as a file, but what people brought: the record, minutes, decisions…"""

from collections.abc import Callable

from aiohttp import web

from hub.adapters.http.decision_files import DecisionFiles
from hub.adapters.http.minutes_files import MinutesFiles
from hub.adapters.http.past_files import PastFiles
from hub.adapters.http.record_files import RecordFiles
from hub.services.callers import Caller
from hub.services.decisions import DecisionService
from hub.services.minutes import MinutesService
from hub.services.past_rollcalls import PastRollCallService
from hub.services.ports import Clock, SessionId
from hub.services.record import RecordService


class Exports:
    """Their routes."""

    def __init__(
        self,
        record: RecordService,
        filed: tuple[MinutesService, DecisionService, PastRollCallService],
        who_calls: Callable[[web.Request, SessionId], Caller | None],
        city: str,
        clock: Clock,
    ) -> None:
        minutes, decisions, past = filed
        self._doors = (
            RecordFiles(record, who_calls, city, clock),
            MinutesFiles(minutes, who_calls, city, clock),
            DecisionFiles(decisions, who_calls, city, minutes.zone, clock),
            PastFiles(past, who_calls, city, clock),
        )

    def routes(self) -> list[web.RouteDef]:
        """All there is of it."""
        return [route for door in self._doors for route in door.routes()]
