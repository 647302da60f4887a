"""The media workers' figures, for administrators: refusals, lateness, latency, every voice."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from hub.domain.people import Person
from hub.domain.permissions import Action, authorise
from hub.domain.refusals import NotSignedIn
from hub.wire.http import FiguresAsk


class Figures:
    """One route: POST /api/media/figures."""

    def __init__(
        self,
        who_is: Callable[[web.Request], Person | None],
        stats: Callable[[bool], Awaitable[dict[str, Any]]],
    ) -> None:
        """stats: asks the workers; True begins their counters anew."""
        self._who_is = who_is
        self._stats = stats

    def routes(self) -> list[web.RouteDef]:
        """All there is of it."""
        return [web.post("/api/media/figures", self._figures)]

    async def _figures(self, request: web.Request) -> web.Response:
        person = self._who_is(request)
        if person is None:
            raise NotSignedIn
        authorise(person, Action.SEE_FIGURES)
        ask = FiguresAsk.model_validate_json(await request.read(), strict=True)
        return web.json_response({"ok": True, "figures": await self._stats(ask.reset)})
