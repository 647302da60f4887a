"""Bodies of the HTTP routes: signing in, and the worker's figures. All else is a command."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from hub.wire.access import Ceremony, Digits, Otp, Secret
from hub.wire.base import Done, Id, Message
from hub.wire.people import PersonCard

LinkToken = Annotated[str, StringConstraints(min_length=8, max_length=512)]
Nonce = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{16,64}$")]
"""Made by the page and kept until it has a reply: with it the same may be asked once more. Without
one, a reply that is lost cannot be made good."""


class LinkLook(Message):
    """POST /api/link/look: whom would this link sign in? Does not use it up."""

    token: LinkToken


class LinkUse(Message):
    """POST /api/link/use: sign in with it. It works once; the reply sets the session cookie."""

    token: LinkToken
    nonce: Nonce | None = None


class CodeUse(Message):
    """POST /api/code/use: sign in with the six digits an administrator told."""

    code: Digits
    nonce: Nonce | None = None


class PasswordUse(Message):
    """POST /api/password/use: sign in as a post. `code`: once the hub has asked for it."""

    name: Id
    password: Secret
    code: Otp | None = None


class PasskeyAsk(Message):
    """POST /api/passkey/ask: I have a passkey. Reply: PasskeyAsked."""


class PasskeyUse(Message):
    """POST /api/passkey/use: what the browser answered."""

    ceremony: Ceremony
    credential: dict[str, Any]


class FiguresAsk(Message):
    """POST /api/media/figures, for administrators: the media worker's counters and timings.

    reset: begin them anew after this reply.
    """

    reset: bool = False


Zone = Literal["WIB", "WITA", "WIT"]
UTC_OFFSET_H: Mapping[Zone, int] = MappingProxyType({"WIB": 7, "WITA": 8, "WIT": 9})


class SignedIn(Done):
    """Who is signed in: reply of the sign-in routes and of GET /api/me, and the one shown.

    zone: the city's; every day and hour on its screens is of it.
    """

    me: PersonCard
    city: str
    zone: Zone = "WIB"
