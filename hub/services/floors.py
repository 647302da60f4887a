"""The floors of all push-to-talk rooms: steps them, tells the worker, then tells the people.

Nothing here waits for anything, so a press is answered, and a floor let go, within one turn of
the loop. The worker is told before the person is, by a line written in order to its socket.
"""

from collections.abc import Callable, Mapping

from hub.domain import floor as rules
from hub.domain.refusals import FloorDenied, MediaDown
from hub.domain.rooms import ALL_CALL, Room, check_floor
from hub.services.air import Air
from hub.services.moderations import Moderations
from hub.services.news import News
from hub.services.ports import Clock, Media
from hub.services.presence import Presence, Voice
from hub.services.ticker import Ticker
from hub.wire.live import PttNews
from hub.wire.rooms import Floor
from hub.wire.voice import PttReply

MEDIA_RETRY_S = 1.0


class FloorService:
    """The only door to floors."""

    def __init__(
        self,
        rooms: Mapping[str, Room],
        presence: Presence,
        media: Media,
        moderations: Moderations,
        news: News,
        air: Air,
        clock: Clock,
        ticker: Ticker,
    ) -> None:
        self._rooms = rooms
        self._presence = presence
        self._media = media
        self._moderations = moderations
        self._news = news
        self._air = air
        self._clock = clock
        self._ticker = ticker
        self._floors = {room.id: rules.Floor() for room in rooms.values() if room.mode == "ptt"}
        self._floor_is: Callable[[str, rules.Floor], None] = lambda *_: None
        self._carried: Callable[[str, str | None], None] = lambda *_: None
        self._call_ended: Callable[[str], None] = lambda _: None

    def follow(
        self,
        floor_is: Callable[[str, rules.Floor], None],
        carried: Callable[[str, str | None], None],
        call_ended: Callable[[str], None],
    ) -> None:
        """floor_is: be told of each change of a floor, by room. carried: whose call it hears.

        call_ended: how an all-call ended, before that floor's change is told.
        """
        self._floor_is, self._carried, self._call_ended = floor_is, carried, call_ended

    def request(self, voice: Voice, request: int) -> PttReply:
        """Ask for the floor: granted, or queued. FloorDenied, MediaDown, Muted, WrongMode."""
        self._check(voice)
        self._moderations.check_talk(voice)
        if not self._media.up:
            raise MediaDown(retry_after_s=MEDIA_RETRY_S)
        role = voice.person.role
        event = rules.Request(
            voice.person.id, request, rules.PRIORITY[role], revocable=role != "device"
        )
        floor = self._step(voice.room, event, answered=event)
        return self._reply(floor, voice.person.id, request)

    def held(self, voice: Voice, request: int) -> None:
        """The key is still down."""
        self._check(voice)
        self._step(voice.room, rules.Held(voice.person.id, request))

    def release(self, voice: Voice, request: int) -> None:
        """The key went up."""
        self._check(voice)
        self._step(voice.room, rules.Release(voice.person.id, request))

    def leave(self, voice: Voice) -> None:
        """The voice, or its connection, is gone. Nothing in an open room."""
        if voice.room in self._floors:
            self._step(voice.room, rules.Leave(voice.person.id))

    def revoke(self, voice: Voice) -> None:
        """A moderator muted this voice: its press is over, whether it talks or waits."""
        self._check(voice)
        self._step(voice.room, rules.Revoke(voice.person.id))

    def call(self, room: str, person: str) -> None:
        """Somebody speaks to all rooms, this one among them."""
        self._step(room, rules.Call(person))

    def call_over(self, room: str) -> None:
        """Nobody does any more."""
        self._step(room, rules.CallOver())

    def media_lost(self) -> None:
        """The worker is gone: every talk and every wait is over."""
        for room in self._floors:
            self._step(room, rules.Reset())

    def fire_due(self) -> float | None:
        """Step the floors that are due; give the next deadline."""
        now = self._clock.monotonic()
        for room, floor in self._floors.items():
            if floor.deadline is not None and now >= floor.deadline:
                self._step(room, rules.Tick())
        deadlines = [floor.deadline for floor in self._floors.values()]
        return min((d for d in deadlines if d is not None), default=None)

    def show(self, room: str) -> Floor:
        """The floor of a room as its people see it; of an open room, one that nobody has."""
        return self._shown(self._floors.get(room, rules.Floor()))

    def _check(self, voice: Voice) -> None:
        check_floor(self._rooms[voice.room])

    def _step(
        self, room: str, event: rules.Input, answered: rules.Request | None = None
    ) -> rules.Floor:
        before = self._floors[room]
        floor, effects = rules.step(before, event, self._clock.monotonic())
        self._floors[room] = floor
        self._note(room, before, floor, effects)
        for effect in effects:
            self._do(room, effect, answered)
        if floor.deadline != before.deadline:
            self._ticker.wake()
        return floor

    def _do(self, room: str, effect: rules.Effect, answered: rules.Request | None) -> None:
        match effect:
            case rules.Forbid(person):
                self._permit(room, person, False)
            case rules.Permit(person):
                self._permit(room, person, True)
            case rules.Carry(person):
                self._carried(room, person)
            case rules.Tell(person, news):
                # Whoever asked learns it from the reply to his asking.
                if not (answered and (answered.person, answered.request) == (person, news.request)):
                    self._tell(room, person, news)
            case rules.FloorIs(floor):
                self._news.talker_is(room, floor.talker)
                self._news.floor(room, self._shown(floor))
                self._floor_is(room, floor)

    def _note(
        self, room: str, before: rules.Floor, after: rules.Floor, effects: list[rules.Effect]
    ) -> None:
        """Write down a talk that is over. An all-call is, in the rooms that heard it."""
        talk = before.talk
        if talk is None or (after.talk and after.talk.since == talk.since):
            return
        person, request = talk.claim.person, talk.claim.request
        ends = (e.news for e in effects if isinstance(e, rules.Tell) and e.person == person)
        codes = (n.code for n in ends if isinstance(n, rules.Ended) and n.request == request)
        code = next(codes, "released")
        if room == ALL_CALL:
            self._call_ended(code)
            return
        voice = self._presence.at(room, person)
        began_ms = self._utc_ms(talk.since)
        if voice and began_ms is not None:
            self._air.transmission(room, voice.person, began_ms, code)

    def _permit(self, room: str, person: str, may_send: bool) -> None:
        voice = self._presence.at(room, person)
        assert voice is not None, (room, person)
        self._media.permit(voice.id, may_send)
        voice.mic_open = may_send
        self._news.changed(voice)

    def _tell(
        self, room: str, person: str, news: rules.Granted | rules.Queued | rules.Ended
    ) -> None:
        voice = self._presence.at(room, person)
        assert voice is not None, (room, person)
        match news:
            case rules.Granted(request, until):
                message = PttNews(
                    voice=voice.id, request=request, state="granted", until_ms=self._utc_ms(until)
                )
            case rules.Queued(request, place, talker):
                message = PttNews(
                    voice=voice.id, request=request, state="queued", place=place, talker=talker
                )
            case rules.Ended(request, code):
                message = PttNews(voice=voice.id, request=request, state="ended", code=code)
        self._news.ptt(voice, message)

    def _reply(self, floor: rules.Floor, person: str, request: int) -> PttReply:
        claim = floor.claim_of(person)
        if claim is None or claim.request != request:
            raise FloorDenied  # Latched, or a request that is over.
        place = floor.place_of(person)
        if place is None:
            until = floor.talk.until if floor.talk else None
            return PttReply(state="granted", until_ms=self._utc_ms(until))
        return PttReply(state="queued", talker=floor.talker, place=place)

    def _shown(self, floor: rules.Floor) -> Floor:
        talk = floor.talk
        return Floor(
            talker=floor.talker,
            since_ms=self._utc_ms(talk.since) if talk else None,
            until_ms=self._utc_ms(talk.until) if talk else None,
            queue=tuple(claim.person for claim in floor.queue),
            all_call=floor.carried is not None,
        )

    def _utc_ms(self, at: float | None) -> int | None:
        """A time of the monotonic clock, as people's clocks will show it."""
        if at is None:
            return None
        return round((self._clock.now() + at - self._clock.monotonic()) * 1000)
