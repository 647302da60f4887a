"""Bodies of the HTTP routes: signing in, and the worker's figures. All else is on the socket."""

from typing import Annotated

from pydantic import StringConstraints

from hub.wire.base import Done, Message
from hub.wire.people import PersonCard

LinkToken = Annotated[str, StringConstraints(min_length=8, max_length=512)]


class LinkLook(Message):
    """POST /api/link/look: whom would this link sign in? Does not use it up."""

    token: LinkToken


class LinkUse(Message):
    """POST /api/link/use: sign in with it. It works once; the reply sets the session cookie."""

    token: LinkToken


class FiguresAsk(Message):
    """POST /api/media/figures, for administrators: the media worker's counters and timings.

    reset: begin them anew after this reply.
    """

    reset: bool = False


class SignedIn(Done):
    """Who is signed in: reply of both link routes, of GET /api/me, and the one shown on screen."""

    me: PersonCard
    city: str
