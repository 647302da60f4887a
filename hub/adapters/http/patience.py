"""Patience with bodies: whoever stops in the middle of sending one is not waited for.

By idle time, not in all: over a slow phone a megabyte may take minutes, as long as it moves.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiohttp import web

IDLE_LIMIT_S = 30.0

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = structlog.get_logger()


def body_guard(limit_s: float) -> Any:
    """Give what every request passes."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not request.can_read_body:
            return await handler(request)
        watch = _Watch(request, limit_s)
        try:
            return await handler(request)
        finally:
            watch.stop()

    return guard


class _Watch:
    """Looks at a body until it is whole; one that did not grow since the last look is cut off."""

    def __init__(self, request: web.Request, limit_s: float) -> None:
        self._request = request
        self._limit_s = limit_s
        self._came = -1
        self._timer: asyncio.TimerHandle | None = None
        self._look()

    def stop(self) -> None:
        if self._timer:
            self._timer.cancel()

    def _look(self) -> None:
        content = self._request.content
        came, self._came = self._came, content.total_bytes
        if content.is_eof():
            return
        if came == self._came and self._request.transport:
            log.warning("body not sent on, cut off", came_bytes=came)
            self._request.transport.abort()
            return
        self._timer = asyncio.get_running_loop().call_later(self._limit_s, self._look)
