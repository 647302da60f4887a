"""How each room is led now: hands, turns, mutes, locks, and who waits at the door.

Kept in memory and told to the room at every change; what outlasts a restart is saved by whoever
leads (`leading.py`) and read back here at the start.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hub.domain import moderation as rules
from hub.domain.moderation import Moderation
from hub.domain.people import Person
from hub.domain.permissions import Action, allowed
from hub.domain.rooms import Room
from hub.services.news import News
from hub.services.ports import SessionId
from hub.services.presence import Presence, Voice
from hub.services.store import Store
from hub.wire.moderation import Asking
from hub.wire.moderation import Moderation as Shown


@dataclass(frozen=True, slots=True)
class Turn:
    """A roll-call is held in a room: who runs it, and the posts that may talk now because of it."""

    leads: str
    talkers: frozenset[str]


class Moderations:
    """What `leading.py` writes and the services of voices and floors ask."""

    def __init__(
        self, rooms: Mapping[str, Room], presence: Presence, news: News, store: Store
    ) -> None:
        self._rooms = rooms
        self._presence = presence
        self._news = news
        self._store = store
        self._states: dict[str, Moderation] = {}
        self.turn_in: Callable[[str], Turn | None] = lambda room: None
        """Whose turn a roll-call makes it in a room; it follows the roll-call, and is not kept."""

    async def load(self) -> None:
        """Read what was kept. NotSaved."""
        rows = await self._store.read(lambda tx: tx.rooms.load())
        for room, body in rows.items():
            if room in self._rooms:
                self.put(room, loaded(body))

    def of(self, room: str) -> Moderation:
        """Give the state of a room."""
        return self._states.get(room, Moderation())

    def change(self, room: str, state: Moderation) -> None:
        """Put a state in the place of the one before, and tell the room."""
        if state != self.of(room):
            self.put(room, state)
            self.tell(room)

    def tell(self, room: str) -> None:
        """Tell the room how it is led."""
        self._news.moderation(room, self.show(room))

    def check_talk(self, voice: Voice) -> None:
        """Refuse a voice that may not be heard now. Muted, NotCalledOn."""
        room = self._rooms[voice.room]
        if self.leads(voice.person, room):
            return
        if (
            voice.person.role == "device"
        ):  # Who has a handheld hears on the air when it is his turn.
            rules.check_talk(self.of(room.id), voice.person.id, room.mode)
        else:
            rules.check_talk(self._in_force(room.id), voice.person.id, room.mode)

    def check_door(self, person: Person, room: Room) -> None:
        """Refuse somebody who must be let in. Removed, RoomLocked."""
        if not self.leads(person, room) and person.role != "device":
            rules.check_door(self.of(room.id), person.id)

    def leads(self, person: Person, room: Room) -> bool:
        """Is he a moderator there?"""
        return allowed(person, Action.MODERATE, room)

    def came(self, room: str, person: str) -> None:
        """His voice is in the room: he does not knock any more."""
        self.change(room, rules.go_away(self.of(room), person))

    def left(self, room: str, person: str) -> None:
        """His voice is out of the room for good."""
        self.change(room, rules.leave(self.of(room), person))

    def session_lost(self, session: SessionId) -> None:
        """A page is gone: without another one nobody waits at a door."""
        person = self._presence.sessions.get(session)
        others = [p for s, p in self._presence.sessions.items() if s != session]
        if person is None or person in others:
            return
        for room in [r for r, state in self._states.items() if person.id in state.knocking]:
            self.change(room, rules.go_away(self.of(room), person.id))

    def show(self, room: str) -> Shown:
        """The state as the room sees it."""
        return shown(self._in_force(room))

    def _in_force(self, room: str) -> Moderation:
        turn = self.turn_in(room)
        if turn is None:
            return self.of(room)
        mode = self._rooms[room].mode
        return rules.in_rollcall(self.of(room), turn.leads, turn.talkers, mode)

    def put(self, room: str, state: Moderation) -> None:
        """Put a state in the place of the one before; for whoever tells the room later."""
        self._states[room] = state
        locked = self._presence.locked
        if (state.locked is not None) != (room in locked):
            (locked.discard if state.locked is None else locked.add)(room)
            self._news.room_changed(room)


def shown(state: Moderation) -> Shown:
    """A state on the wire."""
    return Shown(
        hands=_asking(state.hands),
        called_on=tuple(sorted(state.called_on)),
        muted=dict(state.muted),
        quiet=state.quiet,
        locked=state.locked,
        removed=tuple(sorted(state.removed)),
        knocking=_asking(state.knocking),
    )


def kept(state: Moderation) -> str:
    """What is saved of a state: JSON."""
    state = state.kept
    return json.dumps(
        {
            "called_on": sorted(state.called_on),
            "muted": dict(state.muted),
            "quiet": state.quiet,
            "locked": state.locked,
            "removed": dict(state.removed),
            "let_in": sorted(state.let_in),
        }
    )


def loaded(body: str) -> Moderation:
    """The state that was saved so."""
    saved: dict[str, Any] = json.loads(body)
    return Moderation(
        called_on=frozenset(saved["called_on"]),
        muted=saved["muted"],
        quiet=saved["quiet"],
        locked=saved["locked"],
        removed=saved["removed"],
        let_in=frozenset(saved["let_in"]),
    )


def _asking(since: Mapping[str, float]) -> tuple[Asking, ...]:
    return tuple(Asking(person=p, since_ms=round(at * 1000)) for p, at in since.items())
