"""The audit trail as administrators read it: newest first, and whether its chain is whole."""

import asyncio
from dataclasses import dataclass

from hub.domain.audit import Chain, Entry
from hub.domain.permissions import Action
from hub.services.callers import Caller
from hub.services.ports import Clock
from hub.services.store import Store

PAGE = 50
CHECKED_AT_ONCE = 500
BELIEVED_S = 30.0
"""Whoever turns from filter to filter does not have the whole trail read each time."""


@dataclass(frozen=True, slots=True)
class TrailPage:
    """A page. older: there is more. checked, broken: only with the first page."""

    entries: list[Entry]
    older: bool
    checked: int | None
    broken: int | None


class Trail:
    """The only door to the audit trail from outside."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._chain = Chain()
        self._checked_at: float | None = None
        self._checking = asyncio.Lock()

    async def page(
        self, caller: Caller, before: int | None, post: str | None, kind: str | None
    ) -> TrailPage:
        """Give what was done, newest first. NotAllowed, StepUpNeeded, SecondFactorNeeded, NotSaved.

        before: older than this number. post: only by it. kind: only actions of this kind.
        """
        caller.authorise(Action.SEE_AUDIT)
        found = await self._store.read(lambda tx: tx.audit.before(before, post, kind, PAGE + 1))
        chain = None if before is not None else await self._check()
        return TrailPage(
            found[:PAGE],
            len(found) > PAGE,
            chain.seq if chain else None,
            chain.broken if chain else None,
        )

    async def _check(self) -> Chain:
        """Read the whole chain; in steps, so that nobody waits for it."""
        async with self._checking:
            now = self._clock.monotonic()
            if self._checked_at is not None and now - self._checked_at < BELIEVED_S:
                return self._chain
            chain = Chain()
            while True:
                entries = await self._after(chain.seq)
                chain.read(entries)
                if len(entries) < CHECKED_AT_ONCE:
                    break
            self._chain, self._checked_at = chain, now
            return chain

    async def _after(self, seq: int) -> list[Entry]:
        return await self._store.read(lambda tx: tx.audit.after(seq, CHECKED_AT_ONCE))
