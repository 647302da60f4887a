"""The floors of all push-to-talk rooms: steps them, tells the worker, then tells the people.

A room that is patched is under its channel's floor: whoever has it there is heard in every room
under it, and each of them is told of it as of its own.

Nothing here waits for anything, so a press is answered, and a floor let go, within one turn of
the loop. The worker is told before the person is, by a line written in order to its socket.
"""

from collections.abc import Callable, Collection, Mapping

from hub.domain import floor as rules
from hub.domain.refusals import FloorDenied, MediaDown, ReceiveOnly
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
        self._carries: dict[str, tuple[str, ...]] = {}
        """By voice: the rooms besides its own in which the worker lets it be heard."""
        self._under: dict[str, tuple[str, ...]] = {}
        self._listeners: list[Callable[[str, rules.Floor], None]] = []
        self.sends: Callable[[str], bool] = lambda _: True
        """May what is said under a room's floor go where it belongs? Kept by the air of radios."""
        self._carried: Callable[[str, str | None], None] = lambda *_: None
        self._call_ended: Callable[[str], None] = lambda _: None

    def listen(self, floor_is: Callable[[str, rules.Floor], None]) -> None:
        """Be told of each change of a floor, by the room it belongs to."""
        self._listeners.append(floor_is)

    def follow(
        self, carried: Callable[[str, str | None], None], call_ended: Callable[[str], None]
    ) -> None:
        """carried: whose call a room hears. call_ended: how one ended, before that is told."""
        self._carried, self._call_ended = carried, call_ended

    def request(self, voice: Voice, request: int, *, emergency: bool = False) -> PttReply:
        """Ask for the floor: granted, or queued.

        FloorDenied, MediaDown, Muted, ReceiveOnly, WrongMode.

        emergency: before all others; who may say so was asked before.
        """
        self._check(voice)
        self._moderations.check_talk(voice)
        if not all(map(self._media.serves, (voice.room, self._home(voice.room)))):
            raise MediaDown(retry_after_s=MEDIA_RETRY_S)
        radio = voice.person.role == "device"
        if not radio and not self.sends(self._home(voice.room)):
            raise ReceiveOnly(voice.room)  # He would talk to nobody, and wait for an answer.
        name = self._name(voice)
        event = rules.Request(
            name,
            request,
            rules.EMERGENCY_PRIORITY if emergency else rules.PRIORITY[voice.person.role],
            revocable=not radio,
            over_radio=emergency and not radio,
        )
        floor = self._step(self._home(voice.room), event, answered=event)
        return self._reply(floor, name, request)

    def held(self, voice: Voice, request: int) -> None:
        """The key is still down."""
        self._check(voice)
        self._step(self._home(voice.room), rules.Held(self._name(voice), request))

    def fade(self, voice: Voice, request: int) -> None:
        """The carrier of a radio is gone."""
        self._check(voice)
        self._step(self._home(voice.room), rules.Fade(self._name(voice), request))

    def release(self, voice: Voice, request: int) -> None:
        """The key went up."""
        self._check(voice)
        self._step(self._home(voice.room), rules.Release(self._name(voice), request))

    def leave(self, voice: Voice) -> None:
        """The voice, or its connection, is gone. Nothing in an open room."""
        home = self._home(voice.room)
        if home in self._floors:
            self._step(home, rules.Leave(self._name(voice)))

    def revoke(self, voice: Voice) -> None:
        """A moderator muted this voice: its press is over, whether it talks or waits."""
        self._check(voice)
        self._step(self._home(voice.room), rules.Revoke(self._name(voice)))

    def call(self, room: str, person: str) -> None:
        """Somebody speaks to all rooms, this one among them."""
        self._step(room, rules.Call(person))

    def call_over(self, room: str) -> None:
        """Nobody does any more."""
        self._step(room, rules.CallOver())

    # The hub's own voice

    def announce(self, room: str, request: int) -> bool:
        """Take the floor for what the hub says itself, if nobody has it or waits; did it?"""
        floor = self._floors[room]
        if floor.talk or floor.call or floor.queue:
            return False
        asked = rules.Request(rules.ANNOUNCER, request, rules.ANNOUNCER_PRIORITY)
        after = self._step(room, asked, answered=asked)
        return after.talker == rules.ANNOUNCER

    def announces(self, room: str) -> bool:
        """Has the hub itself the floor?"""
        return self._floors[room].talker == rules.ANNOUNCER

    def announcing(self, room: str, request: int, *, over: bool = False) -> None:
        """It goes on, or is over."""
        word = rules.Release if over else rules.Held
        self._step(room, word(rules.ANNOUNCER, request))

    # Patches

    def under(self, room: str) -> tuple[str, ...]:
        """Give the rooms that are patched to this one."""
        return self._under.get(room, ())

    def clear(self, room: str) -> None:
        """Let everybody in a room go off the floor it is under, before that is another one."""
        home = self._home(room)
        if home not in self._floors:
            return
        for voice in self._presence.in_room(room):
            self._step(home, rules.Leave(self._name(voice)))
        if home == room:
            self._step(room, rules.CallOver())

    def set_under(self, room: str, channel: str | None) -> None:
        """The room is under this channel's floor now, or its own; it was cleared before."""
        before = [home for home, rooms in self._under.items() if room in rooms]
        self._under = {
            home: rest
            for home, rooms in self._under.items()
            if (rest := tuple(other for other in rooms if other != room))
        }
        if channel:
            self._under[channel] = (*self.under(channel), room)
        home = self._home(room)
        for each in {home, *before} & self._floors.keys():
            talk = self._floors[each].talk
            if talk:  # Who talks already is heard where he should be from now on.
                self._carry(each, talk.claim.person, True)
        if home in self._floors:
            self._show(home, self._floors[home])
        else:
            self._news.talker_is(room, None)
            self._news.floor(room, self.show(room))

    def media_lost(self, rooms: Collection[str]) -> None:
        """The worker of these rooms is gone: every talk and every wait of theirs is over.

        Who is in one of them, and stands on the floor of a room that is elsewhere, leaves that.
        """
        for room in rooms:
            if room in self._floors and self._home(room) == room:
                self._step(room, rules.Reset())
            elif self._home(room) not in rooms:
                for voice in self._presence.in_room(room):
                    self.leave(voice)

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
        return self._shown(self.floor(room))

    def floor(self, room: str) -> rules.Floor:
        """The floor a room is under."""
        return self._floors.get(self._home(room), rules.Floor())

    def _home(self, room: str) -> str:
        return self._rooms[room].patched or room

    def _name(self, voice: Voice) -> str:
        person = voice.person.id
        if voice.room == self._home(voice.room):
            return person
        return rules.name_in(person, voice.room)

    def _voice(self, home: str, name: str) -> Voice | None:
        return self._presence.at(*rules.place_of(name, home))

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
                for each in (room, *self.under(room)):
                    self._carried(each, person)
            case rules.Tell(person, news):
                # Whoever asked learns it from the reply to his asking.
                if not (answered and (answered.person, answered.request) == (person, news.request)):
                    self._tell(room, person, news)
            case rules.FloorIs(floor):
                self._show(room, floor)
                for told in self._listeners:
                    told(room, floor)

    def _show(self, home: str, floor: rules.Floor) -> None:
        for room in (home, *self.under(home)):
            self._news.talker_is(room, floor.talker and rules.person_of(floor.talker))
            self._news.floor(room, self._shown(floor))

    def _note(
        self, room: str, before: rules.Floor, after: rules.Floor, effects: list[rules.Effect]
    ) -> None:
        """Write down a talk that is over. An all-call is, in the rooms that heard it."""
        talk = before.talk
        if talk is None or (after.talk and _of(after.talk) == _of(talk)):
            return
        person, request = talk.claim.person, talk.claim.request
        ends = (e.news for e in effects if isinstance(e, rules.Tell) and e.person == person)
        codes = (n.code for n in ends if isinstance(n, rules.Ended) and n.request == request)
        code = next(codes, "released")
        if room == ALL_CALL:
            self._call_ended(code)
            return
        voice = self._voice(room, person)
        began_ms = self._utc_ms(talk.since)
        for heard_in in (room, *self.under(room)):
            if voice and began_ms is not None:
                over = talk.claim.over_radio
                self._air.transmission(heard_in, voice.person, began_ms, code, over_radio=over)

    def _permit(self, room: str, person: str, may_send: bool) -> None:
        if person == rules.ANNOUNCER:
            return  # Its bridge speaks: nobody is to be heard in the rooms.
        voice = self._voice(room, person)
        assert voice is not None, (room, person)
        self._carry(room, person, may_send)
        self._media.permit(voice.id, may_send)
        voice.mic_open = may_send
        self._news.changed(voice)

    def _carry(self, home: str, name: str, heard: bool) -> None:
        """Let who has the floor be heard in every room under it."""
        voice = self._voice(home, name)
        if voice is None:
            return
        every = (home, *self.under(home)) if heard else ()
        others = tuple(room for room in every if room != voice.room)
        if others != self._carries.pop(voice.id, ()):
            self._media.carry(voice.id, others)
        if others:
            self._carries[voice.id] = others

    def _tell(
        self, room: str, person: str, news: rules.Granted | rules.Queued | rules.Ended
    ) -> None:
        if person == rules.ANNOUNCER:
            return  # Whoever speaks for it listens to the floor itself.
        voice = self._voice(room, person)
        assert voice is not None, (room, person)
        match news:
            case rules.Granted(request, until):
                message = PttNews(
                    voice=voice.id, request=request, state="granted", until_ms=self._utc_ms(until)
                )
            case rules.Queued(request, place, talker):
                message = PttNews(
                    voice=voice.id,
                    request=request,
                    state="queued",
                    place=place,
                    talker=rules.person_of(talker),
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
        talker = floor.talker and rules.person_of(floor.talker)
        return PttReply(state="queued", talker=talker, place=place)

    def _shown(self, floor: rules.Floor) -> Floor:
        talk = floor.talk
        return Floor(
            talker=floor.talker and rules.person_of(floor.talker),
            since_ms=self._utc_ms(talk.since) if talk else None,
            until_ms=self._utc_ms(talk.until) if talk else None,
            queue=tuple(rules.person_of(claim.person) for claim in floor.queue),
            all_call=floor.carried is not None,
        )

    def _utc_ms(self, at: float | None) -> int | None:
        """A time of the monotonic clock, as people's clocks will show it."""
        if at is None:
            return None
        return round((self._clock.now() + at - self._clock.monotonic()) * 1000)


def _of(talk: rules.Talk) -> tuple[str, float]:
    """What one talk is known by; its claim may be another one, of the same carrier."""
    return talk.claim.person, talk.since
