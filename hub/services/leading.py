"""Leading a room: hands go up, moderators call on people, mute, lock, put out and let in.

What a moderator does is in force before it is saved: a mute does not wait for the disk. When the
disk is full it holds until the next restart, and the banner says that nothing is being saved.
"""

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType

from hub.domain import moderation as rules
from hub.domain.moderation import Moderation
from hub.domain.people import Person
from hub.domain.permissions import Action, authorise
from hub.domain.refusals import NoSuchPost, NoSuchRoom, NotAllowed, NotSaved
from hub.domain.rooms import Room
from hub.domain.streams import air_stream
from hub.services.callers import Caller
from hub.services.floors import FloorService
from hub.services.moderations import Moderations, kept
from hub.services.news import News
from hub.services.ports import Clock
from hub.services.presence import Presence
from hub.services.store import Draft, Store, Tx
from hub.services.voices import VoiceService
from hub.wire.moderation import Act
from hub.wire.streams import Moderated

OF_ALL: Mapping[Act, Callable[[Moderation, str, Collection[str]], Moderation]] = MappingProxyType(
    {
        "mute_all": lambda state, by, _: rules.mute_all(state, by),
        "unmute_all": lambda state, *_: rules.unmute_all(state),
        "lock": rules.lock,
        "unlock": lambda state, *_: rules.unlock(state),
    }
)
"""The state after it, given who does it and who is inside."""

OF_ONE: Mapping[Act, Callable[[Moderation, str, str], Moderation]] = MappingProxyType(
    {
        "call_on": lambda state, person, _: rules.call_on(state, person),
        "end_turn": lambda state, person, _: rules.end_turn(state, person),
        "lower_hand": lambda state, person, _: rules.lower_hand(state, person),
        "mute": rules.mute,
        "unmute": lambda state, person, _: rules.unmute(state, person),
        "remove": rules.remove,
        "let_in": lambda state, person, _: rules.let_in(state, person),
        "turn_away": lambda state, person, _: rules.go_away(state, person),
    }
)
"""The state after it, given whom it is about and who does it."""

NOT_TO_A_MODERATOR = frozenset({"mute", "remove"})


class LeadingService:
    """The only door to how rooms are led."""

    def __init__(
        self,
        rooms: Mapping[str, Room],
        people: Mapping[str, Person],
        presence: Presence,
        moderations: Moderations,
        voices: VoiceService,
        floors: FloorService,
        news: News,
        store: Store,
        clock: Clock,
        new_event_id: Callable[[], str],
    ) -> None:
        self._rooms = rooms
        self._people = people
        self._presence = presence
        self._moderations = moderations
        self._voices = voices
        self._floors = floors
        self._news = news
        self._store = store
        self._clock = clock
        self._new_event_id = new_event_id

    def hand(self, caller: Caller, voice_id: str, up: bool) -> None:
        """Raise one's hand in the room of a voice, or lower it. NoSuchVoice, NotAMember."""
        voice = self._voices.own(caller, Action.ENTER_ROOM, voice_id)
        state, person = self._moderations.of(voice.room), caller.person.id
        after = (
            rules.raise_hand(state, person, self._clock.now())
            if up
            else rules.lower_hand(state, person)
        )
        self._moderations.change(voice.room, after)

    def knock(self, caller: Caller, room_id: str, waiting: bool) -> None:
        """Ask to be let into a room, or ask no more. NoSuchRoom, NotAMember."""
        room = self._voices.room_for(caller, Action.ENTER_ROOM, room_id)
        state, person = self._moderations.of(room.id), caller.person.id
        after = (
            rules.knock(state, person, self._clock.now())
            if waiting
            else rules.go_away(state, person)
        )
        self._moderations.change(room.id, after)

    async def moderate(self, caller: Caller, room_id: str, act: Act, person: str | None) -> None:
        """Lead a room. NoSuchRoom, NotAMember, NoSuchPost, NotAllowed."""
        room = self._rooms.get(room_id)
        if room is None:
            raise NoSuchRoom
        authorise(caller.person, Action.MODERATE, room)
        by = caller.person.id
        state = self._moderations.of(room.id)
        if act in OF_ALL:
            inside = [voice.person.id for voice in self._presence.in_room(room.id)]
            after = OF_ALL[act](state, by, inside)
        else:
            self._check_target(room, act, person)
            assert person is not None
            after = OF_ONE[act](state, person, by)
        if after == state:
            return
        self._moderations.put(room.id, after)
        self._enforce(room, act, person)
        self._moderations.tell(room.id)
        await self._save(caller, room.id, act, person)

    def _check_target(self, room: Room, act: Act, person: str | None) -> None:
        if person is None or person not in room.members:
            raise NoSuchPost(f"{act} {person}")
        target = self._people.get(person)
        if act in NOT_TO_A_MODERATOR and target and self._moderations.leads(target, room):
            raise NotAllowed(f"{person} leads {room.id}")

    def _enforce(self, room: Room, act: Act, person: str | None) -> None:
        """Do to voices and doors what the state says now."""
        if act == "remove" and person:
            self._voices.put_out(room.id, person)
        if act in ("let_in", "turn_away") and person:
            self._news.door(person, room.id, "let_in" if act == "let_in" else "turned_away")
        self._voices.hush(room.id)

    async def _save(self, caller: Caller, room: str, act: Act, person: str | None) -> None:
        body = Moderated(act=act, person=person).model_dump(mode="json", exclude_defaults=True)
        draft = Draft(
            air_stream(room),
            self._new_event_id(),
            "moderated",
            round(self._clock.now() * 1000),
            caller.person.id,
            caller.person.holder,
            body,
        )

        async def change(tx: Tx) -> None:
            await tx.rooms.save(room, kept(self._moderations.of(room)))
            await tx.events.append(draft)

        try:
            await self._store.write(change)
        except NotSaved:
            return  # In force all the same; the store says by itself that it cannot save.
