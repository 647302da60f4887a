"""The all-call: whoever has the floor of the room `all-call` is heard in every room at once.

His key, its time-out and its hold are that floor's; here it is only carried. It goes over a talk
in a push-to-talk room, waits there for a radio to end, and lowers those who talk in other rooms.
"""

from collections.abc import Callable, Mapping

from hub.domain import floor as rules
from hub.domain.rooms import ALL_CALL, Room
from hub.services.air import Air
from hub.services.floors import FloorService
from hub.services.news import News
from hub.services.ports import Clock, Media
from hub.services.presence import Presence, Voice
from hub.wire.moderation import AllCallNow


class AllCalls:
    """Follows the floor of `all-call`."""

    def __init__(
        self,
        rooms: Mapping[str, Room],
        presence: Presence,
        floors: FloorService,
        media: Media,
        news: News,
        air: Air,
        clock: Clock,
    ) -> None:
        self._rooms = rooms
        self._presence = presence
        self._floors = floors
        self._media = media
        self._news = news
        self._air = air
        self._clock = clock
        self._voice: Voice | None = None
        self._since_ms = 0
        self._heard_in: set[str] = set()
        self._ended = "released"
        floors.listen(self._floor_is)
        floors.follow(self._carried, self._call_ended)

    @property
    def now(self) -> AllCallNow:
        """Who speaks to all."""
        if self._voice is None:
            return AllCallNow(talker=None, since_ms=None)
        return AllCallNow(talker=self._voice.person.id, since_ms=self._since_ms)

    def room_changed(self, room_id: str) -> None:
        """A room was patched, or is no longer: during a call it must hear it where it is now."""
        voice = self._voice
        if voice is None:
            return
        room = self._rooms[room_id]
        self._heard_in.discard(room_id)
        if room.patched:
            if self._floors.floor(room_id).carried:
                self._heard_in.add(room_id)
        elif room.mode == "ptt":
            self._floors.call(room_id, voice.person.id)
        else:
            self._heard_in.add(room_id)
        self._carry(voice)

    def _floor_is(self, room: str, floor: rules.Floor) -> None:
        if room != ALL_CALL:
            return
        talker = floor.talker
        before = self._voice
        if talker == (before.person.id if before else None):
            return
        if before:
            self._end(before)
        self._voice = self._presence.at(ALL_CALL, talker) if talker else None
        if self._voice:
            self._begin(self._voice)
        else:
            self._each_floor(lambda room: self._floors.call_over(room))
        self._news.all_call(self.now)

    def _call_ended(self, code: str) -> None:
        """Its floor says how it ended, right before it says that it did."""
        self._ended = code

    def _begin(self, voice: Voice) -> None:
        self._since_ms = round(self._clock.now() * 1000)
        self._heard_in = {r.id for r in self._rooms.values() if r.mode != "ptt"}
        self._each_floor(lambda room: self._floors.call(room, voice.person.id))
        self._carry(voice)

    def _end(self, voice: Voice) -> None:
        """The worker forgets it first; then it is written down."""
        self._heard_in = set()
        self._carry(voice)
        for room in self._rooms:
            if room != ALL_CALL:
                self._air.transmission(room, voice.person, self._since_ms, self._ended, True)

    def _carried(self, room: str, person: str | None) -> None:
        """A floor says whether the call is heard there."""
        voice = self._voice
        if voice is None or person not in (None, voice.person.id):
            return
        (self._heard_in.add if person else self._heard_in.discard)(room)
        self._carry(voice)

    def _carry(self, voice: Voice) -> None:
        self._media.carry(voice.id, sorted(self._heard_in))

    def _each_floor(self, do: Callable[[str], None]) -> None:
        for room in self._rooms.values():
            if room.mode == "ptt" and room.id != ALL_CALL and not room.patched:
                do(room.id)
