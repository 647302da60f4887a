"""A hub written by hand: hears what the bridge says, and gives the air with real Opus packets."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from hub.audio.opus import FRAME, Encoder
from hub.wire.radio import RadioPrepared, RadioSaid, Signal, Status
from radio_bridge.adapters.clock import now_s
from radio_bridge.channel import Channel
from radio_bridge.link import RENEW_S, Packet, Recorded

Audio = NDArray[np.float32]
PATIENCE_S = 10.0


@dataclass
class HubDouble:
    """What a bridge said. Implements ToHub."""

    carriers: list[tuple[bool, float]] = field(default_factory=list)
    frames: list[tuple[float, Audio]] = field(default_factory=list)
    signals: list[Signal] = field(default_factory=list)
    statuses: list[tuple[float, Status]] = field(default_factory=list)
    recordings: list[Recorded] = field(default_factory=list)
    ready: list[RadioPrepared] = field(default_factory=list)
    ends: list[RadioSaid] = field(default_factory=list)

    def carrier(self, open: bool, at_ms: int) -> None:
        self.carriers.append((open, now_s()))

    def received(self, pcm: Audio) -> None:
        assert pcm.shape == (FRAME,) and pcm.dtype == np.float32
        self.frames.append((now_s(), pcm))

    def signalled(self, signal: Signal) -> None:
        self.signals.append(signal)

    def status(self, status: Status) -> None:
        self.statuses.append((now_s(), status))

    def prepared(self, said: RadioPrepared) -> None:
        self.ready.append(said)

    def said(self, said: RadioSaid) -> None:
        self.ends.append(said)

    def recorded(self, transmission: Recorded) -> None:
        self.recordings.append(transmission)

    @property
    def newest(self) -> Status:
        return self.statuses[-1][1]

    @property
    def sound(self) -> Audio:
        return np.concatenate([frame for _, frame in self.frames] or [np.zeros(0, np.float32)])

    async def sees(self, what: str) -> Status:
        """Wait until the bridge says `on_air` is this, or an alarm of that name stands."""
        async with asyncio.timeout(PATIENCE_S):
            while not self.statuses or (  # noqa: ASYNC110
                self.newest.on_air != what and what not in self.newest.alarms
            ):
                await asyncio.sleep(0.002)
        return self.newest

    async def well(self) -> None:
        """Wait until nothing is wrong."""
        async with asyncio.timeout(PATIENCE_S):
            while not self.statuses or self.newest.alarms:  # noqa: ASYNC110
                await asyncio.sleep(0.002)


class Talker:
    """Somebody who holds the button: a grant, renewed every 200 ms, and a packet every 20 ms."""

    _sequence = 65_500  # They go on from grant to grant, and wrap.
    _timestamp = 2**32 - 9_600

    def __init__(self, channel: Channel, number: int, sound: Audio, *, limit_s: float = 60) -> None:
        self._channel, self._number, self._limit_s = channel, number, limit_s
        self._sound = sound
        self.renewing = self.speaking = True
        """Set to False by a test: the network loses it."""

    def _frames(self) -> Iterator[Audio]:
        for start in range(0, self._sound.size, FRAME):
            frame = self._sound[start : start + FRAME]
            yield np.pad(frame, (0, FRAME - frame.size)).astype(np.float32)

    async def talk(self, *, ends: bool = True) -> None:
        """Say it all, then let go."""
        encoder = Encoder(bitrate_bps=24_000, dtx=False)
        self._channel.granted(self._number, "operator", self._limit_s)
        began_s = renewed_s = now_s()
        for n, frame in enumerate(self._frames()):
            if self.renewing and now_s() >= renewed_s + RENEW_S:
                renewed_s = now_s()
                self._channel.renewed(self._number)
            payload = encoder.encode(frame)
            cls = type(self)
            if self.speaking:
                packet = Packet(
                    payload, cls._sequence & 0xFFFF, cls._timestamp & 0xFFFFFFFF, now_s()
                )
                self._channel.sound(self._number, packet)
            cls._sequence += 1
            cls._timestamp += FRAME
            await asyncio.sleep(max(0.0, began_s + (n + 1) * 0.02 - now_s()))
        if ends:
            self._channel.ended(self._number)


class Announcement:
    """Something the hub has the bridge speak: ready at once, granted, and renewed every 200 ms."""

    NAME = "00000000-0000-4000-8000-0000000000ab"

    def __init__(self, channel: Channel, number: int, sound: Audio) -> None:
        self._channel, self._number, self._sound = channel, number, sound
        self.renewing = True
        """Set to False by a test: the link is lost."""

    async def talk(self) -> None:
        """Have it said, and take the air back when it must be out."""
        self._channel.say(self.NAME, "Uji.")
        self._channel.spoken(self.NAME, self._sound)
        self._channel.granted(self._number, "posko.suara", 60.0, False, self.NAME)
        until_s = now_s() + self._sound.size / 48_000 + 1.0
        while now_s() < until_s:
            await asyncio.sleep(RENEW_S)
            if self.renewing:
                self._channel.renewed(self._number)
        self._channel.ended(self._number)
