"""GET /api/decisions.csv and .xlsx: what is still to be done, filtered, to take away.

Query: owner (a post), state, overdue=1. A head is given his own; that it was taken is in the audit
trail with the SHA-256 of the file.
"""

import asyncio
import hashlib
from collections.abc import Callable
from importlib import import_module

from aiohttp import web

from hub.adapters.http.downloads import SAFE
from hub.adapters.http.record_files import EXPORTS, KINDS, SHA256_HEADER
from hub.domain.refusals import NotSignedIn
from hub.services.brakes import Brake
from hub.services.callers import Caller
from hub.services.decisions import DecisionService
from hub.services.ports import Clock, SessionId
from hub.wire.decisions import DecisionFilter

AT_ONCE, PER_MINUTE = 6, 20
"""Of one session."""


class DecisionFiles:
    """The two routes. zone: of the city's clock."""

    def __init__(
        self,
        decisions: DecisionService,
        who_calls: Callable[[web.Request, SessionId], Caller | None],
        city: str,
        zone: str,
        clock: Clock,
    ) -> None:
        self._decisions = decisions
        self._who_calls = who_calls
        self._city = city
        self._zone = zone
        self._clock = clock
        self._brake = Brake(clock, burst=AT_ONCE, per_minute=PER_MINUTE)

    def routes(self) -> list[web.RouteDef]:
        """All there is of it."""
        return [web.get("/api/decisions.{kind:csv|xlsx}", self._file, allow_head=False)]

    async def _file(self, request: web.Request) -> web.Response:
        caller = self._who_calls(request, SessionId(""))
        if caller is None:
            raise NotSignedIn
        self._brake.take(caller.device)
        kind = request.match_info["kind"]
        asked = {key: value for key, value in request.query.items() if value}
        ask = DecisionFilter.model_validate({**asked, "overdue": asked.get("overdue") == "1"})
        found = await self._decisions.on_board(caller, ask)
        tables = import_module(f"{EXPORTS}.decision_table")  # Now: the record's reason.
        at_ms = round(self._clock.now() * 1000)
        board = tables.DecisionBoard(found, at_ms, self._zone, tables.filters(ask))
        writer = getattr(tables, f"as_{kind}")
        body: bytes = await asyncio.to_thread(writer, board, self._city)
        digest = hashlib.sha256(body).hexdigest()
        await self._decisions.note_file(caller, kind, digest)
        headers = {
            **SAFE,
            "Cache-Control": "no-store",
            "Content-Type": KINDS[kind][0],
            "Content-Disposition": f'attachment; filename="keputusan.{kind}"',
            SHA256_HEADER: digest,
        }
        return web.Response(body=body, headers=headers)
