"""RTP headers (RFC 3550) and the audio level in their extension (RFC 6464).

Everything here reads bytes a stranger sent: whatever they hold, the answer is a value or BadRtp.
"""

import struct
from typing import NamedTuple

SILENT_LEVEL = 127
"""-dBov of digital silence, and what a packet without a level is taken to be when asked softly."""

_HEADER = struct.Struct("!BBHII")
_ONE_BYTE_EXTENSIONS = 0xBEDE  # RFC 8285, 4.2.
_ENDS_THE_LIST = 15


class BadRtp(Exception):
    """Not an RTP packet we can use."""


class RtpPacket(NamedTuple):
    """What is needed of one packet: 16-bit seq, 32-bit timestamp (48 kHz), the Opus payload."""

    payload_type: int
    seq: int
    timestamp: int
    ssrc: int
    payload: bytes


def parse(data: bytes) -> RtpPacket:
    """Read a decrypted packet: fixed header, CSRCs, extension, padding; raises BadRtp."""
    if len(data) < _HEADER.size:
        raise BadRtp("shorter than a header")
    first, second, seq, timestamp, ssrc = _HEADER.unpack_from(data)
    if first >> 6 != 2:
        raise BadRtp("not version 2")
    start = _HEADER.size + 4 * (first & 0x0F)
    if first & 0x10:
        if len(data) < start + 4:
            raise BadRtp("extension cut short")
        start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4], "big")
    end = len(data) - (data[-1] if first & 0x20 else 0)
    if start > end:
        raise BadRtp("no room for a payload")
    return RtpPacket(second & 0x7F, seq, timestamp, ssrc, data[start:end])


def peek_level(data: bytes, extension_id: int) -> int | None:
    """Give the RFC 6464 level in -dBov (0 loudest, 127 silent), or None when there is none.

    Works before decryption, since SRTP leaves extensions in the clear. Not authenticated then:
    use it to save work, never to grant anything.
    """
    if len(data) < 17 or not data[0] & 0x10:
        return None
    at = 12 + 4 * (data[0] & 0x0F)
    if len(data) < at + 4 or int.from_bytes(data[at : at + 2], "big") != _ONE_BYTE_EXTENSIONS:
        return None
    end = min(len(data), at + 4 + 4 * int.from_bytes(data[at + 2 : at + 4], "big"))
    at += 4
    while at + 1 < end:
        head = data[at]
        if head == 0:  # Padding.
            at += 1
            continue
        if head >> 4 == extension_id:
            return data[at + 1] & 0x7F
        if head >> 4 == _ENDS_THE_LIST:
            return None
        at += 2 + (head & 0x0F)
    return None


def is_rtcp(data: bytes) -> bool:
    """Tell RTCP from RTP on one port (RFC 5761): packet types 192-223."""
    return len(data) > 1 and 192 <= data[1] <= 223
