"""Permission: one door, asked for every command, shut unless a row of the table opens it."""

from collections.abc import Callable, Mapping
from enum import Enum
from types import MappingProxyType

from hub.domain.people import Person
from hub.domain.refusals import NotAMember
from hub.domain.rooms import Room


class Action(Enum):
    """What somebody may want to do in a room."""

    SEE_ROOM = "see_room"
    ENTER_ROOM = "enter_room"
    TALK = "talk"
    OPEN_MIC = "open_mic"


Rule = Callable[[Person, Room], bool]


def _member(actor: Person, room: Room) -> bool:
    return actor.id in room.members


def _member_with_a_face(actor: Person, room: Room) -> bool:
    # A radio talks through a floor, with a time-out; never through a microphone left open.
    return _member(actor, room) and actor.role != "device"


RULES: Mapping[Action, Rule] = MappingProxyType(
    {
        Action.SEE_ROOM: _member,
        Action.ENTER_ROOM: _member,
        Action.TALK: _member,
        Action.OPEN_MIC: _member_with_a_face,
    }
)


def allowed(actor: Person, action: Action, room: Room) -> bool:
    """Is this permitted? No row, no permission."""
    rule = RULES.get(action)
    return rule is not None and rule(actor, room)


def authorise(actor: Person, action: Action, room: Room) -> None:
    """Let it pass or raise NotAMember."""
    if not allowed(actor, action, room):
        raise NotAMember(f"{actor.id} may not {action.value} {room.id}")
