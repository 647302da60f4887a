"""POST /api/summons/answer and /beacon: for a notification's button, and a page without its socket.

Whoever has a ticket needs no session: it answers one recipient for one official. The token is in
the body, and so in nobody's log.
"""

from collections.abc import Callable
from typing import TypeVar

from aiohttp import web

from hub.domain.refusals import NotSignedIn
from hub.services.brakes import Brake
from hub.services.by_ticket import ByTicket
from hub.services.callers import Caller
from hub.services.ports import Clock, SessionId
from hub.services.summons_answers import SummonsAnswers
from hub.wire.base import Done, Message
from hub.wire.reach import AnswerByToken, Beacon
from hub.wire.summons import SummonsAnswer

AT_ONCE, PER_MINUTE = 10, 60
"""Of one session."""

M = TypeVar("M", bound=Message)


class Answering:
    """The two routes."""

    def __init__(
        self,
        by_ticket: ByTicket,
        answers: SummonsAnswers,
        who_calls: Callable[[web.Request, SessionId], Caller | None],
        address_of: Callable[[web.Request], str],
        clock: Clock,
    ) -> None:
        self._by_ticket = by_ticket
        self._answers = answers
        self._who_calls = who_calls
        self._address_of = address_of
        self._brake = Brake(clock, burst=AT_ONCE, per_minute=PER_MINUTE)

    def routes(self) -> list[web.RouteDef]:
        """All there is of it."""
        return [
            web.post("/api/summons/answer", self._answer),
            web.post("/api/summons/beacon", self._beacon),
        ]

    async def _answer(self, request: web.Request) -> web.Response:
        asked = await _read(request, AnswerByToken)
        command = SummonsAnswer(**asked.model_dump(exclude={"token"}))
        if asked.token is not None:
            address = self._address_of(request)
            return _json(await self._by_ticket.answer(asked.token, command, address))
        caller = self._who_calls(request, SessionId(""))
        if caller is None:
            raise NotSignedIn
        self._brake.take(caller.device)
        return _json(await self._answers.answer(caller, command))

    async def _beacon(self, request: web.Request) -> web.Response:
        beacon = await _read(request, Beacon)
        await self._by_ticket.beacon(beacon.token, beacon.proved, self._address_of(request))
        return _json(Done())


async def _read(request: web.Request, model: type[M]) -> M:
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    return model.model_validate_json(await request.read(), strict=True)


def _json(message: Message) -> web.Response:
    return web.json_response(message.model_dump(mode="json"))
