"""Everything of radio channels, put together."""

import asyncio
from collections.abc import Callable

import structlog

from hub.adapters.commands.radio import RadioCommands
from hub.adapters.tokens import RadioSecrets
from hub.domain.refusals import NotSaved
from hub.domain.rooms import Room
from hub.services.all_calls import AllCalls
from hub.services.callers import Caller
from hub.services.directory import Directory
from hub.services.floors import FloorService
from hub.services.news import News
from hub.services.patches import PatchService
from hub.services.ports import Announcer, Clock, Media
from hub.services.presence import Presence
from hub.services.radio_air import RadioAir
from hub.services.radio_answers import RadioAnswers
from hub.services.radio_calls import RadioCalls
from hub.services.radio_log import RadioLog
from hub.services.radio_register import RadioRegister
from hub.services.radio_speech import RadioSpeech
from hub.services.rollcall_reports import RollCallReports
from hub.services.store import Store
from hub.services.summons_answers import SummonsAnswers
from hub.services.summons_board import Board
from hub.services.ticker import Ticker
from hub.services.voices import VoiceService

log = structlog.get_logger()


class RadioParts:
    """The services of radio, by name."""

    def __init__(
        self,
        rooms: dict[str, Room],
        directory: Directory,
        presence: Presence,
        floors: FloorService,
        voices: VoiceService,
        all_calls: AllCalls,
        media: Media,
        news: News,
        announcer: Announcer,
        store: Store,
        clock: Clock,
        ticker: Ticker,
        new_id: Callable[[], str],
        new_event_id: Callable[[], str],
    ) -> None:
        self.register = RadioRegister(rooms, directory, store, RadioSecrets(), clock, new_id)
        self.air = RadioAir(rooms, presence, floors, media, news, announcer, clock, ticker)
        self.air.units = self.register.units
        self.patches = PatchService(
            rooms, floors, voices, all_calls, self.air, news, store, clock, new_event_id
        )
        self.log = RadioLog(rooms, self.air, store, clock)
        self.speech = RadioSpeech(self.air, floors, clock, ticker, new_event_id)
        self.calls = RadioCalls(self.air, self.speech, directory, clock)
        self._directory, self._store, self._clock = directory, store, clock
        self._settling: RadioAnswers | None = None
        self.commands = RadioCommands(
            rooms, voices, self.air, self.register, self.patches, self.log, media, clock
        )
        self.commands.speech = self.speech
        self._notes: set[asyncio.Task[None]] = set()
        ticker.add(self.air.fire_due)
        ticker.add(self.speech.fire_due)
        self.register.listen(lambda _: voices.permissions_changed())
        self.register.listen(self.patches.channel_changed)
        self.register.listen(self._channel_changed)

    async def load(self) -> None:
        """Read what was kept. NotSaved."""
        await self.register.load()
        await self.patches.load()
        if self._settling:
            await self._settling.load()

    def answered_by(
        self, answers: SummonsAnswers, board: Board, rollcalls: RollCallReports
    ) -> None:
        """What handhelds key closes summonses from now on, and is known to roll-calls."""
        settling = RadioAnswers(
            self.air, self.speech, answers, board, self._directory, self._store, self._clock
        )
        settling.rollcall = rollcalls.by_radio
        self._settling = settling
        self.log.settle = settling.settle
        self.log.keyed = settling.keyed
        self.speech.called = settling.called

    def emergency(self, caller: Caller, room: str) -> None:
        """Somebody pressed over all others: noted, without keeping him waiting."""
        log.warning("emergency press", person=caller.person.id, room=room)
        task = asyncio.get_running_loop().create_task(self._note(caller, room))
        self._notes.add(task)
        task.add_done_callback(self._notes.discard)

    async def _note(self, caller: Caller, room: str) -> None:
        try:
            await self.log.over_radio(caller, room)
        except NotSaved:
            log.error("emergency press not in the audit trail", person=caller.person.id, room=room)

    def _channel_changed(self, channel: str) -> None:
        if not self.register.is_channel(channel):
            self.air.channel_gone(channel)
        self.air.tell(channel)
