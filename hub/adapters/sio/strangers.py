"""Strangers: sockets nobody is signed in on. Few from one address, and none for long.

Phones of one carrier share an address, so who is signed in is counted by himself.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from hub.services.brakes import network_of
from hub.wire.base import Refusal

FROM_ONE_ADDRESS_MAX = 30
OF_ONE_OFFICIAL_MAX = 30
"""Those that are let in, and those that are about to be."""
STAY_S = 4.5
"""A socket that was not let in by then is cut off: within five seconds is the promise."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Strangers:
    """Stands before the route of the socket."""

    def __init__(
        self,
        path: str,
        known_as: Callable[[web.Request], str | None],
        address_of: Callable[[web.Request], str],
    ) -> None:
        """known_as: whose session a request has, or None."""
        self._path = path
        self._known_as = known_as
        self._address_of = address_of
        self._there: Counter[str] = Counter()
        self._let_in: set[int] = set()

    def let_in(self, request: web.Request) -> None:
        """This one is no stranger any more."""
        self._let_in.add(id(request))

    def middleware(self) -> Any:
        """Give what every request passes."""

        @web.middleware
        async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
            if not request.path.startswith(self._path):
                return await handler(request)
            who, most = self._counted_as(request)
            if self._there[who] >= most:
                refusal = Refusal(code="rate_limited", retry_after_s=STAY_S)
                return web.json_response(refusal.model_dump(mode="json"), status=429)
            self._there[who] += 1
            try:
                return await self._timed(request, handler)
            finally:
                self._there[who] -= 1
                if not self._there[who]:
                    del self._there[who]

        return guard

    def _counted_as(self, request: web.Request) -> tuple[str, int]:
        """Give whose sockets this is one of, and how many there may be of them."""
        official = self._known_as(request)
        if official is None:
            return network_of(self._address_of(request)), FROM_ONE_ADDRESS_MAX
        return f"official {official}", OF_ONE_OFFICIAL_MAX

    async def _timed(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        timer = asyncio.get_running_loop().call_later(STAY_S, self._show_out, request)
        try:
            return await handler(request)
        finally:
            timer.cancel()
            self._let_in.discard(id(request))

    def _show_out(self, request: web.Request) -> None:
        if id(request) not in self._let_in and request.transport:
            request.transport.abort()
