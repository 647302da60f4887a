"""GET /api/rollcall/compare.csv and .xlsx: roll-calls beside each other, to take away.

Query: room, title, last (a number) or month (2026-11). A head is given his own rows; that it was
taken is in the audit trail with the SHA-256 of the file.
"""

from aiohttp import web

from hub.adapters.http.takeaway import Takeaway, WhoCalls, exports
from hub.services.past_rollcalls import PastRollCallService
from hub.services.ports import Clock
from hub.wire.rollcall_past import RollCallCompareAsk


class PastFiles:
    """The two routes."""

    def __init__(
        self, past: PastRollCallService, who_calls: WhoCalls, city: str, clock: Clock
    ) -> None:
        self._past = past
        self._city = city
        self._takeaway = Takeaway(who_calls, clock)

    def routes(self) -> list[web.RouteDef]:
        """All there is of it."""
        return [web.get("/api/rollcall/compare.{kind:csv|xlsx}", self._file, allow_head=False)]

    async def _file(self, request: web.Request) -> web.Response:
        caller = self._takeaway.caller(request)
        kind = request.match_info["kind"]
        asked = {key: value for key, value in request.query.items() if value}
        ask = RollCallCompareAsk.model_validate(asked)
        made = await self._past.compare(caller, ask)
        return await self._takeaway.give(
            "perbandingan-apel",
            (exports("past_table"), kind),
            (made, self._city, ask),
            lambda digest: self._past.note_file(caller, kind, digest),
        )
