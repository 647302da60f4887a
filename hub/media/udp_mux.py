"""All peers on one UDP port: tell STUN, DTLS, RTP and RTCP apart by the first byte (RFC 7983).

A known address leads to its peer; STUN leads there by its user name, and sound from an unknown
address by its SSRC, if it authenticates (a phone that changed networks).
"""

import asyncio
from collections import Counter
from collections.abc import Callable

from hub.media import ice_lite, rtcp
from hub.media.fanout import Fanout, best_fanout
from hub.media.ice_lite import Address, BadStun
from hub.media.peer import Path, Peer
from hub.media.rtp import is_rtcp
from hub.media.srtp import BadSrtp
from hub.media.udp_port import UdpPort

DATAGRAMS_A_TURN = 256
"""Read at most so many before the loop may do something else."""


class UdpMux:
    """Reads the sockets and hands each datagram to its peer."""

    def __init__(
        self,
        ports: list[UdpPort],
        refused: Counter[str],
        dtls_in: Callable[[Peer, bytes], None],
    ) -> None:
        """dtls_in: takes a record that must be worked on when there is time for it."""
        self._refused = refused
        self._dtls_in = dtls_in
        self._by_ufrag: dict[str, Peer] = {}
        self._by_ssrc: dict[int, Peer] = {}
        self._sockets: list[tuple[UdpPort, Fanout, dict[Address, Peer]]] = [
            (port, best_fanout(port.fileno()), {}) for port in ports
        ]

    def start(self) -> None:
        """Read from now on, in the running loop."""
        loop = asyncio.get_running_loop()
        for port, fanout, by_address in self._sockets:
            loop.add_reader(port.fileno(), self._readable, port, fanout, by_address)

    def stop(self) -> None:
        """Stop reading, and close the sockets."""
        loop = asyncio.get_running_loop()
        for port, _, _ in self._sockets:
            loop.remove_reader(port.fileno())
            port.close()

    @property
    def fanouts(self) -> list[Fanout]:
        """One for each socket."""
        return [fanout for _, fanout, _ in self._sockets]

    def expect(self, peer: Peer) -> None:
        """Accept checks made with the peer's credentials, the new and the retired."""
        for credentials in (peer.credentials, *peer.retired):
            self._by_ufrag[credentials.ufrag] = peer

    def forget(self, peer: Peer) -> None:
        """Know nothing of the peer any more."""
        self._by_ufrag = {u: p for u, p in self._by_ufrag.items() if p is not peer}
        self._by_ssrc = {s: p for s, p in self._by_ssrc.items() if p is not peer}
        for _, _, by_address in self._sockets:
            for address in [a for a, p in by_address.items() if p is peer]:
                del by_address[address]

    def _readable(self, port: UdpPort, fanout: Fanout, by_address: dict[Address, Peer]) -> None:
        for data, address, arrival_s in port.receive(DATAGRAMS_A_TURN):
            kind = data[0]
            peer = by_address.get(address)
            if 128 <= kind <= 191:
                path = peer.paths.chosen if peer is not None else None
                if peer is not None and path is not None and path.address == address:
                    self._media(peer, data, arrival_s)
                    peer.paths.refresh(arrival_s)
                else:
                    self._roamed(Path(port, fanout, address), by_address, data, arrival_s)
            elif kind <= 3:
                self._stun(Path(port, fanout, address), by_address, data, arrival_s)
            elif 20 <= kind <= 63 and peer is not None:
                self._record(peer, Path(port, fanout, address), data, arrival_s)
            else:
                self._refused["dtls_unknown" if 20 <= kind <= 63 else "datagram"] += 1

    def _media(self, peer: Peer, data: bytes, arrival_s: float) -> bool:
        """Take RTP or RTCP; True when it proved to come from the peer."""
        if not is_rtcp(data):
            genuine = peer.inbound.receive(data, arrival_s)
            if genuine and (reception := peer.inbound.reception) is not None:
                self._by_ssrc[reception.ssrc] = peer
        else:
            genuine = self._reports(peer, data, arrival_s)
        return genuine

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
                peer.outbound.reported_loss = view.fraction_lost
        return True

    def _roamed(
        self, path: Path, by_address: dict[Address, Peer], data: bytes, arrival_s: float
    ) -> None:
        """Sound from another address than its peer's: move the peer here if it is genuine."""
        at = 4 if is_rtcp(data) else 8
        peer = self._by_ssrc.get(int.from_bytes(data[at : at + 4], "big"))
        if peer is None or not self._media(peer, data, arrival_s):
            self._refused["rtp_unknown"] += 1
            return
        by_address[path.address] = peer
        if peer.paths.authenticated(path, arrival_s):
            peer.moved()

    def _stun(
        self, path: Path, by_address: dict[Address, Peer], data: bytes, arrival_s: float
    ) -> None:
        try:
            check = ice_lite.read_check(data)
        except BadStun:
            self._refused["stun"] += 1
            return
        peer = self._by_ufrag.get(check.ufrag)
        credentials = (
            next((c for c in (peer.credentials, *peer.retired) if c.ufrag == check.ufrag), None)
            if peer
            else None
        )
        if (
            peer is None
            or credentials is None
            or not ice_lite.is_signed(check, credentials.password)
        ):
            self._refused["stun_unsigned"] += 1
            return
        by_address[path.address] = peer
        path.port.send(ice_lite.answer(check, path.address, credentials.password), path.address)
        if peer.paths.checked(path, nominates=check.nominates, now_s=arrival_s):
            peer.moved()

    def _record(self, peer: Peer, path: Path, data: bytes, arrival_s: float) -> None:
        # Until the keys are there, the browser's records show which of its paths it chose.
        if not peer.dtls.connected and peer.paths.authenticated(path, arrival_s):
            peer.moved()
        self._dtls_in(peer, data)
