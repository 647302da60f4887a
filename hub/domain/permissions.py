"""Permission: one door, asked for every command, shut unless a row of the table opens it."""

from collections.abc import Callable, Mapping
from enum import Enum
from types import MappingProxyType

from hub.domain.people import Person
from hub.domain.refusals import NotAMember
from hub.domain.rooms import Room


class Action(Enum):
    """What somebody may want to do: in a room, or, the last, with the hub itself."""

    SEE_ROOM = "see_room"
    ENTER_ROOM = "enter_room"
    TALK = "talk"
    OPEN_MIC = "open_mic"
    SEE_FIGURES = "see_figures"


Rule = Callable[[Person, Room | None], bool]


def _member(actor: Person, room: Room | None) -> bool:
    return room is not None and actor.id in room.members


def _member_with_a_face(actor: Person, room: Room | None) -> bool:
    # A radio talks through a floor, with a time-out; never through a microphone left open.
    return _member(actor, room) and actor.role != "device"


def _administrator(actor: Person, _: Room | None) -> bool:
    return actor.role == "administrator"


RULES: Mapping[Action, Rule] = MappingProxyType(
    {
        Action.SEE_ROOM: _member,
        Action.ENTER_ROOM: _member,
        Action.TALK: _member,
        Action.OPEN_MIC: _member_with_a_face,
        Action.SEE_FIGURES: _administrator,
    }
)


def allowed(actor: Person, action: Action, room: Room | None = None) -> bool:
    """Is this permitted? No row, no permission. room: None for what concerns the hub itself."""
    rule = RULES.get(action)
    return rule is not None and rule(actor, room)


def authorise(actor: Person, action: Action, room: Room | None = None) -> None:
    """Let it pass or raise NotAMember."""
    if not allowed(actor, action, room):
        raise NotAMember(f"{actor.id} may not {action.value} {room.id if room else ''}".rstrip())
