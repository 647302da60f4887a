"""GET /api/summons/record.csv, .xlsx and .pdf: the record of a month, to take away.

Whoever may read it may take it; that he did, and the SHA-256 of what he got, is in the audit trail.
"""

from aiohttp import web

from hub.adapters.http.takeaway import Takeaway, WhoCalls, exports
from hub.services.ports import Clock
from hub.services.record import RecordService
from hub.wire.record import RecordAsk, RecordMonthsAsk


class RecordFiles:
    """The three routes."""

    def __init__(self, record: RecordService, who_calls: WhoCalls, city: str, clock: Clock) -> None:
        self._record = record
        self._city = city
        self._takeaway = Takeaway(who_calls, clock)

    def routes(self) -> list[web.RouteDef]:
        """All there is of it."""
        return [web.get("/api/summons/record.{kind:csv|xlsx|pdf}", self._file, allow_head=False)]

    async def _file(self, request: web.Request) -> web.Response:
        caller = self._takeaway.caller(request)
        kind = request.match_info["kind"]
        ask = RecordAsk.model_validate(
            {"month": request.query.get("month", ""), "drill": request.query.get("drill") == "1"}
        )
        record = await self._record.of(caller, ask)
        until = RecordMonthsAsk(month=ask.month, drill=ask.drill)
        months = await self._record.months(caller, until)
        file = f"{ask.month}.{kind}"
        return await self._takeaway.give(
            f"rekap-{'latihan-' if ask.drill else ''}panggilan-{ask.month}",
            (exports("record_pdf" if kind == "pdf" else "record_table"), kind),
            (record, self._city, months),
            lambda digest: self._record.note(caller, "summons:record_file", file, digest),
        )
