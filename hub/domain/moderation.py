"""Moderation of one room: whose hand is up, who may talk, who is shut out, who waits at the door.

Pure: each function gives the state after it. What a moderator did outlasts a restart, hands and
knocks do not (see `kept`): whoever still wants something asks again.

May he talk? The answer, in this order:

    a moderator                         yes
    muted by a moderator                no
    called on, or called by a roll-call yes
    all are muted, a moderated room, or one where a roll-call is held   no
    else                                yes, as the room's mode has it (a floor, or a switch)
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from hub.domain.refusals import Muted, NotCalledOn, Removed, RoomLocked
from hub.domain.rooms import Mode

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Moderation:
    """All there is to know of how a room is led. People are posts; `by` is always a moderator.

    hands: raised, first come first, with the time in UTC seconds. called_on: who may talk because
    a moderator said so. muted, removed: by whom. quiet, locked: by whom, or None. knocking: who
    waits to be let in, first come first, with the time. let_in: who may pass the lock, those who
    were inside when it was locked among them.
    """

    hands: Mapping[str, float] = field(default_factory=dict)
    called_on: frozenset[str] = frozenset()
    muted: Mapping[str, str] = field(default_factory=dict)
    quiet: str | None = None
    locked: str | None = None
    removed: Mapping[str, str] = field(default_factory=dict)
    knocking: Mapping[str, float] = field(default_factory=dict)
    let_in: frozenset[str] = frozenset()

    @property
    def kept(self) -> "Moderation":
        """What is still true after a restart."""
        return replace(self, hands={}, knocking={})


def in_rollcall(state: Moderation, leads: str, talkers: Collection[str], mode: Mode) -> Moderation:
    """Give how a room is led while a roll-call is held in it: only who has the turn may talk.

    That is the roll-call's, and no part of what is kept of the room.
    """
    quiet = state.quiet if mode == "moderated" else state.quiet or leads
    return replace(state, called_on=state.called_on | set(talkers), quiet=quiet)


# May he


def check_talk(state: Moderation, person: str, mode: Mode) -> None:
    """Refuse somebody, no moderator, who may not be heard. Muted, NotCalledOn."""
    if person in state.muted:
        raise Muted(state.muted[person])
    if person in state.called_on:
        return
    if state.quiet is not None:
        raise Muted(state.quiet)
    if mode == "moderated":
        raise NotCalledOn


def check_door(state: Moderation, person: str) -> None:
    """Refuse somebody, no moderator, who must be let in. Removed, RoomLocked."""
    if person in state.let_in:
        return
    if person in state.removed:
        raise Removed
    if state.locked is not None:
        raise RoomLocked


# What people do


def raise_hand(state: Moderation, person: str, at: float) -> Moderation:
    """Ask to be called on; who asks again keeps his place."""
    return replace(state, hands={**state.hands, person: state.hands.get(person, at)})


def lower_hand(state: Moderation, person: str) -> Moderation:
    """Ask no more."""
    return replace(state, hands=_without(state.hands, person))


def knock(state: Moderation, person: str, at: float) -> Moderation:
    """Ask to be let in; who asks again keeps his place."""
    return replace(state, knocking={**state.knocking, person: state.knocking.get(person, at)})


def go_away(state: Moderation, person: str) -> Moderation:
    """Wait at the door no more."""
    return replace(state, knocking=_without(state.knocking, person))


def leave(state: Moderation, person: str) -> Moderation:
    """His voice is out of the room: his hand is down, and his turn is over."""
    return replace(lower_hand(state, person), called_on=state.called_on - {person})


# What a moderator does


def call_on(state: Moderation, person: str) -> Moderation:
    """Let somebody talk: his hand is down, and he is not muted any more."""
    return replace(
        lower_hand(state, person),
        called_on=state.called_on | {person},
        muted=_without(state.muted, person),
    )


def give_turn(state: Moderation, person: str) -> Moderation:
    """A roll-call calls him: his hand is down, and he is not muted any more."""
    return replace(lower_hand(state, person), muted=_without(state.muted, person))


def end_turn(state: Moderation, person: str) -> Moderation:
    """His turn is over; where all may talk he still may."""
    return replace(state, called_on=state.called_on - {person})


def mute(state: Moderation, person: str, by: str) -> Moderation:
    """Let somebody be heard no more until he is unmuted."""
    return replace(end_turn(state, person), muted={**state.muted, person: by})


def unmute(state: Moderation, person: str) -> Moderation:
    """Take a mute back; where all are muted, this one may talk."""
    if state.quiet is not None:
        return call_on(state, person)
    return replace(state, muted=_without(state.muted, person))


def mute_all(state: Moderation, by: str) -> Moderation:
    """Let nobody be heard but moderators, and whoever is called on from now on."""
    return replace(state, quiet=by, called_on=frozenset())


def unmute_all(state: Moderation) -> Moderation:
    """Take every mute back."""
    return replace(state, quiet=None, muted={})


def lock(state: Moderation, by: str, inside: Collection[str]) -> Moderation:
    """Let nobody else in without being asked; who is inside may leave and come back."""
    return replace(state, locked=by, let_in=state.let_in | set(inside))


def unlock(state: Moderation) -> Moderation:
    """Open the door; who knocked may come, who was removed still must be let in."""
    return replace(
        state,
        locked=None,
        let_in=frozenset(),
        knocking={p: at for p, at in state.knocking.items() if p in state.removed},
    )


def remove(state: Moderation, person: str, by: str) -> Moderation:
    """Put somebody out; he comes back when he is let in."""
    state = leave(state, person)
    return replace(state, removed={**state.removed, person: by}, let_in=state.let_in - {person})


def let_in(state: Moderation, person: str) -> Moderation:
    """Let somebody pass the lock, also one who was removed."""
    state = go_away(state, person)
    return replace(state, removed=_without(state.removed, person), let_in=state.let_in | {person})


def _without(by_person: Mapping[str, T], person: str) -> Mapping[str, T]:
    return {other: value for other, value in by_person.items() if other != person}
