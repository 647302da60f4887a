"""GET /api/recordings/<id>: a recording to be heard or taken away, ranges and all."""

import re
from collections.abc import Callable

from aiohttp import web

from hub.adapters.files.recordings import DiskRecordings
from hub.adapters.http.downloads import SAFE
from hub.domain.refusals import NoSuchFile, NotSignedIn
from hub.services.callers import Caller
from hub.services.ports import SessionId
from hub.services.recording_desk import RecordingDesk

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class RecordingFiles:
    """The route."""

    def __init__(
        self,
        desk: RecordingDesk,
        shelf: DiskRecordings,
        who_calls: Callable[[web.Request, SessionId], Caller | None],
    ) -> None:
        self._desk, self._shelf, self._who_calls = desk, shelf, who_calls

    def routes(self) -> list[web.RouteDef]:
        """All there is of it."""
        return [web.get("/api/recordings/{id}", self._sound, allow_head=False)]

    async def _sound(self, request: web.Request) -> web.StreamResponse:
        caller = self._who_calls(request, SessionId(""))
        if caller is None:
            raise NotSignedIn
        name = request.match_info["id"]
        if not _UUID.fullmatch(name):
            raise NoSuchFile
        row = await self._desk.fetch(caller, name)
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
