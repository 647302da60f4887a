"""Rooms that are recorded: what all in them hear, gathered by the second for a thread that writes.

What is recorded is the shared mix as it was encoded for the listeners; nothing is encoded again.
A tick only adds a packet to a list. A disk that does not keep up ends a recording, never a tick.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from hub.audio import ogg
from hub.audio.opus import FRAME
from hub.audio.talk_index import TalkIndex
from hub.media.record_files import RecordFiles, Second
from hub.wire.worker import RecordingStopped, Tell

SECOND_TICKS = ogg.PACKETS
FRAME_MS = 20
BEFORE_ANY = b"\xf8"
"""What a pause is like before the first packet: full band, mono, 20 ms."""


@dataclass(slots=True)
class _Take:
    """One recording under way."""

    id: str
    index: TalkIndex = field(default_factory=TalkIndex)
    due_time: int | None = None
    """Media time of the next tick; one that was left out is a pause."""
    ticks: int = 0
    pause: int = 0
    packets: list[bytes] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    last: bytes = BEFORE_ANY
    gathered: int = 0
    """Ticks in `packets` and `pause`."""


class Recorder:
    """The recordings of a worker, by room."""

    def __init__(self, files: RecordFiles, tell: Callable[[Tell], None]) -> None:
        """tell: hands news to the hub, from the loop."""
        self._files = files
        self._tell = tell
        self._takes: dict[str, _Take] = {}

    @property
    def rooms(self) -> Collection[str]:
        """Those that are recorded now."""
        return self._takes.keys()

    def record(self, room: str, recording: str | None) -> None:
        """Record a room under this id, or no longer."""
        self._end(room)
        if recording is not None:
            self._takes[room] = _Take(recording)
            self._files.begin(recording)

    def take(self, room: str, media_time: int, payload: bytes | None, who: Collection[str]) -> None:
        """Take a tick of a room: what was sent to all in it, and who was heard.

        payload: None when nothing was.
        """
        take = self._takes[room]
        if take.due_time is not None:
            self._pause(take, (media_time - take.due_time) // FRAME)
        take.due_time = media_time + FRAME
        take.lines += take.index.heard(take.ticks * FRAME_MS, who)
        if payload is None:
            self._pause(take, 1)
        else:
            _close_pause(take)
            take.packets.append(payload)
            take.last = payload
            take.ticks += 1
            take.gathered += 1
        if take.gathered >= SECOND_TICKS and not self._hand_over(take):
            del self._takes[room]
            self._files.end(take.id)
            self._tell(RecordingStopped(recording=take.id, why="slow_disk"))

    def stopped(self, recording: str) -> None:
        """The disk takes no more of this one."""
        self._takes = {room: take for room, take in self._takes.items() if take.id != recording}

    def close(self) -> None:
        """Finish all."""
        for room in list(self._takes):
            self._end(room)
        self._files.close()

    def _end(self, room: str) -> None:
        take = self._takes.pop(room, None)
        if take is not None:
            take.lines += take.index.end()
            self._hand_over(take)
            self._files.end(take.id)

    def _pause(self, take: _Take, ticks: int) -> None:
        take.pause += ticks
        take.ticks += ticks
        take.gathered += ticks

    def _hand_over(self, take: _Take) -> bool:
        _close_pause(take)
        second = Second(take.packets, take.gathered * FRAME, take.lines)
        take.packets, take.lines, take.gathered = [], [], 0
        return self._files.write(take.id, second)


def _close_pause(take: _Take) -> None:
    if take.pause:
        take.packets += ogg.pause(take.pause, take.last)
        take.pause = 0
