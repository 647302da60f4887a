"""The town with a directory and sessions, over a real database; a clock turned by the test."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pyotp

from hub.adapters.access import AccessParts
from hub.adapters.secrets.totp import STEP_S
from hub.adapters.store.writer import SqlStore
from hub.adapters.tokens import Links
from hub.config import DATA
from hub.domain.audit import Entry
from hub.domain.officials import Agency, Assignment, Book, Kind, Official, Post
from hub.domain.rooms import Room
from hub.services.access import Opened, Visitor
from hub.services.callers import Caller
from hub.services.directory import Directory
from hub.services.ports import SessionId
from hub.services.ticker import Ticker
from tests.chat_town import running_store
from tests.town import FakeClock

PHONE = (
    "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Mobile Safari/537.36"
)
CITY = "Kota Contoh"
ROLES = {"walikota": "mayor", "operator": "operator", "admin": "administrator"}


class AccessTown:
    """Posts walikota, operator, admin, bpbd, dinkes; each held by an official of its own."""

    def __init__(self, store: SqlStore, clock: FakeClock, *, second_factor: bool = True) -> None:
        self.store = store
        self.clock = clock
        self.rooms: dict[str, Room] = {}
        numbers = iter(range(1_000_000))
        self.directory = Directory(
            self.rooms, store, clock, Ticker(clock), new_id=lambda: f"x{next(numbers)}"
        )
        self.links = Links(b"key", clock)
        self.parts = AccessParts(
            self.directory,
            store,
            clock,
            self.links,
            b"key",
            CITY,
            DATA / "common_passwords.txt",
            second_factor=second_factor,
        )
        self.sessions = self.parts.sessions
        self.ended: list[str] = []

    async def open(self) -> None:
        book = Book()
        book.put(Agency("kota", "", "Kota", "Kota", ""))
        for post in (*ROLES, "bpbd", "dinkes"):
            book.put(Post(post, "kota", post.title(), ROLES.get(post, "head")))  # type: ignore[arg-type]
            book.put(Official(f"o-{post}"))
            book.put(Assignment(f"a-{post}", post, f"o-{post}", "definitif", 0))
        await self.directory.load(book)
        await self.sessions.load()
        self.directory.listen(self.sessions.assignments_changed)
        self.sessions.listen(lambda ended: self.ended.extend(ended))

    # What people do

    def visitor(self, address: str = "10.0.0.1", secret: str | None = None) -> Visitor:
        return Visitor(address, PHONE, "https://posko.example", secret)

    async def sign_in(self, post: str, **visitor: str) -> Opened:
        link = self.links.issue(post)
        return await self.parts.enrolments.use_link(link, None, self.visitor(**visitor))

    def caller(self, opened: Opened) -> Caller:
        """Ask something, as the gateway would let it through."""
        access = self.sessions.access(opened.secret)
        assert access, "signed out"
        return Caller(
            access.person,
            SessionId("c"),
            "10.0.0.1",
            access.session.id,
            "https://posko.example",
            access.proof,
        )

    def is_in(self, opened: Opened) -> bool:
        return self.sessions.access(opened.secret) is not None

    async def holds(self, post: str, official: str, kind: Kind = "definitif") -> None:
        """An official holds a post from now on, and it has no other holder."""
        await self.leaves(post)
        assignment = Assignment(f"a-{post}-{official}", post, official, kind, self.now_ms)
        await self._save(assignment)

    async def leaves(self, post: str) -> None:
        """Nobody holds a post any more."""
        for assignment in list(self.directory.book.assignments.values()):
            if assignment.post == post and assignment.in_force(self.now_ms):
                await self._save(replace(assignment, to_ms=self.now_ms))

    async def official(self, official: str, *, active: bool) -> None:
        await self._save(Official(official, active=active))

    async def _save(self, entry: Assignment | Official) -> None:
        person = replace(self.directory.people["admin"], holder="o-admin")
        by = Caller(person, SessionId("c"), proof="fresh")
        await self.directory.save(by, [entry])

    async def enable_app(self, opened: Opened) -> tuple[str, list[str]]:
        """Set up an authenticator app; give its secret and the recovery codes."""
        secret, _ = await self.parts.codes.begin(self.caller(opened))
        recovery = await self.parts.codes.enable(self.caller(opened), self.code(secret))
        return secret, recovery

    def code(self, secret: str) -> str:
        """What the app shows now."""
        return pyotp.TOTP(secret).generate_otp(int(self.clock.now()) // STEP_S)

    async def audit(self) -> list[Entry]:
        return await self.store.read(lambda tx: tx.audit.after(0, 1000))

    @property
    def now_ms(self) -> int:
        return round(self.clock.now() * 1000)


@asynccontextmanager
async def access_town(folder: Path, *, second_factor: bool = True) -> AsyncIterator[AccessTown]:
    """A town that begins with what the folder has."""
    clock = FakeClock()
    async with running_store(folder, clock) as store:
        town = AccessTown(store, clock, second_factor=second_factor)
        await town.open()
        writer = asyncio.create_task(town.sessions.run())
        try:
            yield town
        finally:
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writer
            town.parts.hasher.close()
