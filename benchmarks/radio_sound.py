"""The whole bridge on virtual cards and modem lines: what is lost of a syllable, what is late.

Part of `benchmarks.radio`. A hub written by hand gives the air with real Opus packets; a handheld
in a process of its own hears and speaks through a second sound card. The first syllable is measured
on the rig, and in simulated time for every TX delay and every lateness of a squelch: noise of the
telephone's band, millisecond by millisecond.
"""

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import structlog

from benchmarks.report import Figure
from hub.audio.opus import Decoder, Encoder
from radio_bridge.adapters.clock import now_s
from radio_bridge.dsp import BLOCK
from radio_bridge.dsp.filters import Filter, high_pass
from radio_bridge.main import Bridge
from tests.bridge.air import Air, air, why_not
from tests.bridge.ht import Ht, handheld
from tests.bridge.hub_double import HubDouble, Talker
from tests.bridge.keyer import off_after, transmits
from tests.bridge.radio_box import radio, settings
from tests.bridge.rig import CTS, Rig, library, rig
from tests.bridge.simulated import Audio, World, lost_ms, voice
from tests.bridge.simulated import settings as simulated

LINE = "dtr-not-rts"
DELAYS_MS = range(0, 1_001, 100)
SQUELCHES_MS = range(0, 61, 20)
GIVE_UP_S = 15.0
CARRIER_S = 1.0
"""The handheld talks for so long for each carrier that is measured."""


@dataclass
class Rigged:
    """A bridge on the rig, all well."""

    bridge: Bridge
    hub: HubDouble
    port: Rig
    cards: Air
    ht: Ht
    grant: int = 0

    def talker(self, sound: Audio) -> Talker:
        """Give the air to somebody new."""
        self.grant += 1
        return Talker(self.bridge.channel, self.grant, sound)

    async def until(self, so: Callable[[], bool]) -> float:
        """Wait; give how long it took. RuntimeError: it does not come, and whose fault that is."""
        began_s = now_s()
        try:
            async with asyncio.timeout(GIVE_UP_S):
                while not so():  # noqa: ASYNC110
                    await asyncio.sleep(0.001)
        except TimeoutError:
            raise RuntimeError(self._why_not()) from None
        return now_s() - began_s

    def _why_not(self) -> str:
        still_s = now_s() - self.ht.clock()[1]
        if still_s > 1.0:
            return f"the rig's handheld stands still for {still_s:.1f} s: run it again"
        return f"nothing for {GIVE_UP_S:.0f} s: {self.hub.newest}"

    def keyed(self) -> bool:
        """Whether the radio transmits."""
        return transmits(LINE, self.port.bits)


def measure(times: int) -> dict[str, Figure]:
    """Give the figures; on a machine without sound those of simulated time alone."""
    lost = max(_lost_on_the_air(), _lost_on_the_way_in())
    if why_not() is not None:
        return {"first_syllable_lost_ms": lost}
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    return asyncio.run(_on_the_rig(times, lost))


async def _on_the_rig(times: int, lost: int) -> dict[str, Figure]:
    async with _rigged() as at:
        lost = max([lost, *[await _lost_by_the_ht(at) for _ in range(times)]])
        carrier_ms = sorted([ms for _ in range(times) for ms in await _carriers(at)])
        cut_ms = [await _cut(at) for _ in range(times)]
        cases = [
            await case(at)
            for case in (_card_out, _keyer_killed, _keyer_stopped, _port_out)
            for _ in range(max(1, times // 3))
        ]
        return {
            "first_syllable_lost_ms": lost,
            "carrier_to_hub_ms_p95": round(carrier_ms[int(len(carrier_ms) * 0.95)], 1),
            "unkey_cut_ms": round(max(cut_ms), 1),
            "alarm_ms": round(max(alarm_ms for alarm_ms, _ in cases), 1),
            "recovered_s": round(max(back_s for _, back_s in cases), 2),
        }


@contextmanager
def rigged(folder: Path) -> Iterator[tuple[Rig, Air, Ht]]:
    """Have a port, two sound cards and a handheld, in the environment of what is started."""
    for part in ("rig", "air"):
        (folder / part).mkdir()
    with (
        rig(folder / "rig", library(folder)) as port,
        air(folder / "air") as cards,
        handheld(folder / "ht", cards.environment) as ht,
    ):
        names = ("LD_PRELOAD", "POSKO_TTY", "POSKO_LINES", "POSKO_GONE")
        os.environ.update(cards.added | {name: port.environment[name] for name in names})
        yield port, cards, ht
        for name in names:
            del os.environ[name]


@asynccontextmanager
async def _rigged() -> AsyncIterator[Rigged]:
    with tempfile.TemporaryDirectory() as name, rigged(Path(name)) as (port, cards, ht):
        async with radio(settings(Path(name), port.device)) as (bridge, hub):
            await hub.well()
            at = Rigged(bridge, hub, port, cards, ht)
            for _ in range(5):  # A sound server takes its time to find its beat.
                await asyncio.sleep(0.2)
                await at.until(lambda: now_s() - ht.clock()[1] < 0.1)
            yield at


# --- The first syllable ---


def _coded(sound: Audio) -> Audio:
    encoder, decoder = Encoder(bitrate_bps=24_000, dtx=False), Decoder()
    frames = sound.reshape(-1, 960)
    return np.concatenate([decoder.decode(encoder.encode(frame)) for frame in frames])


def _lost_on_the_air() -> int:
    """Give the worst of all TX delays: a far squelch that opens just then."""
    worst = 0
    for delay_ms in DELAYS_MS:
        world, said = World(simulated(tx_delay_ms=delay_ms)), voice(0.6, seed=delay_ms + 1)
        world.talks(1, said)
        world.pass_s(2.5)
        opens = world.on.index(True) + delay_ms // 10
        worst = max(worst, lost_ms(_coded(said), np.concatenate(world.air[opens:])))
    return worst


def _lost_on_the_way_in() -> int:
    """Give the worst of all squelches: the line is up that long after the voice began."""
    worst = 0
    for late_ms in SQUELCHES_MS:
        world, said = World(), voice(0.6, seed=late_ms + 1)
        late = late_ms * 48
        world.pass_s(late_ms / 1000, said[:late])
        world.channel.keyer_said("open", "")
        world.pass_s(0.6, said[late:])
        wanted = Filter(high_pass())
        cut = np.concatenate([wanted.feed(part) for part in said.reshape(-1, BLOCK)])
        worst = max(worst, lost_ms(cut, world.hub.sound))
    return worst


async def _lost_by_the_ht(at: Rigged) -> int:
    """Give what a handheld has not heard that opens its squelch just after the TX delay."""
    await at.hub.well()
    said = voice(0.6, seed=at.grant + 100)
    before = len(at.port.seen)
    talking = asyncio.create_task(at.talker(said).talk())
    await at.until(at.keyed)
    up_s = at.port.seen[before][0]
    await talking
    await at.until(lambda: not at.keyed())
    await asyncio.sleep(0.3)
    samples, when_s = at.ht.clock()
    opens = samples - round((when_s - up_s - 0.15) * 48_000)
    return lost_ms(_coded(said), at.ht.heard()[max(0, opens) : samples])


# --- Times ---


async def _carriers(at: Rigged) -> list[float]:
    """Measure three while somebody talks: for longer than they may take, however many there are."""
    await asyncio.to_thread(at.ht.play, voice(3 * CARRIER_S))
    await asyncio.sleep(0.5)
    took_ms = [await _carrier(at) for _ in range(3)]
    await asyncio.sleep(max(0.0, 3 * CARRIER_S - 3 * 0.3 - sum(took_ms) / 1_000))
    return took_ms


async def _carrier(at: Rigged) -> float:
    """Give how long after the carrier its sound is there for the hub, in ms; somebody talks."""
    await at.hub.well()
    frames = len(at.hub.frames)
    began_s = now_s()
    at.port.put(CTS, True)

    def loud() -> bool:
        return any(float(np.abs(frame).max()) > 0.05 for _, frame in at.hub.frames[frames:])

    await at.until(loud)
    took_ms = (now_s() - began_s) * 1000
    at.port.put(CTS, False)
    await asyncio.sleep(0.3)
    return took_ms


async def _cut(at: Rigged) -> float:
    """Give how long the radio transmits after the network is cut, in ms."""
    await at.hub.well()
    talker = at.talker(voice(1.6))
    talking = asyncio.create_task(talker.talk(ends=False))
    await at.until(at.keyed)
    await asyncio.sleep(0.4)
    talker.renewing = talker.speaking = False
    took_s = await at.until(lambda: not at.keyed())
    await talking
    at.bridge.channel.ended(at.grant)
    await asyncio.sleep(0.4)
    return took_s * 1000


Case = tuple[float, float]
"""ms until the console has the alarm and the line is down, s until all is well again."""


async def _fails(at: Rigged, what: Callable[[], None], mend: Callable[[], None]) -> Case:
    await at.hub.well()
    talking = asyncio.create_task(at.talker(voice(10.0)).talk(ends=False))
    await at.until(at.keyed)
    await asyncio.sleep(0.3)
    began_s = now_s()
    await asyncio.to_thread(what)
    await at.until(lambda: bool(at.hub.newest.alarms))
    await off_after(at.port, LINE, began_s)
    alarm_ms = (now_s() - began_s) * 1000
    talking.cancel()
    at.bridge.channel.ended(at.grant)
    mended_s = now_s()
    await asyncio.to_thread(mend)
    await at.until(lambda: not at.hub.newest.alarms)
    back_s = now_s() - mended_s
    await asyncio.sleep(1.0)
    return alarm_ms, back_s


async def _card_out(at: Rigged) -> Case:
    return await _fails(at, at.cards.unplug, at.cards.plug_in)


async def _port_out(at: Rigged) -> Case:
    return await _fails(at, at.port.unplug, at.port.plug_in)


async def _keyer_killed(at: Rigged) -> Case:
    return await _fails(at, lambda: _signal(at, signal.SIGKILL), lambda: None)


async def _keyer_stopped(at: Rigged) -> Case:
    return await _fails(at, lambda: _signal(at, signal.SIGSTOP), lambda: None)


def _signal(at: Rigged, number: int) -> None:
    assert at.bridge.keyer_pid is not None
    os.kill(at.bridge.keyer_pid, number)
