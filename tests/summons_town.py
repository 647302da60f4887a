"""The town where people are summoned: the service, its clock and board over a real database."""

import asyncio
import itertools
import uuid
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from hub.adapters.store.writer import SqlStore
from hub.adapters.tokens import Tickets
from hub.domain.officials import Agency, Assignment, Book, Official, Post, deputies
from hub.domain.people import Person
from hub.domain.rooms import Room
from hub.domain.summons.ladder import Act
from hub.services.call_words import Words
from hub.services.callers import Caller
from hub.services.channels import Channel
from hub.services.contact_book import ContactBook
from hub.services.deliveries import Deliveries
from hub.services.dialling import DialService
from hub.services.directory import Directory
from hub.services.handling import HandlingService
from hub.services.ladders import LadderService
from hub.services.leaves import LeaveService
from hub.services.ports import SessionId
from hub.services.presence import Presence
from hub.services.record import RecordService
from hub.services.summons_answers import SummonsAnswers
from hub.services.summons_board import Board
from hub.services.summons_clock import SummonsClock
from hub.services.summons_proofs import Proofs
from hub.services.summons_steps import Reach
from hub.services.summonses import SummonsService
from hub.services.templates import TemplateService
from hub.services.ticker import Ticker
from hub.services.uptime import Uptime
from hub.wire.policy import LeaveAdd
from hub.wire.summons import (
    RecipientCard,
    RingCard,
    SummonsAnswer,
    SummonsAnswered,
    SummonsCard,
    SummonsIssue,
    SummonsRecord,
)
from tests.chat_town import running_store
from tests.town import FakeClock, FakePages

AGENCIES = ("bpbd", "dinkes", "dishub")


def city(agencies: Iterable[str] = AGENCIES) -> Book:
    """Each agency with a head and a secretary; a mayor and an operator. Official o-X holds X."""
    book = Book()
    book.put(Agency("kota", "", "Kota", "Kota", ""))
    book.put(Post("walikota", "kota", "Wali Kota", "mayor"))
    book.put(Post("operator", "kota", "Operator", "operator"))
    for name in agencies:
        book.put(Agency(name, "", name.upper(), name.upper(), "esensial"))
        book.put(Post(name, name, "Kepala", "head", 1))
        book.put(Post(f"{name}-2", name, "Sekretaris", "head", 2))
    for post in list(book.posts):
        book.put(Official(f"o-{post}"))
        book.put(Assignment(f"a-{post}", post, f"o-{post}", "definitif", 0))
    return book


class SummonsTown:
    """Everyone of the city. What the clock does is done when time is let pass by `wait`."""

    rooms: dict[str, Room] = {}

    def __init__(
        self, store: SqlStore, clock: FakeClock, channels: Mapping[Act, Channel] | None = None
    ) -> None:
        self.channels = channels or {}
        self.ended: set[str] = set()
        self.clock = clock
        self.store = store
        self.presence = Presence()
        self.pages = FakePages([])
        self.directory = Directory({}, store, clock, Ticker(clock), new_id=lambda: fresh("d"))
        self.alarms: list[str] = []
        self.broken: list[str] = []
        self._numbers = itertools.count(1)
        self.start()

    def start(self) -> None:
        """Make the services anew, as after a restart."""
        self.book = ContactBook(
            self.directory, self.store, self.clock, lambda session: session not in self.ended
        )
        self.tickets = Tickets(b"key", self.clock)
        self.leaves = LeaveService(self.directory, self.store, self.clock)
        reach = Reach(
            holder=lambda post: next(iter(self.directory.speaking.get(post, ())), ""),
            deputies=lambda post: deputies(self.directory.book, post),
            channels=frozenset({"radio", *self.channels}),
            addresses=self.book.addresses,
            new_id=lambda: fresh("r"),
            rung=self.leaves.rung,
            passed_over=self.leaves.passed_over,
            on_duty=self.directory.on_duty,
            make_good=Uptime(self.clock).make_good,
        )
        self.board = Board(
            self.directory, self.presence, self.pages, reach.channels, reach.rung, reach.ways
        )
        self.leaves.listen(self.board.posts_changed)
        proofs = Proofs(self.presence, self.store, self.board, reach, self.clock)
        self.ladders = LadderService(
            self.directory, self.book, self.store, self.clock, reach.channels
        )
        self.templates = TemplateService(self.store, self.clock)
        self.summonses = SummonsService(
            self.rooms,
            self.directory,
            self.presence,
            self.store,
            self.board,
            proofs,
            reach,
            self.clock,
            7,
            self.ladders,
            self.leaves,
        )
        self.answers = SummonsAnswers(
            self.directory, self.store, self.board, proofs, reach, self.clock
        )
        self.handling = HandlingService(self.presence, self.store, self.board, reach, self.clock)
        self.dialling = DialService(self.store, self.board, reach, self.clock)
        self.record_of = RecordService(self.directory, self.store, self.clock, "WIB", 7)
        words = Words(self.directory, self.book, self.tickets, self.clock)
        self.failures: list[str] = []
        self.deliveries = Deliveries(
            self.store,
            self.board,
            proofs,
            self.book,
            words,
            self.channels,
            self.clock,
            lambda: fresh("t"),
            self.failures.append,
        )
        self.board.listen(self.deliveries.wake)
        self.timer = SummonsClock(
            self.store,
            self.board,
            proofs,
            reach,
            self.clock,
            self.alarms.extend,
            lambda recipient, error: self.broken.append(recipient),
        )

    def caller(self, post: str, official: str | None = None, *, page: bool = True) -> Caller:
        """Somebody in a post, with a page or without."""
        held = self.directory.book.posts[post]
        person = Person(post, post, post, held.title, held.role, holder=official or f"o-{post}")
        session = SessionId(f"{post}/{next(self._numbers)}")
        if page:
            self.presence.sessions[session] = person
        return Caller(person, session, "127.0.0.1")

    async def summon(self, *posts: str, by: str = "walikota", **more: Any) -> SummonsCard:
        """Call posts."""
        values = {
            "id": str(uuid.uuid4()),
            "posts": posts,
            "text": "Banjir, berkumpul sekarang",
            "profile": "darurat",
        }
        command = SummonsIssue.model_validate(values | more)
        return await self.summonses.issue(self.caller(by, page=False), command)

    async def answer(
        self, caller: Caller, recipient: str, code: str = "ready", **more: Any
    ) -> SummonsAnswered:
        """Answer."""
        values = {"id": str(uuid.uuid4()), "recipient": recipient, "code": code}
        command = SummonsAnswer.model_validate(values | more)
        return await self.answers.answer(caller, command)

    async def record(self, recipient: str, code: str = "ready", **more: Any) -> SummonsAnswered:
        """The operator enters an answer."""
        values = {"id": str(uuid.uuid4()), "recipient": recipient, "code": code, "way": "radio"}
        command = SummonsRecord.model_validate(values | more)
        return await self.answers.record(self.caller("operator", page=False), command)

    async def wait(self, seconds: float) -> None:
        """Let time pass; whatever is due in it is done when it is due. We are up all the time."""
        until = self.clock.now() + seconds
        while True:
            next_due = await self.timer.fire_due()
            if next_due is None or next_due > until:
                break
            await self._pass(next_due)
        await self._pass(until)
        await self.timer.fire_due()

    async def _pass(self, until: float) -> None:
        self.clock.advance(max(0.0, until - self.clock.now()))
        await self.store.write(lambda tx: tx.summonses.beat(self.clock.now()))

    def recipient(self, post: str) -> RecipientCard:
        """Give the newest recipient of a post as the board shows it."""
        found = [c for c in self.board.cards()[1] if c.post == post]
        return max(found, key=lambda card: card.t0_ms)

    def rings(self, caller: Caller) -> tuple[RingCard, ...]:
        """Give what was last told to ring on a page."""
        told = [m.body for m in self.pages.heard[caller.session] if m.kind == "rings"]
        return told[-1].rings  # type: ignore[union-attr]


async def on_leave(town: SummonsTown, post: str, from_s: float = 0.0, to_s: float = 3600.0) -> str:
    """Its head notes a leave, from and to so many seconds from now."""
    leave, now = str(uuid.uuid4()), town.clock.now()
    times = {"from_ms": round((now + from_s) * 1000), "to_ms": round((now + to_s) * 1000)}
    command = LeaveAdd(id=leave, post=post, note="Cuti tahunan", **times)
    await town.leaves.add(town.caller(post, page=False), command)
    return leave


def fresh(kind: str) -> str:
    """An id as the hub makes it."""
    return f"{kind}{uuid.uuid4().hex[:12]}"


@asynccontextmanager
async def summons_town(
    folder: Path, book: Book | None = None, channels: Mapping[Act, Channel] | None = None
) -> AsyncIterator[SummonsTown]:
    """A town on a new database."""
    clock = FakeClock()
    async with running_store(folder, clock) as store:
        town = SummonsTown(store, clock, channels)
        await town.directory.load(book or city())
        await town.summonses.load()
        yield town
        await asyncio.sleep(0)
