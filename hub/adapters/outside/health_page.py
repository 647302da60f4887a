"""Asks a hub's health page, over the network and without trust: anything else is no hub."""

import json
import ssl
from typing import Any

import aiohttp

from hub.domain.outage import Why

PAGE = "/health/ready"
ANSWER_MAX_BYTES = 1_000


class HealthPage:
    """The port `Probe`. tls: whom to trust, when not whom everybody trusts."""

    def __init__(self, hub: str, limit_s: float, tls: ssl.SSLContext | None) -> None:
        self._url = hub + PAGE
        self._limit = aiohttp.ClientTimeout(total=limit_s)
        self._tls = tls

    async def look(self) -> Why | None:
        """See the port. A connection of its own each time: an old one may live when no new one
        can be made."""
        wires = aiohttp.TCPConnector(ssl=self._tls or True, force_close=True)
        try:
            async with (
                aiohttp.ClientSession(connector=wires, timeout=self._limit) as session,
                session.get(self._url, allow_redirects=False) as answer,
            ):
                return _meant(answer.status, await answer.content.read(ANSWER_MAX_BYTES))
        except (OSError, aiohttp.ClientError, TimeoutError) as error:
            return next(why for kinds, why in CAUSES if isinstance(error, kinds))


CAUSES: tuple[tuple[tuple[type[BaseException], ...], Why], ...] = (
    ((TimeoutError,), "no_reply"),
    ((aiohttp.ClientConnectorDNSError,), "no_name"),
    ((aiohttp.ClientConnectorCertificateError, aiohttp.ClientSSLError), "certificate"),
    ((aiohttp.ClientConnectorError, ConnectionRefusedError), "refused"),
    ((aiohttp.ServerDisconnectedError, ConnectionResetError), "no_reply"),
    ((aiohttp.ClientPayloadError, aiohttp.ClientResponseError), "strange"),
    ((Exception,), "network"),
)
"""The first that fits."""


def _meant(status: int, body: bytes) -> Why | None:
    """A proxy's own page may say 200 when there is no hub behind it."""
    try:
        told: Any = json.loads(body)
    except ValueError:
        told = None
    if not isinstance(told, dict) or not isinstance(told.get("ok"), bool):
        return "not_ready" if status in (502, 503, 504) else "strange"
    return None if status == 200 and told["ok"] else "not_ready"
