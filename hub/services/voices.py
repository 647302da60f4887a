"""Voices: who brings his voice into which room, on which device, and how it ends.

A lost connection lets go of the key at once, but the voice stays and goes on hearing for
KEPT_S: the page that comes back takes it up again, by a new offer for it. Whoever joins again
takes over the voice he had: his new one is in the worker before that is let go, and permitted
nothing before that.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Literal

from hub.domain.bucket import Bucket, take
from hub.domain.people import Person
from hub.domain.permissions import Action, allowed, authorise
from hub.domain.quality import bars
from hub.domain.refusals import MediaDown, NoSuchRoom, NoSuchVoice, RateLimited, Refused
from hub.domain.rooms import Room, check_space, check_switch
from hub.services.callers import Caller
from hub.services.floors import MEDIA_RETRY_S, FloorService
from hub.services.moderations import Moderations
from hub.services.news import News
from hub.services.ports import Clock, Media, SessionId
from hub.services.presence import Presence, Voice
from hub.services.ticker import Ticker
from hub.wire.live import VoiceEnded
from hub.wire.quality import Quality
from hub.wire.rooms import RoomState
from hub.wire.voice import VoiceAnswer, VoiceJoined

KEPT_S = 20.0
JOIN_BURST = 10
JOIN_RATE = 0.5

Why = Literal["elsewhere", "restarted", "silent", "closed", "removed"]


class VoiceService:
    """The only door to voices. `new_id` gives ids that nobody can guess."""

    def __init__(
        self,
        rooms: Mapping[str, Room],
        presence: Presence,
        floors: FloorService,
        moderations: Moderations,
        media: Media,
        news: News,
        clock: Clock,
        ticker: Ticker,
        new_id: Callable[[], str],
    ) -> None:
        self._rooms = rooms
        self._presence = presence
        self._floors = floors
        self._moderations = moderations
        self._media = media
        self._news = news
        self._clock = clock
        self._ticker = ticker
        self._new_id = new_id
        self._joining: dict[str, tuple[str, Caller]] = {}
        self._buckets: dict[str, Bucket] = {}

    # Commands

    async def join(
        self,
        caller: Caller,
        room_id: str,
        sdp: str,
        *,
        saver: bool = False,
        meters: bool = False,
    ) -> VoiceJoined:
        """Bring a voice into a room, unheard. saver, meters: see VoiceJoin.

        NoSuchRoom, NotAMember, Removed, RoomLocked, RateLimited, RoomFull, BadSdp, MediaDown.
        """
        room = self.room_for(caller, Action.ENTER_ROOM, room_id)
        self._moderations.check_door(caller.person, room)
        self._check_rate(caller.person)
        if not self._media.serves(room.id):
            raise MediaDown(retry_after_s=MEDIA_RETRY_S)
        if caller.person.role != "device":  # A full room has its radio all the same.
            check_space(room, self._others(room.id, caller.person))
        voice_id = self._new_id()
        self._joining[voice_id] = (room.id, caller)
        try:
            answer = await self._media.join(room.id, voice_id, sdp, caller.person.id, saver=saver)
        except BaseException:
            self._joining.pop(voice_id, None)
            self._media.leave(voice_id)  # It may have come in after we stopped waiting.
            raise
        if self._joining.pop(voice_id, None) is None:
            self._media.leave(voice_id)  # Page, peer or worker were lost on the way.
            raise MediaDown(retry_after_s=MEDIA_RETRY_S)
        self._take_over(room.id, caller)
        voice = Voice(
            id=voice_id,
            person=caller.person,
            room=room.id,
            since_ms=round(self._clock.now() * 1000),
            session=caller.session,
            device=caller.device,
            meters=meters,
        )
        self._presence.add(voice)
        self._moderations.came(room.id, caller.person.id)
        self._news.changed(voice)
        return VoiceJoined(voice=voice_id, sdp=answer, state=self._state(room, caller.person))

    async def offer(
        self, caller: Caller, voice_id: str, sdp: str, *, saver: bool = False
    ) -> VoiceAnswer:
        """Answer a new offer of a voice, which may be of a page that has lost its connection.

        NoSuchVoice, NotAMember, BadSdp, MediaDown.
        """
        voice = self._taken_up(caller, voice_id)
        answer = await self._media.offer(voice.id, sdp, saver=saver)
        self._presence.own(voice.id, caller.session)  # Neither let go nor lost meanwhile.
        return VoiceAnswer(sdp=answer, state=self._state(self._rooms[voice.room], caller.person))

    def leave(self, caller: Caller, voice_id: str) -> None:
        """Take a voice out of its room. NoSuchVoice."""
        self._end(self._presence.own(voice_id, caller.session), None)

    def set_mic(self, caller: Caller, voice_id: str, is_open: bool) -> None:
        """Let a voice be heard where there is no floor, or not.

        NoSuchVoice, WrongMode, NotAMember, Muted, NotCalledOn, MediaDown.
        """
        voice = self.own(caller, Action.OPEN_MIC, voice_id)
        check_switch(self._rooms[voice.room])
        if is_open:
            self._moderations.check_talk(voice)
        if is_open and not self._media.serves(voice.room):
            raise MediaDown(retry_after_s=MEDIA_RETRY_S)
        self._set_mic(voice, is_open)

    # What a moderator does

    def hush(self, room_id: str) -> None:
        """Let nobody be heard in a room who may not be, whatever key he holds."""
        for voice in self._presence.in_room(room_id):
            try:
                self._moderations.check_talk(voice)
            except Refused:
                self._silence(voice)

    def shut(self, room_id: str) -> None:
        """Shut every microphone of a room: it has a floor now, or will have none."""
        for voice in self._presence.in_room(room_id):
            self._set_mic(voice, False)

    def put_out(self, room_id: str, person: str) -> None:
        """Take somebody's voice out of a room."""
        for voice_id, (room, caller) in list(self._joining.items()):
            if (room, caller.person.id) == (room_id, person):
                del self._joining[voice_id]
        voice = self._presence.at(room_id, person)
        if voice:
            self._end(voice, "removed")

    def _silence(self, voice: Voice) -> None:
        if self._rooms[voice.room].mode == "ptt":
            self._floors.revoke(voice)
        else:
            self._set_mic(voice, False)

    # Who may

    def room_for(self, caller: Caller, action: Action, room_id: str) -> Room:
        """Give a room in which the caller may do this. NoSuchRoom, NotAMember."""
        room = self._rooms.get(room_id)
        if room is None:
            raise NoSuchRoom
        authorise(caller.person, action, room)
        return room

    def own(self, caller: Caller, action: Action, voice_id: str) -> Voice:
        """Give a voice of this session with which it may do this. NoSuchVoice, NotAMember."""
        voice = self._presence.own(voice_id, caller.session)
        authorise(caller.person, action, self._rooms[voice.room])
        return voice

    # What happens to sessions and to workers

    def session_opened(self, caller: Caller) -> None:
        """A page is connected."""
        self._presence.sessions[caller.session] = caller.person
        self._presence.devices[caller.session] = caller.device

    def session_lost(self, session: SessionId) -> None:
        """A page is no longer connected: let go of its keys now, and of its voices later."""
        self._moderations.session_lost(session)
        self._presence.sessions.pop(session, None)
        self._presence.devices.pop(session, None)
        for voice_id, (_, caller) in list(self._joining.items()):
            if caller.session == session:
                del self._joining[voice_id]
        for voice in self._presence.of_session(session):
            voice.session = None
            voice.kept_until = self._clock.monotonic() + KEPT_S
            self._floors.leave(voice)
            self._set_mic(voice, False)
            self._news.changed(voice)
            self._ticker.wake()

    def access_ended(self, devices: Collection[str]) -> None:
        """These are signed out, or act as another post: nothing of theirs is kept for a while."""
        for voice_id, (_, caller) in list(self._joining.items()):
            if caller.device in devices:
                del self._joining[voice_id]
        for voice in list(self._presence.voices.values()):
            if voice.device in devices:
                self._end(voice, None)

    def voice_connected(self, voice_id: str) -> None:
        """The worker has a path to a peer: the person hears."""
        voice = self._presence.voices.get(voice_id)
        if voice and not voice.linked:
            voice.linked = True
            self._news.changed(voice)

    def voice_gone(self, voice_id: str, why: Literal["silent", "closed"]) -> None:
        """The worker lost a peer."""
        self._joining.pop(voice_id, None)
        voice = self._presence.voices.get(voice_id)
        if voice:
            self._end(voice, why)

    def levels(self, room_id: str, levels: Mapping[str, int]) -> None:
        """The worker says who is heard, by voice."""
        if room_id not in self._rooms:
            return
        voices = ((self._presence.voices.get(v), level) for v, level in levels.items())
        self._news.levels(room_id, {v.person.id: level for v, level in voices if v})

    def quality(self, room_id: str, peers: Mapping[str, Quality]) -> None:
        """The worker says how the sound of a room's voices went in the last seconds."""
        people: dict[str, Quality] = {}
        for voice in self._presence.in_room(room_id):
            voice.quality = found = peers.get(voice.id)
            if found is None:
                continue
            people[voice.person.id] = found
            before, now = voice.shown.bars, bars(**found.model_dump())
            voice.shown = voice.shown.seen(now)
            if voice.shown.bars != before:
                self._news.roster_changed(voice)
        self._news.quality(room_id, people)

    def permissions_changed(self) -> None:
        """Let go of voices that may no longer be where they are."""
        for voice in list(self._presence.voices.values()):
            if not allowed(voice.person, Action.ENTER_ROOM, self._rooms[voice.room]):
                self._end(voice, None)

    def media_lost(self, rooms: Collection[str]) -> None:
        """A worker is gone, and all that was in it; pages are told when there is a new one."""
        lost = {voice_id for voice_id, (room, _) in self._joining.items() if room in rooms}
        for voice_id in lost:
            del self._joining[voice_id]
        self._floors.media_lost(rooms)
        for room in rooms:
            for voice in self._presence.in_room(room):
                self._set_mic(voice, False)

    def media_ready(self, rooms: Collection[str]) -> None:
        """There is a worker, empty: whoever had a voice in its rooms is asked to join again."""
        for room in rooms:
            for voice in self._presence.in_room(room):
                self._end(voice, "restarted")

    def fire_due(self) -> float | None:
        """Drop the voices nobody came back for; give the next deadline."""
        now = self._clock.monotonic()
        kept = [v for v in self._presence.voices.values() if v.kept_until is not None]
        for voice in kept:
            if voice.kept_until is not None and now >= voice.kept_until:
                self._end(voice, None)
        dues = (v.kept_until for v in self._presence.voices.values())
        return min((due for due in dues if due is not None), default=None)

    # Inside

    def _taken_up(self, caller: Caller, voice_id: str) -> Voice:
        """Give a voice of this page; one of the same device, whose page is back, is so from now on.

        Whatever the page before had open is shut, also where its end was not noticed yet.
        """
        voice = self._presence.voices.get(voice_id)
        owner = (caller.person.id, caller.device)
        if voice is None or (voice.person.id, voice.device) != owner:
            raise NoSuchVoice
        authorise(caller.person, Action.ENTER_ROOM, self._rooms[voice.room])
        if voice.session != caller.session:
            self._floors.leave(voice)
            self._set_mic(voice, False)
            voice.session, voice.kept_until = caller.session, None
            self._news.changed(voice)
        return voice

    def _check_rate(self, person: Person) -> None:
        now = self._clock.monotonic()
        bucket = self._buckets.get(person.id) or Bucket.full(JOIN_RATE, JOIN_BURST, now)
        self._buckets[person.id], wait_s = take(bucket, now)
        if wait_s:
            raise RateLimited(retry_after_s=wait_s)

    def _others(self, room: str, person: Person) -> int:
        """How many people are in a room, or on their way in, besides this one."""
        people = {voice.person.id for voice in self._presence.in_room(room)}
        people |= {c.person.id for there, c in self._joining.values() if there == room}
        return len(people - {person.id})

    def _take_over(self, room: str, caller: Caller) -> None:
        old = self._presence.at(room, caller.person.id)
        if old:
            # A page that replaces its own voice knows about it.
            why: Why | None = None if old.session == caller.session else "elsewhere"
            self._end(old, why, for_good=False)

    def _end(self, voice: Voice, why: Why | None, *, for_good: bool = True) -> None:
        """Let a voice go, in this order: floor, worker, room, and then say why.

        for_good: no other voice of this person takes its place.
        """
        self._floors.leave(voice)
        self._set_mic(voice, False)
        self._media.leave(voice.id)
        self._presence.remove(voice)
        self._news.changed(voice)
        if self._presence.talkers.get(voice.room) == voice.person.id:
            self._news.talker_is(voice.room, None)
        if for_good:
            self._moderations.left(voice.room, voice.person.id)
            self._news.freed(voice)
        if why:
            self._news.ended(voice, VoiceEnded(voice=voice.id, why=why))

    def _set_mic(self, voice: Voice, is_open: bool) -> None:
        if voice.mic_open != is_open:
            self._media.permit(voice.id, is_open)
            voice.mic_open = is_open
            self._news.changed(voice)

    def _state(self, room: Room, person: Person) -> RoomState:
        return RoomState(
            room=self._news.card(room),
            participants=self._news.participants(room.id),
            floor=self._news.call_in(room) or self._floors.show(room.id),
            moderation=self._moderations.show(room.id),
            leads=self._moderations.leads(person, room),
            radio=self._news.radio_now(room),
        )
