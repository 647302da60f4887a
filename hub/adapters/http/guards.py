"""What every request passes: the name it came in by, its origin, and what a page may do.

Errors under /api are a Refusal in JSON, never a traceback.
"""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from pydantic import ValidationError

from hub.adapters.commands.door import told
from hub.domain.refusals import (
    CodeWrong,
    FileTooBig,
    IdTaken,
    LinkExpired,
    LinkUsed,
    NoSuchFile,
    NoSuchRollCall,
    NoSuchRoom,
    NotAllowed,
    NotAMember,
    NotSaved,
    NotSignedIn,
    NotYours,
    PasskeyRefused,
    RateLimited,
    Refused,
    TotpNeeded,
    TotpWrong,
    UploadQuota,
    WrongCredentials,
    WrongOffset,
)
from hub.wire.base import Code, Refusal

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

STATUS: dict[type[Refused], int] = {
    NotSignedIn: 401,
    NotAMember: 403,
    NotAllowed: 403,
    NotYours: 403,
    RateLimited: 429,
    LinkUsed: 410,
    LinkExpired: 410,
    CodeWrong: 403,
    WrongCredentials: 403,
    TotpNeeded: 403,
    TotpWrong: 403,
    PasskeyRefused: 403,
    NotSaved: 503,
    NoSuchRoom: 403,
    NoSuchFile: 404,
    NoSuchRollCall: 404,
    IdTaken: 409,
    WrongOffset: 409,
    FileTooBig: 413,
    UploadQuota: 429,
}

log = structlog.get_logger()


class Hosts:
    """The names this hub answers to; `*.` stands for one or more labels."""

    def __init__(self, patterns: tuple[str, ...], public_url: str) -> None:
        public = urlsplit(public_url)
        self.https = public.scheme == "https"
        self._names = {p for p in patterns if not p.startswith("*.")}
        self._names.add(bare_host(public.netloc))
        self._tails = tuple(p.removeprefix("*") for p in patterns if p.startswith("*."))

    def knows(self, host: str) -> bool:
        """Is this Host header, with or without a port, one of ours?"""
        name = bare_host(host)
        return name in self._names or (name != "" and name.endswith(self._tails))

    def same_origin(self, origin: str, host: str) -> bool:
        """May a page of this origin speak to the hub that was asked for by this name?"""
        scheme = "https" if self.https else "http"
        return self.knows(host) and origin.lower() == f"{scheme}://{host.lower()}"


def bare_host(host: str) -> str:
    """A host header without its port, in lower case: `[::1]:80` gives `[::1]`."""
    name = host.strip().lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0]


def _is_localhost(host: str) -> bool:
    name = bare_host(host)
    return name == "localhost" or name.endswith(".localhost")


def host_guard(hosts: Hosts) -> Handler:
    """Refuse names that are not ours (DNS rebinding), and pages of others that want to post."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith("/health/"):
            return await handler(request)  # Asked by machines, by any name; tells nothing.
        if not hosts.knows(request.host):
            return web.Response(status=421, text="Nama host tak dikenal (unknown host name)\n")
        origin = request.headers.get("Origin")
        posts = request.method not in ("GET", "HEAD", "OPTIONS")
        if posts and origin is not None and not hosts.same_origin(origin, request.host):
            return refusal_response(Refusal(code="bad_request", field="origin"), 403)
        return await handler(request)

    return guard  # type: ignore[return-value]


@web.middleware
async def error_guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn what goes wrong under /api into a Refusal."""
    if not request.path.startswith("/api/"):
        return await handler(request)
    try:
        return await handler(request)
    except Refused as refused:
        return refuse(refused)
    except ValidationError as error:
        loc = error.errors(include_url=False, include_input=False, include_context=False)[0]["loc"]
        field = str(loc[0])[:40] if loc else None
        return refusal_response(Refusal(code="bad_request", field=field), 400)
    except web.HTTPException as error:
        return refusal_response(Refusal(code="bad_request"), error.status)
    except Exception:
        log.exception("request failed", path=request.path)
        return refusal_response(Refusal(code="internal"), 500)


def refuse(refused: Refused, status: int | None = None) -> web.Response:
    """A refusal of the domain, as HTTP says it; status: another than is usual for it."""
    codes: dict[str, Code] = {code: code for code in Code.__args__}  # type: ignore[attr-defined]
    return refusal_response(
        Refusal(code=codes[told(refused)], retry_after_s=refused.retry_after_s),
        status or STATUS.get(type(refused), 400),
    )


def refusal_response(refusal: Refusal, status: int) -> web.Response:
    """A Refusal as a response."""
    return web.json_response(refusal.model_dump(mode="json"), status=status)


def headers_for(hosts: Hosts) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """Tell browsers what our pages may do: nothing but our own scripts, and the microphone.

    A route that says itself what its response may do, or how long it keeps, is stricter.
    """

    async def add(request: web.Request, response: web.StreamResponse) -> None:
        # Safari before 15.4 does not take 'self' for a socket; the host was checked before.
        socket = ("wss://" if hosts.https else "ws://") + request.host
        connect = f"'self' {socket}" if hosts.knows(request.host) else "'self'"
        response.headers.setdefault(
            "Content-Security-Policy",
            f"default-src 'self'; connect-src {connect}; media-src 'self' blob:; "
            "img-src 'self' blob:; object-src 'none'; base-uri 'none'; "
            "form-action 'self'; frame-ancestors 'none'; "
            # Markup may only come from Svelte's own templates, a worker only from our own code.
            "require-trusted-types-for 'script'; trusted-types svelte-trusted-html posko-worker",
        )
        response.headers.update(
            {
                "Server": "Posko",
                "X-Content-Type-Options": "nosniff",
                "Referrer-Policy": "no-referrer",
                "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
                "Cross-Origin-Opener-Policy": "same-origin",
                "Cross-Origin-Resource-Policy": "same-origin",
            }
        )
        # Not for localhost: it counts for every port there, and other servers' would be lost.
        if hosts.https and not _is_localhost(request.host):
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if request.path.startswith(("/api/", "/health/")):
            response.headers.setdefault("Cache-Control", "no-store")

    return add
