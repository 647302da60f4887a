"""The way of a simulated handheld's page to the radio that is simulated beside this hub: a relay.

Only a hub that is for learning has it. What is said is between the page and that radio.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import structlog
from aiohttp import (
    ClientError,
    ClientSession,
    ClientWebSocketResponse,
    UnixConnector,
    WSMsgType,
    web,
)

from hub.adapters.http.guards import Hosts

PATH = "/ht/air"
MESSAGE_MAX_BYTES = 16_384
NOT_THERE = 1013
"""Close code: come again later."""

log = structlog.get_logger()

Socket = web.WebSocketResponse | ClientWebSocketResponse


class AirDoor:
    """socket: the Unix socket at which that radio takes handhelds."""

    def __init__(self, socket: Path, hosts: Hosts) -> None:
        self._socket, self._hosts = socket, hosts

    def routes(self) -> Sequence[web.RouteDef]:
        """Its one address."""
        return [web.get(PATH, self._relay)]

    async def _relay(self, request: web.Request) -> web.StreamResponse:
        origin = request.headers.get("Origin", "")
        if not self._hosts.same_origin(origin, request.host):
            raise web.HTTPForbidden
        page = web.WebSocketResponse(max_msg_size=MESSAGE_MAX_BYTES, heartbeat=5.0)
        await page.prepare(request)
        try:
            async with (
                ClientSession(connector=UnixConnector(str(self._socket))) as http,
                http.ws_connect(f"http://simulator{PATH}", max_msg_size=MESSAGE_MAX_BYTES) as radio,
            ):
                await _both_ways(page, radio)
        except (ClientError, OSError) as error:
            log.info("no simulated radio", why=str(error))
            await page.close(code=NOT_THERE, message=b"no radio")
        return page


async def _both_ways(page: Socket, radio: Socket) -> None:
    """Hand on what each says until one is gone, and let the other go with its word."""
    ways = [asyncio.create_task(_hand_on(*way)) for way in ((page, radio), (radio, page))]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        code = radio.close_code or page.close_code or 1000
        await page.close(code=code)
        await radio.close()


async def _hand_on(from_: Socket, to: Socket) -> None:
    with suppress(ConnectionError):  # The other is gone: that ends both ways.
        async for message in from_:
            if message.type is WSMsgType.BINARY:
                await to.send_bytes(message.data)
            elif message.type is WSMsgType.TEXT:
                await to.send_str(message.data)
