"""Composition root of the bridge: settings in, a channel between its card, its keyer and the hub.

`Bridge.run` keeps three things going until it is cancelled: the keyer process, the sound card, and
a beat of 20 ms for the rules. What connects to the hub is given from outside.
"""

import asyncio

import structlog

from radio_bridge.adapters import presence, thermal
from radio_bridge.adapters.clock import SystemClock
from radio_bridge.adapters.pttd_link import PttdLink
from radio_bridge.adapters.putting_down import unkeying
from radio_bridge.adapters.recordings import Recordings
from radio_bridge.adapters.soundcard import CardFailed, CardHangs, SoundCard
from radio_bridge.adapters.speaking import Speaking
from radio_bridge.channel import Channel
from radio_bridge.config import Settings
from radio_bridge.dsp import Audio
from radio_bridge.link import Recorded, ToHub

BEAT_S = 0.02
AGAIN_S = 0.5
"""Between two tries to open a card."""
MOST_HUNG = 10
"""Openings in a row that were not answered."""
SAY_AGAIN_S = 60.0
"""The same fault is logged that rarely."""

log = structlog.get_logger()


class Bridge:
    """One radio. `channel` is what the link to the hub talks to."""

    def __init__(self, settings: Settings, to_hub: ToHub) -> None:
        self._settings, self._hub = settings, to_hub
        self._clock = SystemClock()
        self._keyer = PttdLink(
            settings.keyer_words(), self._keyer_said, put_down=unkeying(settings)
        )
        self._recordings = Recordings(
            settings.data_dir / "recordings", settings.records, self._recorded
        )
        self._speaking = Speaking(settings.speech, self._spoken)
        self.channel = Channel(
            settings, to_hub, self._keyer, self._recordings, self._clock, self._speaking
        )
        self._loop: asyncio.AbstractEventLoop | None = None
        self._card_ended = asyncio.Event()
        self._broken: Exception | None = None
        self._hung = 0
        self._alarms: tuple[str, ...] = ()
        self._said: dict[str, float] = {}

    @property
    def keyer_pid(self) -> int | None:
        """The process that holds the port."""
        return self._keyer.pid

    async def run(self) -> None:
        """Go on until cancelled."""
        self._loop = asyncio.get_running_loop()
        self._recordings.start()
        try:
            async with asyncio.TaskGroup() as group:
                if self._settings.ptt.kind != "none":
                    group.create_task(self._keyer.run())
                group.create_task(self._card())
                group.create_task(self._speaking.run())
                group.create_task(self._warmth())
                group.create_task(self._beat())
        finally:
            self._keyer.off()
            self._recordings.close()

    async def _beat(self) -> None:
        while True:
            self.channel.tick()
            alarms = self.channel.alarms
            if alarms != self._alarms:
                log.warning("alarms", now=alarms, before=self._alarms)
                self._alarms = alarms
            await asyncio.sleep(BEAT_S)

    async def _card(self) -> None:
        """Have the card open whenever it is there."""
        while True:
            await self._card_once()
            await asyncio.sleep(AGAIN_S)

    async def _card_once(self) -> None:
        health = self.channel.health
        self._card_ended.clear()
        card = SoundCard(self._settings.sound, self.channel, self._ended)
        try:
            gone = await presence.missing(self._wanted())
            health.present = gone is None
            if gone is not None:
                self._fault("card", f"{gone}: tidak ada (is not there)")
                return
            await card.open()
            health.opened(self._clock.now_s())
            log.info("sound card open", device=self._settings.sound.device)
            await self._watch()
            self._hung = 0
        except CardFailed as failed:
            self._fault("card", str(failed))
            self._hung += isinstance(failed, CardHangs)
            if self._hung >= MOST_HUNG:
                raise  # Threads that hang are not ended but with their process: started anew.
        finally:
            health.lost()
            self.channel.tick()
            await card.close()

    def _ended(self, error: Exception | None) -> None:
        self._broken = error
        self._card_ended.set()

    async def _watch(self) -> None:
        """Wait until the card is of no use."""
        health = self.channel.health
        asked_s = float("-inf")
        while not self._card_ended.is_set():
            served = self._clock.now_s() - asked_s >= presence.SERVED_S
            asked_s = self._clock.now_s() if served else asked_s
            gone = await presence.missing(self._wanted(), served=served)
            health.present = gone is None
            wrong = health.card(self._clock.now_s())
            if wrong is not None and not health.begins(self._clock.now_s()):
                self._fault("card", f"{self._settings.sound.device}: {wrong}")
                return
            try:
                async with asyncio.timeout(presence.LOOK_S):
                    await self._card_ended.wait()
            except TimeoutError:
                continue
        if self._broken is not None:
            raise self._broken  # Ours, not the card's: end, with the transmitter off.
        self._fault("card", f"{self._settings.sound.device}: berhenti sendiri (ended by itself)")

    def _wanted(self) -> tuple[str, ...]:
        sound = self._settings.sound
        return sound.present or presence.of_device(sound.device)

    def _fault(self, what: str, why: str) -> None:
        """Log a fault once, and again when it has lasted."""
        now_s = self._clock.now_s()
        if now_s >= self._said.get(why, float("-inf")) + SAY_AGAIN_S:
            self._said[why] = now_s
            log.error(f"{what} failed", why=why)

    def _keyer_said(self, word: str, rest: str) -> None:
        self.channel.keyer_said(word, rest)

    async def _warmth(self) -> None:
        """Look at the machine's temperature now and then."""
        while True:
            hottest_c = await asyncio.to_thread(thermal.hottest_c)
            self.channel.health.hot = thermal.is_hot(hottest_c, was=self.channel.health.hot)
            await asyncio.sleep(thermal.LOOK_S)

    def _spoken(self, name: str, sound: Audio | None) -> None:
        self.channel.spoken(name, sound)

    def _recorded(self, transmission: Recorded) -> None:
        """Hand it over to the loop: it comes from the thread that writes."""
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._hub.recorded, transmission)
