"""Guests: who is in a room of another worker and is heard in rooms here. His frames wait in line.

All workers tick at the same moments. A frame that another one took at its tick is played at the
next tick here, never at the same one: so it has nearly a tick for its way, whoever of the two is
a little late. Where it took longer, those behind it are a tick later from then on, until a frame
in which nothing is said is left out.
"""

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from hub.audio.opus import Audio

HOLD_S = 0.010
"""Half a tick: ticks of two workers that are called the same may differ by rounding."""

WAITING_MAX = 3
"""Frames of one guest; the oldest gives way."""

QUIET = 0.003
"""Mean square root of a frame that is not missed, full scale 1: -50 dBov."""


@dataclass(frozen=True, slots=True, eq=False)
class Guest:
    """20 ms of somebody who is in another room. level: -dBov."""

    name: str
    who: str | None
    level: int
    audio: Audio


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """A frame on its way. said_s: when the tick was due that took it, monotonic."""

    said_s: float
    level: int
    audio: Audio


class Line:
    """One guest, the rooms he is heard in, and his frames that wait."""

    def __init__(self, name: str, who: str | None, rooms: Collection[str]) -> None:
        self.name, self.who, self.rooms = name, who, frozenset(rooms)
        self._waiting: deque[Said] = deque(maxlen=WAITING_MAX)

    def put(self, said: Said) -> None:
        """Put a frame in line; they come in the order they were said."""
        self._waiting.append(said)

    def take(self, due_s: float) -> Guest | None:
        """Give what is to be heard in the tick that is due; None when there is nothing."""
        ready = sum(said.said_s + HOLD_S <= due_s for said in self._waiting)
        if ready > 1 and _quiet(self._waiting[0].audio):
            self._waiting.popleft()
        if not ready:
            return None
        said = self._waiting.popleft()
        return Guest(self.name, self.who, said.level, said.audio)


class Guests:
    """All guests of a worker, by the number of their stream."""

    def __init__(self) -> None:
        self._lines: dict[int, Line] = {}
        self._heard: list[tuple[frozenset[str], Guest]] = []

    def order(self, stream: int, name: str, who: str | None, rooms: Collection[str]) -> None:
        """Let one be heard in these rooms, in place of those of before; none: he is gone."""
        if not rooms:
            self._lines.pop(stream, None)
        elif stream in self._lines:
            self._lines[stream].rooms = frozenset(rooms)
        else:
            self._lines[stream] = Line(name, who, rooms)

    @property
    def expected(self) -> bool:
        """Somebody may be heard at any moment."""
        return bool(self._lines)

    def put(self, stream: int, said: Said) -> None:
        """Take a frame that has come; of nobody we were told of, or of one who is gone: nothing."""
        line = self._lines.get(stream)
        if line is not None:
            line.put(said)

    def tick(self, due_s: float) -> None:
        """Take from every line what is to be heard now."""
        taken = [(line.rooms, line.take(due_s)) for line in self._lines.values()]
        self._heard = [(rooms, guest) for rooms, guest in taken if guest is not None]

    def of(self, room: str) -> list[Guest]:
        """Give who is heard in a room in this tick."""
        return [guest for rooms, guest in self._heard if room in rooms]


def _quiet(audio: Audio) -> bool:
    return float(np.dot(audio, audio)) < QUIET**2 * audio.size
