"""GET /api/recordings/<id>: a recording, ranges and all; and /waveform: how loud it is."""

import re
from collections.abc import Callable

from aiohttp import web

from hub.adapters.files.recordings import DiskRecordings
from hub.adapters.files.waveforms import Waveforms
from hub.adapters.http.downloads import SAFE
from hub.adapters.http.waveform_svg import svg
from hub.domain.refusals import NoSuchFile, NotSignedIn
from hub.services.callers import Caller
from hub.services.ports import SessionId
from hub.services.recording_desk import RecordingDesk

DRAWN_S = 600
"""A page shows a waveform once for each who spoke, and fetches it once."""

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class RecordingFiles:
    """The route."""

    def __init__(
        self,
        desk: RecordingDesk,
        shelf: DiskRecordings,
        waveforms: Waveforms,
        who_calls: Callable[[web.Request, SessionId], Caller | None],
    ) -> None:
        self._desk, self._shelf, self._who_calls = desk, shelf, who_calls
        self._waveforms = waveforms

    def routes(self) -> list[web.RouteDef]:
        """All there is of it."""
        return [
            web.get("/api/recordings/{id}", self._sound, allow_head=False),
            web.get("/api/recordings/{id}/waveform", self._waveform, allow_head=False),
        ]

    async def _sound(self, request: web.Request) -> web.StreamResponse:
        row = await self._desk.fetch(*self._asked(request))
        path = self._shelf.path(row.id)
        if not path.exists():
            raise NoSuchFile
        headers = {
            **SAFE,
            "Cache-Control": "no-store",  # It is gone when its time is over.
            "Content-Type": "audio/ogg",
            "Content-Disposition": f'attachment; filename="rekaman-{row.room}-{row.id[:8]}.opus"',
        }
        return web.FileResponse(path, headers=headers)

    async def _waveform(self, request: web.Request) -> web.Response:
        row = await self._desk.drawn(*self._asked(request))
        drawn = svg(await self._waveforms.of(row.id))
        headers = {**SAFE, "Cache-Control": f"private, max-age={DRAWN_S}"}
        return web.Response(text=drawn, content_type="image/svg+xml", headers=headers)

    def _asked(self, request: web.Request) -> tuple[Caller, str]:
        """Give who asks, and for which. NotSignedIn, NoSuchFile."""
        caller = self._who_calls(request, SessionId(""))
        if caller is None:
            raise NotSignedIn
        name = request.match_info["id"]
        if not _UUID.fullmatch(name):
            raise NoSuchFile
        return caller, name
