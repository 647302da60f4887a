"""Opus packets as an Ogg file (RFC 3533, RFC 7845), a page at a time.

Each page stands for itself: whatever was written before a power cut plays to its end, and
`played_samples` says how long that is. So a recording needs nothing but its pages.
"""

import struct
from collections.abc import Iterable
from functools import cache

RATE_HZ = 48_000
PRE_SKIP = 312
"""Samples a decoder leaves out at the beginning: what the encoder looks ahead."""
PACKETS = 50
"""A page holds a second."""

_HEAD = struct.Struct("<4sBBqIIIB")
_MAGIC = b"OggS"
_BEGIN, _END = 0x02, 0x04


class Pages:
    """One file's pages, in order."""

    def __init__(self, serial: int) -> None:
        self._serial = serial & 0xFFFFFFFF
        self._number = 0
        self._samples = 0

    def head(self) -> bytes:
        """Give the two pages before the sound."""
        about = struct.pack("<8sBBHIHB", b"OpusHead", 1, 1, PRE_SKIP, RATE_HZ, 0, 0)
        name = b"posko"
        comment = struct.pack("<8sI", b"OpusTags", len(name)) + name + struct.pack("<I", 0)
        return self._page([about], _BEGIN, 0) + self._page([comment], 0, 0)

    def page(self, packets: Iterable[bytes], samples: int, *, last: bool = False) -> bytes:
        """Give packets of `samples` in all as a page; at most 255 segments of them."""
        self._samples += samples
        return self._page(list(packets), _END if last else 0, self._samples)

    def _page(self, packets: list[bytes], kind: int, position: int) -> bytes:
        table = b"".join(
            b"\xff" * (len(packet) // 255) + bytes((len(packet) % 255,)) for packet in packets
        )
        assert len(table) <= 255, len(table)
        head = _HEAD.pack(_MAGIC, 0, kind, position, self._serial, self._number, 0, len(table))
        self._number += 1
        page = head + table + b"".join(packets)
        return page[:22] + struct.pack("<I", _crc(page)) + page[26:]


def whole(data: bytes) -> tuple[int, int]:
    """Give how many bytes of a file are whole pages, and the samples they play."""
    at, samples = 0, 0
    while len(data) - at >= _HEAD.size:
        magic, _, _, position, _, _, crc, segments = _HEAD.unpack_from(data, at)
        table = data[at + _HEAD.size : at + _HEAD.size + segments]
        end = at + _HEAD.size + segments + sum(table)
        if magic != _MAGIC or len(table) < segments or end > len(data):
            break
        page = data[at:end]
        if _crc(page[:22] + bytes(4) + page[26:]) != crc:
            break
        at, samples = end, max(samples, position)
    return at, max(0, samples - PRE_SKIP)


@cache
def _table() -> tuple[int, ...]:
    entries = []
    for byte in range(256):
        value = byte << 24
        for _ in range(8):
            value = (value << 1 ^ (0x04C11DB7 if value & 0x80000000 else 0)) & 0xFFFFFFFF
        entries.append(value)
    return tuple(entries)


def _crc(page: bytes) -> int:
    table, crc = _table(), 0
    for byte in page:
        crc = crc << 8 & 0xFFFFFFFF ^ table[crc >> 24 ^ byte]
    return crc
