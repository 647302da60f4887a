"""Roll-calls that are ready to be held, and the hours at which the hub announces them by itself.

The id of such a roll-call follows from its hour: however often it is begun, it is one. A hub that
was out at that hour holds it a little later, and else not at all: that is said, once.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hub.domain.rollcall.course import Mode

SPACE = uuid.UUID("c3a1f7de-5c0b-4d43-8a8e-0f6b7b2f5b90")
DAY_S = 86_400.0
LATE_MAX_S = 600.0
"""So long after its hour it may still be announced."""


@dataclass(frozen=True, slots=True)
class Template:
    """What is to be held, and when: weekdays (Monday is 0; none: by hand) at a minute of the day.

    posts: who report; none: the heads of all agencies there are then. since: when it was saved, in
    seconds UTC. last_at: the newest of its hours that was seen to; missed_at: the last one at which
    it could not be announced, and why: `out`, or the code of what refused it.
    """

    id: str
    title: str
    room: str
    leader: str
    net_control: str
    posts: tuple[str, ...] = ()
    mode: Mode = "two_track"
    drill: bool = False
    profile: str = ""
    agenda: str = ""
    weekdays: tuple[int, ...] = ()
    minute: int = 450
    on: bool = True
    since: float = 0.0
    last_at: float = 0.0
    missed_at: float | None = None
    missed_why: str = ""


def before(template: Template, now: float, utc_offset_h: int) -> float | None:
    """Give the newest of its hours that has come; None: it has none."""
    ahead = timedelta(hours=utc_offset_h)
    local = datetime.fromtimestamp(now, UTC) + ahead
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    for back in range(8):
        at = midnight - timedelta(days=back) + timedelta(minutes=template.minute)
        if at <= local and at.weekday() in template.weekdays:
            return (at - ahead).timestamp()
    return None


def after(template: Template, now: float, utc_offset_h: int) -> float | None:
    """Give the next of its hours; None: it is off, or has none."""
    if not template.on:
        return None
    for days in range(1, 8):
        at = before(template, now + days * DAY_S, utc_offset_h)
        if at is not None and at > now:
            return at
    return None


def due(template: Template, now: float, utc_offset_h: int) -> float | None:
    """Give the hour that is to be seen to now, however long ago; not one of before it was saved."""
    at = before(template, now, utc_offset_h)
    if at is None or not template.on or at < template.since or at <= template.last_at:
        return None
    return at


def id_of(template: Template, at: float, what: str = "") -> str:
    """Give the id of the roll-call of an hour, or of a command about it."""
    return str(uuid.uuid5(SPACE, f"{template.id} {round(at)} {what}"))
