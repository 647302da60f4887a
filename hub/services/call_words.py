"""What is said in a call: made of the summons and the contact point, each time anew."""

from collections.abc import Sequence

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

    def call(self, attempt: Attempt, called: Sequence[Recipient], summons: Summons) -> Call | None:
        """Give the call of an attempt; None when its way is not there any more.

        called: whom it is for, or of whom it tells: one at least.
        """
        recipient = next((one for one in called if one.is_open), called[0])
        if attempt.channel == "radio":
            return self._on_air(attempt, recipient, summons)
        point = self._book.get(attempt.address)
        if point is None or not point.used:
            return None
        until = int(recipient.deadline + GOOD_AFTER_S)
        # Whoever is on duty answers for nobody.
        ticket = Ticket(
            "" if attempt.duty else recipient.id, point.official, point.id, by(point), until
        )
        issuer = self._directory.people.get(summons.issuer)
        profile, name = summons.ladder.profile, issuer.post if issuer else ""
        drill, words = summons.drill, summons.text
        silent = tuple(self._named(one.post) for one in called) if attempt.duty else ()
        title = notices.duty_title if attempt.duty else notices.title
        said = (
            notices.duty_text(silent, name, words, drill)
            if attempt.duty
            else notices.text(name, words, drill)
        )
        return Call(
            attempt=attempt.id,
            recipient="" if attempt.duty else recipient.id,
            summons=summons.id,
            post=recipient.post,
            holder=point.official,
            point=point.id,
            address=point.address,
            title=title(profile, drill),
            text=said,
            profile=profile,
            drill=summons.drill,
            issuer=name,
            deadline=recipient.deadline,
            ttl_s=notices.ttl_s(profile, recipient.deadline - self._clock.now()),
            topic=_topic(summons.id, attempt.duty),
            token=self._tickets.issue(ticket),
            round=attempt.round,
            words=words,
            duty=silent,
        )

    def _on_air(self, attempt: Attempt, recipient: Recipient, summons: Summons) -> Call:
        """Of the radio the address is the post itself, and nothing answers but its keys."""
        issuer = self._directory.people.get(summons.issuer)
        profile, name = summons.ladder.profile, issuer.post if issuer else ""
        return Call(
            attempt=attempt.id,
            recipient=recipient.id,
            summons=summons.id,
            post=attempt.address,
            holder="",
            point="",
            address=attempt.address,
            title=notices.title(profile, summons.drill),
            text=notices.text(name, summons.text, summons.drill),
            profile=profile,
            drill=summons.drill,
            issuer=name,
            deadline=recipient.deadline,
            ttl_s=notices.ttl_s(profile, recipient.deadline - self._clock.now()),
            topic=_topic(summons.id, False),
            token="",
            round=attempt.round,
            words=summons.text,
        )

    def _named(self, post: str) -> str:
        person = self._directory.people.get(post)
        return f"{person.post} {person.short}" if person else post


def _topic(summons: str, duty: bool) -> str:
    """What is told to whoever is on duty does not take the place of his own call."""
    plain = summons.replace("-", "")[:TOPIC_CHARS]
    return f"d{plain[1:]}" if duty else plain
