"""Reports: what we count of a stream is what we tell of it."""

import struct

import pytest
from aiortc.rtp import RtcpPacket, RtcpSdesPacket, RtcpSrPacket
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.media import rtcp
from hub.media.rtcp import Reception, SenderClock

CLOCK = SenderClock(wall_s=1_700_000_000.5, timestamp=2**32 + 960, packets=7, octets=700)


def reception(*seqs: int) -> Reception:
    counted = Reception(ssrc=9, base_seq=seqs[0], max_seq=seqs[0])
    for seq in seqs:
        counted.count(seq, 960 * seq, 0.02 * seq)
    return counted


def test_aiortc_reads_what_we_write() -> None:
    report = rtcp.write(1, CLOCK, reception(65534, 65535, 1, 2), 0xAABBCCDD, 0.5)
    sender, description = RtcpPacket.parse(report)
    assert isinstance(sender, RtcpSrPacket) and isinstance(description, RtcpSdesPacket)
    assert (sender.ssrc, sender.sender_info.rtp_timestamp) == (1, 960)
    assert sender.sender_info.ntp_timestamp >> 32 == 1_700_000_000 + rtcp.NTP_EPOCH_S
    block = sender.reports[0]
    assert (block.ssrc, block.packets_lost, block.highest_sequence) == (9, 1, 65536 + 2)
    assert (block.fraction_lost, block.lsr, block.dlsr) == (256 // 5, 0xAABBCCDD, 32768)
    assert description.chunks[0].items == [(1, b"posko")]


def test_without_anything_received_there_is_no_block() -> None:
    sender = RtcpPacket.parse(rtcp.write(1, CLOCK, None, 0, 9.0))[0]
    assert isinstance(sender, RtcpSrPacket) and sender.reports == []


def test_loss_is_told_for_each_interval_anew() -> None:
    counted = reception(1, 2, 4)
    assert counted.fraction_lost() == 256 // 4
    counted.count(5, 960 * 5, 0.1)
    assert counted.fraction_lost() == 0
    assert counted.cumulative_lost() == 1


def test_reordering_and_repeats_are_no_loss() -> None:
    counted = reception(1, 3, 2, 4, 4)
    assert (counted.fraction_lost(), counted.cumulative_lost()) == (0, 0)


def test_a_sender_that_begins_anew_has_lost_nothing() -> None:
    counted = reception(*range(100))
    for seq in (40_000, 40_001, 40_002):
        counted.count(seq, 5, 3.0)
    assert (counted.fraction_lost(), counted.cumulative_lost()) == (0, 0)
    counted.count_unproven(7, 5, 3.1)
    assert counted.max_seq == 40_002, "nobody makes us begin anew without proof"


def test_steady_packets_have_no_jitter_and_late_ones_do() -> None:
    counted = reception(*range(100))
    assert counted.jitter < 0.01
    counted.count(100, 96_000, 2.0 + 0.010)
    assert 29 < counted.jitter < 31  # 480 samples / 16.


def test_reports_about_us_are_read() -> None:
    theirs = rtcp.write(5, CLOCK, reception(1, 2, 4, 5), 0, 0.0)
    heard = rtcp.read(theirs)
    [view] = heard.views
    assert (view.ssrc, view.fraction_lost) == (9, 51 / 256)
    assert heard.last_sr == int.from_bytes(theirs[10:14], "big")


def test_a_report_on_our_report_tells_the_time_there_and_back() -> None:
    wall_s = 1_800_000_000.125
    ours = rtcp.write(42, rtcp.SenderClock(wall_s, 0, 1, 1), None, 0, 0.0)
    last_sr = int.from_bytes(ours[10:14], "big")
    held = round(0.4 * 65_536)
    block = struct.pack("!6I", 42, 0, 0, 480, last_sr, held)
    [view] = rtcp.read(struct.pack("!BBHI", 0x81, 201, 7, 5) + block).views
    assert view.round_trip_s(wall_s + 0.4 + 0.085) == pytest.approx(0.085, abs=1e-4)
    assert view.jitter == 480
    assert rtcp.ReceiverView(42, 0.0).round_trip_s(wall_s) is None, "it had no report of ours yet"


def test_a_bare_receiver_report_is_read() -> None:
    block = struct.pack("!6I", 42, 128 << 24, 0, 0, 0, 0)
    heard = rtcp.read(struct.pack("!BBHI", 0x81, 201, 7, 5) + block)
    assert heard == rtcp.Heard(None, (rtcp.ReceiverView(42, 0.5),))


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    rtcp.read(data)
    rtcp.read(b"\x81\xc8\0\7" + data)
