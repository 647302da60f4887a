"""Tickets: what a notification carries, so that it answers for one official without a session."""

from dataclasses import dataclass
from typing import Literal, Protocol

GOOD_AFTER_S = 24 * 3600.0
"""So long after the deadline a late answer is still taken by ticket."""

By = Literal["push", "ntfy", "message"]


@dataclass(frozen=True, slots=True)
class Ticket:
    """Answers for one official to one recipient; `recipient` is empty for a trial.

    point: the contact point it was sent to. until: seconds UTC.
    """

    recipient: str
    official: str
    point: str
    way: By
    until: int


class Tickets(Protocol):
    """Makes them and reads them."""

    def issue(self, ticket: Ticket) -> str:
        """Give its text."""

    def read(self, token: str) -> Ticket:
        """Give what one says. NotSignedIn when it is none of ours, or over."""
