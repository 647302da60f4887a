"""Leave (cuti) of whoever holds a post: from when until when he is not to be called."""

from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_S = 400 * 24 * 3600.0
NOTE_MAX_CHARS = 200


@dataclass(frozen=True, slots=True)
class Leave:
    """One leave of a post, in seconds UTC."""

    id: str
    post: str
    from_s: float
    to_s: float
    note: str = ""

    def in_force(self, now: float) -> bool:
        """Is it now?"""
        return self.from_s <= now < self.to_s


def makes_sense(leave: Leave, now: float) -> bool:
    """Does it end after it begins, later than now, and within a time somebody may be away?"""
    return leave.from_s < leave.to_s and now < leave.to_s <= leave.from_s + LONGEST_S


def away(leaves: Iterable[Leave], now: float) -> set[str]:
    """Give the posts that are on leave now."""
    return {one.post for one in leaves if one.in_force(now)}
