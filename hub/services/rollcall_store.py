"""What is kept of roll-calls and decisions, as the services see it: Protocols of a transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from hub.domain.rollcall.course import RollCall
from hub.domain.rollcall.decision import Decision
from hub.domain.rollcall.entry import Entry
from hub.domain.rollcall.form import Report
from hub.domain.rollcall.headcount import Circular
from hub.domain.rollcall.inputs import Kind
from hub.domain.rollcall.minutes_chain import Version
from hub.domain.rollcall.schedule import Template


@dataclass(frozen=True, slots=True)
class Event:
    """What happened in a roll-call: the n-th, and which post and official did it."""

    rollcall: str
    n: int
    at: float
    kind: Kind
    entry: str | None
    post: str
    holder: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DoneOnce:
    """A command that was carried out. subject: the roll-call or decision it was about."""

    id: str
    name: str
    subject: str
    holder: str
    at: float


class RollCalls(Protocol):
    """Roll-calls with their entries; reports and events, which are only added to."""

    async def get(self, rollcall: str) -> RollCall | None:
        """Give one, whole."""

    async def version(self, rollcall: str) -> int | None:
        """Give the version of one: whether it is what is known already."""

    async def active(self) -> list[RollCall]:
        """Give those that are announced and not closed, whole."""

    async def newest(self, before: float, limit: int) -> list[RollCall]:
        """Give those drafted before a time, newest first, whole."""

    async def save(self, rollcall: RollCall, changed: Collection[Entry], due: float | None) -> None:
        """Put it and these of its entries in the place of what was there; not their reports."""

    async def remove_entries(self, rollcall: str) -> None:
        """A draft is made anew."""

    async def report(self, rollcall: str, entry: Entry, report: Report) -> None:
        """Keep a report for ever: the last of this entry."""

    async def last_report(self, post: str) -> Report | None:
        """Give what a post reported last, whenever that was."""

    async def happened(self, events: Sequence[Event]) -> None:
        """Keep what happened; each gets the next number of its roll-call."""

    async def events(self, rollcall: str) -> list[Event]:
        """Give what happened, in order."""

    async def done(self, command: str) -> DoneOnce | None:
        """Was it carried out before?"""

    async def note_done(self, done: DoneOnce) -> None:
        """Remember that it was."""

    async def circulars(self) -> list[Circular]:
        """Give all letters, newest first."""

    async def save_circular(self, circular: Circular) -> None:
        """Put it in the place of the one with its id."""


class RollCallTemplates(Protocol):
    """Roll-calls that are ready to be held, and when; they go when taken away."""

    async def all(self) -> list[Template]:
        """Give all."""

    async def save(self, one: Template) -> None:
        """Put it in the place of the one with its id."""

    async def remove(self, template: str) -> None:
        """Take it away."""


class Decisions(Protocol):
    """Decisions, and what was done about them, which is only added to."""

    async def get(self, decision: str) -> Decision | None:
        """Give one."""

    async def save(self, decision: Decision) -> None:
        """Put it in the place of the one with its id; what was done is added."""

    async def not_over(self) -> list[Decision]:
        """Give all of which something is still to be done, the most pressing first."""

    async def of_rollcall(self, rollcall: str) -> list[Decision]:
        """Give those of one roll-call, in the order they were made."""

    async def newest(self, before: float, limit: int) -> list[Decision]:
        """Give those made before a time, newest first."""

    async def over(
        self, before: float, limit: int, owners: frozenset[str] | None
    ) -> list[Decision]:
        """Give those of which nothing more is to be done, as `newest`. owners: only theirs."""


class Minutes(Protocol):
    """Versions of minutes, which are only added to."""

    async def of(self, rollcall: str) -> list[Version]:
        """Give all of one roll-call, in order."""

    async def add(self, one: Version) -> None:
        """Keep one for ever."""
