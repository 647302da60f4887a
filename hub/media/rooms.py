"""All rooms and peers of a worker: who joins, who leaves, who is gone, and the tick over all."""

from collections.abc import Callable, Sequence

from hub.audio.opus import Audio
from hub.media import clock, quality, reports
from hub.media.carries import Carries
from hub.media.dtls import Certificate, Dtls
from hub.media.mesh import Mesh
from hub.media.meters import Meters
from hub.media.mixer import Mixer
from hub.media.notice_words import NoticeWords
from hub.media.peer import Peer
from hub.media.quality_round import QualityRound
from hub.media.recorder import Recorder
from hub.media.sdp import BadOffer, Offer, read_offer
from hub.media.spare_time import SpareTime
from hub.media.ticker import Ticker
from hub.media.udp_mux import UdpMux
from hub.media.udp_port import UdpPort
from hub.wire.worker import Connected, Gone, RecordingStopped, RoomLevels, Tell

UNHEARD_LIMIT_S = 15.0
"""A peer of which nothing authentic came for so long is gone (consent, RFC 7675: 30 s at most)."""

HANDSHAKE_LIMIT_S = 15.0
RECORDS_MAX = 16
"""DTLS records of one peer in line; more are dropped, and the browser sends them again."""

STIRRED_S = 2.0
"""After anything but what comes in all the time, no tick is skipped for so long."""

LEVELS_EVERY_TICKS = 5
RETRANSMIT_EVERY_TICKS = 5
HEED_EVERY_TICKS = 50


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
        recorder: Recorder | None = None,
        notice: NoticeWords | None = None,
        mesh: Mesh | None = None,
    ) -> None:
        """tell: hands news to the hub; must not wait. recorder: None: nothing is recorded.

        notice: tells a room that it is recorded; None: by tones. mesh: to the other workers; None:
        there is none.
        """
        self._certificate = Certificate()
        self._candidates = _candidates(ports, advertise)
        self._talkers_mixed = talkers_mixed
        self._meters = meters
        self._tell = tell
        self._recorder = recorder
        self._notice = notice or NoticeWords(None)
        self._peers: dict[str, Peer] = {}
        self._turns = reports.Turns()
        self._mixers: dict[str, Mixer] = {}
        self._carries = Carries(mesh)
        self._quality = QualityRound(tell)
        self._levels_told: set[str] = set()
        self._permitted: set[str] = set()
        self._stirred_s = -1e9
        self._tick_number = 0
        self.port = ports[0].port
        self.faults = meters.faults
        self.mux = UdpMux(ports, meters, self._dtls_in)
        self._connecting: set[str] = set()
        """Whose handshake is under way: his records are not to wait for the next tick."""
        self.ticker = Ticker(
            self._drain, self._tick, meters, lambda: bool(self._connecting), self._all_rest
        )
        self.spare_time = SpareTime(self.ticker, meters.faults)

    def join(
        self, room: str, name: str, sdp: str, who: str | None = None, *, saver: bool = False
    ) -> str:
        """Take a peer in and give the answer to its offer; raises BadOffer.

        A new offer under a name that is here replaces the old peer. who, saver: see Join.
        """
        offer = self._read(sdp)
        self.leave(name)
        refused, now_s = self._meters.refused, clock.monotonic_s()
        peer = Peer(name, room, offer, self._certificate, refused, now_s, who)
        peer.outbound.save(saver)
        self._peers[name] = peer
        self._turns.add(peer)
        self._connecting.add(name)
        self._stir()
        if room not in self._mixers:
            self._mixers[room] = Mixer(self._talkers_mixed, self._meters)
        self._mixers[room].peers[name] = peer
        self.mux.expect(peer)
        return peer.answer(self._candidates)

    def offer(self, name: str, sdp: str, *, saver: bool = False) -> str:
        """Give the answer to a peer's new offer; raises BadOffer or UnknownPeer."""
        peer = self._peer(name)
        offer = self._read(sdp)
        self._stir()
        try:
            if peer.restart(offer):
                self.mux.expect(peer)
        except BadOffer:
            self._meters.refused["offer"] += 1
            raise
        peer.outbound.save(saver)
        return peer.answer(self._candidates)

    def leave(self, name: str) -> None:
        """Let a peer go, if it is here; its browser is told by DTLS."""
        peer = self._peers.pop(name, None)
        if peer is None:
            return
        self._turns.remove(peer)
        self._carries.forget(name)
        self._connecting.discard(name)
        self._permitted.discard(name)
        mixer = self._mixers[peer.room]
        del mixer.peers[name]
        if not mixer.peers:
            del self._mixers[peer.room]
            self._levels_told.discard(peer.room)
        self.mux.forget(peer)
        peer.part()

    def permit(self, name: str, may_send: bool) -> None:
        """Let a peer be heard from now on, or not; raises UnknownPeer."""
        self._peer(name).inbound.permit(may_send, clock.monotonic_s())
        if may_send:
            self._permitted.add(name)
            self._stir()
        else:
            self._permitted.discard(name)

    def carry(self, name: str, rooms: Sequence[str], away: Sequence[tuple[int, int]] = ()) -> None:
        """Let a peer be heard in these rooms too, in place of those of before; UnknownPeer.

        away: other workers to which it is sent, and its stream there.
        """
        peer = self._peer(name)
        self._carries.carry(name, frozenset(rooms) - {peer.room}, away)

    def guest(self, stream: int, name: str, who: str | None, rooms: Sequence[str]) -> None:
        """Let a peer of another worker be heard in these rooms; see Guest."""
        self._carries.order(stream, name, who, rooms)
        self._stir()

    def feed(self, name: str, grant: int | None) -> None:
        """Send a peer its mix without a pause, marked with a grant, or no longer; UnknownPeer."""
        self._peer(name).outbound.feed(grant)
        self._stir()

    def record(self, room: str, recording: str | None, *, notice: bool = False) -> None:
        """Record a room, or no longer; see Record."""
        if self._recorder is not None:
            self._recorder.record(room, recording)
            if recording is None and room in self._mixers:
                self._mixers[room].telling.forget()
            if notice:
                self._notice.give(lambda frames: self._say(room, frames))
        elif recording is not None:
            self._tell(RecordingStopped(recording=recording, why="disk_failed"))

    def stats(self, *, reset: bool) -> dict[str, object]:
        """Give all counters and timings, of all that has come; `reset` begins them anew."""
        self.mux.drain()
        figures: dict[str, object] = {
            "peers": len(self._peers),
            "rooms": len(self._mixers),
            "packets_dropped": sum(fanout.dropped for fanout in self.mux.fanouts)
            + sum(port.unsent for port in self.mux.ports),
            "datagrams_overrun": sum(port.overrun for port in self.mux.ports),
            "carried_dropped": self._carries.dropped,
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
        if self._recorder is not None:
            self._recorder.close()
        self._carries.close()
        self.mux.close()

    def _say(self, room: str, frames: Audio) -> None:
        """Tell a room that it is recorded; where nobody hears yet, the first who does is told."""
        self._stir()
        mixer = self._mixers.get(room)
        if mixer is not None and any(peer.connected for peer in mixer.peers.values()):
            mixer.say(frames)

    def _say_to(self, peer: Peer, frames: Audio) -> None:
        """Tell one who came into a recorded room; alone there, so that the recording has it."""
        if self._peers.get(peer.name) is not peer:
            return
        self._stir()
        mixer = self._mixers[peer.room]
        if any(one.connected for one in mixer.peers.values() if one is not peer):
            mixer.telling.tell(peer.outbound, frames)
        else:
            mixer.say(frames)

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
        crowded = peer.records_waiting >= RECORDS_MAX
        if crowded or not self.spare_time.do(lambda: self._feed_dtls(peer, record)):
            self._meters.refused["dtls_crowded"] += 1
            return
        peer.records_waiting += 1

    def _feed_dtls(self, peer: Peer, record: bytes) -> None:
        peer.records_waiting -= 1
        if self._peers.get(peer.name) is not peer:
            return  # It left while the record was waiting.
        match peer.feed_dtls(record):
            case Dtls.CONNECTED:
                self._connecting.discard(peer.name)
                self._tell(Connected(peer=peer.name))
                if self._recorder is not None and peer.room in self._recorder.rooms:
                    self._notice.give(lambda frames: self._say_to(peer, frames))
            case Dtls.CLOSED:
                self._lose(peer, "closed")
            case Dtls.FAILED:
                self._fail(peer)

    def _fail(self, peer: Peer) -> None:
        self._meters.refused["dtls_handshake"] += 1
        self._lose(peer, "dtls_failed")

    def _lose(self, peer: Peer, why: str) -> None:
        if self._peers.get(peer.name) is peer:
            self.leave(peer.name)
            self._tell(Gone.model_validate({"peer": peer.name, "why": why}))

    def _drain(self) -> None:
        """Read all that has come, by every socket."""
        self.mux.drain()
        self._carries.drain()

    def _stir(self) -> None:
        """Something may be heard from now on, or has to be answered soon."""
        self._stirred_s = clock.monotonic_s()
        self.ticker.wake()

    def _all_rest(self) -> bool:
        """Tell whether ticks may be skipped: whatever comes to the sockets can wait for 100 ms.

        It cannot while somebody is permitted to talk, however silent he is: his first word is due
        in the next tick. Nor while somebody connects, or has come by another way a moment ago.
        """
        if self._permitted or self._connecting or self._levels_told:
            return False
        if self._carries.guests_expected:
            return False
        if not all(mixer.still for mixer in self._mixers.values()):
            return False
        return max(self._stirred_s, self.mux.stirred_s) + STIRRED_S < clock.monotonic_s()

    def _tick(self, due_s: float, media_time: int, rested: int = 0) -> None:
        """One room's mistake is not another room's silence, and not the worker's end.

        All sound is taken before any is sent: what is heard in several rooms is taken once.
        rested: ticks before this one that were skipped.
        """
        if rested:
            for mixer in self._mixers.values():
                mixer.skip(rested)
        for room, mixer in self._mixers.items():
            try:
                mixer.pull(due_s, self._carries.names)
            except Exception as mistake:
                self._meters.faults.note("tick", room, mistake)
        try:
            pulled = (frame for mixer in self._mixers.values() for frame in mixer.frames)
            self._carries.exchange(due_s, pulled)
        except Exception as mistake:
            self._meters.faults.note("tick", "who is carried", mistake)
        for room, mixer in self._mixers.items():
            try:
                mixer.play(media_time, self._carries.guests(room))
            except Exception as mistake:
                self._meters.faults.note("tick", room, mistake)
        if self._recorder is not None and self._recorder.rooms:
            self._record(self._recorder, media_time)
        before, self._tick_number = self._tick_number, self._tick_number + 1 + rested
        try:
            self._after_tick(before, due_s, media_time)
        except Exception as mistake:
            self._meters.faults.note("housekeeping", "all rooms", mistake)

    def _record(self, recorder: Recorder, media_time: int) -> None:
        """Hand over what was just sent; a room that nobody is in records its stillness."""
        for room in list(recorder.rooms):
            mixer = self._mixers.get(room)
            sent, who = (mixer.sent_to_all, mixer.talking) if mixer else (None, [])
            recorder.take(room, media_time, sent, who)

    def _after_tick(self, before: int, due_s: float, media_time: int) -> None:
        """Do what is due now and then. before: the number of the last tick that was made."""
        number = self._tick_number

        def due(every_ticks: int) -> bool:
            return number // every_ticks > before // every_ticks

        for one in range(before + 1, number + 1):
            peers = self._turns.of(one)
            self._look_after(peers, due_s)
            reports.send_due(peers, one, due_s, media_time)
        if due(LEVELS_EVERY_TICKS):
            self._tell_levels()
        if due(quality.EVERY_TICKS):
            self._quality.begin(self._mixers)
        self._quality.go_on(number - before, due_s, self._mixers)
        if due(RETRANSMIT_EVERY_TICKS):
            for name in list(self._connecting):
                self._peers[name].dtls.retransmit()
        if due(HEED_EVERY_TICKS):
            for mixer in self._mixers.values():
                mixer.heed_reports()

    def _tell_levels(self) -> None:
        for room, mixer in self._mixers.items():
            levels = mixer.take_levels()
            if levels or room in self._levels_told:
                self._tell(RoomLevels(room=room, levels=levels))
            (self._levels_told.add if levels else self._levels_told.discard)(room)

    def _look_after(self, peers: Sequence[Peer], now_s: float) -> None:
        """Let go of those of whom nothing is heard, and of those who never came in."""
        for peer in list(peers):
            if now_s - (peer.paths.last_heard_s or peer.joined_s) > UNHEARD_LIMIT_S:
                self._lose(peer, "silent")
            elif peer.dtls.state is Dtls.FAILED:
                self._fail(peer)
            elif not peer.connected and now_s - peer.joined_s > HANDSHAKE_LIMIT_S:
                self._fail(peer)


def _candidates(ports: list[UdpPort], advertise: tuple[str, ...]) -> list[tuple[str, int]]:
    """What answers offer: the bound addresses, or those that stand for them outside a NAT."""
    if advertise:
        return [(address, ports[0].port) for address in advertise]
    return [(port.host, port.port) for port in ports]
