"""GET /api/rollcall/<id>/minutes.pdf, .docx and .xlsx: minutes, to take away.

Whoever may read them may take them; that he did, and the SHA-256 of the file, is in the audit
trail. What is printed in it is the SHA-256 of the version, which `posko verify` checks.
"""

from aiohttp import web
from pydantic import ValidationError

from hub.adapters.http.takeaway import Takeaway, WhoCalls, exports
from hub.domain.refusals import NoSuchRollCall
from hub.services.minutes import MinutesService
from hub.services.ports import Clock
from hub.wire.minutes import MinutesRead


class MinutesFiles:
    """The three routes."""

    def __init__(
        self, minutes: MinutesService, who_calls: WhoCalls, city: str, clock: Clock
    ) -> None:
        self._minutes = minutes
        self._city = city
        self._takeaway = Takeaway(who_calls, clock)

    def routes(self) -> list[web.RouteDef]:
        """All there is of it."""
        path = "/api/rollcall/{id}/minutes.{kind:pdf|docx|xlsx}"
        return [web.get(path, self._file, allow_head=False)]

    async def _file(self, request: web.Request) -> web.Response:
        caller = self._takeaway.caller(request)
        kind = request.match_info["kind"]
        try:
            ask = MinutesRead(rollcall=request.match_info["id"])
        except ValidationError:
            raise NoSuchRollCall from None
        minutes = await self._minutes.read(caller, ask.rollcall)
        drill = "latihan-" if minutes.content.drill else ""
        return await self._takeaway.give(
            f"notulen-{drill}apel-{minutes.content.around.day}",
            (exports(f"minutes_{kind}"), kind),
            (minutes, self._city),
            lambda digest: self._minutes.note_file(caller, ask.rollcall, kind, digest),
        )
