"""GET /api/decisions.csv and .xlsx: what is still to be done, filtered, to take away.

Query: owner (a post), state, overdue=1. A head is given his own; that it was taken is in the audit
trail with the SHA-256 of the file.
"""

from aiohttp import web

from hub.adapters.http.takeaway import Takeaway, WhoCalls, exports
from hub.services.decisions import DecisionService
from hub.services.ports import Clock
from hub.wire.decisions import DecisionFilter


class DecisionFiles:
    """The two routes. zone: of the city's clock."""

    def __init__(
        self,
        decisions: DecisionService,
        who_calls: WhoCalls,
        city: str,
        zone: str,
        clock: Clock,
    ) -> None:
        self._decisions = decisions
        self._city = city
        self._zone = zone
        self._clock = clock
        self._takeaway = Takeaway(who_calls, clock)

    def routes(self) -> list[web.RouteDef]:
        """All there is of it."""
        return [web.get("/api/decisions.{kind:csv|xlsx}", self._file, allow_head=False)]

    async def _file(self, request: web.Request) -> web.Response:
        caller = self._takeaway.caller(request)
        kind = request.match_info["kind"]
        asked = {key: value for key, value in request.query.items() if value}
        ask = DecisionFilter.model_validate({**asked, "overdue": asked.get("overdue") == "1"})
        found = await self._decisions.on_board(caller, ask)
        tables = exports("decision_table")
        at_ms = round(self._clock.now() * 1000)
        board = tables.DecisionBoard(found, at_ms, self._zone, tables.filters(ask))
        return await self._takeaway.give(
            "keputusan",
            (tables, kind),
            (board, self._city),
            lambda digest: self._decisions.note_file(caller, kind, digest),
        )
