"""The first word to each connection: who it is, whom it may meet, and what time it is."""

from collections.abc import Mapping
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version

from hub.adapters.store.writer import SqlStore
from hub.adapters.turn import Relays
from hub.domain.floor import TALK_LIMIT_S
from hub.domain.people import Person
from hub.domain.permissions import Action, allowed
from hub.domain.radio import announcer, device
from hub.domain.refusals import NotSaved
from hub.domain.rooms import ALL_CALL, Room
from hub.services.all_calls import AllCalls
from hub.services.news import News, person_card
from hub.services.ports import Clock
from hub.services.presence import Presence
from hub.services.rollcall_board import RollCallBoard
from hub.services.streams import StreamService
from hub.services.summons_board import Board
from hub.wire.live import Hello
from hub.wire.streams import StreamHead

PEOPLE, NOBODY = '"people":', "[]"


class Greeter:
    """Makes the first word to each connection, as JSON.

    Who is who is the most of it and the same for all: it is written once, until somebody changes.
    """

    def __init__(
        self,
        people: Mapping[str, Person],
        rooms: Mapping[str, Room],
        presence: Presence,
        news: News,
        streams: StreamService,
        all_calls: AllCalls,
        board: Board,
        rollcalls: RollCallBoard,
        store: SqlStore,
        clock: Clock,
        relays: Relays,
    ) -> None:
        self._people = people
        self._rooms = rooms
        self._presence = presence
        self._news = news
        self._streams = streams
        self._all_calls = all_calls
        self._board = board
        self._rollcalls = rollcalls
        self._store = store
        self._clock = clock
        self._relays = relays
        self._version = _version()
        self._others: tuple[Person, ...] = ()
        self._written = NOBODY

    async def __call__(self, person: Person) -> str:
        """Write a `Hello` for one."""
        streams: tuple[StreamHead, ...] = ()
        with suppress(NotSaved):  # Voice goes on without the store; the page is told so.
            streams = await self._streams.heads(person)
        hello = Hello(
            time_ms=round(self._clock.now() * 1000),
            version=self._version,
            me=person_card(person),
            people=(),
            rooms=self._news.cards_for(person),
            talk_limit_s=TALK_LIMIT_S,
            streams=streams,
            online=tuple(sorted(self._presence.online())),
            storage_ok=self._store.ok,
            all_call=self._all_calls.now,
            rings=self._board.rings_for(person.holder),
            may_summon=allowed(person, Action.SUMMON),
            rollcalls=self._rollcalls.shown_to(person, whole=False),
            decisions=self._rollcalls.owed_by(person),
            relays=self._relays(person.id),
            may_call_all=allowed(person, Action.ENTER_ROOM, self._rooms[ALL_CALL]),
        )
        people = NOBODY if person.role == "device" else self._everybody()
        return hello.model_dump_json().replace(PEOPLE + NOBODY, PEOPLE + people, 1)

    def _everybody(self) -> str:
        """Write whom one may meet, radios among them; a bridge need know nobody."""
        radios = [device(room) for room in self._rooms.values() if room.radio]
        radios += [announcer()] if radios else []
        others = (*self._people.values(), *radios)
        if others != self._others:
            cards = ",".join(person_card(other).model_dump_json() for other in others)
            self._others, self._written = others, f"[{cards}]"
        return self._written


def _version() -> str:
    with suppress(PackageNotFoundError):
        return version("posko")
    return "0"
