"""Signing in over HTTP: by link, by code, by password and by passkey; and signing out.

A link's token is in the fragment and so in nobody's log: the page reads it and posts it, from our
own origin, so the cookie can be SameSite=Strict however the page was opened.
"""

from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from aiohttp import web

from hub.adapters.http.visitors import Visitors
from hub.domain.people import Person
from hub.domain.refusals import NotSaved, NotSignedIn
from hub.services.access import Access, Opened
from hub.services.enrolments import EnrolmentService
from hub.services.news import person_card
from hub.services.passkeys import PasskeyService
from hub.services.passwords import PasswordService
from hub.services.sessions import SessionService
from hub.wire.access import PasskeyAsked
from hub.wire.base import Done, Message
from hub.wire.http import (
    CodeUse,
    LinkLook,
    LinkUse,
    PasskeyAsk,
    PasskeyUse,
    PasswordUse,
    SignedIn,
    Zone,
)

M = TypeVar("M", bound=Message)


@dataclass(frozen=True, slots=True)
class WaysIn:
    """The services behind the door."""

    sessions: SessionService
    enrolments: EnrolmentService
    passwords: PasswordService
    passkeys: PasskeyService


class SignIn:
    """The routes under /api, and who a request is from."""

    def __init__(self, visitors: Visitors, ways: WaysIn, city: str, zone: Zone) -> None:
        self._visitors = visitors
        self._ways = ways
        self._city, self._zone = city, zone

    def routes(self) -> list[web.RouteDef]:
        """All there is of it."""
        return [
            web.post("/api/link/look", self._look),
            web.post("/api/link/use", self._use_link),
            web.post("/api/code/use", self._use_code),
            web.post("/api/password/use", self._use_password),
            web.post("/api/passkey/ask", self._ask_passkey),
            web.post("/api/passkey/use", self._use_passkey),
            web.get("/api/me", self._me),
            web.post("/api/sign-out", self._sign_out),
        ]

    def access(self, request: web.Request) -> Access | None:
        """Give who is signed in on a request, or None."""
        return self._visitors.access(request)

    def who_is(self, request: web.Request) -> Person | None:
        """Give the person whose session cookie a request carries."""
        access = self.access(request)
        return access.person if access else None

    async def _look(self, request: web.Request) -> web.Response:
        look = await _read(request, LinkLook)
        return self._signed_in(await self._ways.enrolments.look(look.token))

    async def _use_link(self, request: web.Request) -> web.Response:
        use = await _read(request, LinkUse)
        visitor = self._visitors.visitor(request)
        return self._let_in(await self._ways.enrolments.use_link(use.token, use.nonce, visitor))

    async def _use_code(self, request: web.Request) -> web.Response:
        use = await _read(request, CodeUse)
        visitor = self._visitors.visitor(request)
        return self._let_in(await self._ways.enrolments.use_code(use.code, use.nonce, visitor))

    async def _use_password(self, request: web.Request) -> web.Response:
        use = await _read(request, PasswordUse)
        visitor = self._visitors.visitor(request)
        return self._let_in(
            await self._ways.passwords.sign_in(use.name, use.password, use.code, visitor)
        )

    async def _ask_passkey(self, request: web.Request) -> web.Response:
        await _read(request, PasskeyAsk)
        ceremony, options = self._ways.passkeys.ask(self._visitors.visitor(request))
        return _json(PasskeyAsked(ceremony=ceremony, options=options))

    async def _use_passkey(self, request: web.Request) -> web.Response:
        use = await _read(request, PasskeyUse)
        visitor = self._visitors.visitor(request)
        return self._let_in(
            await self._ways.passkeys.sign_in(use.ceremony, use.credential, visitor)
        )

    async def _me(self, request: web.Request) -> web.Response:
        person = self.who_is(request)
        if person is None:
            raise NotSignedIn
        return self._signed_in(person)

    async def _sign_out(self, request: web.Request) -> web.Response:
        access = self.access(request)
        if access:
            address = self._visitors.visitor(request).address
            with suppress(NotSaved):  # Out is out; it is written down when that works again.
                await self._ways.sessions.end(
                    [access.session.id], "sign out", access.session, address
                )
        response = _json(Done())
        self._visitors.let_out(response)
        return response

    def _let_in(self, opened: Opened) -> web.Response:
        response = self._signed_in(opened.person)
        self._visitors.let_in(response, opened.secret)
        return response

    def _signed_in(self, person: Person) -> web.Response:
        return _json(SignedIn(me=person_card(person), city=self._city, zone=self._zone))


async def _read(request: web.Request, model: type[M]) -> M:
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    return model.model_validate_json(await request.read(), strict=True)


def _json(message: Message) -> web.Response:
    return web.json_response(message.model_dump(mode="json"))
