"""A look at the card and the keyer without the hub: for `setup` and `doctor`."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import numpy as np

from radio_bridge.adapters.pttd_link import PttdLink
from radio_bridge.adapters.putting_down import unkeying
from radio_bridge.adapters.soundcard import SoundCard
from radio_bridge.config import Settings
from radio_bridge.dsp import BLOCK, RATE_HZ, SILENCE_DBFS, Audio
from radio_bridge.dsp.meter import Meter, flat
from radio_bridge.ptt import RENEW_S

TONE_HZ, TONE_DBFS = 1_000.0, -9.0
READY_S = 5.0


class Ear:
    """Listens to a card; plays a tone into it, or silence."""

    def __init__(self) -> None:
        self.meter = Meter()
        self.blocks = self.flat_blocks = 0
        self.loudest_dbfs = SILENCE_DBFS
        self.means_dbfs: list[float] = []
        self.tone = False
        self._sample = 0

    def heard(self, raw: Audio) -> None:
        """Take a block."""
        self.meter.feed(raw)
        self.blocks += 1
        self.flat_blocks += flat(raw)
        self.loudest_dbfs = max(self.loudest_dbfs, self.meter.peak_dbfs)
        self.means_dbfs.append(self.meter.mean_dbfs)

    def next_block(self, later_s: float) -> Audio:
        """Give a block, whenever it is heard."""
        if not self.tone:
            return np.zeros(BLOCK, np.float32)
        t = (self._sample + np.arange(BLOCK)) / RATE_HZ
        self._sample += BLOCK
        amplitude = 10 ** (TONE_DBFS / 20)
        return np.asarray(amplitude * np.sin(2 * np.pi * TONE_HZ * t), np.float32)

    def looped(self, sound: Audio) -> None:
        """Nothing is done with it."""

    @property
    def floor_dbfs(self) -> float:
        """How loud it is when nobody talks: a tenth of all blocks is quieter."""
        return float(np.percentile(self.means_dbfs, 10)) if self.means_dbfs else SILENCE_DBFS


@asynccontextmanager
async def listening(settings: Settings) -> AsyncIterator[Ear]:
    """Have the card open. CardFailed."""
    ear = Ear()
    card = SoundCard(settings.sound, ear, lambda _: None)
    await card.open()
    try:
        yield ear
    finally:
        await card.close()


class Hand:
    """On a keyer. said: every word of it, the newest last."""

    def __init__(self, settings: Settings) -> None:
        self.said: list[tuple[str, str]] = []
        self._link = PttdLink(
            settings.keyer_words(),
            lambda *words: self.said.append(words),
            put_down=unkeying(settings),
        )

    async def run(self) -> None:
        """Keep it running."""
        await self._link.run()

    async def waits(self, *words: str) -> tuple[str, str] | None:
        """Wait for one of these words; give it with the rest, or None."""
        with suppress(TimeoutError):
            async with asyncio.timeout(READY_S):
                while True:
                    for word, rest in self.said:
                        if word in words:
                            return word, rest
                    await asyncio.sleep(0.02)
        return None

    async def key(self, seconds: float, each: Callable[[], None] = lambda: None) -> bool:
        """Key for so long; say whether the keyer confirmed it."""
        self.said.clear()
        for _ in range(round(seconds / RENEW_S)):
            self._link.key()
            each()
            await asyncio.sleep(RENEW_S)
        keyed = any(word == "keyed" for word, _ in self.said)
        self._link.off()
        await self.waits("off")
        return keyed


@asynccontextmanager
async def holding(settings: Settings) -> AsyncIterator[Hand]:
    """Have the keyer running."""
    hand = Hand(settings)
    running = asyncio.create_task(hand.run())
    try:
        yield hand
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
