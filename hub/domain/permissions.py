"""Permission: one door, asked for every command, shut unless a row of the table opens it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from hub.domain.people import Person
from hub.domain.refusals import NotAllowed, NotAMember, NotYours
from hub.domain.rooms import Room

MODERATORS = frozenset({"operator", "administrator"})
"""Roles that may take back what others wrote in a room they are members of."""

BOARD_READERS = frozenset({"mayor", "operator"})


class Action(Enum):
    """What somebody may want to do: in a room, with a message, a stream, or the hub itself."""

    SEE_ROOM = "see_room"
    ENTER_ROOM = "enter_room"
    TALK = "talk"
    OPEN_MIC = "open_mic"
    READ_ROOM = "read_room"
    WRITE_ROOM = "write_room"
    EDIT_MESSAGE = "edit_message"
    DELETE_MESSAGE = "delete_message"
    READ_INBOX = "read_inbox"
    READ_BOARD = "read_board"
    SEE_FIGURES = "see_figures"
    SEE_PEOPLE = "see_people"
    MANAGE_PEOPLE = "manage_people"


@dataclass(frozen=True, slots=True)
class Written:
    """Something a post wrote in a room, and the person who held the post then."""

    room: Room
    author: str
    holder: str


@dataclass(frozen=True, slots=True)
class Inbox:
    """The stream of one post."""

    owner: str


Thing = Room | Written | Inbox | None
"""What something is done to; None: the hub itself."""

Rule = Callable[[Person, Thing], bool]


def _member(actor: Person, thing: Thing) -> bool:
    return isinstance(thing, Room) and actor.id in thing.members


def _member_with_a_face(actor: Person, thing: Thing) -> bool:
    # A radio talks through a floor, with a time-out; never through a microphone left open.
    return _member(actor, thing) and actor.role != "device"


def _author(actor: Person, thing: Thing) -> bool:
    # A successor in the post does not change what his predecessor said.
    return (
        isinstance(thing, Written)
        and actor.id in thing.room.members
        and (actor.id, actor.holder) == (thing.author, thing.holder)
    )


def _author_or_moderator(actor: Person, thing: Thing) -> bool:
    if not isinstance(thing, Written) or actor.id not in thing.room.members:
        return False
    return actor.role in MODERATORS or _author(actor, thing)


def _owner(actor: Person, thing: Thing) -> bool:
    return isinstance(thing, Inbox) and actor.id == thing.owner


def _role(*roles: str) -> Rule:
    def rule(actor: Person, thing: Thing) -> bool:
        return thing is None and actor.role in roles

    return rule


RULES: Mapping[Action, Rule] = MappingProxyType(
    {
        Action.SEE_ROOM: _member,
        Action.ENTER_ROOM: _member,
        Action.TALK: _member,
        Action.OPEN_MIC: _member_with_a_face,
        Action.READ_ROOM: _member_with_a_face,
        Action.WRITE_ROOM: _member_with_a_face,
        Action.EDIT_MESSAGE: _author,
        Action.DELETE_MESSAGE: _author_or_moderator,
        Action.READ_INBOX: _owner,
        Action.READ_BOARD: _role(*BOARD_READERS),
        Action.SEE_FIGURES: _role("administrator"),
        Action.SEE_PEOPLE: _role("administrator", "operator"),
        Action.MANAGE_PEOPLE: _role("administrator"),
    }
)


def allowed(actor: Person, action: Action, thing: Thing = None) -> bool:
    """Is this permitted? No row, no permission. thing: None for what concerns the hub itself."""
    rule = RULES.get(action)
    return rule is not None and rule(actor, thing)


def authorise(actor: Person, action: Action, thing: Thing = None) -> None:
    """Let it pass or raise: NotAMember for a room, NotYours for what others own, or NotAllowed."""
    if allowed(actor, action, thing):
        return
    match thing:
        case Room():
            raise NotAMember(f"{actor.id} may not {action.value} {thing.id}")
        case Written() | Inbox():
            raise NotYours(f"{actor.id} may not {action.value}")
        case None:
            raise NotAllowed(f"{actor.id} may not {action.value}")
