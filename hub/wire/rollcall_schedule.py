"""Templates of roll-calls, and the hours at which the hub announces them by itself."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from hub.wire.base import Done, Id, Message, Uuid
from hub.wire.rollcall import AGENDA_MAX_CHARS, POSTS_MAX, TITLE_MAX_CHARS, Mode

TEMPLATES_MAX = 40
MINUTES_OF_A_DAY = 24 * 60

WhyMissed = Literal["", "out", "busy", "refused"]
Weekday = Annotated[int, Field(ge=0, le=6)]


class RollCallTemplate(Message):
    """A roll-call that is ready to be held. leader: who leads it; None: who saves this.

    posts: who report; none: the heads of all agencies. weekdays: Monday is 0; none: it is held by
    hand only. minute: of the city's day. on: the hub announces it at its hours.
    """

    id: Uuid
    title: Annotated[str, StringConstraints(min_length=1, max_length=TITLE_MAX_CHARS)]
    room: Id
    leader: Id | None = None
    net_control: Id | None = None
    posts: Annotated[tuple[Id, ...], Field(max_length=POSTS_MAX)] = ()
    agenda: Annotated[str, StringConstraints(max_length=AGENDA_MAX_CHARS)] = ""
    mode: Mode = "two_track"
    drill: bool = False
    profile: Literal["darurat", "mendesak", "biasa"] | None = "biasa"
    weekdays: Annotated[tuple[Weekday, ...], Field(max_length=7)] = ()
    minute: Annotated[int, Field(ge=0, lt=MINUTES_OF_A_DAY)] = 450
    on: bool = True


class RollCallPlanned(Message):
    """A template and its hours. next_ms: the next one; none: it is off, or held by hand only.

    missed_ms: the last hour at which it could not be announced; missed_why: the hub was `out`,
    another was held (`busy`), or something else `refused` it: its leader, its room, its posts.
    """

    template: RollCallTemplate
    next_ms: int | None = None
    missed_ms: int | None = None
    missed_why: WhyMissed = ""


class RollCallTemplateSave(Message):
    """Put it in the place of the one with its id, or add it."""

    template: RollCallTemplate


class RollCallTemplateRemove(Message):
    """Take one away. What it held stays."""

    template: Uuid


class RollCallScheduleAsk(Message):
    """What is ready to be held, and when?"""


class RollCallSchedule(Done):
    """All of them, the next one first."""

    planned: tuple[RollCallPlanned, ...]


ROLLCALL_SCHEDULE_COMMANDS: dict[str, tuple[type[Message], type[Done]]] = {
    "rollcall:schedule": (RollCallScheduleAsk, RollCallSchedule),
    "rollcall:template_save": (RollCallTemplateSave, RollCallSchedule),
    "rollcall:template_remove": (RollCallTemplateRemove, RollCallSchedule),
}
