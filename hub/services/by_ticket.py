"""Answers and proofs that come from a notification, by the ticket it carries: without a session."""

from contextlib import suppress
from typing import Literal

from hub.domain.refusals import BadAnswer, NotSaved, NotSignedIn, NotYours
from hub.domain.summons.recipient import DELIVERED, SEEN
from hub.services.brakes import Brake, network_of
from hub.services.contact_book import ContactBook
from hub.services.ports import Clock
from hub.services.reaching import ReachService
from hub.services.store import Store
from hub.services.summons_answers import SummonsAnswers
from hub.services.summons_board import Board
from hub.services.summons_proofs import Proofs
from hub.services.tickets import Ticket, Tickets
from hub.wire.summons import AttemptState, SummonsAnswer, SummonsAnswered

FAILURES_AT_ONCE, FAILURES_PER_MINUTE = 30, 60
"""From one address, of tickets that are none of ours."""
SAID = ("ready", "unable")
"""What a notification's buttons say. Whoever got hold of a ticket sends nobody else."""
USES_AT_ONCE, USES_PER_MINUTE = 20, 30
"""Of one contact point: each beacon may be a commit."""


class ByTicket:
    """The door for those who come with a ticket."""

    def __init__(
        self,
        tickets: Tickets,
        answers: SummonsAnswers,
        proofs: Proofs,
        store: Store,
        board: Board,
        book: ContactBook,
        ways: ReachService,
        clock: Clock,
    ) -> None:
        self._tickets = tickets
        self._answers = answers
        self._proofs = proofs
        self._store = store
        self._board = board
        self._book = book
        self._ways = ways
        self._failures = Brake(clock, burst=FAILURES_AT_ONCE, per_minute=FAILURES_PER_MINUTE)
        self._uses = Brake(clock, burst=USES_AT_ONCE, per_minute=USES_PER_MINUTE)

    async def answer(self, token: str, command: SummonsAnswer, address: str) -> SummonsAnswered:
        """Keep an answer: one of the notification's two buttons, and no more.

        NotSignedIn, NotYours, RateLimited, and what `SummonsAnswers` refuses.
        """
        ticket = self._read(token, address)
        if not ticket.recipient or ticket.recipient != command.recipient:
            raise NotYours
        if command.code not in SAID or command.deputy or command.eta_min is not None:
            raise BadAnswer
        answered = await self._answers.by_way(ticket.official, ticket.way, command, address)
        with suppress(NotSaved):  # The answer is kept; that it came this way is said in it too.
            await self._mark(ticket, "acted")
        return answered

    async def beacon(self, token: str, proved: Literal["delivered", "shown"], address: str) -> None:
        """Note that a notification came to the device, or is shown.

        NotSignedIn, RateLimited, NotSaved.
        """
        ticket = self._read(token, address)
        if not ticket.recipient:
            self._ways.arrived(ticket.point)
            return
        await self._mark(ticket, proved)
        if ticket.recipient in self._board.called:
            how_far = SEEN if proved == "shown" else DELIVERED
            await self._proofs.proved([ticket.recipient], how_far)
        await self._book.went(ticket.point, well=True)

    async def _mark(self, ticket: Ticket, state: AttemptState) -> None:
        self._board.tried(
            await self._store.write(
                lambda tx: tx.attempts.proved(ticket.recipient, ticket.point, state)
            )
        )

    def _read(self, token: str, address: str) -> Ticket:
        network = network_of(address)
        try:
            ticket = self._tickets.read(token)
        except NotSignedIn:
            self._failures.take(network)
            raise
        self._uses.take(ticket.point)
        if ticket.point not in {one.id for one in self._book.of(ticket.official)}:
            raise NotSignedIn  # The way was taken away, or its device signed out.
        return ticket
