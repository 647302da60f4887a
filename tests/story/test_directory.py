"""The directory as it changes: who is who, who may be where, and that no change is lost."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hub.adapters.store.writer import SqlStore
from hub.domain.officials import Agency, Assignment, Book, Entry, Official, Post
from hub.domain.people import Person
from hub.domain.refusals import NoSuchPost, NotAllowed, PostTaken
from hub.domain.rooms import Room
from hub.services.callers import Caller
from hub.services.directory import Directory
from hub.services.ports import SessionId
from hub.services.ticker import Ticker
from tests.chat_town import running_store
from tests.town import FakeClock

ADMIN = Caller(
    Person("admin", "A", "A", "Administrator", "administrator"), SessionId("s"), proof="fresh"
)
HEAD = Caller(Person("bpbd", "B", "B", "Kepala", "head"), SessionId("s"))
DAY_MS = 86_400_000


def first() -> Book:
    book = Book()
    for name in ("bpbd", "dinkes"):
        book.put(Agency(name, "", name.upper(), name, "kritikal"))
        book.put(Post(name, name, "Kepala", "head"))
    return book


class Office:
    """A directory on a store, with one room whose members are all who are kritikal."""

    def __init__(self, store: SqlStore, clock: FakeClock) -> None:
        self.clock = clock
        self.rooms = {"k": Room("k", "K", "ptt", frozenset(), rules=("kritikal",))}
        numbers = itertools.count(1)
        self.directory = Directory(
            self.rooms, store, clock, Ticker(clock), new_id=lambda: f"n{next(numbers)}"
        )
        self.told = 0
        self.directory.listen(self._tell)

    def _tell(self) -> None:
        self.told += 1

    @property
    def now_ms(self) -> int:
        return round(self.clock.now() * 1000)

    async def save(self, *entries: Entry) -> None:
        await self.directory.save(ADMIN, entries)

    def title(self, post: str) -> str:
        return self.directory.people[post].post


@asynccontextmanager
async def an_office(folder: Path) -> AsyncIterator[Office]:
    clock = FakeClock()
    async with running_store(folder, clock) as store:
        office = Office(store, clock)
        await office.directory.load(first())
        yield office


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with an_office(tmp_path) as made:
        yield made


async def test_what_was_saved_is_there_after_a_restart(tmp_path: Path) -> None:
    async with an_office(tmp_path) as office:
        await office.save(
            Official("o1", "Pejabat 1", "+62811"),
            Assignment("a1", "bpbd", "o1", "plt", office.now_ms),
        )
        assert office.title("bpbd") == "Plt. Kepala"
    async with an_office(tmp_path) as office:
        assert office.title("bpbd") == "Plt. Kepala"
        assert office.directory.book.officials["o1"].name == "Pejabat 1"
        assert office.directory.posts_of("o1") == ("bpbd",)


async def test_changes_asked_for_at_once_are_all_kept(office: Office) -> None:
    await asyncio.gather(
        *(office.save(Official(f"o{n}", f"Pejabat {n}")) for n in range(20)),
        office.directory.holder_for("bpbd"),
        office.directory.holder_for("bpbd"),
    )
    assert {f"o{n}" for n in range(20)} <= office.directory.book.officials.keys()
    held = [a for a in office.directory.book.assignments.values() if a.post == "bpbd"]
    assert len(held) == 1, "asked for twice at once, made once"
    stored = await office.directory._store.read(lambda tx: tx.people.load())  # noqa: SLF001
    assert stored == office.directory.book


async def test_all_or_none(office: Office) -> None:
    with pytest.raises(NoSuchPost):
        await office.save(Official("o1"), Assignment("a1", "tiada", "o1", "plt", 1))
    assert "o1" not in office.directory.book.officials
    await office.save(Official("o1"), Official("o2"), Assignment("a1", "bpbd", "o1", "plt", 1))
    with pytest.raises(PostTaken):
        await office.save(Assignment("a2", "bpbd", "o2", "definitif", 5))
    await office.save(Assignment("a2", "bpbd", "o2", "plh", 5))
    assert office.title("bpbd") == "Plh. Kepala"


async def test_only_an_administrator_changes_it(office: Office) -> None:
    with pytest.raises(NotAllowed):
        await office.directory.save(HEAD, [Official("o1")])


async def test_rooms_follow(office: Office) -> None:
    assert office.rooms["k"].members == {"bpbd", "dinkes"}
    await office.save(
        Agency("dlh", "", "DLH", "DLH", "kritikal"),
        Post("dlh", "dlh", "Kepala", "head"),
        Post("dinkes", "dinkes", "Kepala", "head", active=False),
    )
    assert office.rooms["k"].members == {"bpbd", "dlh"}
    assert "dinkes" not in office.directory.people


async def test_an_assignment_begins_and_ends_in_its_time(office: Office) -> None:
    begins = office.now_ms + DAY_MS
    await office.save(
        Official("o1"), Assignment("a1", "bpbd", "o1", "plh", begins, begins + DAY_MS)
    )
    seen = []
    for hours in (23.9, 0.2, 23.7, 0.3):
        office.clock.advance(hours * 3600)
        due = office.directory.fire_due()
        assert due is None or due >= office.clock.monotonic()
        acting = office.directory.acting("o1", "bpbd")
        seen.append((office.title("bpbd"), acting is not None))
    assert seen == [
        ("Kepala", False),
        ("Plh. Kepala", True),
        ("Plh. Kepala", True),
        ("Kepala", False),
    ]
    assert office.told == 4, "loaded, saved, begun, ended"


async def test_who_is_inactive_holds_nothing(office: Office) -> None:
    await office.save(Official("o1"), Assignment("a1", "bpbd", "o1", "definitif", 1))
    assert office.directory.acting("o1", "bpbd") is not None
    await office.save(Official("o1", active=False))
    assert office.directory.acting("o1", "bpbd") is None


async def test_who_is_inactive_speaks_for_nobody(office: Office) -> None:
    await office.save(Official("o1"), Assignment("a1", "bpbd", "o1", "plt", 1))
    assert office.title("bpbd") == "Plt. Kepala"
    await office.save(Official("o1", active=False))
    assert office.title("bpbd") == "Kepala"
    assert await office.directory.holder_for("bpbd") != "o1"


async def test_a_post_that_is_filled_is_told(office: Office) -> None:
    told = office.told
    await office.directory.holder_for("dinkes")
    assert office.told == told + 1


async def test_the_trail_says_what_changed_and_no_names(office: Office) -> None:
    await office.save(Official("o1", "Pejabat Rahasia", "+628123"))
    trail = await office.directory._store.read(lambda tx: tx.audit.after(0, 10))  # noqa: SLF001
    assert [(e.actor, e.action, e.subject) for e in trail] == [("admin", "official:save", "o1")]
    assert "Rahasia" not in str(trail) and "8123" not in str(trail)


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("posko.db*"))


async def test_names_and_numbers_are_sealed_in_the_file(tmp_path: Path) -> None:
    async with an_office(tmp_path) as office:
        await office.save(Official("o1", "Pejabat Rahasia", "+628123"))
    content = on_disk(tmp_path)
    assert b"Rahasia" not in content and b"628123" not in content
