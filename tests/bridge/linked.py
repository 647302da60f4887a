"""A radio on a real hub: its channel, a bridge by the real link, and people in the room."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from hub.audio.opus import Decoder
from radio_bridge.adapters.hub_link import HubLink, LinkSettings
from radio_bridge.link import Packet
from tests.contract.running_hub import Hub, Page, until
from tests.media.sound import heard
from tests.rtc_client import Received, RtcClient

CHANNEL = "darurat"


@dataclass
class Scripted:
    """A bridge without a radio: notes what the hub says, and when."""

    ups: list[tuple[bool, float]] = field(default_factory=list)
    grants: list[tuple[int, str, float, bool]] = field(default_factory=list)
    renewals: list[tuple[int, float]] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    packets: list[tuple[int, Packet]] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    speaks: list[str] = field(default_factory=list)
    ahead_s: list[float] = field(default_factory=list)

    def link_up(self, up: bool) -> None:
        self.ups.append((up, time.monotonic()))

    def granted(
        self, grant: int, talker: str, limit_s: float, over_radio: bool = False, say: str = ""
    ) -> None:
        self.grants.append((grant, talker, limit_s, over_radio))
        self.speaks.append(say)

    def say(self, name: str, text: str) -> None:
        self.asked.append((name, text))

    def hub_is_ahead(self, seconds: float) -> None:
        self.ahead_s.append(seconds)

    def renewed(self, grant: int) -> None:
        self.renewals.append((grant, time.monotonic()))

    def ended(self, grant: int) -> None:
        self.ends.append(grant)

    def sound(self, grant: int, packet: Packet) -> None:
        self.packets.append((grant, packet))

    def delivered(self, recording: str) -> None:
        self.kept.append(recording)

    @property
    def up(self) -> bool:
        return bool(self.ups) and self.ups[-1][0]

    def pcm(self) -> np.ndarray[Any, np.dtype[np.float32]]:
        decoder = Decoder()
        return np.concatenate([decoder.decode(packet.payload) for _, packet in self.packets])


@dataclass
class Voice:
    """Somebody in a push-to-talk room: a page and its voice."""

    page: Page
    client: RtcClient
    name: str
    request: int = 0
    holding: asyncio.Task[None] | None = None

    async def press(self, **more: Any) -> dict[str, Any]:
        self.request += 1
        reply = await self.page.ask("ptt:request", voice=self.name, request=self.request, **more)
        self.holding = asyncio.create_task(self._hold())
        return reply

    async def _hold(self) -> None:
        while True:
            await asyncio.sleep(0.2)
            await self.page.ask("ptt:held", voice=self.name, request=self.request)

    def freeze(self) -> None:
        if self.holding:
            self.holding.cancel()

    async def let_go(self) -> None:
        self.freeze()
        await self.page.ask("ptt:release", voice=self.name, request=self.request)

    async def say(self, packets: list[bytes]) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        for payload in packets:
            self.client.send(payload, 20)
            due += 0.02
            await asyncio.sleep(max(0.0, due - loop.time()))

    @property
    def radio(self) -> list[dict[str, Any]]:
        return self.page.heard("radio")

    @property
    def floor(self) -> dict[str, Any]:
        floors = self.page.heard("floor")
        return dict(floors[-1]["floor"]) if floors else {}


@asynccontextmanager
async def voice(hub: Hub, post: str, room: str = CHANNEL) -> AsyncIterator[Voice]:
    """A person opens a page and comes into a room."""
    async with hub.page(post) as page:
        client = RtcClient()
        joined = await page.ask("voice:join", room=room, sdp=client.offer())
        assert joined["ok"], joined
        await client.connect(joined["sdp"])
        made = Voice(page, client, joined["voice"])
        try:
            yield made
        finally:
            made.freeze()
            await client.close()


async def new_channel(hub: Hub, room: str = CHANNEL, kind: str = "isr") -> str:
    """An administrator makes a room a radio channel; give the secret of its bridge."""
    async with hub.page("admin") as admin:
        saved = await admin.ask("radio:save", room=room, kind=kind)
        assert saved["ok"], saved
        issued = await admin.ask("radio:token", room=room, label="Menara")
        assert issued["ok"], issued
        return str(issued["secret"])


@asynccontextmanager
async def linked(
    hub: Hub,
    folder: Path,
    secret: str,
    channel: str | None = CHANNEL,
    *,
    wait: bool = True,
    ca: Path | None = None,
) -> AsyncIterator[tuple[HubLink, Scripted]]:
    """A bridge's link runs; wait: until it is up."""
    bridge = Scripted()
    link = HubLink(LinkSettings(hub.url, secret, folder, channel, ca))
    task = asyncio.create_task(link.run(bridge))
    try:
        if wait:
            await until(lambda: bridge.up or task.done())
        yield link, bridge
    finally:
        task.cancel()
        await asyncio.wait([task])
        if not task.cancelled() and task.exception():
            raise task.exception()  # type: ignore[misc]


def frames(*parts: tuple[float, float]) -> list[np.ndarray[Any, np.dtype[np.float32]]]:
    """20 ms blocks, as the bridge hands them over: each part is (hertz, seconds)."""
    hertz = np.concatenate([np.full(round(seconds * 48_000), hz) for hz, seconds in parts])
    sound = (0.3 * np.sin(2 * np.pi * np.cumsum(hertz) / 48_000)).astype(np.float32)
    return list(sound.reshape(-1, 960))


def heard_ms(packets: list[Received], one_hz: float, other_hz: float) -> tuple[int, int]:
    """Say how long each of two tones is heard, to 10 ms."""
    sound = heard(packets)
    blocks = sound[: sound.size // 480 * 480].reshape(-1, 480)
    loud = blocks[np.abs(blocks).max(axis=1) > 0.05]
    spectra = np.abs(np.fft.rfft(loud * np.hanning(480)))
    first = spectra[:, round(one_hz / 100)] > spectra[:, round(other_hz / 100)]
    return 10 * int(first.sum()), 10 * int((~first).sum())
