"""One room's sound, 20 ms at a time: the loudest few, one sum, one encode for all who listen.

A guest is somebody of another room who is heard here too, over all others: while he speaks, they
are lowered. Order in a tick: the shared mix first, since most wait for it, then a mix without
himself for each who talks. Nobody is waited for: a talker with nothing to play is silent.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hub.audio.mix import mix_minus
from hub.audio.opus import FRAME, Audio
from hub.media.audience import Audience, Served, by_socket
from hub.media.guests import Guest
from hub.media.inbound import GATE_CLOSE_LEVEL, Inbound
from hub.media.meters import Meters
from hub.media.mix_encoder import MixEncoder
from hub.media.outbound import Outbound
from hub.media.peer import Peer
from hub.media.saver_encoder import SaverEncoder
from hub.media.stream_table import STREAMS
from hub.media.telling import Telling

STAYS_BY_DB = 6
"""Who was heard in the last tick is outdone only by someone this much louder."""

LOSS_FLOOR_PERCENT = 10
"""FEC is always there: the first lost packet comes before the first report of loss.

libopus puts it into packets of 32 kbit/s only from 10 % on; then most packets of speech have it.
"""


UNDER_A_GUEST = np.float32(0.25)
"""Gain of everybody else while a guest is heard: -12 dB."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """20 ms of one peer."""

    peer: Peer
    audio: Audio


class Mixer:
    """The tick of one room."""

    def __init__(self, talkers_max: int, meters: Meters) -> None:
        self.peers: dict[str, Peer] = {}
        self._talkers_max = talkers_max
        self._meters = meters
        self._shared = MixEncoder()
        self._shared.expect_loss(LOSS_FLOOR_PERCENT)
        self._saving: SaverEncoder | None = None
        """What those share who save data, while there are any."""
        self.frames: list[Frame] = []
        """What `pull` took, of those who are heard in this tick."""
        self._audience = Audience()
        self._sounding: Sequence[Peer] = ()
        self._sounding_of: tuple[int, int, int] | None = None
        self._heard: list[Peer] = []
        self._levels: dict[str, int] = {}
        self.sent_to_all: bytes | None = None
        """The payload of this tick that all got who only listen."""
        self.telling = Telling()
        """What those hear who come in, over the mix."""
        self._saying: list[Audio] = []
        """Frames of a notice to all, the next one last."""
        self.talking: list[str] = []
        """Who was heard to talk in it, by name; a guest is one of them."""
        self.still = False
        """Nobody was heard in it, nobody is told anything, and all are sent the same refresh now
        and then: until somebody is permitted to talk, ticks may be skipped."""

    def pull(self, now_s: float, first: Collection[str] = ()) -> None:
        """Take one frame of the loudest, into `frames`.

        now_s: when the tick was due. first: peers that are heard however many are louder.
        """
        self.frames = []
        sounding = self._who_sounds()
        loudness = {peer.name: self._loudness(peer) for peer in sounding}
        if len(sounding) > self._talkers_max:
            sounding.sort(key=lambda p: (p.name not in first, loudness[p.name]))
            for peer in sounding[self._talkers_max :]:
                peer.inbound.left_out()
            del sounding[self._talkers_max :]
        pulled = [(peer, self._frame(peer, now_s)) for peer in sounding]
        self.frames = [Frame(peer, audio) for peer, audio in pulled if audio is not None]
        self._heard = [frame.peer for frame in self.frames]

    def play(self, media_time: int, guests: Sequence[Guest] = ()) -> None:
        """Send what was taken, and what guests say, to everybody.

        media_time: samples since the worker began.
        """
        audience = self._audience
        audience.look(self.peers)
        self._saving = (self._saving or SaverEncoder()) if audience.saves else None
        self.telling.tick(self._shared, self.peers, hold=bool(self._saying))
        for peer in self._heard:
            peer.outbound.talks((peer.outbound.saver and self._saving) or self._shared)
        audience.look(self.peers)
        full, minus = _mixed(self.frames, guests)
        notice = self._saying.pop() if self._saying else None
        if notice is not None:
            full, minus = notice if full is None else full + notice, minus + notice
        self.sent_to_all = self._shared.encode(full)
        self._send(audience.listeners, self.sent_to_all, media_time)
        if self._saving is not None:
            self._send_encoded(audience.savers, self._saving, full, media_time)
        if self.frames:
            self._meters.sent([p.inbound.playout.played_arrival_s for p in self._heard])
        alone = len(self.frames) == 1 and not guests and notice is None
        theirs = [None] if alone else list(minus)
        for peer, without in zip(self._heard, theirs, strict=True):
            self._send_own(peer.outbound, without, media_time)
        self._rest(full, media_time)
        if audience.fed:
            self._feed(dict(zip(self._heard, theirs, strict=True)), full, media_time)
        self._note_levels(guests)
        self.still = (
            full is None
            and not (self._saying or self._levels or audience.owning or audience.fed)
            and self.telling.idle
            and self._shared.rests
            and (self._saving is None or self._saving.rests)
        )

    def skip(self, ticks: int) -> None:
        """Let ticks go by in which nothing happened; only while `still`."""
        for encoder in (self._shared, self._saving):
            if encoder is not None:
                encoder.skip(ticks)

    def say(self, frames: Audio) -> None:
        """Let all hear this besides, also who talks. frames: (frames, 960) float32."""
        self._saying = list(frames[::-1])

    def _who_sounds(self) -> list[Peer]:
        """Give who may have sound, looked for only when that or who is here has changed."""
        now = (Inbound.turns, STREAMS.version, len(self.peers))
        if now != self._sounding_of:
            self._sounding = [peer for peer in self.peers.values() if peer.inbound.sounding]
            self._sounding_of = now
        return list(self._sounding)

    def _loudness(self, peer: Peer) -> float:
        """Give -dBov, with a bonus for whoever was heard in the last tick."""
        return peer.inbound.listen() - STAYS_BY_DB * (peer in self._heard)

    def _frame(self, peer: Peer, now_s: float) -> Audio | None:
        try:
            return peer.inbound.pull(now_s)
        except Exception as mistake:  # Of one voice; the room goes on.
            self._meters.faults.note("playout", peer.name, mistake)
            peer.inbound.start_over()
            return None

    def _send_own(self, stream: Outbound, frame: Audio | None, media_time: int) -> None:
        assert stream.own is not None
        if stream.fed is not None:
            return
        self._send_encoded(self._audience.owning[stream], stream.own, frame, media_time)

    def _send_encoded(
        self, served: Sequence[Served], encoder: MixEncoder, frame: Audio | None, media_time: int
    ) -> None:
        self._send(served, encoder.encode(frame), media_time - encoder.behind)

    def _rest(self, full: Audio | None, media_time: int) -> None:
        """Serve those who talked a moment ago: their own encoder, now with the full mix."""
        heard = {peer.outbound for peer in self._heard}
        for stream in self._audience.owning:
            if stream not in heard:
                self._send_own(stream, full, media_time)
                stream.rests()

    def _feed(self, without: Mapping[Peer, Audio | None], full: Audio | None, time: int) -> None:
        """Serve the transmitters: a packet in every tick, and nothing they sent themselves."""
        for peer in self._audience.fed:
            assert peer.outbound.fed is not None
            packet = peer.outbound.fed.encode(without.get(peer, full))
            self._send(by_socket([peer.outbound]), packet, time)

    def _send(self, served: Sequence[Served], payload: bytes | None, media_time: int) -> None:
        if payload is None:
            return
        for fanout, some in served:
            self._meters.packets_sent += fanout.send(some, payload, media_time)

    def _note_levels(self, guests: Sequence[Guest]) -> None:
        self.talking = []
        heard = [(peer.name, peer.who, peer.inbound.level) for peer in self._heard]
        for name, who, level in [*heard, *((one.name, one.who, one.level) for one in guests)]:
            if level <= GATE_CLOSE_LEVEL:
                if who is not None:
                    self.talking.append(who)
                self._levels[name] = min(self._levels.get(name, level), level)

    def take_levels(self) -> dict[str, int]:
        """Give who was heard since the last call and the loudest of each, -dBov."""
        levels, self._levels = self._levels, {}
        return levels

    def heed_reports(self) -> None:
        """Spend on FEC what the worse-off tenth of the listeners needs."""
        losses = sorted(
            p.outbound.reported_loss for p in self.peers.values() if not p.outbound.saver
        )
        if losses:
            worse = losses[min(len(losses) - 1, len(losses) * 9 // 10)]
            self._shared.expect_loss(max(LOSS_FLOOR_PERCENT, min(30, round(100 * worse))))


def _mixed(frames: Sequence[Frame], guests: Sequence[Guest]) -> tuple[Audio | None, Audio]:
    """Give what listeners hear, or None when all is still, and what each of `frames` does."""
    sounds = [*(one.audio for one in frames), *(one.audio for one in guests)]
    if not sounds:
        return None, np.zeros((0, FRAME), np.float32)
    gains = np.ones(len(sounds), np.float32)
    if guests:
        gains[: len(frames)] = UNDER_A_GUEST
    full, minus = mix_minus(np.stack(sounds), gains)
    return full, minus[: len(frames)]
