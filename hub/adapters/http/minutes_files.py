"""GET /api/rollcall/<id>/minutes.pdf, .docx and .xlsx: minutes, to take away.

Whoever may read them may take them; that he did, and the SHA-256 of the file, is in the audit
trail. What is printed in it is the SHA-256 of the version, which `posko verify` checks.
"""

import asyncio
import hashlib
from collections.abc import Callable
from importlib import import_module

from aiohttp import web
from pydantic import ValidationError

from hub.adapters.http.downloads import SAFE
from hub.adapters.http.record_files import EXPORTS, SHA256_HEADER
from hub.domain.refusals import NoSuchRollCall, NotSignedIn
from hub.services.brakes import Brake
from hub.services.callers import Caller
from hub.services.minutes import MinutesService
from hub.services.ports import Clock, SessionId
from hub.wire.minutes import MinutesRead, MinutesWhole

AT_ONCE, PER_MINUTE = 6, 20
"""Of one session."""
OFFICE = "application/vnd.openxmlformats-officedocument"
MIMES = {
    "pdf": "application/pdf",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
}


def write(kind: str, minutes: MinutesWhole, city: str) -> bytes:
    """Give the file. What writes it is loaded now: the record's reason."""
    writer = getattr(import_module(f"{EXPORTS}.minutes_{kind}"), f"as_{kind}")
    made: bytes = writer(minutes, city)
    return made


class MinutesFiles:
    """The three routes."""

    def __init__(
        self,
        minutes: MinutesService,
        who_calls: Callable[[web.Request, SessionId], Caller | None],
        city: str,
        clock: Clock,
    ) -> None:
        self._minutes = minutes
        self._who_calls = who_calls
        self._city = city
        self._brake = Brake(clock, burst=AT_ONCE, per_minute=PER_MINUTE)

    def routes(self) -> list[web.RouteDef]:
        """All there is of it."""
        path = "/api/rollcall/{id}/minutes.{kind:pdf|docx|xlsx}"
        return [web.get(path, self._file, allow_head=False)]

    async def _file(self, request: web.Request) -> web.Response:
        caller = self._who_calls(request, SessionId(""))
        if caller is None:
            raise NotSignedIn
        self._brake.take(caller.device)
        kind = request.match_info["kind"]
        try:
            ask = MinutesRead(rollcall=request.match_info["id"])
        except ValidationError:
            raise NoSuchRollCall from None
        minutes = await self._minutes.read(caller, ask.rollcall)
        body = await asyncio.to_thread(write, kind, minutes, self._city)
        digest = hashlib.sha256(body).hexdigest()
        await self._minutes.note_file(caller, ask.rollcall, kind, digest)
        drill = "latihan-" if minutes.content.drill else ""
        name = f"notulen-{drill}apel-{minutes.content.around.day}.{kind}"
        headers = {
            **SAFE,
            "Cache-Control": "no-store",
            "Content-Type": MIMES[kind],
            "Content-Disposition": f'attachment; filename="{name}"',
            SHA256_HEADER: digest,
        }
        return web.Response(body=body, headers=headers)
