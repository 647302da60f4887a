"""GET /api/summons/record.csv, .xlsx and .pdf: the record of a month, to take away.

Whoever may read it may take it; that he did, and the SHA-256 of what he got, is in the audit trail.
"""

import asyncio
import hashlib
from collections.abc import Callable
from importlib import import_module

from aiohttp import web

from hub.adapters.http.downloads import SAFE
from hub.domain.refusals import NotSignedIn
from hub.services.brakes import Brake
from hub.services.callers import Caller
from hub.services.ports import Clock, SessionId
from hub.services.record import RecordService
from hub.wire.record import RecordAsk, RecordMonths, RecordMonthsAsk, RecordOf

AT_ONCE, PER_MINUTE = 6, 20
"""Of one session."""
SHA256_HEADER = "X-Posko-Sha256"
EXPORTS = "hub.adapters.exports"
KINDS = {
    "csv": ("text/csv; charset=utf-8", "record_table"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "record_table"),
    "pdf": ("application/pdf", "record_pdf"),
}
"""Media type, and the module of EXPORTS in which `as_<kind>` writes it."""


def write(kind: str, record: RecordOf, city: str, months: RecordMonths) -> bytes:
    """Give the file. What writes it is loaded now: at each start of a hub it would cost a tenth."""
    writer = getattr(import_module(f"{EXPORTS}.{KINDS[kind][1]}"), f"as_{kind}")
    made: bytes = writer(record, city, months)
    return made


class RecordFiles:
    """The three routes."""

    def __init__(
        self,
        record: RecordService,
        who_calls: Callable[[web.Request, SessionId], Caller | None],
        city: str,
        clock: Clock,
    ) -> None:
        self._record = record
        self._who_calls = who_calls
        self._city = city
        self._brake = Brake(clock, burst=AT_ONCE, per_minute=PER_MINUTE)

    def routes(self) -> list[web.RouteDef]:
        """All there is of it."""
        return [web.get("/api/summons/record.{kind:csv|xlsx|pdf}", self._file, allow_head=False)]

    async def _file(self, request: web.Request) -> web.Response:
        caller = self._who_calls(request, SessionId(""))
        if caller is None:
            raise NotSignedIn
        self._brake.take(caller.device)
        kind = request.match_info["kind"]
        ask = RecordAsk.model_validate(
            {"month": request.query.get("month", ""), "drill": request.query.get("drill") == "1"}
        )
        record = await self._record.of(caller, ask)
        until = RecordMonthsAsk(month=ask.month, drill=ask.drill)
        months = await self._record.months(caller, until)
        mime, _ = KINDS[kind]
        body = await asyncio.to_thread(write, kind, record, self._city, months)
        digest = hashlib.sha256(body).hexdigest()
        await self._record.note(caller, "summons:record_file", f"{ask.month}.{kind}", digest)
        name = f"rekap-{'latihan-' if ask.drill else ''}panggilan-{ask.month}.{kind}"
        headers = {
            **SAFE,
            "Cache-Control": "no-store",
            "Content-Type": mime,
            "Content-Disposition": f'attachment; filename="{name}"',
            SHA256_HEADER: digest,
        }
        return web.Response(body=body, headers=headers)
