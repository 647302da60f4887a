"""Events by call, also of calls that nobody knows yet.

The SIP stack may report that a call rings, or is refused, before it has told us which call we
dialled. What came early is kept and handed over first. Strangers' calls are never claimed: only
the newest calls are kept, and few events of each.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

CALLS_MAX = 64
EVENTS_MAX = 32

T = TypeVar("T")


class ByCall(Generic[T]):
    """Where events of a call go."""

    def __init__(self) -> None:
        self._takers: dict[int, Callable[[T], None]] = {}
        self._early: dict[int, list[T]] = {}

    def put(self, call: int, event: T) -> None:
        """Take an event: to whoever claimed the call, or kept for him."""
        if taker := self._takers.get(call):
            taker(event)
            return
        if call not in self._early and len(self._early) >= CALLS_MAX:
            del self._early[next(iter(self._early))]
        kept = self._early.setdefault(call, [])
        if len(kept) < EVENTS_MAX:
            kept.append(event)

    def claim(self, call: int, taker: Callable[[T], None]) -> None:
        """Have the events of a call from its first on."""
        self._takers[call] = taker
        for event in self._early.pop(call, []):
            taker(event)

    def forget(self, call: int) -> None:
        """Let a call that is over be."""
        self._takers.pop(call, None)
        self._early.pop(call, None)
