"""Signing in by a one-time link, whose token is in the fragment and so in nobody's log.

The page reads it, asks whom it would sign in, and uses it by POST, from our own origin: so the
cookie can be SameSite=Strict however the page was opened.
"""

from collections.abc import Mapping

import structlog
from aiohttp import web

from hub.adapters.tokens import SESSION_LIFE_S, Links, Sessions
from hub.domain.people import Person
from hub.domain.refusals import LinkUnknown, NotSignedIn
from hub.services.news import person_card
from hub.wire.base import Done
from hub.wire.http import LinkLook, LinkUse, SignedIn

log = structlog.get_logger()


class SignIn:
    """The routes under /api, and who a request is from."""

    def __init__(
        self,
        people: Mapping[str, Person],
        links: Links,
        sessions: Sessions,
        city: str,
        https: bool,
    ) -> None:
        self._people = people
        self._links = links
        self._sessions = sessions
        self._city = city
        self._https = https
        # `__Host-` makes browsers refuse it without Secure, so plain http has the bare name.
        self._cookie = "__Host-posko" if https else "posko"

    def routes(self) -> list[web.RouteDef]:
        """All there is under /api."""
        return [
            web.post("/api/link/look", self._look),
            web.post("/api/link/use", self._use),
            web.get("/api/me", self._me),
            web.post("/api/sign-out", self._sign_out),
        ]

    def who_is(self, request: web.Request) -> Person | None:
        """Give the person whose session cookie a request carries."""
        person = self._sessions.read(request.cookies.get(self._cookie))
        return self._people.get(person) if person else None

    async def _look(self, request: web.Request) -> web.Response:
        look = LinkLook.model_validate_json(await _body(request), strict=True)
        return self._signed_in(self._person(self._links.look(look.token)))

    async def _use(self, request: web.Request) -> web.Response:
        use = LinkUse.model_validate_json(await _body(request), strict=True)
        person = self._person(await self._links.use(use.token))
        self._sessions.end(request.cookies.get(self._cookie))  # One browser is one post at a time.
        log.info("signed in", person=person.id)
        response = self._signed_in(person)
        response.set_cookie(
            self._cookie,
            self._sessions.issue(person.id),
            max_age=SESSION_LIFE_S,
            path="/",
            httponly=True,
            secure=self._https,
            samesite="Strict",
        )
        return response

    async def _me(self, request: web.Request) -> web.Response:
        person = self.who_is(request)
        if person is None:
            raise NotSignedIn
        return self._signed_in(person)

    async def _sign_out(self, request: web.Request) -> web.Response:
        self._sessions.end(request.cookies.get(self._cookie))
        response = web.json_response(Done().model_dump(mode="json"))
        response.del_cookie(
            self._cookie, path="/", httponly=True, secure=self._https, samesite="Strict"
        )
        return response

    def _person(self, person_id: str) -> Person:
        person = self._people.get(person_id)
        if person is None:
            raise LinkUnknown  # The post is gone since the link was made.
        return person

    def _signed_in(self, person: Person) -> web.Response:
        body = SignedIn(me=person_card(person), city=self._city)
        return web.json_response(body.model_dump(mode="json"))


async def _body(request: web.Request) -> bytes:
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    return await request.read()
