"""One participant as the worker knows it: ICE session, DTLS association, and a stream each way."""

from collections import Counter
from dataclasses import dataclass

from hub.media import clock
from hub.media.dtls import Certificate, Dtls, DtlsLink
from hub.media.fanout import Fanout
from hub.media.ice_lite import Credentials, Paths, new_credentials
from hub.media.inbound import Inbound
from hub.media.outbound import Outbound
from hub.media.quality import ROUND_TRIP_MAX_S, Heard, QualityWatch
from hub.media.rtcp import ReceiverView
from hub.media.sdp import BadOffer, Offer, Ours, write_answer
from hub.media.stun import Address
from hub.media.udp_port import UdpPort
from hub.wire.quality import Quality


@dataclass(frozen=True, slots=True)
class Path:
    """Where a peer is: its address, and the socket of ours it writes to."""

    port: UdpPort
    fanout: Fanout
    address: Address

    def __hash__(self) -> int:
        return hash((id(self.port), self.address))


class Peer:
    """A participant from its first offer to its last packet."""

    def __init__(
        self,
        name: str,
        room: str,
        offer: Offer,
        certificate: Certificate,
        refused: Counter[str],
        now_s: float,
        who: str | None = None,
    ) -> None:
        self.name = name
        self.who = who
        """As the index of a recording names it."""
        self.room = room
        self.joined_s = now_s
        self.offer = offer
        self.credentials = new_credentials()
        self.retired: tuple[Credentials, ...] = ()
        """Credentials from before an ICE restart: checks under way may still carry them."""
        self.paths: Paths[Path] = Paths()
        self.inbound = Inbound(offer.payload_type, offer.level_id, refused)
        self.outbound = Outbound(offer.payload_type)
        self.lot = self.outbound.ssrc
        """A number at random, for whose turn it is."""
        self.last_sr = 0
        self.last_sr_s = 0.0
        self.version = 0
        self._certificate = certificate
        self.dtls = DtlsLink(certificate, offer.fingerprint_sha256, self.send)
        self.heard: Heard | None = None
        """What it said last of our stream."""
        self.watch = QualityWatch()
        self.records_waiting = 0
        """Its DTLS records in line for spare time."""

    def answer(self, candidates: list[tuple[str, int]]) -> str:
        """Write the answer to the present offer."""
        self.version += 1
        return write_answer(
            self.offer,
            Ours(
                version=self.version,
                ufrag=self.credentials.ufrag,
                password=self.credentials.password,
                fingerprint_sha256=self._certificate.fingerprint_sha256,
                ssrc=self.outbound.ssrc,
                candidates=candidates,
                saver=self.outbound.saver,
            ),
        )

    def restart(self, offer: Offer) -> bool:
        """Take a new offer; True when it restarts ICE. Another certificate is another peer."""
        if offer.fingerprint_sha256 != self.offer.fingerprint_sha256:
            raise BadOffer("another certificate: join again")
        if offer.payload_type != self.offer.payload_type:
            raise BadOffer("another payload type: join again")
        restarts = offer.ufrag != self.offer.ufrag
        self.offer = offer
        self.inbound.level_id = offer.level_id
        if restarts:
            self.retired = (self.credentials,)
            self.credentials = new_credentials()
        return restarts

    def moved(self) -> None:
        """Send to the path that was chosen anew."""
        path = self.paths.chosen
        assert path is not None
        self.outbound.goes_to(path.fanout, path.address)

    @property
    def connected(self) -> bool:
        """DTLS is up: both streams have their keys."""
        return self.dtls.state is Dtls.CONNECTED

    def feed_dtls(self, record: bytes) -> Dtls | None:
        """Take a DTLS record; give the new state when it changed, with keys when CONNECTED."""
        before = self.dtls.state
        self.dtls.feed(record)
        if self.dtls.state is before:
            return None
        if self.dtls.keys is not None:
            self.inbound.srtp, self.outbound.srtp = self.dtls.keys
        return self.dtls.state

    def reported(self, view: ReceiverView, arrival_s: float) -> None:
        """Take what it says of our stream. arrival_s: by the monotonic clock."""
        self.outbound.reported_loss = view.fraction_lost
        late_s = clock.monotonic_s() - arrival_s
        round_trip_s = view.round_trip_s(clock.wall_s() - late_s)
        likely = round_trip_s is not None and round_trip_s < ROUND_TRIP_MAX_S
        self.heard = Heard(view, arrival_s, round_trip_s if likely else None)

    def quality(self, now_s: float) -> Quality | None:
        """Give how its sound went since the last call; None when nothing is known of that."""
        heard = self.heard if self.heard and self.heard.fresh(now_s) else None
        return self.watch.look(self.inbound.reception, self.inbound.playout.stats, heard)

    def part(self) -> None:
        """Say goodbye by DTLS; the browser then need not wait for us to fall silent."""
        self.dtls.close()

    def send(self, datagram: bytes) -> None:
        """Send one datagram to where the peer is; nothing when that is not known yet."""
        path = self.paths.chosen
        if path is not None:
            path.port.send(datagram, path.address)
