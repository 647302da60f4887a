"""Requests that leave the house: short, never redirected, and none into the city's own network that
somebody's browser asked for.

A push endpoint is named by a browser. So it is https on a public address, looked at when the name
is resolved, each time: a name that is public today may point inside tomorrow.
"""

import ipaddress
import socket
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from hub.domain.refusals import BadAddress
from hub.services.channels import Outcome
from hub.services.ports import Clock

ANSWER_MAX_BYTES = 2_000
RETRY_MAX_S = 600.0
CONNECTIONS_MAX = 50


class Inside(OSError):
    """A public name that points into a private network."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other end said."""

    status: int
    text: str
    retry_after_s: float | None = None


class Outgoing:
    """Posts. `local`: hosts (`name` or `name:port`) that a browser may name although private."""

    def __init__(self, clock: Clock, local: Collection[str] = ()) -> None:
        self._clock = clock
        self._local = frozenset(name.lower() for name in local)
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    def check(self, endpoint: str) -> None:
        """Refuse an endpoint to which nothing is sent from here. BadAddress."""
        try:
            parts = urlsplit(endpoint)
            port = parts.port
        except ValueError:
            raise BadAddress from None
        host = (parts.hostname or "").lower()
        if not host or parts.username is not None or not endpoint.isascii() or " " in endpoint:
            raise BadAddress
        if self._is_local(host, port) and parts.scheme in ("http", "https"):
            return
        if parts.scheme != "https" or port not in (None, 443) or _is_literal(host):
            raise BadAddress
        if "." not in host or host.endswith((".local", ".localhost", ".internal")):
            raise BadAddress

    async def post(
        self, url: str, headers: Mapping[str, str], data: bytes, *, trusted: bool = False
    ) -> Answer:
        """Post and give the answer. aiohttp.ClientError, OSError.

        trusted: the address is from the configuration, not from a browser.
        """
        parts = urlsplit(url)
        own = trusted or self._is_local((parts.hostname or "").lower(), parts.port)
        session = self._session(guarded=not own)
        async with session.post(
            url, headers=dict(headers), data=data, allow_redirects=False
        ) as response:
            body = await response.content.read(ANSWER_MAX_BYTES)
            wait = response.headers.get("Retry-After")
            return Answer(response.status, body.decode("utf-8", "replace"), self._seconds(wait))

    async def close(self) -> None:
        """Close what is open."""
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    # Inside

    def _is_local(self, host: str, port: int | None) -> bool:
        return host in self._local or f"{host}:{port}" in self._local

    def _session(self, *, guarded: bool) -> aiohttp.ClientSession:
        if guarded not in self._sessions:
            resolver = PublicOnly() if guarded else None
            wires = aiohttp.TCPConnector(resolver=resolver, limit=CONNECTIONS_MAX)
            self._sessions[guarded] = aiohttp.ClientSession(
                connector=wires,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": "Posko"},
            )
        return self._sessions[guarded]

    def _seconds(self, wait: str | None) -> float | None:
        """Read Retry-After: seconds, or a date."""
        if not wait:
            return None
        seconds = None
        with suppress(ValueError, TypeError, OverflowError):
            seconds = (
                float(wait)
                if wait.isdigit()
                else parsedate_to_datetime(wait).timestamp() - self._clock.now()
            )
        return None if seconds is None else min(max(1.0, seconds), RETRY_MAX_S)


class PublicOnly(AbstractResolver):
    """Resolves names, and takes no address that is not public."""

    def __init__(self) -> None:
        self._resolver = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """See the parent. Inside."""
        found = await self._resolver.resolve(host, port, family)
        public = [one for one in found if is_public(one["host"])]
        if not public:
            raise Inside(f"{host} is no public address")
        return public

    async def close(self) -> None:
        """See the parent."""
        await self._resolver.close()


def is_public(address: str) -> bool:
    """Is it an address of the internet?"""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = getattr(parsed, "ipv4_mapped", None) or getattr(parsed, "sixtofour", None)
    return parsed.is_global and not parsed.is_multicast and (inner is None or inner.is_global)


def passing(answer: Answer) -> Outcome | None:
    """Say what became of it when it may pass, or was refused for good; None when it was taken."""
    if 200 <= answer.status < 300:
        return None
    if answer.status == 429:
        return Outcome("failed_temp", "rate_limited", answer.retry_after_s)
    if answer.status >= 500 or answer.status == 408:
        return Outcome("failed_temp", "unreachable", answer.retry_after_s)
    return Outcome("failed_perm", "refused")


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
