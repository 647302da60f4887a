"""What can be taken away as a file besides what people brought: the record, and minutes."""

from collections.abc import Callable

from aiohttp import web

from hub.adapters.http.minutes_files import MinutesFiles
from hub.adapters.http.record_files import RecordFiles
from hub.services.callers import Caller
from hub.services.minutes import MinutesService
from hub.services.ports import Clock, SessionId
from hub.services.record import RecordService


class Exports:
    """Their routes."""

    def __init__(
        self,
        record: RecordService,
        minutes: MinutesService,
        who_calls: Callable[[web.Request, SessionId], Caller | None],
        city: str,
        clock: Clock,
    ) -> None:
        self._doors = (
            RecordFiles(record, who_calls, city, clock),
            MinutesFiles(minutes, who_calls, city, clock),
        )

    def routes(self) -> list[web.RouteDef]:
        """All there is of it."""
        return [route for door in self._doors for route in door.routes()]
