"""The port `Media`, over several workers on this machine: each room is in one of them.

Each worker is started, watched and started again by a link of its own. When one is gone, its
rooms are told to come again once there is another in its place; what is in the others goes on.
Should none come up there, its rooms are let go and come into others.
"""

import asyncio
import socket
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, Literal, Protocol

from hub.adapters.media_carrying import Carrying
from hub.adapters.media_link import MediaLink, WorkerFailed
from hub.adapters.port_taken import PortTaken
from hub.adapters.worker_figures import together
from hub.domain.pins import Pins
from hub.domain.refusals import MediaDown
from hub.services.ports import Clock
from hub.wire.quality import Quality
from hub.wire.worker import (
    Carry,
    Guest,
    Mesh,
    RecordingKept,
    RecordingsTold,
    RecordingStopped,
    Setup,
)


class MediaEvents(Protocol):
    """Who is told what workers tell; VoiceService fits. rooms: those of the worker meant."""

    def media_ready(self, rooms: Collection[str], /) -> None: ...
    def media_lost(self, rooms: Collection[str], /) -> None: ...
    def voice_connected(self, voice_id: str, /) -> None: ...
    def voice_gone(self, voice_id: str, why: Literal["silent", "closed"], /) -> None: ...
    def levels(self, room_id: str, levels: Mapping[str, int], /) -> None: ...
    def quality(self, room_id: str, peers: Mapping[str, Quality], /) -> None: ...


class RecordingEvents(Protocol):
    """Who is told of recordings; RecordingTaker fits.

    all_told: what workers before left behind was told; making: what is being made now.
    """

    def told(self, news: RecordingKept | RecordingStopped, /) -> None: ...
    def all_told(self, making: Collection[str], /) -> None: ...
    def media_lost(self, rooms: Collection[str], /) -> None: ...


class MediaWorkers:
    """The workers, by their number from 0. `run` them in a task."""

    def __init__(self, command: Sequence[str], setups: Sequence[Setup], clock: Clock) -> None:
        """setups: of each worker."""
        self._links = [MediaLink(command, setup, clock) for setup in setups]
        self._pins = Pins()
        self._who: dict[str, str] = {}
        self._carrying = Carrying(self._pins, self._who, self._order)
        self._making: list[set[str]] = [set() for _ in setups]
        """Recordings each was told to make, until it said what became of them."""
        self._untold = set(range(len(setups)))
        """Workers that have not told yet what those before them left behind."""
        self.recordings: RecordingEvents | None = None

    # The port `Media`

    def serves(self, room: str) -> bool:
        worker = self._pins.choose(room, self._ready())
        return worker is not None and self._links[worker].up

    async def join(self, room: str, voice: str, sdp: str, who: str, *, saver: bool = False) -> str:
        worker = self._pins.choose(room, self._ready())
        if worker is None:
            raise MediaDown
        self._who[voice] = who
        self._pins.enter(voice, room, worker)
        self._carrying.look_again()
        return await self._links[worker].join(room, voice, sdp, who, saver=saver)

    async def offer(self, voice: str, sdp: str, *, saver: bool = False) -> str:
        return await self._of(voice).offer(voice, sdp, saver=saver)

    def leave(self, voice: str) -> None:
        if self._pins.home(voice) is None:
            return
        link = self._of(voice)
        self._carrying.forget(voice)
        self._pins.leave(voice)
        del self._who[voice]
        link.leave(voice)
        self._carrying.look_again()

    def permit(self, voice: str, may_send: bool) -> None:
        if self._pins.home(voice) is not None:
            self._of(voice).permit(voice, may_send)

    async def settled(self, voice: str) -> None:
        await self._of(voice).settled()

    def carry(self, voice: str, rooms: Sequence[str]) -> None:
        self._carrying.carry(voice, tuple(rooms))

    def feed(self, voice: str, grant: int | None) -> None:
        if self._pins.home(voice) is not None:
            self._of(voice).feed(voice, grant)

    def record(self, room: str, recording: str | None, notice: bool) -> None:
        worker = self._pins.at(room)
        if recording is not None:
            worker = self._pins.choose(room, self._ready())
        if worker is None or not self._links[worker].up:
            return
        self._pins.record(room, None if recording is None else worker)
        if recording is not None:
            self._making[worker].add(recording)
        self._links[worker].record(room, recording, notice)

    # For main and for measurements

    @property
    def up(self) -> bool:
        """Is any worker ready?"""
        return any(link.up for link in self._links)

    @property
    def ports(self) -> list[int]:
        """The UDP port of each worker, once it was up."""
        return [link.port for link in self._links]

    @property
    def pids(self) -> list[int | None]:
        """The process of each worker, while there is one."""
        return [link.pid for link in self._links]

    @property
    def restarts(self) -> int:
        """How many were lost."""
        return sum(link.restarts for link in self._links)

    async def until_ready(self) -> None:
        """Wait until all have been ready."""
        for link in self._links:
            await link.until_ready()

    async def stats_of_each(self, reset: bool = False) -> dict[int, dict[str, Any]]:
        """Give the counters and timings of each worker that answers."""
        asked = [link.stats(reset) for link in self._links]
        found = await asyncio.gather(*asked, return_exceptions=True)
        unexpected = (one for one in found if isinstance(one, BaseException))
        for mistake in unexpected:
            if not isinstance(mistake, MediaDown):
                raise mistake
        return {k: one for k, one in enumerate(found) if not isinstance(one, BaseException)}

    async def figures(self, reset: bool = False) -> dict[str, Any]:
        """Give those of all together: sums, and of times the worst. MediaDown when none answers."""
        each = await self.stats_of_each(reset)
        if not each:
            raise MediaDown
        return together(each)

    async def run(self, events: MediaEvents) -> None:
        """Keep all workers running until cancelled.

        WorkerFailed if one never comes up at all; PortTaken when it cannot have its port.
        """
        never_up: Exception
        with _meshes(len(self._links)) as meshes:
            for link, mesh in zip(self._links, meshes, strict=True):
                if mesh:
                    link.join_mesh(mesh)
            try:
                async with asyncio.TaskGroup() as tasks:
                    for worker, link in enumerate(self._links):
                        tasks.create_task(link.run(_Of(worker, self, events)))
            except* (WorkerFailed, PortTaken) as failed:
                never_up = failed.exceptions[0]
        raise never_up

    # What becomes of workers

    def _came(self, worker: int, events: MediaEvents) -> None:
        self._carrying.new_worker(worker)
        events.media_ready(self._pins.on(worker))

    def _lost(self, worker: int, events: MediaEvents) -> None:
        rooms = self._pins.on(worker)
        for room in rooms:
            self._pins.record(room, None)
        self._making[worker].clear()
        self._untold.add(worker)
        events.media_lost(rooms)
        if self.recordings:
            self.recordings.media_lost(rooms)

    def _failed(self, worker: int, events: MediaEvents) -> None:
        if self.up:
            events.media_ready(self._pins.on(worker))

    def _recording(
        self, worker: int, news: RecordingKept | RecordingStopped | RecordingsTold
    ) -> None:
        match news:
            case RecordingKept():
                self._making[worker].discard(news.recording)
            case RecordingsTold():
                self._untold.discard(worker)
        if not self.recordings:
            return
        if not isinstance(news, RecordingsTold):
            self.recordings.told(news)
        elif not self._untold:
            self.recordings.all_told(frozenset[str]().union(*self._making))

    # Inside

    def _ready(self) -> list[int]:
        return [worker for worker, link in enumerate(self._links) if link.up]

    def _of(self, voice: str) -> MediaLink:
        """Give the link to the worker that has a voice. MediaDown when none has."""
        worker = self._pins.home(voice)
        if worker is None:
            raise MediaDown(f"{voice} is in no worker")
        return self._links[worker]

    def _order(self, worker: int, order: Carry | Guest) -> None:
        self._links[worker].carry(order)


class _Of:
    """What one worker tells, for those who mind all; LinkEvents."""

    def __init__(self, worker: int, workers: MediaWorkers, events: MediaEvents) -> None:
        self._worker, self._workers, self._events = worker, workers, events
        self.voice_connected = events.voice_connected
        self.voice_gone = events.voice_gone
        self.levels = events.levels
        self.quality = events.quality

    def media_ready(self) -> None:
        self._workers._came(self._worker, self._events)

    def media_lost(self) -> None:
        self._workers._lost(self._worker, self._events)

    def media_failed(self) -> None:
        self._workers._failed(self._worker, self._events)

    def recording(self, news: RecordingKept | RecordingStopped | RecordingsTold) -> None:
        self._workers._recording(self._worker, news)


@contextmanager
def _meshes(workers: int) -> Iterator[list[Mesh | None]]:
    """Have sockets between workers: for each one it hears by, which the others write to.

    Kept open here at both ends, so that none is broken when a worker is killed.
    """
    if workers == 1:
        yield [None]
        return
    with ExitStack() as kept:
        pairs = [socket.socketpair(type=socket.SOCK_DGRAM) for _ in range(workers)]
        for end in (end for pair in pairs for end in pair):
            kept.enter_context(end)
        reaches = tuple(reach.fileno() for _, reach in pairs)
        yield [Mesh(hears=hears.fileno(), reaches=reaches) for hears, _ in pairs]
