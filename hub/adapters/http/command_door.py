"""POST /api/command/<name>: the same commands as over the socket, for when there is none."""

from collections.abc import Callable

from aiohttp import web

from hub.adapters.commands.door import Door
from hub.domain.bucket import Bucket, take
from hub.domain.refusals import NotSignedIn, RateLimited
from hub.services.callers import Caller
from hub.services.ports import Clock, SessionId
from hub.wire.commands import COMMANDS
from hub.wire.voice import VOICE_COMMANDS

OF_A_SOCKET = frozenset(VOICE_COMMANDS) | {"stream:leave", "chat:typing"}
"""These end when the socket does, or change how it reads along."""

AS = "X-Posko-Post"
"""The post a page speaks for: it shares its cookie with every other page of the browser."""

RATE, BURST = 20.0, 40.0


class CommandDoor:
    """One route for all commands. A caller here has no session that could read along."""

    def __init__(
        self,
        door: Door,
        who_calls: Callable[[web.Request, SessionId], Caller | None],
        clock: Clock,
    ) -> None:
        self._door = door
        self._who_calls = who_calls
        self._clock = clock
        self._buckets: dict[str, Bucket] = {}

    def routes(self) -> list[web.RouteDef]:
        """All there is of it."""
        return [web.post("/api/command/{name}", self._command)]

    async def _command(self, request: web.Request) -> web.Response:
        caller = self._who_calls(request, SessionId(""))
        if caller is None or request.headers.get(AS, caller.person.id) != caller.person.id:
            raise NotSignedIn  # Or somebody else is, since the page was opened.
        self._check_rate(caller.device)
        name = request.match_info["name"]
        if name not in COMMANDS or name in OF_A_SOCKET:
            raise web.HTTPNotFound
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType
        try:
            body = await request.json()
        except ValueError:
            raise web.HTTPBadRequest from None
        return web.json_response(await self._door.call(caller, name, body))

    def _check_rate(self, device: str) -> None:
        now = self._clock.monotonic()
        bucket = self._buckets.get(device) or Bucket.full(RATE, BURST, now)
        self._buckets[device], wait_s = take(bucket, now)
        if wait_s:
            raise RateLimited(retry_after_s=wait_s)
