"""All rooms and peers of a worker: who joins, who leaves, who is gone, and the tick over all."""

import asyncio
from collections.abc import Callable

from hub.media import clock, reports
from hub.media.dtls import Certificate, HandshakeFailed
from hub.media.meters import Meters
from hub.media.mixer import Mixer
from hub.media.peer import Peer
from hub.media.sdp import BadOffer, Offer, read_offer
from hub.media.spare_time import SpareTime
from hub.media.ticker import Ticker
from hub.media.udp_mux import UdpMux
from hub.media.udp_port import UdpPort
from hub.wire.worker import Connected, Gone, RoomLevels, Tell

UNHEARD_LIMIT_S = 15.0
"""A peer of which nothing authentic came for so long is gone (consent, RFC 7675: 30 s at most)."""

LEVELS_EVERY_TICKS = 5
HOUSEKEEPING_TICKS = 50


class UnknownPeer(Exception):
    """No peer of that name is here."""


class Rooms:
    """The worker's whole state; everything runs on its one loop."""

    def __init__(
        self,
        ports: list[UdpPort],
        advertise: tuple[str, ...],
        talkers_mixed: int,
        meters: Meters,
        tell: Callable[[Tell], None],
    ) -> None:
        """tell: hands news to the hub; must not wait."""
        self._certificate = Certificate()
        self._candidates = _candidates(ports, advertise)
        self._talkers_mixed = talkers_mixed
        self._meters = meters
        self._tell = tell
        self._peers: dict[str, Peer] = {}
        self._mixers: dict[str, Mixer] = {}
        self._handshakes: dict[str, asyncio.Task[None]] = {}
        self._levels_told: set[str] = set()
        self._tick_number = 0
        self.port = ports[0].port
        self.ticker = Ticker(self._tick, meters)
        self.spare_time = SpareTime(self.ticker)
        self.mux = UdpMux(ports, meters.refused, self._dtls_in)

    def join(self, room: str, name: str, sdp: str) -> str:
        """Take a peer in and give the answer to its offer; raises BadOffer.

        A new offer under a name that is here replaces the old peer.
        """
        offer = self._read(sdp)
        self.leave(name)
        peer = Peer(name, room, offer, self._certificate, self._meters.refused, clock.monotonic_s())
        self._peers[name] = peer
        self._mixers.setdefault(room, Mixer(self._talkers_mixed, self._meters)).peers[name] = peer
        self.mux.expect(peer)
        self._handshakes[name] = asyncio.create_task(self._shake_hands(peer))
        return peer.answer(self._candidates)

    def offer(self, name: str, sdp: str) -> str:
        """Give the answer to a peer's new offer; raises BadOffer or UnknownPeer."""
        peer = self._peer(name)
        offer = self._read(sdp)
        try:
            if peer.restart(offer):
                self.mux.expect(peer)
        except BadOffer:
            self._meters.refused["offer"] += 1
            raise
        return peer.answer(self._candidates)

    def leave(self, name: str) -> None:
        """Let a peer go, if it is here; its browser is told by DTLS."""
        peer = self._peers.pop(name, None)
        if peer is None:
            return
        mixer = self._mixers[peer.room]
        del mixer.peers[name]
        if not mixer.peers:
            del self._mixers[peer.room]
        self.mux.forget(peer)
        self._handshakes.pop(name).cancel()
        peer.part()

    def permit(self, name: str, may_send: bool) -> None:
        """Let a peer be heard from now on, or not; raises UnknownPeer."""
        self._peer(name).inbound.permit(may_send)

    def stats(self, *, reset: bool) -> dict[str, object]:
        """Give all counters and timings; `reset` begins them anew."""
        figures: dict[str, object] = {
            "peers": len(self._peers),
            "rooms": len(self._mixers),
            "packets_dropped": sum(fanout.dropped for fanout in self.mux.fanouts),
            "voices": {p.name: p.inbound.figures() for p in self._peers.values()},
            **self._meters.snapshot(),
        }
        if reset:
            self._meters.reset()
        return figures

    def close(self) -> None:
        """Let everybody go."""
        for name in list(self._peers):
            self.leave(name)
        self.mux.stop()

    def _peer(self, name: str) -> Peer:
        if name not in self._peers:
            raise UnknownPeer(name)
        return self._peers[name]

    def _read(self, sdp: str) -> Offer:
        try:
            return read_offer(sdp)
        except BadOffer:
            self._meters.refused["offer"] += 1
            raise

    def _dtls_in(self, peer: Peer, record: bytes) -> None:
        """Feed a record when there is time: a flight of the handshake takes milliseconds."""
        if not self.spare_time.do(lambda: peer.feed_dtls(record)):
            self._meters.refused["dtls_crowded"] += 1

    async def _shake_hands(self, peer: Peer) -> None:
        try:
            await peer.shake_hands()
        except HandshakeFailed:
            self._meters.refused["dtls_handshake"] += 1
            self._lose(peer, "dtls_failed")
            return
        peer.dtls.when_closed(lambda: self._lose(peer, "closed"))
        self._tell(Connected(peer=peer.name))

    def _lose(self, peer: Peer, why: str) -> None:
        if self._peers.get(peer.name) is peer:
            self.leave(peer.name)
            self._tell(Gone.model_validate({"peer": peer.name, "why": why}))

    def _tick(self, due_s: float, media_time: int) -> None:
        for mixer in self._mixers.values():
            mixer.tick(due_s, media_time)
        self._tick_number += 1
        reports.send_due(self._peers.values(), self._tick_number, media_time)
        if self._tick_number % LEVELS_EVERY_TICKS == 0:
            self._tell_levels()
        if self._tick_number % HOUSEKEEPING_TICKS == 0:
            self._keep_house(due_s)

    def _tell_levels(self) -> None:
        for room, mixer in self._mixers.items():
            levels = mixer.take_levels()
            if levels or room in self._levels_told:
                self._tell(RoomLevels(room=room, levels=levels))
            (self._levels_told.add if levels else self._levels_told.discard)(room)

    def _keep_house(self, now_s: float) -> None:
        for mixer in self._mixers.values():
            mixer.heed_reports()
        for peer in list(self._peers.values()):
            if now_s - (peer.paths.last_heard_s or peer.joined_s) > UNHEARD_LIMIT_S:
                self._lose(peer, "silent")


def _candidates(ports: list[UdpPort], advertise: tuple[str, ...]) -> list[tuple[str, int]]:
    """What answers offer: the bound addresses, or those that stand for them outside a NAT."""
    if advertise:
        return [(address, ports[0].port) for address in advertise]
    return [(port.host, port.port) for port in ports]
