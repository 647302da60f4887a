"""What the record of summonses reads and keeps, as the services see it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from hub.domain.summons.recipient import Outcome
from hub.domain.summons.record import Call


@dataclass(frozen=True, slots=True)
class Correction:
    """What an agency says about one of its calls. id: of the command that brought it."""

    id: str
    recipient: str
    at: float
    post: str
    holder: str
    note: str


@dataclass(frozen=True, slots=True)
class Count:
    """So many calls of a post in a month (`2026-11`) that came out alike."""

    month: str
    post: str
    outcome: Outcome
    missed: bool
    parent: bool
    calls: int


class Record(Protocol):
    """Calls of a span of time, and the corrections of them."""

    async def calls(
        self, since: float, until: float, posts: Collection[str] | None = None
    ) -> list[Call]:
        """Give all that began then, or those of these posts, in order of time."""

    async def counts(self, since: float, until: float, ahead_s: int, drill: bool) -> list[Count]:
        """Count all that began then, by month of a clock so far ahead of UTC; drills, or others."""

    async def call(self, recipient: str) -> Call | None:
        """Give one."""

    async def corrections(self, recipients: Collection[str]) -> list[Correction]:
        """Give what was said of these, oldest first."""

    async def correct(self, correction: Correction) -> None:
        """Keep it for ever; what came before stays."""
