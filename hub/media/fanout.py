"""Fan-out: one Opus packet to many peers, each with its own RTP header and SRTP key, in one call.

Headers are written and packets encrypted in buffers that are made once, those of many at once from
the stream table; `sendmmsg` hands them to the kernel together. Where there is no `sendmmsg` the
plain path sends one by one; it is also the reference that the fast one is tested against.
"""

import errno
import os
import socket
import struct
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import numpy as np
import pylibsrtp
from cffi import FFI
from numpy.typing import NDArray

from hub.media.outbound import Outbound
from hub.media.srtp import LONGEST, TRAILER, srtp_ffi, srtp_protect
from hub.media.stream_table import STREAMS, Place
from hub.media.stun import Address

BATCH = 256
FEW = 5
"""Fewer streams are filled one by one: to step many at once costs as much as four."""
_SLOT = 1_600  # Bytes kept for a packet with its header and trailer.
_HEADER = struct.Struct("!BBHII")
_HEADERS = np.dtype(
    {
        "names": ["first", "second", "seq", "timestamp", "ssrc"],
        "formats": ["u1", "u1", ">u2", ">u4", ">u4"],
        "offsets": [0, 1, 2, 4, 8],
        "itemsize": _SLOT,
    }
)
_MARKER = 0x80
_MESSAGE_WORDS = 8  # A struct mmsghdr is 64 bytes on 64-bit Linux.
_CSRC_BYTES = 4

_ffi: Any = FFI()
_ffi.cdef(
    """
    struct iovec { void *iov_base; size_t iov_len; };
    struct msghdr { void *msg_name; unsigned int msg_namelen; struct iovec *msg_iov;
                    size_t msg_iovlen; void *msg_control; size_t msg_controllen; int msg_flags; };
    struct mmsghdr { struct msghdr msg_hdr; unsigned int msg_len; };
    int sendmmsg(int fd, struct mmsghdr *messages, unsigned int count, int flags);
    """
)


class Group(tuple[Outbound, ...]):
    """Those of some streams that have keys and a destination, with all that `send` asks of them.

    Holds until `STREAMS.version` is another. A stream with a CSRC makes it one of few.
    """

    rows: NDArray[np.intp]
    contexts: list[Any]

    def __new__(cls, streams: Iterable[Outbound]) -> "Group":
        """streams: any; the others of them are left out."""
        ready = [s for s in streams if s.srtp is not None and s.destination is not None]
        group = super().__new__(cls, ready)
        group.many = len(ready) >= FEW and not any(stream.csrc for stream in ready)
        if group.many:
            group.rows = np.fromiter([stream.row for stream in ready], np.intp, len(ready))
            group.contexts = [STREAMS.contexts[stream.row] for stream in ready]
        return group

    many: bool
    """They are stepped and filled at once."""


class Fanout(Protocol):
    """Sends one payload to many."""

    dropped: int

    def destination(self, address: Address) -> Any:
        """Give an address in the form `send` finds in `Outbound.destination`."""

    def send(self, streams: Sequence[Outbound], payload: bytes, media_time: int) -> int:
        """Send the payload on each stream with SRTP and a destination; give how many went out."""

    def close(self) -> None:
        """Let go of what is its own; the socket is not."""


def header(stream: Outbound, media_time: int) -> tuple[int, int, int, int, int]:
    """Step the stream by one packet and give its RTP header's fields.

    The marker is set on the first packet after a gap (RFC 7587 §4.1: the start of a talk spurt).
    """
    stream.seq = (stream.seq + 1) & 0xFFFF
    marker = _MARKER if media_time - stream.last_media_time > stream.step else 0
    stream.last_media_time = media_time
    timestamp = (media_time + stream.timestamp_offset) & 0xFFFFFFFF
    first = 0x81 if stream.csrc else 0x80
    return first, stream.payload_type | marker, stream.seq, timestamp, stream.ssrc


class PlainFanout:
    """The reference: pylibsrtp and `sendto`, packet by packet."""

    def __init__(self, fd: int) -> None:
        self._socket = socket.socket(fileno=os.dup(fd))
        self.dropped = 0

    def destination(self, address: Address) -> Any:
        """The address itself."""
        return address

    def send(self, streams: Sequence[Outbound], payload: bytes, media_time: int) -> int:
        """See Fanout.send."""
        sent = 0
        for stream in streams:
            if stream.srtp is None or stream.destination is None:
                continue
            packet = _HEADER.pack(*header(stream, media_time)) + stream.csrc + payload
            try:
                self._socket.sendto(stream.srtp.close(packet), stream.destination)
                sent += 1
            except (OSError, pylibsrtp.Error):
                self.dropped += 1
            stream.packets += 1
            stream.octets += len(payload)
        return sent

    def close(self) -> None:
        """Close our copy of the socket."""
        self._socket.close()


class BatchFanout:
    """The fast path: encrypted in place, sent by `sendmmsg`. Only for 64-bit Linux."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._libc = _ffi.dlopen(None)
        self._sendmmsg = self._libc.sendmmsg
        if _ffi.sizeof("struct mmsghdr") != 8 * _MESSAGE_WORDS:
            raise OSError("struct mmsghdr is not what we know")
        self._packets = srtp_ffi.new("unsigned char[]", BATCH * _SLOT)
        self._view = srtp_ffi.buffer(self._packets)
        self._slots = [self._packets + n * _SLOT for n in range(BATCH)]
        self._lengths = srtp_ffi.new("int[]", BATCH)
        self._length_at = [self._lengths + n for n in range(BATCH)]
        self._iov = _ffi.new("struct iovec[]", BATCH)
        self._messages = _ffi.new("struct mmsghdr[]", BATCH)
        for n, slot in enumerate(self._slots):
            self._iov[n].iov_base = _ffi.cast("void *", int(srtp_ffi.cast("uintptr_t", slot)))
            self._messages[n].msg_hdr.msg_iov = self._iov + n
            self._messages[n].msg_hdr.msg_iovlen = 1
        # The same memory as arrays: setting a struct's field by name costs ten times as much.
        self._heads = np.frombuffer(self._view, _HEADERS)
        self._bodies = np.frombuffer(self._view, np.uint8).reshape(BATCH, _SLOT)
        self._sizes = np.frombuffer(srtp_ffi.buffer(self._lengths), np.int32)
        self._iov_sizes = np.frombuffer(_ffi.buffer(self._iov), np.uint64)[1::2]
        self._names = np.frombuffer(_ffi.buffer(self._messages), np.uint64)[::_MESSAGE_WORDS]
        self._name_lengths = np.frombuffer(_ffi.buffer(self._messages), np.uint64)[
            1::_MESSAGE_WORDS
        ]
        self.dropped = 0

    def destination(self, address: Address) -> Any:
        """A sockaddr in memory."""
        raw = _sockaddr(address)
        owner = _ffi.new("unsigned char[]", raw)
        return Place(owner, int(_ffi.cast("uintptr_t", owner)), len(raw))

    def send(self, streams: Sequence[Outbound], payload: bytes, media_time: int) -> int:
        """See Fanout.send."""
        if len(payload) > LONGEST:
            raise ValueError("packet is too long")
        group = streams if isinstance(streams, Group) else Group(streams)
        sent = 0
        for start in range(0, len(group), BATCH):
            some = slice(start, start + BATCH)
            if group.many:
                rows, contexts = group.rows[some], group.contexts[some]
                filled = self._fill_many(rows, contexts, payload, media_time)
            else:
                filled = self._fill(group[some], payload, media_time)
            sent += self._flush(filled)
        return sent

    def _fill(self, streams: Sequence[Outbound], payload: bytes, media_time: int) -> int:
        """Write and encrypt the packets one by one; give how many slots are filled."""
        view, octets, n = self._view, len(payload), 0
        for stream in streams:
            assert stream.srtp is not None
            at, head = n * _SLOT, _HEADER.size + len(stream.csrc)
            _HEADER.pack_into(view, at, *header(stream, media_time))
            view[at + _HEADER.size : at + head] = stream.csrc
            view[at + head : at + head + octets] = payload
            self._lengths[n] = head + octets
            if srtp_protect(stream.srtp.context, self._slots[n], self._length_at[n]) != 0:
                self.dropped += 1
                continue
            self._iov_sizes[n] = self._lengths[n]
            _, self._names[n], self._name_lengths[n] = stream.destination
            stream.packets += 1
            stream.octets += octets
            n += 1
        return n

    def _fill_many(
        self, rows: NDArray[np.intp], contexts: Sequence[Any], payload: bytes, media_time: int
    ) -> int:
        """Write the headers of all at once, encrypt them; none of the streams has a CSRC."""
        n, octets = rows.size, len(payload)
        self._write_headers(rows, media_time)
        self._bodies[:n, _HEADER.size : _HEADER.size + octets] = np.frombuffer(payload, np.uint8)
        self._sizes[:n] = _HEADER.size + octets
        failed = [
            place
            for place, (context, slot, length) in enumerate(
                zip(contexts, self._slots, self._length_at, strict=False)
            )
            if srtp_protect(context, slot, length) != 0
        ]
        self._iov_sizes[:n] = self._sizes[:n]
        self._names[:n], self._name_lengths[:n] = STREAMS.name[rows], STREAMS.name_length[rows]
        sent = np.delete(rows, failed) if failed else rows
        STREAMS.packets[sent] += 1
        STREAMS.octets[sent] += octets
        for place in failed:  # To nowhere: the kernel refuses it, and the others still go.
            self._names[place] = self._name_lengths[place] = 0
        return n

    def _write_headers(self, rows: NDArray[np.intp], media_time: int) -> None:
        """Do for the streams in these rows what `header` does for one."""
        table, heads = STREAMS, self._heads[: rows.size]
        table.seq[rows] += 1
        gap = media_time - table.last_media_time[rows] > table.step[rows]
        table.last_media_time[rows] = media_time
        heads["first"] = 0x80
        heads["second"] = table.payload_type[rows] | gap * np.uint8(_MARKER)
        heads["seq"] = table.seq[rows]
        heads["timestamp"] = table.timestamp_offset[rows] + np.uint32(media_time & 0xFFFFFFFF)
        heads["ssrc"] = table.ssrc[rows]

    def _flush(self, filled: int) -> int:
        """Hand the slots to the kernel; what it will not take now is dropped, and counted."""
        done = dropped = 0
        while done < filled:
            got = self._sendmmsg(self._fd, self._messages + done, filled - done, 0)
            if got > 0:
                done += got
            elif _ffi.errno != errno.EINTR:
                done, dropped = done + 1, dropped + 1  # This one; the others may still go.
        self.dropped += dropped
        return filled - dropped

    def close(self) -> None:
        """Nothing of its own to close."""


def _sockaddr(address: Address) -> bytes:
    """Write a struct sockaddr_in or sockaddr_in6: only the family is in host order."""
    host, port = address
    if ":" in host:
        packed = socket.inet_pton(socket.AF_INET6, host)
        return struct.pack("=H", socket.AF_INET6) + struct.pack("!HI16sI", port, 0, packed, 0)
    packed = socket.inet_pton(socket.AF_INET, host)
    return struct.pack("=H", socket.AF_INET) + struct.pack("!H4s8x", port, packed)


def best_fanout(fd: int) -> "BatchFanout | PlainFanout":
    """Give the fast path where it works, else the plain one."""
    try:
        return BatchFanout(fd)
    except (OSError, AttributeError):
        return PlainFanout(fd)


assert _SLOT >= _HEADER.size + _CSRC_BYTES + LONGEST + TRAILER
