"""What is kept of how a city calls: its ladders, leaves and templates, as the services see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from hub.domain.summons.drill import DrillPlan
from hub.domain.summons.ladder import Ladder, Profile
from hub.domain.summons.leave import Leave


@dataclass(frozen=True, slots=True)
class SavedLadder:
    """A version as it was saved: when, in seconds UTC, and by which post."""

    ladder: Ladder
    at: float
    author: str


@dataclass(frozen=True, slots=True)
class Template:
    """Words that are ready to be sent."""

    id: str
    title: str
    text: str
    profile: Profile | None = None


class Policies(Protocol):
    """Ladders, of which every version stays; leaves and templates, which go when taken away."""

    async def ladders(self, limit: int) -> Sequence[SavedLadder]:
        """Give the newest versions of each profile, newest first."""

    async def ladder(self, profile: Profile) -> Ladder | None:
        """Give the newest version of a profile, if one was ever saved."""

    async def save_ladder(self, saved: SavedLadder) -> None:
        """Add a version."""

    async def leaves(self, after: float) -> Sequence[Leave]:
        """Give those that end after a time."""

    async def save_leave(self, leave: Leave) -> None:
        """Put it in the place of the one with its id."""

    async def remove_leave(self, leave: str) -> None:
        """Take it away."""

    async def templates(self) -> Sequence[Template]:
        """Give all, by title."""

    async def drill_plan(self) -> DrillPlan:
        """Give the plan of the weekly drill; none was ever made: it is off."""

    async def save_drill_plan(self, plan: DrillPlan) -> None:
        """Put it in the place of the one before."""

    async def save_template(self, template: Template) -> None:
        """Put it in the place of the one with its id."""

    async def remove_template(self, template: str) -> None:
        """Take it away."""
