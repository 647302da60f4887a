"""The town whose hub speaks on the air, and a bridge that does what it is asked: it makes ready
what it is to say, says it while a grant holds, and tells how that ended."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from hub.domain.radio import Unit
from hub.services.radio_answers import RadioAnswers
from hub.services.radio_calls import RadioCalls
from hub.services.radio_log import RadioLog
from hub.services.radio_speech import End, RadioSpeech, Wanted
from hub.wire.radio import RadioGrant, RadioPrepared, RadioSaid, RadioSay, Signal, Status
from tests.chat_town import running_store
from tests.radio_town import CHANNEL, Bridge, RadioTown
from tests.summons_town import SummonsTown, city
from tests.town import FakeClock

LENGTH_S = 4.0


class SpeechTown(RadioTown):
    """A radio town with speech."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.speech = RadioSpeech(
            self.radio_air, self.floors, self.clock, self.ticker, lambda: str(uuid.uuid4())
        )
        self.ticker.add(self.speech.fire_due)
        self.ends: list[End] = []

    async def speaker(self) -> "SpeakingBridge":
        """A bridge with a voice comes in."""
        plain = await self.bridge()
        made = SpeakingBridge(plain.caller, self, plain.voice)
        made.begin()
        self._devices[-1] = made
        return made

    def say(self, text: str = "Uji.", good_s: float = 60.0) -> Wanted:
        """Something is to be said on the channel."""
        until_s = self.clock.monotonic() + good_s
        wanted = Wanted("read_back", until_s, self.ends.append, text)
        assert self.speech.want(CHANNEL, wanted)
        return wanted


class SpeakingBridge(Bridge):
    """mute: it cannot make speech. hears: its squelch is open. on_air: what it speaks just now;
    said: what was out whole."""

    town: SpeechTown
    mute = False
    fails = ""
    hears = False

    def begin(self) -> None:
        """Nothing was asked yet."""
        self.ready: dict[str, str] = {}
        self.said: list[str] = []
        self.on_air = ""
        self._seen = 0
        self._until_s = 0.0

    def live(self, seconds: float, step_s: float = 0.1) -> None:
        """Let time pass, and do what is asked."""
        for _ in range(round(seconds / step_s)):
            self.look()
            self.reports(Status(carrier=self.hears))
            self.town.wait(step_s)
        self.look()

    def look(self) -> None:
        """Read what came, and say what is over."""
        told, self._seen = self.heard[self._seen :], len(self.heard)
        for one in told:
            if isinstance(one.body, RadioSay):
                self._make(one.body)
            elif isinstance(one.body, RadioGrant):
                self._granted(one.body)
        if self.on_air and self.town.clock.monotonic() >= self._until_s:
            name, self.on_air = self.on_air, ""
            self.said.append(self.ready[name])
            self.town.speech.said(CHANNEL, RadioSaid(id=name, end=""))

    def _make(self, asked: RadioSay) -> None:
        self.ready[asked.id] = asked.text
        failed = "no_speech" if self.mute else ""
        ready = {"id": asked.id, "length_s": 0 if self.mute else LENGTH_S, "failed": failed}
        self.town.speech.prepared(CHANNEL, RadioPrepared.model_validate(ready))

    def _granted(self, grant: RadioGrant) -> None:
        if grant.state == "granted":
            self.on_air = grant.say or ""
            self._until_s = self.town.clock.monotonic() + LENGTH_S
            if grant.say and self.fails:
                self.on_air = ""
                end = {"id": grant.say, "end": self.fails}
                self.town.speech.said(CHANNEL, RadioSaid.model_validate(end))
        elif grant.state == "ended":
            self.on_air = ""


class CalledTown:
    """A city that summons, and a radio channel by which its heads are called."""

    def __init__(self, air: SpeechTown, summons: SummonsTown, bridge: SpeakingBridge) -> None:
        self.air = air
        self.summons = summons
        self.bridge = bridge
        self.log = RadioLog(air.rooms, air.radio_air, summons.store, air.clock)
        self.settles()
        self._loop = asyncio.create_task(summons.deliveries.run())

    def settles(self) -> RadioAnswers:
        """Answers are settled from here on, by a hub that has just begun."""
        settling = RadioAnswers(
            self.air.radio_air,
            self.air.speech,
            self.summons.answers,
            self.summons.board,
            self.summons.directory,
            self.summons.store,
            self.air.clock,
        )
        self.settling = settling
        self.log.settle = settling.settle
        self.log.keyed = settling.keyed
        self.air.speech.called = settling.called
        return settling

    async def later(self, seconds: float) -> None:
        """Let time pass for all of them, in steps that let each do its part."""
        for _ in range(round(seconds)):
            await self.summons.timer.fire_due()
            await self._settle()
            self.bridge.live(1.0, 0.5)
            await self._settle()
        await self.summons.timer.fire_due()

    async def signal(self, **fields: Any) -> Signal:
        """A decoder heard something of a handheld."""
        made = {"id": str(uuid.uuid4()), "heard_ms": round(self.air.clock.now() * 1000)}
        signal = Signal.model_validate(made | fields)
        await self.log.signal(self.bridge.caller, signal)
        return signal

    async def keys(self, digits: str, said: str, unit: str = "", **more: Any) -> dict[str, Any]:
        """A handheld answers by its keys; give the event that stands on the board."""
        fields = {"kind": "answer", "unit": unit, "said": said, "digits": digits}
        signal = await self.signal(**fields | more)
        board = await self.summons.store.read(lambda tx: tx.events.after("board", 0, 500))
        (event,) = [one.body for one in board if one.body["signal"]["id"] == signal.id]
        return event

    async def _settle(self) -> None:
        """What the loop of deliveries has to do is done."""
        for _ in range(3):
            await asyncio.sleep(0.002)

    async def end(self) -> None:
        self._loop.cancel()
        await asyncio.wait([self._loop])


@asynccontextmanager
async def called_town(folder: Path) -> AsyncIterator[CalledTown]:
    """Dinkes has unit 101, BPBD 102; Dishub has no handheld."""
    clock = FakeClock()
    async with running_store(folder, clock) as store:
        air = SpeechTown(store=store, clock=clock)
        air.radio_air.units = {
            CHANNEL: (
                Unit(CHANNEL, "101", "dinkes"),
                Unit(CHANNEL, "102", "bpbd"),
                Unit(CHANNEL, "190", "", "Mobil 1"),
            )
        }
        summons = SummonsTown(store, clock)
        calls = RadioCalls(air.radio_air, air.speech, summons.directory, clock)
        summons.channels = {"radio": calls}
        summons.start()
        await summons.directory.load(city())
        await summons.summonses.load()
        bridge = await air.speaker()
        made = CalledTown(air, summons, bridge)
        yield made
        await made.end()
