"""Town: a whole hub in memory, with a clock the test turns by hand.

Services and domain are the real ones; the clock, the media worker and the pages are fakes.
`told` is everything that left the hub, in order: to the worker and to pages alike.
"""

import uuid
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

from hub.domain.people import Person
from hub.domain.permissions import Action
from hub.domain.refusals import NotSaved, WrongMode
from hub.domain.rooms import ALL_CALL, Room
from hub.domain.streams import Event
from hub.services.air import Air
from hub.services.all_calls import AllCalls
from hub.services.callers import Caller
from hub.services.floors import FloorService
from hub.services.leading import LeadingService
from hub.services.moderations import Moderations
from hub.services.news import News
from hub.services.ports import SessionId
from hub.services.presence import Presence
from hub.services.radio_air import RadioAir
from hub.services.store import Store, Tx
from hub.services.ticker import Ticker
from hub.services.voices import VoiceService
from hub.wire.live import FloorChanged, Live, PttNews, RoomsChanged, RosterChanged, VoiceEnded
from hub.wire.moderation import Act, Moderation
from hub.wire.voice import PttReply, VoiceAnswer, VoiceJoined
from tests.town_worker import FakeWorker

T = TypeVar("T")

HELD_EVERY_S = 0.2


class FakeClock:
    def __init__(self) -> None:
        self._passed = self._set_by = 0.0

    def now(self) -> float:
        return 1_800_000_000.0 + self._passed + self._set_by

    def monotonic(self) -> float:
        return 5_000.0 + self._passed

    def advance(self, seconds: float) -> None:
        assert seconds >= 0
        self._passed += seconds

    def set_by(self, step_s: float) -> None:
        """Somebody sets the wall clock."""
        self._set_by += step_s


class FakePages:
    """The announcer: what each page was told."""

    def __init__(self, told: list[str]) -> None:
        self.heard: dict[SessionId, list[Live]] = {}
        self.read: dict[SessionId, list[Event]] = {}
        self._told = told

    def tell(
        self, sessions: Iterable[SessionId], message: Live, *, newest_only: bool = False
    ) -> None:
        for session in sessions:
            self.heard.setdefault(session, []).append(message)
            word = getattr(message.body, "state", None) or getattr(message.body, "why", "")
            self._told.append(f"{session}: {message.kind} {word}".strip())

    def events(self, sessions: Iterable[SessionId], events: Sequence[Event]) -> None:
        for session in sessions:
            self.read.setdefault(session, []).extend(events)


class FullDisk:
    """A store that cannot save: what is no matter of writing works all the same."""

    async def write(self, change: Callable[[Tx], Awaitable[T]]) -> T:
        raise NotSaved

    async def read(self, look: Callable[[Tx], Awaitable[T]]) -> T:
        raise NotSaved


@dataclass
class Device:
    """A page of one person, with at most one voice in use and one key."""

    caller: Caller
    town: "Town"
    voice: str = ""
    request: int = 0
    joined: VoiceJoined | None = None
    holding: bool = False

    async def join(self, room: str, sdp: str = "offer", *, meters: bool = False) -> VoiceJoined:
        self.joined = await self.town.voices.join(self.caller, room, sdp, meters=meters)
        self.voice = self.joined.voice
        self.request = 0
        self.holding = False
        return self.joined

    async def come_back(self) -> VoiceAnswer:
        """With a new connection, on the same device, its voice still in hand."""
        self.caller = self.town.device(self.caller.person.id).caller
        return await self.offer()

    async def offer(self) -> VoiceAnswer:
        return await self.town.voices.offer(self.caller, self.voice, "offer again")

    def press(self) -> PttReply:
        self.request += 1
        reply = self.ask(self.request)
        self.holding = True
        return reply

    def ask(self, request: int) -> PttReply:
        voice = self.town.voices.own(self.caller, Action.TALK, self.voice)
        return self.town.floors.request(voice, request)

    def let_go(self, request: int | None = None) -> None:
        self.holding = False
        voice = self.town.voices.own(self.caller, Action.TALK, self.voice)
        self.town.floors.release(voice, request or self.request)

    def freeze(self) -> None:
        """The page hangs: it says nothing any more."""
        self.holding = False

    def lose_connection(self) -> None:
        self.holding = False
        self.town.voices.session_lost(self.caller.session)

    def open_mic(self, is_open: bool = True) -> None:
        self.town.voices.set_mic(self.caller, self.voice, is_open)

    def hand(self, up: bool = True) -> None:
        self.town.leading.hand(self.caller, self.voice, up)

    def knock(self, room: str, waiting: bool = True) -> None:
        self.town.leading.knock(self.caller, room, waiting)

    async def moderate(self, room: str, act: Act, person: str | None = None) -> None:
        await self.town.leading.moderate(self.caller, room, act, person)

    @property
    def moderations(self) -> list[Moderation]:
        """How rooms were led, as this page was told."""
        return [m.body for m in self.heard if isinstance(m.body, Moderation)]

    @property
    def heard(self) -> list[Live]:
        return self.town.pages.heard.get(self.caller.session, [])

    @property
    def ptt_news(self) -> list[tuple[str, str | int | None]]:
        """State of each, with the place or the reason."""
        bodies = [m.body for m in self.heard if isinstance(m.body, PttNews)]
        return [(b.state, b.code or b.place) for b in bodies]

    @property
    def endings(self) -> list[str]:
        return [m.body.why for m in self.heard if isinstance(m.body, VoiceEnded)]

    @property
    def floors(self) -> list[FloorChanged]:
        return [m.body for m in self.heard if isinstance(m.body, FloorChanged)]

    @property
    def rosters(self) -> list[RosterChanged]:
        return [m.body for m in self.heard if isinstance(m.body, RosterChanged)]

    @property
    def room_lists(self) -> list[RoomsChanged]:
        return [m.body for m in self.heard if isinstance(m.body, RoomsChanged)]


@dataclass
class Town:
    """Posts walikota, operator, bpbd, dinkes, dishub; rooms siaga, umum, tertutup, rapat."""

    people: dict[str, Person] = field(default_factory=dict)
    store: Store = field(default_factory=lambda: FullDisk())
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        posts = (
            Person("walikota", "Pemerintah Kota", "Wali Kota", "Wali Kota", "mayor"),
            Person("operator", "Command Center", "CC", "Operator", "operator"),
            *(Person(p, p.upper(), p, "Kepala", "head") for p in ("bpbd", "dinkes", "dishub")),
        )
        self.people = {p.id: p for p in posts} | self.people
        everyone = frozenset(self.people)
        self.rooms = {
            r.id: r
            for r in (
                Room("siaga", "Siaga", "ptt", everyone, limit=4),
                Room("umum", "Umum", "open", everyone),
                Room("tertutup", "Tertutup", "ptt", frozenset({"walikota", "bpbd"})),
                Room("rapat", "Rapat", "moderated", everyone),
                Room(ALL_CALL, "", "ptt", frozenset({"walikota", "operator"})),
            )
        }
        self.told: list[str] = []
        self.worker = FakeWorker(self.told)
        self.pages = FakePages(self.told)
        self.presence = Presence()
        self.ticker = Ticker(self.clock)
        self.news = News(self.rooms, self.presence, self.pages, self.clock, self.ticker)
        self.air = Air(self.store, self.clock, lambda: str(uuid.uuid4()))
        self.moderations = Moderations(self.rooms, self.presence, self.news, self.store)
        self.floors = FloorService(
            self.rooms,
            self.presence,
            self.worker,
            self.moderations,
            self.news,
            self.air,
            self.clock,
            self.ticker,
        )
        self._ids = 0
        self._devices: list[Device] = []
        self.voices = VoiceService(
            self.rooms,
            self.presence,
            self.floors,
            self.moderations,
            self.worker,
            self.news,
            self.clock,
            self.ticker,
            self._new_id,
        )
        self.leading = LeadingService(
            self.rooms,
            self.people,
            self.presence,
            self.moderations,
            self.voices,
            self.floors,
            self.news,
            self.store,
            self.clock,
            lambda: str(uuid.uuid4()),
        )
        self.all_calls = AllCalls(
            self.rooms,
            self.presence,
            self.floors,
            self.worker,
            self.news,
            self.air,
            self.clock,
        )
        self.radio_air = RadioAir(
            self.rooms,
            self.presence,
            self.floors,
            self.worker,
            self.news,
            self.pages,
            self.clock,
            self.ticker,
        )
        for source in (
            self.floors.fire_due,
            self.voices.fire_due,
            self.news.fire_due,
            self.radio_air.fire_due,
        ):
            self.ticker.add(source)

    def device(self, person: str) -> Device:
        """A person opens a page."""
        session = SessionId(f"{person}/{len(self._devices) + 1}")
        device = Device(Caller(self.people[person], session), self)
        self.voices.session_opened(device.caller)
        self._devices.append(device)
        return device

    async def in_room(self, room: str, *people: str) -> list[Device]:
        """Each opens a page and joins."""
        devices = [self.device(person) for person in people]
        for device in devices:
            await device.join(room)
        return devices

    def wait(self, seconds: float) -> None:
        """Time goes by; pages with a key held say so, and the ticker fires when it is due."""
        end = self.clock.monotonic() + seconds
        due = self._fire_due()
        while (left_s := end - self.clock.monotonic()) > 1e-9:
            step_s = min(HELD_EVERY_S, left_s)
            if due is not None:
                step_s = min(step_s, max(due - self.clock.monotonic(), 0.0))
            self.clock.advance(max(step_s, 0.001))
            for device in self._devices:
                voice = self.presence.voices.get(device.voice)
                if device.holding and voice and voice.session == device.caller.session:
                    with suppress(WrongMode):  # The room has no floor any more.
                        self.floors.held(voice, device.request)
            due = self._fire_due()

    def _fire_due(self) -> float | None:
        """What is due, and what is due because of it; give when something will be."""
        due = self.ticker.fire_due()
        at_once = due is not None and due <= self.clock.monotonic()
        return self.ticker.fire_due() if at_once else due

    def worker_dies(self, *rooms: str) -> None:
        """The worker of these rooms; without any, the only one there is."""
        lost = frozenset(rooms or self.rooms)
        self.worker.die(lost)
        self.voices.media_lost(lost)

    def worker_is_back(self) -> None:
        back, self.worker.down = self.worker.down, frozenset()
        self.voices.media_ready(back)

    def talker(self, room: str = "siaga") -> str | None:
        """Who has the floor; and it is he, and he alone, whom the worker lets be heard."""
        talker = self.floors.show(room).talker
        permitted = {
            self.presence.voices[v].person.id
            for v in self.worker.permitted
            if self.presence.voices[v].room == room
        }
        assert permitted == ({talker} if talker and self.worker.serves(room) else set())
        return talker

    def _new_id(self) -> str:
        self._ids += 1
        return f"v{self._ids}"
