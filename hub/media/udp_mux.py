"""All peers on one UDP port: tell STUN, DTLS, RTP and RTCP apart by the first byte (RFC 7983).

A known address leads to its peer; STUN leads there by its user name, and sound from an unknown
address by its SSRC, if it authenticates (a phone that changed networks).
"""

from collections.abc import Callable

from hub.media import clock, rtcp, stun
from hub.media.fanout import Fanout, best_fanout
from hub.media.ice_lite import Credentials
from hub.media.meters import Meters
from hub.media.peer import Path, Peer
from hub.media.rtp import is_rtcp
from hub.media.srtp import BadSrtp
from hub.media.stun import Address, BadStun, Check
from hub.media.udp_port import DATAGRAM_MAX, UdpPort

Known = dict[Address, tuple[Peer, Path]]
"""Who writes from where; the path is kept, since to make one for each datagram costs."""

DATAGRAMS_AT_ONCE = 32
DRAIN_LIMIT_S = 0.004
"""Reading stops after so long, whatever a stranger sends: a tick is due. The rest waits."""


class UdpMux:
    """Reads the sockets and hands each datagram to its peer."""

    def __init__(
        self,
        ports: list[UdpPort],
        meters: Meters,
        dtls_in: Callable[[Peer, bytes], None],
    ) -> None:
        """dtls_in: takes a record that must be worked on when there is time for it."""
        self._refused = meters.refused
        self._faults = meters.faults
        self._dtls_in = dtls_in
        self._by_ufrag: dict[str, Peer] = {}
        self._by_ssrc: dict[int, Peer] = {}
        self.stirred_s = -1e9
        """When a peer last came by a way that was not known of it, or shook hands, or left."""
        self._sockets: list[tuple[UdpPort, Fanout, Known]] = [
            (port, best_fanout(port.fileno()), {}) for port in ports
        ]

    def drain(self) -> None:
        """Read and sort what has come, on every socket, within DRAIN_LIMIT_S."""
        until_s = clock.monotonic_s() + DRAIN_LIMIT_S
        for port, fanout, by_address in self._sockets:
            while got := port.receive(DATAGRAMS_AT_ONCE):
                for data, address, arrival_s in got:
                    try:
                        known = by_address.get(address)
                        peer, path = known or (None, Path(port, fanout, address))
                        self._sort(peer, path, by_address, data, arrival_s)
                    except Exception as mistake:  # Of one datagram; the others are read.
                        self._faults.note("datagram", "one peer", mistake)
                if len(got) < DATAGRAMS_AT_ONCE or clock.monotonic_s() > until_s:
                    break

    def close(self) -> None:
        """Close the sockets."""
        for port, _, _ in self._sockets:
            port.close()
        for fanout in self.fanouts:
            fanout.close()

    @property
    def ports(self) -> list[UdpPort]:
        """The sockets."""
        return [port for port, _, _ in self._sockets]

    @property
    def fanouts(self) -> list[Fanout]:
        """One for each socket."""
        return [fanout for _, fanout, _ in self._sockets]

    def expect(self, peer: Peer) -> None:
        """Accept checks made with the peer's credentials, the new and the retired."""
        self._by_ufrag = {u: p for u, p in self._by_ufrag.items() if p is not peer}
        for credentials in (peer.credentials, *peer.retired):
            self._by_ufrag[credentials.ufrag] = peer
        peer.paths.forgotten = lambda path: self._forget_path(peer, path)

    def forget(self, peer: Peer) -> None:
        """Know nothing of the peer any more."""
        self._by_ufrag = {u: p for u, p in self._by_ufrag.items() if p is not peer}
        self._by_ssrc = {s: p for s, p in self._by_ssrc.items() if p is not peer}
        for _, _, by_address in self._sockets:
            for address in [a for a, (p, _) in by_address.items() if p is peer]:
                del by_address[address]

    def _forget_path(self, peer: Peer, path: Path) -> None:
        for port, _, by_address in self._sockets:
            known = by_address.get(path.address)
            if port is path.port and known and known[0] is peer:
                del by_address[path.address]

    def _sort(
        self, peer: Peer | None, path: Path, by_address: Known, data: bytes, arrival_s: float
    ) -> None:
        kind = data[0] if 0 < len(data) < DATAGRAM_MAX else -1  # None of ours is so long.
        if 128 <= kind <= 191:
            self._media(peer, path, by_address, data, arrival_s)
        elif 0 <= kind <= 3:
            self._stun(peer, path, by_address, data, arrival_s)
        elif 20 <= kind <= 63 and peer is not None:
            self.stirred_s = arrival_s
            self._record(peer, path, data)
        else:
            self._refused["dtls_unknown" if 20 <= kind <= 63 else "datagram"] += 1

    def _media(
        self,
        peer: Peer | None,
        path: Path,
        by_address: Known,
        data: bytes,
        arrival_s: float,
    ) -> None:
        """Take RTP or RTCP: of the peer at this address, or of one who moved here."""
        report = is_rtcp(data)
        at = 4 if report else 8
        owner = self._by_ssrc.get(int.from_bytes(data[at : at + 4], "big"))
        if peer is not None and (peer.paths.chosen is path or peer.paths.chosen == path):
            take = self._reports if report else self._sound
            proved = take(peer, data, arrival_s)
            peer.paths.refresh(arrival_s, proved=proved)
            if proved or owner is None or owner is peer:
                return
        self._roamed(owner or peer, path, by_address, data, arrival_s)

    def _sound(self, peer: Peer, data: bytes, arrival_s: float) -> bool:
        """Take RTP by the peer's path; True when it proved to come from the peer."""
        proved = peer.inbound.receive(data, arrival_s)
        self._learn_source(peer)
        return proved

    def _learn_source(self, peer: Peer) -> None:
        """Remember whose the SSRC is. Who used it first keeps it while here: no peer takes it."""
        if peer.inbound.reception is not None:
            self._by_ssrc.setdefault(peer.inbound.reception.ssrc, peer)

    def _reports(self, peer: Peer, data: bytes, arrival_s: float) -> bool:
        if peer.inbound.srtp is None:
            self._refused["rtcp_early"] += 1
            return False
        try:
            heard = rtcp.read(peer.inbound.srtp.open_rtcp(data))
        except BadSrtp:
            self._refused["srtcp"] += 1
            return False
        if heard.last_sr is not None:
            peer.last_sr, peer.last_sr_s = heard.last_sr, arrival_s
        for view in heard.views:
            if view.ssrc == peer.outbound.ssrc:
                peer.reported(view, arrival_s)
        return True

    def _roamed(
        self,
        peer: Peer | None,
        path: Path,
        by_address: Known,
        data: bytes,
        arrival_s: float,
    ) -> None:
        """Sound from another address than its peer's: move the peer here if it is genuine."""
        if peer is None:
            self._refused["rtp_unknown"] += 1
            return
        if is_rtcp(data):
            proved = self._reports(peer, data, arrival_s)
        else:
            proved = peer.inbound.prove(data, arrival_s)
            self._learn_source(peer)
        if proved:
            by_address[path.address], self.stirred_s = (peer, path), arrival_s
            if peer.paths.authenticated(path, arrival_s):
                peer.moved()

    def _stun(
        self, known: Peer | None, path: Path, by_address: Known, data: bytes, arrival_s: float
    ) -> None:
        try:
            check = stun.read_check(data)
        except BadStun:
            self._refused["stun"] += 1
            return
        peer, credentials = self._expected(check)
        if peer is None or credentials is None or not stun.is_signed(check, credentials.password):
            self._refused["stun_unsigned"] += 1
            return
        if peer is not known:
            by_address[path.address], self.stirred_s = (peer, path), arrival_s
        path.port.send(stun.answer(check, path.address, credentials.password), path.address)
        if peer.paths.checked(path, nominates=check.nominates, now_s=arrival_s):
            peer.moved()

    def _expected(self, check: Check) -> tuple[Peer | None, Credentials | None]:
        peer = self._by_ufrag.get(check.ufrag)
        known = (peer.credentials, *peer.retired) if peer is not None else ()
        return peer, next((c for c in known if c.ufrag == check.ufrag), None)

    def _record(self, peer: Peer, path: Path, data: bytes) -> None:
        # Until the keys are there, the browser's records show which of its paths it chose.
        if not peer.connected and peer.paths.suppose(path):
            peer.moved()
        self._dtls_in(peer, data)
