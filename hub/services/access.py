"""Who comes in: before he is known, while he is signed in, and the moment between."""

from dataclasses import dataclass
from typing import NamedTuple

from hub.domain.people import Person
from hub.domain.permissions import Proof
from hub.domain.sessions import Session


class Visitor(NamedTuple):
    """Who wants to sign in. secret: of the session this browser has, if any.

    origin: of the page, as `https://posko.example`.
    """

    address: str
    user_agent: str
    origin: str
    secret: str | None = None


class Access(NamedTuple):
    """Somebody who is signed in: who, by which session, and how surely."""

    person: Person
    session: Session
    proof: Proof


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session, and the secret by which its browser will be known."""

    secret: str
    session: Session
    person: Person
