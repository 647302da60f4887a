"""RTP headers and levels, read from what strangers send."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.media import rtp

LEVEL_ID = 3


def packet(first: int = 0x80, payload: bytes = b"opus", extension: bytes = b"") -> bytes:
    return struct.pack("!BBHII", first, 111, 7, 960, 5) + extension + payload


def extension(*items: bytes) -> bytes:
    body = b"".join(items)
    body += bytes(-len(body) % 4)
    return struct.pack("!HH", 0xBEDE, len(body) // 4) + body


def test_a_plain_packet() -> None:
    assert rtp.parse(packet()) == rtp.RtpPacket(111, 7, 960, 5, b"opus")


def test_extension_csrc_and_padding_are_passed_over() -> None:
    data = packet(0xB1, b"opus\0\0\x03", b"csrc" + extension(b"\x30\x85"))
    assert rtp.parse(data).payload == b"opus"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x80" * 11,
        packet(0x40),
        packet(0x8F, b""),
        packet(0x90, b"\xbe"),
        packet(0x90, b"\xbe\xde\xff\xff"),
        packet(0xA0, b"\xff"),
    ],
)
def test_what_is_cut_short_is_refused(data: bytes) -> None:
    with pytest.raises(rtp.BadRtp):
        rtp.parse(data)


@pytest.mark.parametrize(
    ("items", "level"),
    [
        ([bytes([LEVEL_ID << 4, 0x80 | 30])], 30),
        ([bytes([LEVEL_ID << 4, 127])], 127),
        ([b"\x11ab", b"\0", bytes([LEVEL_ID << 4, 5])], 5),
        ([b"\x11ab"], None),
        ([b"\xf0a", bytes([LEVEL_ID << 4, 5])], None),  # 15 ends the list.
    ],
)
def test_the_level_is_found_among_extensions(items: list[bytes], level: int | None) -> None:
    assert rtp.peek_level(packet(0x90, b"", extension(*items)), LEVEL_ID) == level


@settings(deadline=None)
@given(st.binary(max_size=80), st.integers(1, 14))
def test_no_bytes_whatever_break_the_readers(data: bytes, level_id: int) -> None:
    level = rtp.peek_level(data, level_id)
    assert level is None or 0 <= level <= 127
    try:
        rtp.parse(data)
    except rtp.BadRtp:
        pass


@pytest.mark.parametrize(
    ("second", "is_rtcp"), [(200, True), (192, True), (223, True), (111, False), (239, False)]
)
def test_rtcp_is_told_by_its_type(second: int, is_rtcp: bool) -> None:
    assert rtp.is_rtcp(bytes([0x80, second])) is is_rtcp
