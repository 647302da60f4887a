"""Everything of recordings, put together."""

from collections.abc import Callable
from pathlib import Path

import structlog
from aiohttp import web

from hub.adapters.commands.recordings import RecordingCommands
from hub.adapters.files.recordings import DiskRecordings
from hub.adapters.files.spoken_notice import SpokenNotice, place
from hub.adapters.files.waveforms import Waveforms
from hub.adapters.http.recordings import RecordingFiles
from hub.adapters.media_workers import MediaWorkers
from hub.adapters.metrics import Metrics
from hub.adapters.tokens import new_event_id
from hub.domain.rooms import Room
from hub.services.callers import Caller
from hub.services.parts import Services
from hub.services.ports import Clock, SessionId
from hub.services.recording_desk import RecordingDesk
from hub.services.recordings import RecordingTaker
from hub.services.store import Store

log = structlog.get_logger()


class RecordingParts:
    """The parts, by name."""

    def __init__(
        self,
        data_dir: Path,
        rooms: dict[str, Room],
        services: Services,
        media: MediaWorkers,
        store: Store,
        clock: Clock,
        who_calls: Callable[[web.Request, SessionId], Caller | None],
    ) -> None:
        disk = DiskRecordings(data_dir)
        self.taker = RecordingTaker(
            rooms,
            services.presence,
            media,
            services.news,
            store,
            disk,
            clock,
            new_event_id,
            _ended_by_itself,
            SpokenNotice(place(data_dir)).ready,
        )
        self.desk = RecordingDesk(rooms, self.taker, store, disk, clock)
        self.files = RecordingFiles(self.desk, disk, Waveforms(disk), who_calls)
        self.table = RecordingCommands(self.desk, clock).table
        services.news.room_peopled = self.taker.look
        media.recordings = self.taker

    def measure(self, metrics: Metrics) -> None:
        """Have figures of them."""
        taker = self.taker
        metrics.gauge("posko_recordings", "Rooms recorded now", lambda: taker.under_way)
        metrics.counter("posko_recordings_stopped", "Ended by a disk", lambda: taker.stops)


def _ended_by_itself(room: str, recording: str, why: str) -> None:
    log.error("a recording ended by itself", room=room, recording=recording, why=why)
