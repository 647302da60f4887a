"""Files made for taking away: who may ask, how often, and what goes into the trail before they go.

What writes them is loaded when it is first asked for: at each start of a hub it would cost a tenth.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from importlib import import_module
from types import ModuleType
from typing import Any

from aiohttp import web

from hub.adapters.http.downloads import SAFE
from hub.domain.refusals import NotSignedIn
from hub.services.brakes import Brake
from hub.services.callers import Caller
from hub.services.ports import Clock, SessionId

AT_ONCE, PER_MINUTE = 6, 20
"""Of one session."""
SHA256_HEADER = "X-Posko-Sha256"
OFFICE = "application/vnd.openxmlformats-officedocument"
MIMES = {
    "csv": "text/csv; charset=utf-8",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
}

WhoCalls = Callable[[web.Request, SessionId], Caller | None]


def exports(module: str) -> ModuleType:
    """Give a module of exports, in which `as_<kind>` writes a file of that kind."""
    return import_module(f"hub.adapters.exports.{module}")


class Takeaway:
    """One kind of paper, in all its file formats."""

    def __init__(self, who_calls: WhoCalls, clock: Clock) -> None:
        self._who_calls = who_calls
        self._brake = Brake(clock, burst=AT_ONCE, per_minute=PER_MINUTE)

    def caller(self, request: web.Request) -> Caller:
        """Say who asks. NotSignedIn, RateLimited."""
        caller = self._who_calls(request, SessionId(""))
        if caller is None:
            raise NotSignedIn
        self._brake.take(caller.device)
        return caller

    async def give(
        self,
        name: str,
        written: tuple[ModuleType, str],
        what: tuple[Any, ...],
        note: Callable[[str], Awaitable[None]],
    ) -> web.Response:
        """Write a file, in a thread, and give it as `<name>.<kind>`.

        written: by which module, and the kind. what: what that is given. note: told the SHA-256
        before the file goes.
        """
        module, kind = written
        body: bytes = await asyncio.to_thread(getattr(module, f"as_{kind}"), *what)
        digest = hashlib.sha256(body).hexdigest()
        await note(digest)
        headers = {
            **SAFE,
            "Cache-Control": "no-store",
            "Content-Type": MIMES[kind],
            "Content-Disposition": f'attachment; filename="{name}.{kind}"',
            SHA256_HEADER: digest,
        }
        return web.Response(body=body, headers=headers)
