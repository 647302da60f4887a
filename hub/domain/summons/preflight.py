"""Before a summons is sent: who of those it is for cannot be rung, and why.

It is shown first: the issuer picks somebody else, or says that he knows, and the post is then
skipped by name. Nobody is left out silently.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from hub.domain.summons.ladder import Ladder

Problem = Literal["vacant", "on_leave", "no_device", "away"]
"""on_leave: and nobody stands in. away: on leave, and called all the same: a Plh. stands in, or the
ladder heeds no leave. vacant: nobody is entered for the post; no_device: none of his is
connected now, and he has no other way: a warning, the post is called all the same, by its
deputies and the operator."""
STOPS: frozenset[Problem] = frozenset({"on_leave"})

OFFICE_DAYS = range(5)
OFFICE_FROM, OFFICE_TO = timedelta(hours=7, minutes=30), timedelta(hours=16)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a post when it is to be rung."""

    held: bool
    on_leave: bool
    has_device: bool
    stood_in: bool = False


def problem(facts: Facts, ladder: Ladder) -> Problem | None:
    """Give why a post cannot be rung, or what to know when it is."""
    if facts.on_leave and ladder.heeds_leave and not facts.stood_in:
        return "on_leave"
    if not facts.held:
        return "vacant"
    if not facts.has_device:
        return "no_device"
    return "away" if facts.on_leave else None


def begins_at(ladder: Ladder, now: float, utc_offset_h: int, at_once: bool) -> float:
    """Give when the ladder begins: now, or for an ordinary call when the offices open.

    at_once: the issuer will not wait.
    """
    if at_once or not ladder.waits_for_office:
        return now
    local = datetime.fromtimestamp(now, UTC) + timedelta(hours=utc_offset_h)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if local.weekday() in OFFICE_DAYS and OFFICE_FROM <= local - midnight < OFFICE_TO:
        return now
    opens = midnight + OFFICE_FROM
    while opens < local or opens.weekday() not in OFFICE_DAYS:
        opens += timedelta(days=1)
    return now + (opens - local).total_seconds()
