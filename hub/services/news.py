"""News: what pages are told of rooms, gathered so that a crowd coming in is a few messages.

Changes of who is in a room go out within ROSTER_WAIT_S, lines of the room list within
ROOMS_WAIT_S; floors and a person's own affairs at once. Levels are passed on as they come to a
console, the newest only, and seldom to all others. What is sent is read at the moment of sending,
so a change and its undoing are one.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Literal

from hub.domain.people import Person
from hub.domain.permissions import Action, allowed
from hub.domain.rooms import Room
from hub.services.loudness import SeldomLevels
from hub.services.ports import Announcer, Clock, SessionId
from hub.services.presence import Presence, Voice, sessions_of
from hub.services.ticker import Ticker
from hub.wire.live import (
    FloorChanged,
    Levels,
    Live,
    PttNews,
    RoomsChanged,
    RosterChanged,
    VoiceEnded,
)
from hub.wire.moderation import AllCallNow, DoorNews, Moderation
from hub.wire.people import PersonCard
from hub.wire.quality import Quality, RoomQuality
from hub.wire.radio import RadioNow
from hub.wire.rooms import Floor, Participant, RoomCard

ROSTER_WAIT_S = 0.1
ROOMS_WAIT_S = 0.5
TALKER_HELD_S = 1.0
"""Who talks in an open room is shown through the gaps between his words."""


class News:
    """The only one who tells; it decides whom and when, never what happened."""

    def __init__(
        self,
        rooms: Mapping[str, Room],
        presence: Presence,
        announcer: Announcer,
        clock: Clock,
        ticker: Ticker,
    ) -> None:
        self._rooms = rooms
        self._presence = presence
        self._announcer = announcer
        self._clock = clock
        self._ticker = ticker
        self._rosters: dict[str, set[str]] = {}
        self._rosters_due: float | None = None
        self._cards: set[str] = set()
        self._cards_due: float | None = None
        self._quiet_due: dict[str, float] = {}
        self._seldom = SeldomLevels(self._tell_seldom, clock, ticker)
        self._called: set[str] = set()
        """Rooms that hear an all-call."""
        self._call: Floor | None = None
        self.radio_now: Callable[[Room], RadioNow | None] = lambda room: None
        self._bridge_changed: Callable[[str], None] = lambda room: None
        self.heard: Callable[[Voice], None] = lambda voice: None
        """Told of a voice that may be heard now."""
        self.room_peopled: Callable[[str], None] = lambda room: None
        """Told of a room into which somebody came, or out of which he went."""

    # What happened

    def changed(self, voice: Voice) -> None:
        """Somebody came, went, or may now be heard or not."""
        self._seldom.again(voice.room)
        self.roster_changed(voice)
        self.room_changed(voice.room)
        self.room_peopled(voice.room)
        if voice.person.role == "device":
            self._bridge_changed(voice.room)
        if voice.mic_open:
            self.heard(voice)

    def roster_changed(self, voice: Voice) -> None:
        """His line in the room is no longer what it was; nothing else is."""
        self._rosters.setdefault(voice.room, set()).add(voice.person.id)
        if self._rosters_due is None:
            self._rosters_due = self._clock.monotonic() + ROSTER_WAIT_S
        self._ticker.wake()

    def room_changed(self, room: str) -> None:
        """The room's line in the list is no longer what it was."""
        self._cards.add(room)
        if self._cards_due is None:
            self._cards_due = self._clock.monotonic() + ROOMS_WAIT_S
        self._ticker.wake()

    def floor(self, room: str, floor: Floor) -> None:
        """Tell a room its floor."""
        if floor.all_call:
            self._called.add(room)
            self._quiet_due.pop(room, None)
        else:
            self._called.discard(room)
        self._to_room(Live(room=room, kind="floor", body=FloorChanged(floor=floor)))

    def levels(self, room: str, levels: dict[str, int]) -> None:
        """Tell a room who is heard and how loud; in an open room it also shows who talks."""
        self._seldom.heard(room, levels)
        meters = sessions_of(self._with_meters(room))
        if meters:
            message = Live(room=room, kind="levels", body=Levels(levels=levels))
            self._announcer.tell(meters, message, newest_only=True)
        if self._rooms[room].mode == "ptt" or room in self._called:
            return  # Its floor says who talks.
        talker = self._presence.talkers.get(room)
        if levels:
            self._quiet_due.pop(room, None)
            if talker not in levels:
                self.talker_is(room, min(levels, key=levels.__getitem__))
        elif talker is not None:
            self._quiet_due.setdefault(room, self._clock.monotonic() + TALKER_HELD_S)
            self._ticker.wake()

    def quality(self, room: str, people: dict[str, Quality]) -> None:
        """Tell who has meters how the sound of each goes."""
        sessions = sessions_of(self._with_meters(room))
        if sessions and people:
            message = Live(room=room, kind="quality", body=RoomQuality(people=people))
            self._announcer.tell(sessions, message, newest_only=True)

    def talker_is(self, room: str, person: str | None) -> None:
        """Note whom the room's line shows as talking."""
        if self._presence.talkers.get(room) == person:
            return
        self._quiet_due.pop(room, None)
        if person is None:
            del self._presence.talkers[room]
        else:
            self._presence.talkers[room] = person
        self.room_changed(room)

    def ptt(self, voice: Voice, news: PttNews) -> None:
        """Tell a person what became of his press."""
        self._to_voice(voice, Live(room=voice.room, kind="ptt", body=news))

    def ended(self, voice: Voice, body: VoiceEnded) -> None:
        """Tell a person that his voice is out of the room."""
        self._to_voice(voice, Live(room=voice.room, kind="voice", body=body))

    def freed(self, voice: Voice) -> None:
        """Tell his other pages that his voice is in the room no more, from anywhere."""
        person, its_own = voice.person.id, voice.session
        others = [
            session
            for session, one in self._presence.sessions.items()
            if one.id == person and session != its_own
        ]
        body = VoiceEnded(voice=voice.id, why="freed")
        self._announcer.tell(others, Live(room=voice.room, kind="voice", body=body))

    def radio_of(
        self, now: Callable[[Room], RadioNow | None], bridge_changed: Callable[[str], None]
    ) -> None:
        """now: says how the radio of a room is. bridge_changed: is told when one comes or goes."""
        self.radio_now, self._bridge_changed = now, bridge_changed

    def radio(self, room: str, body: RadioNow) -> None:
        """Tell a room how its radio is; the newest is all that counts."""
        self._to_room(Live(room=room, kind="radio", body=body), newest_only=True)

    def moderation(self, room: str, body: Moderation) -> None:
        """Tell a room how it is led."""
        self._to_room(Live(room=room, kind="moderation", body=body))

    def door(self, person: str, room: str, state: Literal["let_in", "turned_away"]) -> None:
        """Tell somebody what became of his knock, on every page of his."""
        sessions = [s for s, p in self._presence.sessions.items() if p.id == person]
        self._announcer.tell(sessions, Live(room=room, kind="door", body=DoorNews(state=state)))

    def all_call(self, body: AllCallNow) -> None:
        """Tell everybody who speaks to all rooms; an open one has no floor that would show it."""
        floor = Floor(
            talker=body.talker,
            since_ms=body.since_ms,
            until_ms=None,
            queue=(),
            all_call=body.talker is not None,
        )
        self._call = floor
        for room in [room.id for room in self._rooms.values() if room.mode != "ptt"]:
            self.talker_is(room, body.talker)
            self.floor(room, floor)
        message = Live(room="", kind="all_call", body=body)
        self._announcer.tell(list(self._presence.sessions), message)

    # What is now

    def call_in(self, room: Room) -> Floor | None:
        """Give the floor of a call to all as an open room shows it, while there is one."""
        heard = room.mode != "ptt" and self._call is not None and self._call.all_call
        return self._call if heard else None

    def card(self, room: Room) -> RoomCard:
        """A line of the room list."""
        return RoomCard(
            id=room.id,
            name=room.name,
            mode=room.mode,
            members=len(room.members),
            here=len(self._presence.in_room(room.id)),
            talker=self._presence.talkers.get(room.id),
            locked=room.id in self._presence.locked,
            recorded=room.id in self._presence.recorded,
            radio=room.radio or None,
            patched=room.patched or None,
        )

    def cards_for(self, person: Person) -> tuple[RoomCard, ...]:
        """The room list as this person may see it."""
        return tuple(
            self.card(room)
            for room in self._rooms.values()
            if allowed(person, Action.SEE_ROOM, room)
        )

    def participants(self, room: str) -> tuple[Participant, ...]:
        """Who is in a room."""
        return tuple(participant(voice) for voice in self._presence.in_room(room))

    # Sending

    def fire_due(self) -> float | None:
        """Send what has waited long enough; give the next deadline."""
        now = self._clock.monotonic()
        if self._rosters_due is not None and now >= self._rosters_due:
            rosters, self._rosters, self._rosters_due = self._rosters, {}, None
            for room, people in rosters.items():
                self._send_roster(room, people)
        for room in [room for room, due in self._quiet_due.items() if now >= due]:
            self.talker_is(room, None)
        if self._cards_due is not None and now >= self._cards_due:
            cards, self._cards, self._cards_due = self._cards, set(), None
            self._send_cards(cards)
        dues = (
            self._rosters_due,
            self._cards_due,
            self._seldom.fire_due(),
            *self._quiet_due.values(),
        )
        return min((due for due in dues if due is not None), default=None)

    def _send_roster(self, room: str, people: set[str]) -> None:
        present, gone = [], []
        for person in sorted(people):
            voice = self._presence.at(room, person)
            if voice:
                present.append(participant(voice))
            else:
                gone.append(person)
        body = RosterChanged(present=tuple(present), gone=tuple(gone))
        self._to_room(Live(room=room, kind="roster", body=body))

    def _send_cards(self, changed: set[str]) -> None:
        rooms = [self._rooms[room] for room in sorted(changed)]
        cards = {room.id: self.card(room) for room in rooms}
        # Few kinds of people: those who may see the same rooms get the same message.
        readers: dict[tuple[str, ...], list[SessionId]] = {}
        for session, person in self._presence.sessions.items():
            seen = tuple(r.id for r in rooms if allowed(person, Action.SEE_ROOM, r))
            readers.setdefault(seen, []).append(session)
        for seen, sessions in readers.items():
            if seen:
                body = RoomsChanged(rooms=tuple(cards[room] for room in seen))
                self._announcer.tell(sessions, Live(room="", kind="rooms", body=body))

    def _to_room(self, message: Live, *, newest_only: bool = False) -> None:
        sessions = sessions_of(self._presence.in_room(message.room))
        if sessions:
            self._announcer.tell(sessions, message, newest_only=newest_only)

    def _with_meters(self, room: str) -> list[Voice]:
        return [voice for voice in self._presence.in_room(room) if voice.meters]

    def _tell_seldom(self, room: str, levels: dict[str, int]) -> None:
        others = [voice for voice in self._presence.in_room(room) if not voice.meters]
        if others:
            # That all is still is told once, and must arrive.
            message = Live(room=room, kind="levels", body=Levels(levels=levels))
            self._announcer.tell(sessions_of(others), message, newest_only=bool(levels))

    def _to_voice(self, voice: Voice, message: Live) -> None:
        if voice.session is not None:
            self._announcer.tell([voice.session], message)


def participant(voice: Voice) -> Participant:
    """A voice as its room sees it."""
    return Participant(
        person=voice.person.id,
        since_ms=voice.since_ms,
        mic="open" if voice.mic_open else "shut",
        linked=voice.linked,
        bars=voice.shown.bars,
    )


@lru_cache(maxsize=4096)
def person_card(person: Person) -> PersonCard:
    """A post as others see it; made once, for each page that opens is told of all."""
    return PersonCard(
        id=person.id,
        agency=person.agency,
        agency_short=person.short,
        post=person.post,
        role=person.role,
        agency_class=person.agency_class,
        agency_kind=person.agency_kind,
    )
