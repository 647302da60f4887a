"""Two real workers behind the port the hub uses: rooms apart, a call across, and one that dies."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import numpy as np
import pytest

from hub.adapters.clock import SystemClock
from hub.audio.opus import FRAME
from hub.config import check
from hub.main import WORKER
from hub.media_parts import media_workers
from hub.wire.quality import Quality
from hub.wire.worker import RecordingKept, RecordingStopped
from tests.contract.running_hub import until
from tests.media.sound import energy_near, heard, share_near, tone
from tests.rtc_client import RtcClient

pytestmark = pytest.mark.quiet

TRIES = 15
RECORDING = "6f0c1c9e-8f43-4f0b-9d0a-5d3a6f9c0b11"


class Events:
    """Who listens to the workers."""

    def __init__(self) -> None:
        self.lost: list[set[str]] = []
        self.ready: list[set[str]] = []
        self.connected: set[str] = set()
        self.heard_in: dict[str, set[str]] = {}
        self.kept: set[str] = set()

    def media_ready(self, rooms: Collection[str]) -> None:
        self.ready.append(set(rooms))

    def media_lost(self, rooms: Collection[str]) -> None:
        if set(rooms) not in self.lost:  # Told for voices, and for recordings.
            self.lost.append(set(rooms))

    def voice_connected(self, voice_id: str) -> None:
        self.connected.add(voice_id)

    def voice_gone(self, voice_id: str, why: str) -> None: ...

    def levels(self, room_id: str, levels: Mapping[str, int]) -> None:
        self.heard_in.setdefault(room_id, set()).update(levels)

    def quality(self, room_id: str, peers: Mapping[str, Quality]) -> None: ...

    def told(self, news: RecordingKept | RecordingStopped) -> None:
        assert isinstance(news, RecordingKept), news
        self.kept.add(news.recording)

    def all_told(self, making: Collection[str]) -> None: ...


class Workers:
    """Two of them, and voices in their rooms."""

    def __init__(self, folder: Path, clients: AsyncExitStack) -> None:
        media = {"listen": ["127.0.0.1"], "port": 0, "workers": 2}
        settings = check({"data_dir": folder, "media": media}, "test", folder)
        self.media = media_workers(settings, WORKER, SystemClock())
        self.events = Events()
        self.media.recordings = self.events
        self._clients = clients

    async def join(self, voice: str, room: str, *, may_send: bool = False) -> RtcClient:
        client = RtcClient()
        self._clients.push_async_callback(client.close, politely=False)
        answer = await self.media.join(room, voice, client.offer(), f"post-{voice}")
        self.media.permit(voice, may_send)
        await client.connect(answer)
        await until(lambda: voice in self.events.connected)
        return client


@asynccontextmanager
async def two_workers(folder: Path) -> AsyncIterator[Workers]:
    async with AsyncExitStack() as clients:
        workers = Workers(folder, clients)
        running = asyncio.create_task(workers.media.run(workers.events))
        try:
            async with asyncio.timeout(15):
                await workers.media.until_ready()
            yield workers
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            assert workers.media.pids == [None, None]


async def say(client: RtcClient, packets: list[bytes]) -> None:
    loop = asyncio.get_running_loop()
    due_s = loop.time()
    for payload in packets:
        client.send(payload, 20)
        due_s += 0.02
        await asyncio.sleep(max(0, due_s - loop.time()))


async def say_until(condition: Callable[[], bool], **saying: tuple[RtcClient, float]) -> None:
    """Have these say tones until what is to be heard is: a busy machine spoils some of it."""
    said = [(who, tone(hz, TRIES * 0.6)) for who, hz in saying.values()]
    for at in range(0, TRIES * 30, 30):
        await asyncio.gather(*(say(who, packets[at : at + 30]) for who, packets in said))
        if condition():
            return
    raise AssertionError(f"not in {TRIES} times 0.6 s")


def clear(client: RtcClient, hz: float) -> bool:
    """Was that tone heard in the last half second, and little else?"""
    return share_near(heard(client.received[-25:]), hz) > 0.95


def no_hole(client: RtcClient) -> bool:
    """Was the last half second heard all through, frame by frame?"""
    frames = heard(client.received[-25:]).reshape(-1, FRAME)
    loud = np.sqrt((frames[2:] ** 2).mean(axis=1))
    return bool(loud.min() > 0.8 * np.median(loud))


async def test_rooms_are_apart_and_a_call_is_heard_in_both(tmp_path: Path) -> None:
    async with two_workers(tmp_path) as workers:
        media, events = workers.media, workers.events
        mayor = await workers.join("mayor", "all-call", may_send=True)
        at_home = await workers.join("clerk", "all-call")
        a = await workers.join("a", "umum", may_send=True)
        b = await workers.join("b", "umum")
        await media.join(
            "all-call", "on-his-way", RtcClient().offer(), "post"
        )  # The next room is away.
        each = await media.stats_of_each()
        assert {worker: (one["rooms"], one["peers"]) for worker, one in each.items()} == {
            0: (1, 3),
            1: (1, 2),
        }
        both = {"mayor": (mayor, 440), "a": (a, 1000)}
        await say_until(lambda: clear(at_home, 440) and clear(b, 1000), **both)

        media.carry("mayor", ["umum", "siaga"])
        media.record("umum", RECORDING, False)
        radio = await workers.join("radio", "siaga")
        media.feed("radio", 7)
        await say_until(lambda: all(clear(x, 440) for x in (at_home, radio, a)), **both)
        await say_until(lambda: no_hole(radio), **both)
        lowered = heard(b.received[-25:])
        assert energy_near(lowered, 440) > 4 * energy_near(lowered, 1000), "the others are lowered"
        assert {"mayor"} <= events.heard_in["umum"] and events.heard_in["siaga"] == {"mayor"}
        figures = await media.figures()
        assert figures["carried_dropped"] == 0 and figures["faults"] == {}
        assert figures["peers"] == 6 and figures["voices"].keys() >= {"mayor", "a"}
        assert [one["peers"] for one in figures["workers"]] == [3, 3]

        media.record("umum", None, False)
        await until(lambda: events.kept == {RECORDING})
        talks = (tmp_path / "recordings" / f"{RECORDING}.talk").read_text()
        assert "post-mayor" in talks and "post-a" in talks, "who was heard from elsewhere is named"

        media.carry("mayor", [])
        media.feed("radio", None)
        await say(mayor, tone(440, 0.2))
        before = len(radio.received)
        await say(mayor, tone(440, 0.6))
        after = heard(radio.received[before:])
        assert after.size == 0 or np.abs(after).max() < 0.01, "when it is over it is over there too"


async def test_a_worker_that_is_killed_takes_nobody_elsewhere_with_it(
    tmp_path: Path,
) -> None:
    async with two_workers(tmp_path) as workers:
        media, events = workers.media, workers.events
        one = await workers.join("one", "umum", may_send=True)
        hears_one = await workers.join("hears-one", "umum")
        await workers.join("two", "siaga", may_send=True)
        media.carry("one", ["siaga"])
        before = media.pids
        assert before[1] is not None

        def is_back() -> bool:
            return len(events.ready) == 3

        os.kill(before[1], signal.SIGKILL)
        await say_until(is_back, one=(one, 440))
        assert (events.lost, events.ready[2:]) == ([{"siaga"}], [{"siaga"}])
        assert media.pids[0] == before[0] and media.pids[1] not in before
        numbers = np.diff([packet.seq for packet in hears_one.received]) % 2**16
        assert set(numbers) == {1}, "who is elsewhere missed no packet"
        await say_until(lambda: clear(hears_one, 440), one=(one, 440))

        again = await workers.join("two-again", "siaga", may_send=True)
        media.leave("two")  # It is not in the new one: no error.
        listener = await workers.join("hears-two", "siaga")
        await say_until(lambda: clear(listener, 1000), again=(again, 1000))
        await say_until(lambda: clear(listener, 440), one=(one, 440))  # The call goes on.
        assert (await media.figures())["faults"] == {}

        assert before[0] is not None
        os.kill(before[0], signal.SIGKILL)
        await until(lambda: events.lost == [{"siaga"}, {"umum"}])
        for voice in ("one", "hears-one"):
            media.leave(voice)
        await asyncio.sleep(0.5)  # What it had sent before, and its tail.
        heard_before = len(listener.received)
        await asyncio.sleep(0.9)
        after = listener.received[heard_before:]
        assert 1 <= len(after) <= 4, "who spoke is gone: silence, refreshed each 400 ms"
        assert np.abs(heard(after)).max() < 0.01
