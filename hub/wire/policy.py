"""How a city calls: its ladders, who is on leave, and words that are ready to be sent."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from hub.wire.base import Done, Id, Message, Uuid
from hub.wire.summons import Act, Profile

RUNGS_MAX = 40
"""More than a ladder may have: too many is told as a flaw."""
SECONDS_MAX = 7 * 24 * 3600
TEMPLATES_MAX = 30

Seconds = Annotated[int, Field(ge=0, le=SECONDS_MAX)]
Time = Annotated[int, Field(ge=0, le=2**53 - 1)]
Note = Annotated[str, StringConstraints(max_length=200)]
Title = Annotated[str, StringConstraints(max_length=60)]
Words = Annotated[str, StringConstraints(max_length=500)]
Flaw = Literal[
    "empty", "too_many", "order", "no_ring", "unreachable", "repeat", "deadline", "duty_first"
]
Doubt = Literal["no_channel", "no_way", "no_deputy", "nobody_on_duty"]


class RungCard(Message):
    """One step: what is done after so many seconds of silence."""

    after_s: Seconds
    act: Act


class LadderCard(Message):
    """A version of a ladder. at_ms, author: when it was saved, by which post; 0: as delivered."""

    profile: Profile
    version: int
    rungs: tuple[RungCard, ...]
    repeat_s: int
    deadline_s: int
    waits_for_office: bool
    heeds_leave: bool
    at_ms: int = 0
    author: str = ""


class LadderRead(Message):
    """Give me the ladders."""


class Ladders(Done):
    """now: what the next summons climbs. versions: those that were saved, newest first.

    delivered: what a new city begins with. channels: what this hub has; a rung of another is
    passed over.
    """

    now: tuple[LadderCard, ...]
    versions: tuple[LadderCard, ...]
    delivered: tuple[LadderCard, ...]
    channels: tuple[Act, ...]


class LadderSave(Message):
    """Save a ladder; without `apply` only say what is wrong with it.

    base: the version it was made from. knowing: I was shown what is doubtful.
    """

    profile: Profile
    base: Annotated[int, Field(ge=1, le=2**31 - 1)]
    rungs: Annotated[tuple[RungCard, ...], Field(max_length=RUNGS_MAX)]
    repeat_s: Seconds
    deadline_s: Seconds
    waits_for_office: bool = False
    heeds_leave: bool = True
    apply: bool = False
    knowing: bool = False


class LadderFlaw(Message):
    """What is wrong, with the rung it is about."""

    why: Flaw
    rung: int | None = None


class LadderDoubt(Message):
    """A rung that would not reach these posts, or anybody."""

    why: Doubt
    rung: int
    posts: tuple[Id, ...] = ()


class LadderChecked(Done):
    """Nothing is saved while there is a flaw, or a doubt that was not known.

    saved: it is the ladder now, under this version.
    """

    flaws: tuple[LadderFlaw, ...]
    doubts: tuple[LadderDoubt, ...]
    saved: bool
    version: int


class LeaveAdd(Message):
    """Whoever holds this post is on leave. By himself, a deputy, or an administrator."""

    id: Uuid
    post: Id
    from_ms: Time
    to_ms: Time
    note: Note = ""


class LeaveRemove(Message):
    """There is no such leave after all."""

    id: Uuid


class LeaveList(Message):
    """Which leaves of a post are there, or are to come?"""

    post: Id


class LeaveCard(Message):
    """A leave."""

    id: Uuid
    post: Id
    from_ms: int
    to_ms: int
    note: str = ""


class Leaves(Done):
    """The next first. stood_in: somebody holds the post as Plh. now, and is called instead."""

    leaves: tuple[LeaveCard, ...]
    stood_in: bool


class TemplateCard(Message):
    """Words ready to be sent. profile: what they are meant for."""

    id: Uuid
    title: Title
    text: Words
    profile: Profile | None = None


class TemplateList(Message):
    """Give me the templates."""


class Templates(Done):
    """All, by title."""

    templates: tuple[TemplateCard, ...]


class TemplateSave(Message):
    """Administrators: keep this, in the place of the one with its id."""

    template: TemplateCard


class TemplateRemove(Message):
    """Administrators: take this away."""

    id: Uuid


class DrillRead(Message):
    """When is the weekly drill held?"""


class DrillSave(Message):
    """Administrators: hold it then. weekday: Monday is 0; minute: of the city's day."""

    on: bool
    weekday: Annotated[int, Field(ge=0, le=6)]
    minute: Annotated[int, Field(ge=0, le=1439)]
    profile: Profile


class DrillPlanned(Done):
    """The plan. next_ms: unset when it is off; last_ms: when one was held."""

    on: bool
    weekday: int
    minute: int
    profile: Profile
    next_ms: int | None = None
    last_ms: int | None = None


POLICY_COMMANDS: dict[str, tuple[type[Message], type[Done]]] = {
    "ladder:read": (LadderRead, Ladders),
    "ladder:save": (LadderSave, LadderChecked),
    "leave:add": (LeaveAdd, Done),
    "leave:remove": (LeaveRemove, Done),
    "leave:list": (LeaveList, Leaves),
    "template:list": (TemplateList, Templates),
    "template:save": (TemplateSave, Done),
    "template:remove": (TemplateRemove, Done),
    "drill:read": (DrillRead, DrillPlanned),
    "drill:save": (DrillSave, DrillPlanned),
}
