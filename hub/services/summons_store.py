"""What is kept of summonses, as the services see it: Protocols of one part of a transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from hub.domain.summons.answers import Answer
from hub.domain.summons.course import Summons
from hub.domain.summons.recipient import Recipient
from hub.wire.summons import AttemptState, Result


@dataclass(frozen=True, slots=True)
class Called:
    """A recipient, who held its post when it was called, and when it is due next."""

    recipient: Recipient
    holder: str
    due: float | None


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as it was kept. id: of the command that brought it."""

    recipient: str
    id: str
    answer: Answer
    holder: str
    counts: bool
    late: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    """One thing that was tried. late_s: after it was due. duty: it tells those on duty of him, and
    does not call him."""

    id: str
    recipient: str
    level: int
    round: int
    channel: str
    address: str
    state: AttemptState
    at: float
    late_s: float = 0.0
    result: Result = ""
    tries: int = 0
    duty: bool = False


class Summonses(Protocol):
    """Summonses, their recipients, answers and attempts."""

    async def add(self, summons: Summons, called: Sequence[Called]) -> None:
        """Note a new summons and whom it is for."""

    async def get(self, summons_id: str) -> Summons | None:
        """Give one."""

    async def save(self, summons: Summons) -> None:
        """Put it in the place of what was there."""

    async def newer(self, since: float, limit: int) -> list[Summons]:
        """Give those that are open, and the newest since a time, newest first."""

    async def recipients(self, summons: Collection[str]) -> list[Called]:
        """Give all recipients of these."""

    async def find(self, ids: Collection[str]) -> list[Called]:
        """Give these recipients."""

    async def waited_for(self) -> list[Called]:
        """Give all that are open."""

    async def of_posts(self, posts: Collection[str], since: float, limit: int) -> list[Called]:
        """Give where these posts were called, newest first."""

    async def add_recipients(self, called: Sequence[Called]) -> None:
        """Note more recipients."""

    async def save_recipients(self, called: Sequence[Called]) -> None:
        """Put each in the place of the one with its id."""

    async def due(self, until: float, limit: int) -> list[Called]:
        """Give whose next timer is due, the longest due first."""

    def spoiled(self) -> list[str]:
        """Give the recipients whose rows this transaction could not read, and left out."""

    async def put_off(self, ids: Collection[str], until: float) -> None:
        """Let these be due then, whatever they are."""

    async def next_due(self) -> float | None:
        """Give when the next timer is due."""

    async def standing(self, summons: str) -> tuple[int, int]:
        """Give how many are waited for, and how many come: a head and his deputy are one."""

    async def stuck(self, now: float) -> list[str]:
        """Give open recipients whom the clock has passed by: due long ago, never, or too late."""

    async def keep(self, answers: Sequence[KeptAnswer]) -> None:
        """Keep answers for ever."""

    async def answered(self, recipient: str, command: str) -> KeptAnswer | None:
        """Give the answer a command brought, if it came before."""

    async def attempt(self, attempts: Sequence[Attempt]) -> None:
        """Note what is to be tried; what was noted already stays as it is."""

    async def settle(self, recipients: Collection[str], state: AttemptState) -> None:
        """Put every attempt for these that is not yet made, or is being made, in this state."""

    async def shift_attempts(self, recipients: Collection[str], by_s: float) -> None:
        """Move the times of every attempt for these: the clock was set."""

    async def attempts(self, recipients: Collection[str]) -> list[Attempt]:
        """Give what was tried for these, in order."""

    async def beat(self, now: float) -> float | None:
        """Note that we are up; give when that was noted last."""
