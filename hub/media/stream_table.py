"""The numbers of all outgoing RTP streams side by side, so that a hundred are stepped at once.

A stream has a row for as long as it lives; `Outbound` reads and writes its own by `Column`.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from hub.media.outbound import Outbound

_FIRST_ROWS = 128
_COLUMNS = {
    "payload_type": np.uint8,
    "seq": np.uint16,
    "ssrc": np.uint32,
    "timestamp_offset": np.uint32,
    "last_media_time": np.int64,
    "step": np.int64,
    "packets": np.int64,
    "octets": np.int64,
    "name": np.uint64,
    "name_length": np.uint64,
}


class Place(NamedTuple):
    """A destination as the kernel wants it: a sockaddr that stands in memory while `owner` does."""

    owner: Any
    at: int
    length: int


class StreamTable:
    """A column for each number, `contexts` for libsrtp's; a row is free again with its stream."""

    payload_type: NDArray[np.uint8]
    seq: NDArray[np.uint16]
    ssrc: NDArray[np.uint32]
    timestamp_offset: NDArray[np.uint32]
    last_media_time: NDArray[np.int64]
    step: NDArray[np.int64]
    packets: NDArray[np.int64]
    octets: NDArray[np.int64]
    name: NDArray[np.uint64]
    """Where its destination's sockaddr stands in memory."""
    name_length: NDArray[np.uint64]

    def __init__(self) -> None:
        for column, kind in _COLUMNS.items():
            setattr(self, column, np.zeros(_FIRST_ROWS, kind))
        self.contexts: list[Any] = [None] * _FIRST_ROWS
        self._free = list(range(_FIRST_ROWS))
        self.version = 0
        """Another with each stream, and with each change of who is sent what: see `Routed`."""

    def row(self, stream: Outbound) -> int:
        """Give a stream its row, all zeros."""
        if not self._free:
            self._grow()
        self.version += 1
        row = self._free.pop()
        for column in _COLUMNS:
            getattr(self, column)[row] = 0
        weakref.finalize(stream, self._let_go, row).atexit = False
        return row

    def sends_to(self, row: int, place: Place) -> None:
        """Note where a stream goes; it keeps the place alive."""
        self.name[row], self.name_length[row] = place.at, place.length

    def _let_go(self, row: int) -> None:
        self.contexts[row] = None
        self._free.append(row)

    def _grow(self) -> None:
        rows = len(self.contexts)
        for column in _COLUMNS:
            kept = getattr(self, column)
            setattr(self, column, np.concatenate((kept, np.zeros_like(kept))))
        self.contexts += [None] * rows
        self._free += range(rows, 2 * rows)


STREAMS = StreamTable()
"""Of this process."""


class Column:
    """An attribute of a stream that stands in the table, by its own name."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, stream: Outbound, owner: type) -> int:
        return int(getattr(STREAMS, self._name)[stream.row])

    def __set__(self, stream: Outbound, value: int) -> None:
        getattr(STREAMS, self._name)[stream.row] = value


class Routed:
    """An attribute of a stream that decides what it is sent, and by whom.

    What is worked out from it, for many at once, holds until `STREAMS.version` is another.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, stream: Outbound, owner: type) -> Any:
        return stream.__dict__[self._name]

    def __set__(self, stream: Outbound, value: Any) -> None:
        stream.__dict__[self._name] = value
        STREAMS.version += 1
