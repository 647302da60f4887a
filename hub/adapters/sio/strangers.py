"""Strangers: sockets nobody is signed in on. Few from one address, and none for long.

Phones of one carrier share an address, so who is signed in is not counted.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from hub.services.brakes import network_of
from hub.wire.base import Refusal

FROM_ONE_ADDRESS_MAX = 30
STAY_S = 4.5
"""A socket that was not let in by then is cut off: within five seconds is the promise."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Strangers:
    """Stands before the route of the socket."""

    def __init__(
        self,
        path: str,
        is_known: Callable[[web.Request], bool],
        address_of: Callable[[web.Request], str],
    ) -> None:
        self._path = path
        self._is_known = is_known
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
            if self._is_known(request):
                return await self._timed(request, handler)
            network = network_of(self._address_of(request))
            if self._there[network] >= FROM_ONE_ADDRESS_MAX:
                refusal = Refusal(code="rate_limited", retry_after_s=STAY_S)
                return web.json_response(refusal.model_dump(mode="json"), status=429)
            self._there[network] += 1
            try:
                return await self._timed(request, handler)
            finally:
                self._there[network] -= 1
                if not self._there[network]:
                    del self._there[network]

        return guard

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
