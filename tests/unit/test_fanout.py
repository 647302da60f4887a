"""The fast fan-out sends just what the plain one would, over real sockets."""

import socket

import pylibsrtp
import pytest

from hub.media.fanout import BATCH, FEW, BatchFanout, PlainFanout
from hub.media.outbound import Outbound
from hub.media.srtp import SrtpOut
from hub.media.udp_port import UdpPort, open_ports

KEY = bytes(range(30))


def session(kind: int) -> pylibsrtp.Session:
    return pylibsrtp.Session(pylibsrtp.Policy(key=KEY, ssrc_type=kind))


def receiver() -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    sock.bind(("127.0.0.1", 0))
    sock.settimeout(5)
    return sock


@pytest.fixture
def port():  # type: ignore[no-untyped-def]
    opened = UdpPort("127.0.0.1", 0)
    yield opened
    opened.close()


def stream(fanout: BatchFanout | PlainFanout, to: socket.socket) -> Outbound:
    made = Outbound(111)
    made.srtp = SrtpOut(session(pylibsrtp.Policy.SSRC_ANY_OUTBOUND))
    made.goes_to(fanout, to.getsockname())
    return made


@pytest.mark.parametrize("people", [1, FEW - 1, FEW, BATCH + 3])
def test_both_paths_send_the_same_bytes(people: int, port: UdpPort) -> None:
    plain, fast = PlainFanout(port.fileno()), BatchFanout(port.fileno())
    with receiver() as to:
        by_plain, by_fast = ([stream(f, to) for _ in range(people)] for f in (plain, fast))
        for n, (one, other) in enumerate(zip(by_plain, by_fast, strict=True)):
            other.ssrc, other.timestamp_offset = one.ssrc, one.timestamp_offset
            one.seq = other.seq = 65_534 - n % 3  # Over the roll-over too.
            one.step = other.step = 960 * (1 + 2 * (n % 2))
        for tick, payload in enumerate([b"a" * 80, b"b" * 3, b"c" * 1275, b"d" * 60]):
            media_time = 2**32 - 1_920 + 960 * (tick if tick < 3 else 100)
            assert plain.send(by_plain, payload, media_time) == people
            said = [to.recv(2048) for _ in range(people)]
            assert fast.send(by_fast, payload, media_time) == people
            assert [to.recv(2048) for _ in range(people)] == said
        for one, other in zip(by_plain, by_fast, strict=True):
            assert (other.seq, other.packets, other.octets) == (one.seq, 4, 80 + 3 + 1275 + 60)
            assert other.seq < 4
    plain.close()


def test_one_that_cannot_be_encrypted_does_not_stop_the_others(port: UdpPort) -> None:
    fast = BatchFanout(port.fileno())
    with receiver() as to:
        streams = [stream(fast, to) for _ in range(FEW + 2)]
        assert fast.send(streams, b"payload", 960) == FEW + 2
        streams[3].seq -= 1  # A packet of this number was encrypted: it is not done again.
        assert fast.send(streams, b"payload", 1_920) == FEW + 1
        assert fast.dropped == 1
        assert [s.packets for s in streams] == [2, 2, 2, 1] + [2] * (FEW - 2)
        got = [to.recv(2048)[8:12] for _ in range(2 * FEW + 3)]
        assert got.count(streams[3].ssrc.to_bytes(4, "big")) == 1


def test_a_stream_that_is_gone_leaves_its_row_to_another(port: UdpPort) -> None:
    first = Outbound(111)
    first.packets, row = 7, first.row
    del first
    later = [Outbound(111) for _ in range(300)]
    assert row in {one.row for one in later}
    assert not any(one.packets for one in later)


def test_a_grant_stands_in_the_header_and_is_authenticated(port: UdpPort) -> None:
    opener = session(pylibsrtp.Policy.SSRC_ANY_INBOUND)
    with receiver() as to:
        for fanout in (PlainFanout(port.fileno()), BatchFanout(port.fileno())):
            fed = stream(fanout, to)
            fed.feed(0x01020304)
            assert fanout.send([fed], b"sound", 960) == 1
            plain = opener.unprotect(to.recv(2048))
            assert (plain[0], plain[12:16], plain[16:]) == (0x81, b"\1\2\3\4", b"sound")
            fed.feed(None)
            fanout.send([fed], b"sound", 1920)
            assert opener.unprotect(to.recv(2048))[12:] == b"sound"
            fanout.close()


def test_more_than_a_batch_reaches_each_with_its_own_header(port: UdpPort) -> None:
    fast = BatchFanout(port.fileno())
    opener = session(pylibsrtp.Policy.SSRC_ANY_INBOUND)
    with receiver() as to:
        streams = [stream(fast, to) for _ in range(BATCH + 30)]
        assert fast.send(streams, b"payload", 960) == len(streams)
        ssrcs = set()
        for _ in streams:
            plain = opener.unprotect(to.recv(2048))
            assert plain.endswith(b"payload")
            ssrcs.add(int.from_bytes(plain[8:12], "big"))
    assert ssrcs == {s.ssrc for s in streams}


def test_a_stream_without_keys_or_address_is_passed_over(port: UdpPort) -> None:
    fast = BatchFanout(port.fileno())
    assert fast.send([Outbound(111)], b"payload", 0) == 0


def test_a_dead_destination_does_not_stop_the_others(port: UdpPort) -> None:
    fast = BatchFanout(port.fileno())
    with receiver() as to:
        streams = [stream(fast, to) for _ in range(3)]
        streams[1].goes_to(fast, ("0.0.0.0", 0))  # Port 0: the kernel refuses.
        assert fast.send(streams, b"payload", 960) == 2
        assert fast.dropped == 1
        assert [len(to.recv(2048)) for _ in range(2)]


def test_a_payload_too_long_for_srtp_is_a_mistake_of_ours(port: UdpPort) -> None:
    with pytest.raises(ValueError, match="too long"):
        BatchFanout(port.fileno()).send([], b"x" * 1400, 0)


def test_the_marker_opens_a_talk_spurt(port: UdpPort) -> None:
    fast = BatchFanout(port.fileno())
    with receiver() as to:
        one = stream(fast, to)
        markers = []
        for media_time in (9600, 10_560, 11_520, 30_720, 31_680):
            fast.send([one], b"payload", media_time)
            markers.append(to.recv(2048)[1] >> 7)
    assert markers == [1, 0, 0, 1, 0]


def test_datagrams_carry_the_time_they_arrived(port: UdpPort) -> None:
    with receiver() as other:
        other.sendto(b"one", ("127.0.0.1", port.port))
        other.sendto(b"two", ("127.0.0.1", port.port))
        got = port.receive(10)
        assert [data for data, _, _ in got] == [b"one", b"two"]
        assert got[0][1] == other.getsockname()
        assert got[0][2] <= got[1][2], "stamped by the kernel, in order"
        assert port.receive(10) == []


def test_one_port_number_on_every_address() -> None:
    ports = open_ports(("127.0.0.1", "127.0.0.2"), 0)
    try:
        assert len({p.port for p in ports}) == 1
        with pytest.raises(OSError):
            open_ports(("127.0.0.1",), ports[0].port)
    finally:
        for opened in ports:
            opened.close()
