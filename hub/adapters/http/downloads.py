"""Files over HTTP, to whoever may read their room: as a download, never as a page of ours."""

from urllib.parse import quote

from aiohttp import web

from hub.adapters.files.disk import DiskBlobs
from hub.adapters.http.uploads import PATH, WhoCalls
from hub.domain.files import File, disk_name
from hub.domain.magic import TEXT
from hub.domain.refusals import NoSuchFile, NotSignedIn
from hub.services.files import FileService
from hub.services.ports import SessionId

SAFE = {
    # Should a browser show it after all, it can do nothing.
    "Content-Security-Policy": "sandbox; default-src 'none'",
    # The name of a file is its content's. A cookie more or less is another reader.
    "Cache-Control": "private, max-age=604800, immutable",
    "Vary": "Cookie",
}


class Downloads:
    """The routes that give files. Ranges are aiohttp's business."""

    def __init__(self, files: FileService, blobs: DiskBlobs, who_calls: WhoCalls) -> None:
        self._files = files
        self._blobs = blobs
        self._who_calls = who_calls

    def routes(self) -> list[web.RouteDef]:
        """All there is of it."""
        return [
            web.get(f"{PATH}/{{id}}", self._whole, allow_head=False),
            web.get(f"{PATH}/{{id}}/thumb", self._thumbnail),
        ]

    async def _whole(self, request: web.Request) -> web.StreamResponse:
        file = await self._fetch(request)
        mime = f"{TEXT}; charset=utf-8" if file.mime == TEXT else file.mime
        name = quote(disk_name(file.name), safe="")
        headers = {
            **SAFE,
            "Content-Type": mime,
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        }
        return web.FileResponse(self._blobs.path(file.sha256), headers=headers)

    async def _thumbnail(self, request: web.Request) -> web.StreamResponse:
        file = await self._fetch(request)
        if file.width is None:
            raise NoSuchFile
        headers = {**SAFE, "Content-Type": "image/webp", "Content-Disposition": "inline"}
        return web.FileResponse(self._blobs.thumbnail_path(file.sha256), headers=headers)

    async def _fetch(self, request: web.Request) -> File:
        caller = self._who_calls(request, SessionId(""))
        if caller is None:
            raise NotSignedIn
        return await self._files.fetch(caller, request.match_info["id"])
