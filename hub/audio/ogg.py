"""Opus packets as an Ogg file (RFC 3533, RFC 7845), a page at a time.

Each page stands for itself: whatever was written before a power cut plays to its end, and
`played_samples` says how long that is. So a recording needs nothing but its pages.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

RATE_HZ = 48_000
FRAME = 960
PRE_SKIP = 312
"""Samples a decoder leaves out at the beginning: what the encoder looks ahead."""
PACKETS = 50
"""A page holds a second."""
SEGMENTS_MAX = 255
PAUSE_TICKS = 6
"""A packet lasts 120 ms at most: so many frames of 20 ms."""

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
        """Give packets of `samples` in all as a page; at most SEGMENTS_MAX segments."""
        self._samples += samples
        return self._page(list(packets), _END if last else 0, self._samples)

    def _page(self, packets: list[bytes], kind: int, position: int) -> bytes:
        table = b"".join(
            b"\xff" * (len(packet) // 255) + bytes((len(packet) % 255,)) for packet in packets
        )
        assert len(table) <= SEGMENTS_MAX, len(table)
        head = _HEAD.pack(_MAGIC, 0, kind, position, self._serial, self._number, 0, len(table))
        self._number += 1
        page = head + table + b"".join(packets)
        return page[:22] + struct.pack("<I", _crc(page)) + page[26:]


def whole(data: bytes) -> tuple[int, int]:
    """Give how many bytes of a file are whole pages, and the samples they play."""
    at, samples = 0, 0
    while page := _page_at(data, at):
        at, samples = page.end, max(samples, page.position)
    return at, max(0, samples - PRE_SKIP)


def sound(data: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """Give the packets of each page, with the sample they begin at; damaged pages are left out.

    Of files as `Pages` makes them: no packet goes on in the next page.
    """
    at = 0
    while (at := data.find(_MAGIC, at)) >= 0:
        page = _page_at(data, at)
        if page is None:
            at += len(_MAGIC)
            continue
        at = page.end
        packets = _packets(data[page.end - sum(page.table) : page.end], page.table)
        if page.position > 0:  # Else it is one of the two before the sound.
            yield page.position - sum(map(duration, packets)), packets


class _Page(NamedTuple):
    """A page in a file. position: samples played at its end. table: of its segments' lengths."""

    end: int
    position: int
    table: bytes


def _page_at(data: bytes, at: int) -> _Page | None:
    """Read the page that begins there; None when none does that is whole."""
    if len(data) - at < _HEAD.size:
        return None
    magic, _, _, position, _, _, crc, segments = _HEAD.unpack_from(data, at)
    table = data[at + _HEAD.size : at + _HEAD.size + segments]
    end = at + _HEAD.size + segments + sum(table)
    if magic != _MAGIC or len(table) < segments or end > len(data):
        return None
    page = data[at:end]
    if _crc(page[:22] + bytes(4) + page[26:]) != crc:
        return None
    return _Page(end, position, table)


def _packets(body: bytes, table: bytes) -> list[bytes]:
    """Part a page at the segments shorter than 255: with those a packet ends (RFC 3533, 6)."""
    packets, begun, at = list[bytes](), 0, 0
    for length in table:
        at += length
        if length < 255:
            packets.append(body[begun:at])
            begun = at
    return packets


def pause(ticks: int, like: bytes) -> list[bytes]:
    """Give packets that hold no sound and play for so many ticks of 20 ms (RFC 6716, 3.2.1).

    like: a packet from before the pause, of 20 ms. A pause kept in packets of no content, and not
    in a jump of the position, is as long in every player (RFC 7845, 4.1).
    """
    kind = like[0] & 0xFC
    whole_packets, rest = divmod(ticks, PAUSE_TICKS)
    packets = [bytes((kind | 3, PAUSE_TICKS))] * whole_packets
    return packets + [bytes((kind | 3, rest))] * bool(rest)


def segments(packet: bytes) -> int:
    """Say how many of a page's SEGMENTS_MAX a packet takes."""
    return len(packet) // 255 + 1


def duration(packet: bytes) -> int:
    """Say how many samples a packet of 20 ms frames plays."""
    if not packet:
        return 0
    return FRAME * (1, 2, 2, packet[1] & 0x3F if len(packet) > 1 else 0)[packet[0] & 3]


_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def _crc(page: bytes) -> int:
    """The CRC of Ogg: that of zlib with the bits in the other order, and none of them turned."""
    crc = zlib.crc32(page.translate(_MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int.from_bytes(crc.to_bytes(4, "little").translate(_MIRRORED), "big")
