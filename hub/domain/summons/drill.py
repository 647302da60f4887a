"""The weekly drill: all heads are called, so that who would not hear it is known before it matters.

It is an ordinary summons that says LATIHAN everywhere, at an hour administrators choose. Its id
follows from its time: however often it is begun, it is one.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hub.domain.summons.ladder import Profile

SPACE = uuid.UUID("0b7b5c0e-5a1f-4c3e-9d4f-6a2f0c9b7e21")
WEEK = timedelta(days=7)
LATE_MAX_S = 1800.0
"""A hub that was out at that hour holds it so much later, and else next week."""


@dataclass(frozen=True, slots=True)
class DrillPlan:
    """When it is held: weekday (Monday is 0) and minute of the city's day.

    by: the post of who chose it; it calls. last: the summons that was held, at last_at.
    """

    on: bool = False
    weekday: int = 2
    minute: int = 9 * 60
    profile: Profile = "mendesak"
    by: str = ""
    holder: str = ""
    last: str = ""
    last_at: float = 0.0
    since: float = 0.0


def before(plan: DrillPlan, now: float, utc_offset_h: int) -> float:
    """Give its newest hour that has come."""
    ahead = timedelta(hours=utc_offset_h)
    local = datetime.fromtimestamp(now, UTC) + ahead
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    monday = midnight - timedelta(days=local.weekday())
    at = monday + timedelta(days=plan.weekday, minutes=plan.minute)
    return ((at if at <= local else at - WEEK) - ahead).timestamp()


def after(plan: DrillPlan, now: float, utc_offset_h: int) -> float:
    """Give its next hour."""
    return before(plan, now, utc_offset_h) + WEEK.total_seconds()


def is_due(plan: DrillPlan, now: float, utc_offset_h: int) -> bool:
    """Is it to be held now? Not for an hour that had come before the plan was made."""
    at = before(plan, now, utc_offset_h)
    return plan.on and now - at <= LATE_MAX_S and at >= plan.since and plan.last_at < at


def id_of(at: float) -> str:
    """Give the id of the summons of an hour."""
    return str(uuid.uuid5(SPACE, str(round(at))))
