"""Who asks: a person, on which of his devices, and how surely it is he."""

from typing import NamedTuple

from hub.domain.people import Person
from hub.domain.permissions import Action, Proof, Thing, authorise
from hub.services.ports import SessionId


class Caller(NamedTuple):
    """Who asks.

    session: the connection. device: the id of the session that is signed in on it.
    address: the other end, for the audit trail. origin: of the page, as `https://posko.example`.
    """

    person: Person
    session: SessionId
    address: str = ""
    device: str = ""
    origin: str = ""
    proof: Proof = "stale"

    def authorise(self, action: Action, thing: Thing = None) -> None:
        """Let it pass or raise what `permissions.authorise` does."""
        authorise(self.person, action, thing, self.proof)
