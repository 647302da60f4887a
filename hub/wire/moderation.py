"""Moderation over the socket: hands, who may talk, lock and door; and the call to all rooms."""

from typing import Literal

from hub.wire.base import Done, Id, Message

Act = Literal[
    "call_on",
    "end_turn",
    "lower_hand",
    "mute",
    "unmute",
    "mute_all",
    "unmute_all",
    "lock",
    "unlock",
    "remove",
    "let_in",
    "turn_away",
]
"""What a moderator may do. Those of one person name him; those of all name nobody."""


class Asking(Message):
    """Somebody whose hand is up, or who knocks, and since when."""

    person: Id
    since_ms: int


class Moderation(Message):
    """How a room is led now. Live kind `moderation`, to all who are in it.

    hands, knocking: first come first. muted: by whom, for each. quiet: who muted all, but for
    those called on. locked: who locked it.
    """

    hands: tuple[Asking, ...] = ()
    called_on: tuple[Id, ...] = ()
    muted: dict[Id, Id] = {}
    quiet: Id | None = None
    locked: Id | None = None
    removed: tuple[Id, ...] = ()
    knocking: tuple[Asking, ...] = ()


class HandSet(Message):
    """Raise my hand in the room where this voice is, or lower it."""

    voice: Id
    up: bool


class RoomKnock(Message):
    """Ask to be let in where the door is locked for me, or ask no more."""

    room: Id
    waiting: bool


class RoomModerate(Message):
    """Lead a room. A mute takes effect at once, whatever key is held."""

    room: Id
    act: Act
    person: Id | None = None


class DoorNews(Message):
    """What became of my knock. Live kind `door`, only to me. let_in: join now."""

    state: Literal["let_in", "turned_away"]


class AllCallNow(Message):
    """Who speaks to all rooms at once, or nobody any more. Live kind `all_call`, room empty."""

    talker: Id | None
    since_ms: int | None


MODERATION_COMMANDS: dict[str, tuple[type[Message], type[Done]]] = {
    "hand:set": (HandSet, Done),
    "room:knock": (RoomKnock, Done),
    "room:moderate": (RoomModerate, Done),
}
