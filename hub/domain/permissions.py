"""Permission: one door, asked for every command, shut unless a row of the table opens it.

What an administrator does wants more than a session: that somebody proved on it lately, by a
second factor, who he is. Whoever asks without saying so has not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Literal

from hub.domain.people import Person
from hub.domain.refusals import (
    NotAllowed,
    NotAMember,
    NotYours,
    SecondFactorNeeded,
    StepUpNeeded,
)
from hub.domain.rooms import ALL_CALL, Room

MODERATORS = frozenset({"operator", "administrator"})
"""Roles that may take back what others wrote in a room they are members of."""

LEADERS = frozenset({"mayor", "operator"})
"""Roles that lead the rooms they are members of: call on people, mute, lock, put out."""

BOARD_READERS = frozenset({"mayor", "operator"})


class Action(Enum):
    """What somebody may want to do: in a room, with a message, a stream, or the hub itself."""

    __hash__ = object.__hash__  # Each is one object; Enum's own costs as much as a rule does.

    SEE_ROOM = "see_room"
    ENTER_ROOM = "enter_room"
    TALK = "talk"
    OPEN_MIC = "open_mic"
    MODERATE = "moderate"
    READ_ROOM = "read_room"
    WRITE_ROOM = "write_room"
    EDIT_MESSAGE = "edit_message"
    DELETE_MESSAGE = "delete_message"
    USE_UPLOAD = "use_upload"
    READ_INBOX = "read_inbox"
    READ_BOARD = "read_board"
    SEE_FIGURES = "see_figures"
    SEE_PEOPLE = "see_people"
    MANAGE_PEOPLE = "manage_people"
    ISSUE_ENROLMENT = "issue_enrolment"
    SEE_SESSIONS = "see_sessions"
    END_SESSIONS = "end_sessions"
    SUMMON = "summon"
    ENTER_ANSWERS = "enter_answers"
    READ_RECORD = "read_record"
    CORRECT_RECORD = "correct_record"
    SEE_AUDIT = "see_audit"
    MANAGE_CALLS = "manage_calls"
    READ_CALLING = "read_calling"
    SET_LEAVE = "set_leave"
    TALK_OVER = "talk_over"
    BRIDGE = "bridge"
    BRING_FILE = "bring_file"
    MANAGE_RADIO = "manage_radio"
    SEE_RADIO = "see_radio"
    NAME_UNIT = "name_unit"
    PATCH = "patch"
    LEAD_ROLLCALL = "lead_rollcall"
    SET_CIRCULARS = "set_circulars"
    SET_RECORDING = "set_recording"
    HEAR_RECORDING = "hear_recording"


STEPPED_UP = frozenset(
    {
        Action.MANAGE_PEOPLE,
        Action.ISSUE_ENROLMENT,
        Action.SEE_SESSIONS,
        Action.END_SESSIONS,
        Action.SEE_AUDIT,
        Action.MANAGE_CALLS,
        Action.MANAGE_RADIO,
    }
)
"""What needs a second factor, proved lately. Never summoning, answering or talking."""

Proof = Literal["fresh", "stale", "missing"]
"""Of a second factor: proved lately on this session; not lately; there is none to prove."""


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


@dataclass(frozen=True, slots=True)
class Office:
    """A post, and those that answer for it."""

    post: str
    deputies: tuple[str, ...] = ()


Thing = Room | Written | Inbox | Office | None
"""What something is done to; None: the hub itself."""

Rule = Callable[[Person, Thing], bool]


def _member(actor: Person, thing: Thing) -> bool:
    return isinstance(thing, Room) and actor.id in thing.members


def _meets(actor: Person, thing: Thing) -> bool:
    # Nobody meets in the all-call: it has a floor, and neither a line in the list nor a log.
    return _member(actor, thing) and isinstance(thing, Room) and thing.id != ALL_CALL


def _reader(actor: Person, thing: Thing) -> bool:
    return _meets(actor, thing) and actor.role != "device"


def _bridge(actor: Person, thing: Thing) -> bool:
    # A device is a member of the one room of its token.
    return _meets(actor, thing) and actor.role == "device"


def _reader_or_bridge(actor: Person, thing: Thing) -> bool:
    return _reader(actor, thing) or _bridge(actor, thing)


def _leader(actor: Person, thing: Thing) -> bool:
    return _meets(actor, thing) and actor.role in LEADERS


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


def _of_the_office(actor: Person, thing: Thing) -> bool:
    return isinstance(thing, Office) and actor.id in (thing.post, *thing.deputies)


def _role(*roles: str) -> Rule:
    def rule(actor: Person, thing: Thing) -> bool:
        return thing is None and actor.role in roles

    return rule


RULES: Mapping[Action, Rule] = MappingProxyType(
    {
        Action.SEE_ROOM: _meets,
        Action.ENTER_ROOM: _member,
        Action.TALK: _member,
        Action.OPEN_MIC: _member_with_a_face,
        Action.MODERATE: _leader,
        Action.READ_ROOM: _reader,
        Action.WRITE_ROOM: _reader,
        Action.EDIT_MESSAGE: _author,
        Action.DELETE_MESSAGE: _author_or_moderator,
        Action.BRING_FILE: _reader_or_bridge,
        Action.USE_UPLOAD: _author,
        Action.TALK_OVER: _leader,
        Action.BRIDGE: _bridge,
        Action.SET_RECORDING: _leader,
        Action.HEAR_RECORDING: _leader,
        Action.READ_INBOX: _owner,
        Action.READ_BOARD: _role(*BOARD_READERS),
        Action.SEE_FIGURES: _role("administrator"),
        Action.SEE_PEOPLE: _role("administrator", "operator"),
        Action.MANAGE_PEOPLE: _role("administrator"),
        Action.ISSUE_ENROLMENT: _role("administrator"),
        Action.SEE_SESSIONS: _role("administrator"),
        Action.END_SESSIONS: _role("administrator"),
        Action.SUMMON: _role("mayor", "operator"),
        Action.ENTER_ANSWERS: _role("operator"),
        Action.READ_RECORD: _role("mayor", "operator", "administrator", "head"),
        Action.CORRECT_RECORD: _role("head"),
        Action.SEE_AUDIT: _role("administrator"),
        Action.MANAGE_CALLS: _role("administrator"),
        Action.READ_CALLING: _role("mayor", "operator", "administrator"),
        Action.SET_LEAVE: _of_the_office,
        Action.MANAGE_RADIO: _role("administrator"),
        Action.SEE_RADIO: _role("administrator", "operator", "mayor"),
        Action.NAME_UNIT: _role("administrator", "operator"),
        Action.PATCH: _role("operator", "mayor"),
        Action.LEAD_ROLLCALL: _role("operator", "mayor"),
        Action.SET_CIRCULARS: _role("operator", "mayor", "administrator"),
    }
)


def allowed(actor: Person, action: Action, thing: Thing = None, proof: Proof = "stale") -> bool:
    """Is this permitted? No row, no permission. thing: None for what concerns the hub itself."""
    return _in_the_table(actor, action, thing) and (action not in STEPPED_UP or proof == "fresh")


def authorise(actor: Person, action: Action, thing: Thing = None, proof: Proof = "stale") -> None:
    """Let it pass or raise.

    NotAMember for a room, NotYours for what others own, or NotAllowed; of what is permitted but
    for the second factor StepUpNeeded, or SecondFactorNeeded when there is none yet.
    """
    if allowed(actor, action, thing, proof):
        return
    if _in_the_table(actor, action, thing):
        raise SecondFactorNeeded if proof == "missing" else StepUpNeeded
    match thing:
        case Room():
            raise NotAMember(f"{actor.id} may not {action.value} {thing.id}")
        case Written() | Inbox() | Office():
            raise NotYours(f"{actor.id} may not {action.value}")
        case None:
            raise NotAllowed(f"{actor.id} may not {action.value}")


def _in_the_table(actor: Person, action: Action, thing: Thing) -> bool:
    rule = RULES.get(action)
    return rule is not None and rule(actor, thing)
