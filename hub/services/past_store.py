"""What is read of past roll-calls, as the services see it: a Protocol of a transaction."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from hub.domain.rollcall.inputs import Kind
from hub.domain.rollcall.past import Mark, Past, Seat


@dataclass(frozen=True, slots=True)
class Which:
    """Which of them: closed in a span of time (seconds UTC, the end is not in it), and held so.

    posts: only those one of these is in; None: all. drill: only exercises, or only others. ids:
    only of these.
    """

    until: float
    since: float = 0.0
    room: str | None = None
    title: str | None = None
    drill: bool | None = None
    posts: frozenset[str] | None = None
    ids: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Roll-calls of one name in one room, and how many there were."""

    room: str
    title: str
    held: int


class PastRollCalls(Protocol):
    """Roll-calls that are closed or signed, without reading them whole."""

    async def newest(self, which: Which, limit: int) -> list[Past]:
        """Give those that were closed last, newest first."""

    async def series(self, posts: frozenset[str] | None, limit: int) -> list[Series]:
        """Give what was held, the most often first; posts: as in `Which`."""

    async def counts(
        self, rollcalls: Collection[str], posts: frozenset[str] | None
    ) -> dict[str, dict[Mark, int]]:
        """Count what became of their entries, or of those of these posts."""

    async def seats(self, past: Past, posts: frozenset[str] | None) -> list[Seat]:
        """Give who was in one, or which of these posts."""

    async def turns(
        self, rollcall: str, entry: str | None = None
    ) -> list[tuple[Kind, str | None, float]]:
        """Give what of it turns are made of, in order: kind, entry and time. entry: only of it."""
