"""Officials (pejabat) and the posts they hold: definitively, or acting for a time.

A post is the address of everything; who holds it is history with a beginning and an end. `plt`
(pelaksana tugas) fills a vacant post, `plh` (pelaksana harian) stands in while its holder is away.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from hub.domain.people import Person, Role
from hub.domain.refusals import NoSuchPost, PostTaken

Kind = Literal["definitif", "plt", "plh"]

PREFIX: dict[Kind, str] = {"definitif": "", "plt": "Plt. ", "plh": "Plh. "}
SPEAKS_FIRST: tuple[Kind, ...] = ("plh", "plt", "definitif")
"""Whose card a post shows, and whom a link is for, when two hold it at once."""


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency (OPD). An agency that was closed or merged is kept, inactive."""

    id: str
    code: str
    name: str
    short: str
    agency_class: str
    kind: str = ""
    district: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class Post:
    """A post (jabatan) of an agency. `rank`: 1 comes first."""

    id: str
    agency: str
    title: str
    role: Role
    rank: int = 1
    active: bool = True


@dataclass(frozen=True, slots=True)
class Official:
    """A human being. The name may be empty: not everybody is entered by name."""

    id: str
    name: str = ""
    phone: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class Assignment:
    """An official holds a post from a time, until another or until further notice."""

    id: str
    post: str
    official: str
    kind: Kind
    from_ms: int
    to_ms: int | None = None

    def in_force(self, now_ms: int) -> bool:
        """Is it now?"""
        return self.from_ms <= now_ms and (self.to_ms is None or now_ms < self.to_ms)

    def overlaps(self, other: "Assignment") -> bool:
        """Do both hold at some time? One that was called off before it began never does."""
        if self.from_ms == self.to_ms or other.from_ms == other.to_ms:
            return False
        return (other.to_ms is None or self.from_ms < other.to_ms) and (
            self.to_ms is None or other.from_ms < self.to_ms
        )


Entry = Agency | Post | Official | Assignment
"""What the directory is made of."""


@dataclass(slots=True)
class Book:
    """Everything that is known, by id."""

    agencies: dict[str, Agency] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    officials: dict[str, Official] = field(default_factory=dict)
    assignments: dict[str, Assignment] = field(default_factory=dict)

    def put(self, entry: Entry) -> None:
        """Note one entry, in the place of the one with its id."""
        self._shelf(entry)[entry.id] = entry

    def find(self, entry: Entry) -> Entry | None:
        """Give the entry that has this one's place."""
        return self._shelf(entry).get(entry.id)

    def entries(self) -> Iterable[Entry]:
        """Give all, each after what it needs."""
        yield from self.agencies.values()
        yield from self.posts.values()
        yield from self.officials.values()
        yield from self.assignments.values()

    def copy(self) -> "Book":
        """A book of its own with the same entries."""
        return Book(
            dict(self.agencies), dict(self.posts), dict(self.officials), dict(self.assignments)
        )

    def _shelf(self, entry: Entry) -> dict[str, "Entry"]:
        shelves: dict[type, dict[str, Entry]] = {
            Agency: self.agencies,  # type: ignore[dict-item]
            Post: self.posts,  # type: ignore[dict-item]
            Official: self.officials,  # type: ignore[dict-item]
            Assignment: self.assignments,  # type: ignore[dict-item]
        }
        return shelves[type(entry)]


def check_assignment(new: Assignment, others: Iterable[Assignment]) -> None:
    """Refuse two who hold a post in the same way at the same time. PostTaken.

    A `plh` may stand beside the holder; a `plt` and a definitive holder exclude each other.
    """
    for other in others:
        if other.id == new.id or other.post != new.post or not new.overlaps(other):
            continue
        if (new.kind == "plh") == (other.kind == "plh"):
            raise PostTaken(f"{new.post} is held by {other.official}")


def holders(assignments: Iterable[Assignment], post: str, now_ms: int) -> list[Assignment]:
    """Give who holds a post now, the one who speaks for it first."""
    now = [a for a in assignments if a.post == post and a.in_force(now_ms)]
    return sorted(now, key=lambda a: SPEAKS_FIRST.index(a.kind))


def speakers(book: Book, post: str, now_ms: int) -> list[Assignment]:
    """The same without officials who are inactive: they speak for nobody."""
    held = holders(book.assignments.values(), post, now_ms)
    return [a for a in held if book.officials[a.official].active]


def speaking(book: Book, now_ms: int) -> dict[str, tuple[str, ...]]:
    """Give the officials who hold each post that is held now, as `speakers` does for one."""
    return {post: tuple(a.official for a in held) for post, held in _all_speakers(book, now_ms)}


def _all_speakers(book: Book, now_ms: int) -> Iterable[tuple[str, list[Assignment]]]:
    """Give each post that is held now with who speaks for it, in one walk over the book."""
    found: dict[str, list[Assignment]] = {}
    for assignment in book.assignments.values():
        if assignment.in_force(now_ms) and book.officials[assignment.official].active:
            found.setdefault(assignment.post, []).append(assignment)
    for post, held in found.items():
        yield post, sorted(held, key=lambda a: SPEAKS_FIRST.index(a.kind))


def deputies(book: Book, post: str) -> tuple[str, ...]:
    """Give the posts that answer for one: those of the next rank in the same agency."""
    head = book.posts.get(post)
    below = [
        p
        for p in book.posts.values()
        if head and p.active and p.agency == head.agency and p.rank > head.rank
        and p.role == "head"
    ]  # fmt: skip
    nearest = min((p.rank for p in below), default=0)
    return tuple(sorted(p.id for p in below if p.rank == nearest))


def vacant_since_ms(book: Book, post: str) -> int:
    """Give since when nobody holds a post: 0 when nobody ever did."""
    ends = (a.to_ms for a in book.assignments.values() if a.post == post and a.to_ms is not None)
    return max(ends, default=0)


def next_change_ms(assignments: Iterable[Assignment], now_ms: int) -> int | None:
    """Give when the next assignment begins or ends."""
    times = (t for a in assignments for t in (a.from_ms, a.to_ms) if t is not None)
    return min((t for t in times if t > now_ms), default=None)


def persons(book: Book, now_ms: int) -> Iterable[Person]:
    """Every post in use as others see it: with its agency, and `Plt.` before an acting title."""
    held_by = dict(_all_speakers(book, now_ms))
    for post in sorted(book.posts.values(), key=lambda p: (p.rank, p.id)):
        agency = book.agencies.get(post.agency)
        if not post.active or agency is None or not agency.active:
            continue
        held = held_by.get(post.id)
        yield Person(
            id=post.id,
            agency=agency.name,
            short=agency.short,
            post=(PREFIX[held[0].kind] if held else "") + post.title,
            role=post.role,
            agency_class=agency.agency_class,
            agency_kind=agency.kind,
        )


def check(entry: Entry, book: Book) -> None:
    """Refuse what leads nowhere or contradicts what is there. NoSuchPost, PostTaken."""
    if isinstance(entry, Post) and entry.agency not in book.agencies:
        raise NoSuchPost(entry.agency)
    if isinstance(entry, Assignment):
        if entry.post not in book.posts or entry.official not in book.officials:
            raise NoSuchPost(entry.post)
        check_assignment(entry, book.assignments.values())
