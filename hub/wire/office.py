"""Commands about the hub itself: how far away it is; for administrators, what was done in it."""

from typing import Annotated

from pydantic import Field, StringConstraints

from hub.wire.base import Done, Id, Message

TEXT_MAX_CHARS = 1_000
"""Of what an entry says was there before and after: the rest is in the database alone."""

Seq = Annotated[int, Field(ge=1, le=2**53 - 1)]
Kind = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,32}$")]


class LinkEcho(Message):
    """Answer at once: how long is the way there and back?"""


class AuditPage(Message):
    """Administrators: what was done, newest first.

    before: older than this number. post: only what it did. kind: only what is done to such a
    thing: `session` is what stands before the colon of an action.
    """

    before: Seq | None = None
    post: Id | None = None
    kind: Kind | None = None


class AuditLine(Message):
    """Who did what to what, when, and from which address. before, after: JSON, or empty."""

    seq: int
    at_ms: int
    actor: str
    action: str
    subject: str
    before: str
    after: str
    address: str


class AuditLines(Done):
    """A page of it. older: there is more.

    With the first page also: checked, how many entries were read from the first on, and broken,
    the first of them that is not what was written; none: each is.
    """

    lines: tuple[AuditLine, ...]
    older: bool
    checked: int | None = None
    broken: int | None = None


OFFICE_COMMANDS: dict[str, tuple[type[Message], type[Done]]] = {
    "link:echo": (LinkEcho, Done),
    "audit:page": (AuditPage, AuditLines),
}
