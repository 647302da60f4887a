"""Who asks: a person, and on which of his devices."""

from typing import NamedTuple

from hub.domain.people import Person
from hub.services.ports import SessionId


class Caller(NamedTuple):
    """Who asks, and on which of his devices. address: the other end, for the audit trail."""

    person: Person
    session: SessionId
    address: str = ""
