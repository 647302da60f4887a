"""What is said in a call: made of the summons and the contact point, each time anew."""

from hub.domain.summons import notices
from hub.domain.summons.course import Summons
from hub.domain.summons.recipient import Recipient
from hub.services.channels import Call
from hub.services.contact_book import ContactBook
from hub.services.directory import Directory
from hub.services.ports import Clock
from hub.services.reaching import by
from hub.services.summons_store import Attempt
from hub.services.tickets import GOOD_AFTER_S, Ticket, Tickets

TOPIC_CHARS = 32


class Words:
    """Makes calls. What is private of an official is not in them, but for the address."""

    def __init__(
        self, directory: Directory, book: ContactBook, tickets: Tickets, clock: Clock
    ) -> None:
        self._directory = directory
        self._book = book
        self._tickets = tickets
        self._clock = clock

    def call(self, attempt: Attempt, recipient: Recipient, summons: Summons) -> Call | None:
        """Give the call of an attempt; None when its way is not there any more."""
        point = self._book.get(attempt.address)
        if point is None or not point.used:
            return None
        until = int(recipient.deadline + GOOD_AFTER_S)
        ticket = Ticket(recipient.id, point.official, point.id, by(point), until)
        issuer = self._directory.people.get(summons.issuer)
        profile, name = summons.ladder.profile, issuer.post if issuer else ""
        return Call(
            attempt=attempt.id,
            recipient=recipient.id,
            summons=summons.id,
            post=recipient.post,
            holder=point.official,
            point=point.id,
            address=point.address,
            title=notices.title(profile, summons.drill),
            text=notices.text(name, summons.text, summons.drill),
            profile=profile,
            drill=summons.drill,
            issuer=name,
            deadline=recipient.deadline,
            ttl_s=notices.ttl_s(profile, recipient.deadline - self._clock.now()),
            topic=summons.id.replace("-", "")[:TOPIC_CHARS],
            token=self._tickets.issue(ticket),
            round=attempt.round,
            words=summons.text,
        )
