"""What summons people, made once: board, service and clock, and what they know of posts."""

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from hub.domain.officials import deputies
from hub.domain.rooms import Room
from hub.domain.summons.ladder import Act
from hub.services.by_ticket import ByTicket
from hub.services.call_words import Words
from hub.services.channels import Channel, Outlets
from hub.services.contact_book import ContactBook
from hub.services.deliveries import Deliveries
from hub.services.dialling import DialService
from hub.services.directory import Directory
from hub.services.drills import DrillService
from hub.services.handling import HandlingService
from hub.services.ladders import LadderService
from hub.services.leaves import LeaveService
from hub.services.ports import Announcer, Clock
from hub.services.presence import Presence
from hub.services.reaching import ReachService
from hub.services.readiness import ReadinessService
from hub.services.record import RecordService
from hub.services.store import Store
from hub.services.summons_answers import SummonsAnswers
from hub.services.summons_board import Board
from hub.services.summons_clock import SummonsClock
from hub.services.summons_proofs import Proofs
from hub.services.summons_steps import Reach
from hub.services.summonses import SummonsService
from hub.services.templates import TemplateService
from hub.services.tickets import Tickets
from hub.services.uptime import Uptime
from hub.wire.http import UTC_OFFSET_H, Zone

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Secrets:
    """What is made under the hub's key, and which sessions have not ended."""

    tickets: Tickets
    hashed: Callable[[str], str]
    new_topic: Callable[[], str]
    lasts: Callable[[str], bool]


class Calling:
    """The parts, by name."""

    def __init__(
        self,
        rooms: dict[str, Room],
        directory: Directory,
        presence: Presence,
        store: Store,
        announcer: Announcer,
        clock: Clock,
        new_id: Callable[[], str],
        zone: Zone,
        outlets: Outlets,
        secrets: Secrets,
        radio: Channel,
    ) -> None:
        self.book = ContactBook(directory, store, clock, secrets.lasts)
        self.ways = ReachService(
            self.book, outlets, secrets.tickets, clock, secrets.hashed, secrets.new_topic
        )
        self.leaves = LeaveService(directory, store, clock)
        reach = Reach(
            holder=lambda post: next(iter(directory.speaking.get(post, ())), ""),
            deputies=lambda post: deputies(directory.book, post),
            channels=frozenset({"radio", *outlets.channels}),
            addresses=self.book.addresses,
            new_id=new_id,
            rung=self.leaves.rung,
            passed_over=self.leaves.passed_over,
            on_duty=directory.on_duty,
            make_good=Uptime(clock).make_good,
        )
        self.board = Board(directory, presence, announcer, reach.channels, reach.rung, reach.ways)
        self.leaves.listen(self.board.posts_changed)
        proofs = Proofs(presence, store, self.board, reach, clock)
        self.ladders = LadderService(directory, self.book, store, clock, reach.channels)
        self.templates = TemplateService(store, clock)
        self.summonses = SummonsService(
            rooms,
            directory,
            presence,
            store,
            self.board,
            proofs,
            reach,
            clock,
            UTC_OFFSET_H[zone],
            self.ladders,
            self.leaves,
        )
        self.drills = DrillService(
            directory, store, clock, self.summonses, UTC_OFFSET_H[zone], _no_drill
        )
        self.readiness = ReadinessService(directory, presence, self.book, outlets, self.drills)
        self.record = RecordService(directory, store, clock, zone, UTC_OFFSET_H[zone])
        self.answers = SummonsAnswers(directory, store, self.board, proofs, reach, clock)
        self.clock = SummonsClock(store, self.board, proofs, reach, clock, _stuck, _broken)
        self.handling = HandlingService(presence, store, self.board, reach, clock)
        self.dialling = DialService(store, self.board, reach, clock)
        words = Words(directory, self.book, secrets.tickets, clock)
        self.deliveries = Deliveries(
            store,
            self.board,
            proofs,
            self.book,
            words,
            {**outlets.channels, radio.name: radio},
            clock,
            new_id,
            _failed,
        )
        self.board.listen(self.deliveries.wake)
        self.by_ticket = ByTicket(
            secrets.tickets,
            self.answers,
            proofs,
            store,
            self.board,
            self.book,
            self.ways,
            clock,
        )
        self.summonses.wake = self.answers.wake = self.clock.wake


def _stuck(recipients: list[str]) -> None:
    log.error("summons stuck, brought back", recipients=recipients)


def _broken(recipient: str, error: Exception) -> None:
    log.error(
        "summonses cannot be carried on" if not recipient else "a summons cannot be carried on",
        recipient=recipient,
        exc_info=error,
    )


def _no_drill() -> None:
    log.exception("the weekly drill failed")


def _failed(channel: Act) -> None:
    log.exception("a channel failed", channel=channel)
