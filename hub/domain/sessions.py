"""Sessions: one browser of one official, signed in, acting as one of the posts he holds.

A session is known by the SHA-256 of a secret that only the browser has. How long it lasts follows
from the post it acts as: a head's phone is to hear a summons at night, a duty desk changes hands.
"""

import hashlib
from dataclasses import dataclass
from typing import Literal

from hub.domain.people import Role

How = Literal["link", "code", "password", "passkey"]

DAY_S = 24 * 3600
UNUSED_LIFE_S = 90 * DAY_S
"""Heads, the mayor and devices: since it was used last."""
PROVED_LIFE_S = 12 * 3600
"""The duty desk and administrators: since somebody last proved who he is on it."""
SHORT_LIVED: frozenset[Role] = frozenset({"operator", "administrator"})

STEPPED_UP_S = 15 * 60
NOTED_EVERY_S = 3600
"""That a session is in use is written down this seldom."""


@dataclass(frozen=True, slots=True)
class Session:
    """One session. `proved_ms`: when its official signed in, or last proved again who he is.

    told_ms: until then its official has heard which ways in his other sessions added.
    stepped_up_until_ms: until then it may do what only a second factor opens. Memory only.
    shown_until_ms: the same of any way in, for adding another. Memory only.
    """

    id: str
    official: str
    post: str
    how: How
    browser: str
    system: str
    address: str
    created_ms: int
    proved_ms: int
    used_ms: int
    told_ms: int = 0
    stepped_up_until_ms: int = 0
    shown_until_ms: int = 0


def id_of(secret: str) -> str:
    """Give the id of the session whose secret this is; it does not lead back to the secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def ends_ms(session: Session, role: Role) -> int:
    """Give when it ends if nobody uses it any more, nor proves again who he is."""
    if role in SHORT_LIVED:
        return session.proved_ms + PROVED_LIFE_S * 1000
    return session.used_ms + UNUSED_LIFE_S * 1000
