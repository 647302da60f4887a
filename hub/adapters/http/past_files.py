"""GET /api/rollcall/compare.csv and .xlsx: roll-calls beside each other, to take away.

Query: room, title, last (a number) or month (2026-11). A head is given his own rows; that it was
taken is in the audit trail with the SHA-256 of the file.
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
from hub.services.past_rollcalls import PastRollCallService
from hub.services.ports import Clock, SessionId
from hub.wire.rollcall_past import RollCallCompareAsk

AT_ONCE, PER_MINUTE = 6, 20
"""Of one session."""


class PastFiles:
    """The two routes."""

    def __init__(
        self,
        past: PastRollCallService,
        who_calls: Callable[[web.Request, SessionId], Caller | None],
        city: str,
        clock: Clock,
    ) -> None:
        self._past = past
        self._who_calls = who_calls
        self._city = city
        self._brake = Brake(clock, burst=AT_ONCE, per_minute=PER_MINUTE)

    def routes(self) -> list[web.RouteDef]:
        """All there is of it."""
        return [web.get("/api/rollcall/compare.{kind:csv|xlsx}", self._file, allow_head=False)]

    async def _file(self, request: web.Request) -> web.Response:
        caller = self._who_calls(request, SessionId(""))
        if caller is None:
            raise NotSignedIn
        self._brake.take(caller.device)
        kind = request.match_info["kind"]
        asked = {key: value for key, value in request.query.items() if value}
        ask = RollCallCompareAsk.model_validate(asked)
        made = await self._past.compare(caller, ask)
        table = import_module(f"{EXPORTS}.past_table")  # Now: the record's reason.
        writer = getattr(table, f"as_{kind}")
        body: bytes = await asyncio.to_thread(writer, made, self._city, ask)
        digest = hashlib.sha256(body).hexdigest()
        await self._past.note_file(caller, kind, digest)
        headers = {
            **SAFE,
            "Cache-Control": "no-store",
            "Content-Type": KINDS[kind][0],
            "Content-Disposition": f'attachment; filename="perbandingan-apel.{kind}"',
            SHA256_HEADER: digest,
        }
        return web.Response(body=body, headers=headers)
