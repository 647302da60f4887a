"""All peers on one port: strangers, forgers and peers that move cost little and harm nobody."""

import socket
from collections import Counter
from collections.abc import Iterator

import pylibsrtp
import pytest
from aioice import stun

from hub.media.dtls import Certificate
from hub.media.ice_lite import PATHS_MAX
from hub.media.meters import Meters
from hub.media.peer import Peer
from hub.media.sdp import read_offer
from hub.media.srtp import SrtpIn
from hub.media.udp_mux import DATAGRAMS_AT_ONCE, UdpMux
from hub.media.udp_port import DATAGRAM_MAX, UdpPort
from tests.rtc_client import RtcClient
from tests.unit.test_inbound import KEY, Talker

CERTIFICATE = Certificate()


class Hub:
    """A mux on a loopback port, and peers whose keys are known."""

    def __init__(self) -> None:
        self.meters = Meters()
        self.port = UdpPort("127.0.0.1", 0)
        self.mux = UdpMux([self.port], self.meters, lambda *_: None)
        self.sockets: list[socket.socket] = []

    @property
    def refused(self) -> Counter[str]:
        return self.meters.refused

    def peer(self, name: str) -> tuple[Peer, Talker]:
        offer = read_offer(RtcClient().offer())
        peer = Peer(name, "umum", offer, CERTIFICATE, self.refused, 0.0)
        policy = pylibsrtp.Policy(key=KEY, ssrc_type=pylibsrtp.Policy.SSRC_ANY_INBOUND)
        peer.inbound.srtp = SrtpIn(pylibsrtp.Session(policy))
        peer.inbound.permit(True, 0.0)
        self.mux.expect(peer)
        return peer, Talker()

    def somewhere(self) -> socket.socket:
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.bind(("127.0.0.1", 0))
        self.sockets.append(sock)
        return sock

    def send(self, source: socket.socket, *datagrams: bytes) -> None:
        for data in datagrams:
            source.sendto(data, ("127.0.0.1", self.port.port))
        self.mux.drain()

    def check(self, peer: Peer, source: socket.socket, *, nominate: bool = True) -> None:
        check = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
        check.attributes["USERNAME"] = f"{peer.credentials.ufrag}:theirs"
        if nominate:
            check.attributes["USE-CANDIDATE"] = None
        check.add_message_integrity(peer.credentials.password.encode())
        self.send(source, bytes(check))

    @property
    def addresses(self) -> int:
        return sum(len(by_address) for _, _, by_address in self.mux._sockets)


@pytest.fixture
def hub() -> Iterator[Hub]:
    made = Hub()
    yield made
    for sock in made.sockets:
        sock.close()
    made.port.close()


def test_forged_sound_keeps_no_peer_alive(hub: Hub) -> None:
    peer, talker = hub.peer("a")
    here = hub.somewhere()
    hub.check(peer, here)
    checked_s = peer.paths.last_heard_s
    hub.send(here, *(talker.packet(20)[:-1] + b"\0" for _ in range(3)))
    assert hub.refused["srtp"] + hub.refused["rtp_unknown"] >= 3
    assert peer.paths.last_heard_s == checked_s
    hub.send(here, talker.packet(20))
    assert peer.paths.last_heard_s is not None and checked_s is not None
    assert peer.paths.last_heard_s > checked_s


def test_addresses_and_names_of_a_peer_that_roams_for_ever_are_forgotten(hub: Hub) -> None:
    peer, _ = hub.peer("a")
    for _ in range(3 * PATHS_MAX):
        hub.check(peer, hub.somewhere())
    assert hub.addresses == len(peer.paths.heard_s) == PATHS_MAX
    for number in range(5):
        sdp = RtcClient().offer().replace("a=ice-ufrag:", f"a=ice-ufrag:{number}")
        fingerprint = f"a=fingerprint:sha-256 {peer.offer.fingerprint_sha256}"
        assert fingerprint in sdp and peer.restart(read_offer(sdp))
        hub.mux.expect(peer)
    assert len(hub.mux._by_ufrag) == 2, "the new name, and that of checks under way"
    hub.mux.forget(peer)
    assert (hub.addresses, hub.mux._by_ufrag, hub.mux._by_ssrc) == (0, {}, {})


def test_the_first_sound_may_come_by_a_path_that_is_not_chosen_yet(hub: Hub) -> None:
    peer, talker = hub.peer("a")
    first, second = hub.somewhere(), hub.somewhere()
    hub.check(peer, first)
    hub.check(peer, second, nominate=False)
    hub.send(second, talker.packet(20))
    assert peer.inbound.playout.stats.received == 1
    assert peer.paths.chosen is not None
    assert peer.paths.chosen.address == second.getsockname()


def test_nobody_takes_over_a_source_of_another(hub: Hub) -> None:
    a, as_a = hub.peer("a")
    b, as_b = hub.peer("b")
    b.inbound.srtp = SrtpIn(pylibsrtp.Session(pylibsrtp.Policy(
        key=bytes(30), ssrc_type=pylibsrtp.Policy.SSRC_ANY_INBOUND)))  # fmt: skip
    as_b.tx = pylibsrtp.Session(
        pylibsrtp.Policy(key=bytes(30), ssrc_type=pylibsrtp.Policy.SSRC_ANY_OUTBOUND)
    )
    at_a, at_b = hub.somewhere(), hub.somewhere()
    hub.check(a, at_a)
    hub.check(b, at_b)
    hub.send(at_a, as_a.packet(20))
    hub.send(at_b, as_b.packet(20))  # Of the same SSRC.
    elsewhere = hub.somewhere()
    hub.send(elsewhere, as_a.packet(20))
    assert a.paths.chosen is not None
    assert a.paths.chosen.address == elsewhere.getsockname(), "a is found by its sound all the same"
    assert (a.inbound.playout.stats.received, b.inbound.playout.stats.received) == (2, 1)


def test_who_is_checked_from_anothers_address_does_not_silence_him(hub: Hub) -> None:
    a, as_a = hub.peer("a")
    b, _ = hub.peer("b")
    b.inbound.srtp = SrtpIn(pylibsrtp.Session(pylibsrtp.Policy(
        key=bytes(30), ssrc_type=pylibsrtp.Policy.SSRC_ANY_INBOUND)))  # fmt: skip
    at_a = hub.somewhere()
    hub.check(a, at_a)
    hub.send(at_a, as_a.packet(20))
    hub.check(b, at_a)  # Forged source address, or a NAT that gave the port away.
    hub.send(at_a, as_a.packet(20), as_a.packet(20))
    assert a.inbound.playout.stats.received == 3


@pytest.mark.parametrize("data", [b"", b"\x80" * 3000, b"\0" * DATAGRAM_MAX, b"\x50rubbish"])
def test_what_is_no_datagram_of_ours_is_one_refusal(hub: Hub, data: bytes) -> None:
    hub.send(hub.somewhere(), data)
    assert hub.refused == {"datagram": 1}


def test_sound_from_nowhere_is_one_refusal(hub: Hub) -> None:
    hub.send(hub.somewhere(), Talker().packet(20))
    assert hub.refused == {"rtp_unknown": 1}


def test_a_mistake_with_one_datagram_costs_that_one(
    hub: Hub, capfd: pytest.CaptureFixture[str]
) -> None:
    peer, talker = hub.peer("a")
    here = hub.somewhere()
    hub.check(peer, here)
    genuine, calls = peer.inbound.receive, iter([True, False, False])

    def receive(data: bytes, arrival_s: float) -> bool:
        if next(calls):
            raise RuntimeError("two\nlines")
        return genuine(data, arrival_s)

    peer.inbound.receive = receive  # type: ignore[method-assign]
    for _ in range(3):
        here.sendto(talker.packet(20), ("127.0.0.1", hub.port.port))
    hub.send(here)
    assert peer.inbound.playout.stats.received == 2
    assert hub.meters.faults.counted == {"datagram": 1}
    assert len(capfd.readouterr().err.splitlines()) == 1


def test_close_closes_all_there_is() -> None:
    hub = Hub()
    hub.mux.close()
    assert hub.port.fileno() == -1


def test_a_flood_is_read_for_a_moment_and_then_waits(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = hub.somewhere()
    for _ in range(200):
        source.sendto(b"\xff", ("127.0.0.1", hub.port.port))
    monkeypatch.setattr("hub.media.udp_mux.DRAIN_LIMIT_S", -1.0)
    hub.mux.drain()
    assert hub.refused["datagram"] == DATAGRAMS_AT_ONCE
    monkeypatch.undo()
    hub.mux.drain()
    assert hub.refused["datagram"] > DATAGRAMS_AT_ONCE
