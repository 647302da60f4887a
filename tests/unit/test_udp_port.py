"""The socket: when a datagram came, whatever the wall clock does, and both families on one port."""

import socket
import time

import pytest

from hub.media import clock
from hub.media.udp_port import UdpPort, open_ports

pytestmark = pytest.mark.quiet


@pytest.mark.parametrize("step_s", [3_600.0, -3_600.0, 0.5])
def test_a_wall_clock_that_is_set_moves_no_arrival(
    monkeypatch: pytest.MonkeyPatch, step_s: float
) -> None:
    port = UdpPort("127.0.0.1", 0)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.sendto(b"one", ("127.0.0.1", port.port))
        before_s = clock.monotonic_s()
        wall_s = clock.wall_s
        monkeypatch.setattr(clock, "wall_s", lambda: wall_s() + step_s)  # While it waits.
        [(_, _, arrival_s)] = port.receive(10)
    port.close()
    assert before_s - 0.1 < arrival_s <= clock.monotonic_s()


def test_being_interrupted_between_two_clocks_moves_no_arrival(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    port = UdpPort("127.0.0.1", 0)
    wall_s, pauses = clock.wall_s, iter([0.03])

    def interrupted() -> float:
        time.sleep(next(pauses, 0.0))  # What the machine adds of its own is as good.
        return wall_s()

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        before_s = clock.monotonic_s()
        other.sendto(b"one", ("127.0.0.1", port.port))
        after_s = clock.monotonic_s()
        monkeypatch.setattr(clock, "wall_s", interrupted)
        [(_, _, arrival_s)] = port.receive(10)
    port.close()
    assert before_s - 0.001 < arrival_s < after_s + 0.001


def test_what_a_full_buffer_cost_is_known() -> None:
    port = UdpPort("127.0.0.1", 0)
    port._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        for _ in range(100):
            other.sendto(b"x" * 200, ("127.0.0.1", port.port))
        got = len(port.receive(200))
        other.sendto(b"x", ("127.0.0.1", port.port))
        assert len(port.receive(1)) == 1
    port.close()
    assert port.overrun == 100 - got > 0


def test_what_cannot_be_sent_is_counted_and_harms_nothing() -> None:
    port = UdpPort("127.0.0.1", 0)
    assert not port.send(b"x", ("127.0.0.1", 0))
    assert not port.send(b"x", ("192.0.2.1", 9)), "from loopback there is no way there"
    assert not port.send(b"x" * 70_000, ("127.0.0.1", 9))
    assert port.unsent == 3
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as nobody:
        nobody.bind(("127.0.0.1", 0))
        gone = nobody.getsockname()
    assert port.send(b"x", gone), "refused there, which is no error here"
    assert port.receive(10) == []
    port.close()


def test_every_address_of_both_families_on_one_port() -> None:
    try:
        ports = open_ports(("0.0.0.0", "::"), 0)
    except OSError as missing:
        pytest.skip(f"no IPv6 here: {missing}")
    assert len({port.port for port in ports}) == 1
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as other:
        other.bind(("::1", 0))
        other.settimeout(2)
        other.sendto(b"hello", ("::1", ports[1].port))
        [(data, address, _)] = ports[1].receive(1)
        assert (data, address) == (b"hello", other.getsockname()[:2])
        assert ports[1].send(b"there", address)
        assert other.recv(10) == b"there"
    for port in ports:
        port.close()


@pytest.mark.parametrize("addresses", [(), ("nowhere",), ("127.0.0.1", "localhost")])
def test_what_is_no_address_is_said_so(addresses: tuple[str, ...]) -> None:
    with pytest.raises(ValueError):
        open_ports(addresses, 0)
