"""Who is at the other end of a request: his address, his browser, and the secret in his cookie.

The bridge of a radio has no browser: it shows its token with each request instead.
"""

import ipaddress
from collections.abc import Callable

from aiohttp import web

from hub.adapters.http.guards import Hosts
from hub.domain.people import Person
from hub.services.access import Access, Visitor
from hub.services.callers import Caller
from hub.services.ports import SessionId
from hub.services.sessions import SessionService

COOKIE_LIFE_S = 400 * 24 * 3600
"""The longest browsers allow; how long a session lasts is the hub's business."""


class Visitors:
    """Reads and sets the session cookie, by the names this hub is known by."""

    def __init__(
        self,
        hosts: Hosts,
        sessions: SessionService,
        bridge: Callable[[str], tuple[Person, str] | None] = lambda secret: None,
    ) -> None:
        """bridge: whose device token this is, and the token's id."""
        self._bridge = bridge
        self._https = hosts.https
        self._sessions = sessions
        # `__Host-` makes browsers refuse it without Secure, so plain http has the bare name.
        self._cookie = "__Host-posko" if hosts.https else "posko"

    def access(self, request: web.Request) -> Access | None:
        """Give who is signed in on a request, or None."""
        return self._sessions.access(request.cookies.get(self._cookie))

    def caller(self, request: web.Request, connection: SessionId) -> Caller | None:
        """Give who asks something by a request or over its connection, or None."""
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer":  # Any other is a proxy's business.
            return self._device(request, connection, secret.strip())
        access = self.access(request)
        if access is None:
            return None
        return Caller(
            access.person,
            connection,
            address_of(request),
            access.session.id,
            self.origin(request),
            access.proof,
        )

    def _device(self, request: web.Request, connection: SessionId, secret: str) -> Caller | None:
        """Give the bridge of a radio that shows its token, or None."""
        found = self._bridge(secret)
        if found is None:
            return None
        person, token = found
        return Caller(person, connection, address_of(request), f"token:{token}")

    def visitor(self, request: web.Request) -> Visitor:
        """Give who wants to sign in."""
        return Visitor(
            address_of(request),
            request.headers.get("User-Agent", ""),
            self.origin(request),
            request.cookies.get(self._cookie),
        )

    def origin(self, request: web.Request) -> str:
        """Give the origin of the page, by the name the hub was asked for."""
        return f"{'https' if self._https else 'http'}://{request.host.lower()}"

    def let_in(self, response: web.Response, secret: str) -> None:
        """Set the cookie. Only our own pages send it (RFC 6265bis, SameSite=Strict)."""
        response.set_cookie(
            self._cookie,
            secret,
            max_age=COOKIE_LIFE_S,
            path="/",
            httponly=True,
            secure=self._https,
            samesite="Strict",
        )

    def let_out(self, response: web.Response) -> None:
        """Take the cookie away."""
        response.del_cookie(
            self._cookie, path="/", httponly=True, secure=self._https, samesite="Strict"
        )


def address_of(request: web.Request) -> str:
    """Give the other end's address. A proxy on this machine is believed who it speaks for."""
    remote = request.remote or ""
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    if not told or not _is(remote, loopback=True) or not _is(told):
        return remote
    return told


def _is(address: str, *, loopback: bool = False) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return parsed.is_loopback or not loopback
