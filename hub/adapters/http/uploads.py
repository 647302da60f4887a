"""Uploads over HTTP, by tus 1.0: creation, pieces, how far it is, and giving up."""

import functools
from collections.abc import AsyncIterator, Awaitable, Callable

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from hub.adapters.http import tus
from hub.adapters.http.command_door import AS
from hub.adapters.http.guards import refusal_response, refuse
from hub.domain.files import CHUNK_MAX_BYTES, FILE_MAX_BYTES
from hub.domain.refusals import NotSaved, NotSignedIn
from hub.services.callers import Caller
from hub.services.files import FileService, Progress
from hub.services.ports import SessionId
from hub.wire.base import Refusal

PATH = "/api/files"
NO_ROOM = 507
"""Insufficient Storage (RFC 4918)."""

Route = Callable[[web.Request], Awaitable[web.Response]]
WhoCalls = Callable[[web.Request, SessionId], Caller | None]


class Uploads:
    """The routes that bring files."""

    def __init__(self, files: FileService, who_calls: WhoCalls) -> None:
        self._files = files
        self._who_calls = who_calls

    def routes(self) -> list[web.RouteDef]:
        """All there is of it."""
        return [
            web.options(PATH, _options),
            web.post(PATH, _spoken(self._create)),
            web.head(f"{PATH}/{{id}}", _spoken(self._progress)),
            web.patch(f"{PATH}/{{id}}", _spoken(self._append)),
            web.delete(f"{PATH}/{{id}}", _spoken(self._give_up)),
        ]

    async def _create(self, request: web.Request) -> web.Response:
        caller = self._caller(request)
        ask = tus.asked(
            request.headers.get("Upload-Length"), request.headers.get("Upload-Metadata", "")
        )
        progress = await self._files.create(caller, ask)
        headers = {"Location": f"{PATH}/{ask.id}", "Upload-Offset": str(progress.offset)}
        return web.Response(status=201, headers=headers)

    async def _progress(self, request: web.Request) -> web.Response:
        caller = self._caller(request)
        return _at(await self._files.progress(caller, request.match_info["id"]), 200)

    async def _append(self, request: web.Request) -> web.Response:
        caller = self._caller(request)
        if request.content_type != tus.OFFSET_TYPE:
            raise web.HTTPUnsupportedMediaType
        length = request.content_length
        if length is None:
            raise web.HTTPLengthRequired
        if length > CHUNK_MAX_BYTES:
            raise web.HTTPRequestEntityTooLarge(CHUNK_MAX_BYTES, length)
        offset = tus.number(request.headers.get("Upload-Offset"), "Upload-Offset")
        file_id = request.match_info["id"]
        return _at(await self._files.append(caller, file_id, offset, length, _pieces(request)), 204)

    async def _give_up(self, request: web.Request) -> web.Response:
        await self._files.give_up(self._caller(request), request.match_info["id"])
        return web.Response(status=204)

    def _caller(self, request: web.Request) -> Caller:
        caller = self._who_calls(request, SessionId(""))
        if caller is None or request.headers.get(AS, caller.person.id) != caller.person.id:
            raise NotSignedIn  # What one post picked is not brought in the name of another.
        return caller


def _spoken(route: Route) -> Route:
    """Speak tus round a route: its version both ways, and a full disk by its own status."""

    @functools.wraps(route)
    async def spoken(request: web.Request) -> web.Response:
        if request.headers.get("Tus-Resumable") != tus.VERSION:
            wrong = refusal_response(Refusal(code="bad_request", field="Tus-Resumable"), 412)
            wrong.headers["Tus-Version"] = tus.VERSION
            return wrong
        try:
            response = await route(request)
        except tus.BadHeader as error:
            response = refusal_response(Refusal(code="bad_request", field=error.field), 400)
        except NotSaved as refused:
            response = refuse(refused, NO_ROOM)
        response.headers["Tus-Resumable"] = tus.VERSION
        return response

    return spoken


async def _options(_: web.Request) -> web.Response:
    """What this server can do; asked by clients that are not ours."""
    return web.Response(
        status=204,
        headers={
            "Tus-Resumable": tus.VERSION,
            "Tus-Version": tus.VERSION,
            "Tus-Extension": tus.EXTENSIONS,
            "Tus-Max-Size": str(FILE_MAX_BYTES),
        },
    )


def _at(progress: Progress, status: int) -> web.Response:
    headers = {"Upload-Offset": str(progress.offset), "Upload-Length": str(progress.size)}
    return web.Response(status=status, headers=headers)


async def _pieces(request: web.Request) -> AsyncIterator[bytes]:
    """Give the body as it comes. A connection that is lost is the end: what came is kept."""
    try:
        while piece := await request.content.readany():
            yield piece
    except (OSError, HttpProcessingError):
        return
