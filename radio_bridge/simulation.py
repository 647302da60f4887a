"""A radio without a radio: an air, handhelds in browsers, and a channel in the place of a real one.

The channel, and the link to the hub, are those of a real radio. The keyer's rules are `pttd`'s, in
this process: no transmitter hangs on it.
"""

import asyncio

import numpy as np

from radio_bridge.adapters.clock import SystemClock
from radio_bridge.adapters.handhelds import Handhelds
from radio_bridge.adapters.recordings import Recordings
from radio_bridge.adapters.speaking import Speaking
from radio_bridge.air import Air, Heard
from radio_bridge.channel import Channel
from radio_bridge.config import Settings
from radio_bridge.dsp import BLOCK, RATE_HZ, Audio
from radio_bridge.link import Recorded, ToHub
from radio_bridge.ptt import Order, Ptt, State, ordered, passed

BASE = "base"
BASE_DB = 60.0
BLOCK_S = BLOCK / RATE_HZ
LATE_S = 0.1
"""A beat that is later than this goes on from now: nobody wants to hear what has piled up."""


class Simulation:
    """One radio, its air and its handhelds. Implements Keyer."""

    def __init__(self, settings: Settings, to_hub: ToHub) -> None:
        self._hub, self._clock = to_hub, SystemClock()
        self._recordings = Recordings(
            settings.data_dir / "recordings", settings.records, self._recorded
        )
        self._speaking = Speaking(settings.speech, self._spoken)
        self.channel = Channel(
            settings, to_hub, self, self._recordings, self._clock, self._speaking
        )
        self.handhelds = Handhelds()
        self._air = Air(np.random.default_rng())
        self._ptt = Ptt(limit_s=settings.ptt.limit_s)
        self._told, self._open = State.OFF, False
        self._loop: asyncio.AbstractEventLoop | None = None

    async def run(self) -> None:
        """Go on until cancelled."""
        self._loop = asyncio.get_running_loop()
        self._recordings.start()
        self.channel.health.opened(self._clock.now_s())
        self.channel.keyer_said("ready", "")
        next_s = self._clock.now_s()
        speaking = asyncio.create_task(self._speaking.run())
        try:
            while True:
                self.beat()
                next_s += BLOCK_S
                late_s = self._clock.now_s() - next_s
                if late_s > LATE_S:
                    next_s += late_s
                await asyncio.sleep(max(0.0, -late_s))
        finally:
            speaking.cancel()
            self._recordings.close()

    def beat(self) -> None:
        """Let 10 ms pass."""
        self._ptt = passed(self._ptt, self._clock.now_s())
        self._tell()
        block = self.channel.next_block()
        sent: dict[str, Audio] = {BASE: block} if self._ptt.keyed else {}
        sent |= self.handhelds.sent()
        heard = self._air.step(sent, self.handhelds.carriers_db() | {BASE: BASE_DB})
        self._hear(heard.pop(BASE))
        if self._ptt.keyed:
            self.channel.looped(block)  # The air itself is the loop-back.
        self.handhelds.hear(heard)

    def key(self) -> None:
        """Ask for the line for the length of a lease."""
        self._order(Order.KEY)

    def off(self) -> None:
        """Put the line down."""
        self._order(Order.OFF)

    def _order(self, order: Order) -> None:
        now_s = self._clock.now_s()
        self._ptt = ordered(self._ptt, order, now_s, now_s)

    def _tell(self) -> None:
        """Say how the line is, at the next beat: no keyer answers within the question."""
        if self._ptt.state is not self._told:
            self._told = self._ptt.state
            self.channel.keyer_said(str(self._told), str(self._ptt.why))

    def _hear(self, heard: Heard) -> None:
        if heard.open != self._open:
            self._open = heard.open
            self.channel.keyer_said("open" if heard.open else "closed", "")
        self.channel.heard(heard.sound)

    def _spoken(self, name: str, sound: Audio | None) -> None:
        self.channel.spoken(name, sound)

    def _recorded(self, transmission: Recorded) -> None:
        """Hand it over to the loop: it comes from the thread that writes."""
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._hub.recorded, transmission)
