"""What is kept of attempts while they are made: claims, leases and results."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

from hub.domain.summons.ladder import Act
from hub.services.summons_store import Attempt
from hub.wire.summons import AttemptState, Result

LOST_MAX = 8
"""Claims of one attempt that ended with the hub: what brings it down each time is not tried for
ever. Failures are no such thing: they are tried again as long as the recipient is waited for."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Which attempts are wanted: of this act, at most `limit`, until the lease ends.

    again: also those of which it is not known whether they came through. fits: asked of each
    address in turn: is there a place for it? joins: of a recipient, an address, and whether it is
    for those on duty: is it one call with the others of that summons there?
    """

    act: Act
    now: float
    lease: float
    token: str
    limit: int
    again: bool
    fits: Callable[[str], bool] = lambda address: True
    joins: Callable[[str, str, bool], bool] = lambda recipient, address, duty: False


class Attempts(Protocol):
    """Attempts on their way. What is claimed has a token; only with it a result is taken."""

    async def claim(self, claim: Claim) -> list[list[Attempt]]:
        """Claim what is due of recipients who are still waited for, in one transaction: what was
        not tried before what was, and an emergency before others. Each list is one call."""

    async def finish(
        self, attempt: str, token: str, state: AttemptState, result: Result, retry: float | None
    ) -> bool:
        """Note what became of one; not when it is no longer ours, or nobody is waited for now."""

    async def lapse(self, act: Act, now: float | None) -> list[Attempt]:
        """Put claims whose lease is over in the state unknown, and give them; None: all claims."""

    async def made(self, act: Act) -> list[Attempt]:
        """Give what was sent to those who are still waited for."""

    async def let_be(self, recipient: str, addresses: Collection[str]) -> None:
        """Supersede what is not made for a recipient at these addresses: they are let be."""

    async def let_go(self, ids: Collection[str]) -> list[str]:
        """Give which of these nobody wants any more although they were claimed."""

    async def overtaken(self, act: Act) -> None:
        """Supersede what was not made and has a newer round by the same way."""

    async def next_try(self, act: Act) -> float | None:
        """Give when a lease ends, or something is to be tried again."""

    async def proved(self, recipient: str, address: str, state: AttemptState) -> list[Attempt]:
        """Put attempts for this recipient at this address that were sent in this state; give them.

        A state is never taken back.
        """
