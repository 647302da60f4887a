"""What those are told who come into a room, and nobody else: the mix with a notice over it.

They are told in rounds, so that a hundred who come in at once cost one more encoding for some
seconds and not a hundred: who comes while a round goes on waits for the next. Its encoder begins
as a copy of the shared one and is fed the same sound for a while after the notice, so neither going
there nor coming back is heard. Who begins to talk leaves it: he must not hear himself.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import TYPE_CHECKING

from hub.audio.opus import Audio
from hub.media.mix_encoder import MixEncoder
from hub.media.outbound import OWN_MIX_HANG_OVER_TICKS, Outbound

if TYPE_CHECKING:
    from hub.media.peer import Peer


class Round(MixEncoder):
    """One encoding of a tick for all in it: `tick` begins one, the first `encode` makes it."""

    for_many = True

    def __init__(self, shared: MixEncoder, notice: Audio) -> None:
        """shared: before it encodes the tick in which the round begins."""
        super().__init__()
        self.take_over(shared)
        self._notice = list(notice[::-1])
        self.ticks_left = len(notice) + OWN_MIX_HANG_OVER_TICKS
        self._over: Audio | None = None
        self._due = False
        self._payload: bytes | None = None

    def tick(self) -> None:
        """Go on to the next frame of the notice."""
        self._over = self._notice.pop() if self._notice else None
        self._due = True
        self.ticks_left -= 1

    def encode(self, frame: Audio | None) -> bytes | None:
        """See MixEncoder; in one tick all are given the same."""
        if self._due:
            self._due = False
            told = frame if self._over is None else self._over
            if frame is not None and self._over is not None:
                told = frame + self._over
            self._payload = super().encode(told)
        return self._payload


class Telling:
    """Those of a room who are to be told, and the round that goes on."""

    def __init__(self) -> None:
        self._waiting: list[Outbound] = []
        self._notice: Audio | None = None
        self._round: Round | None = None

    def tell(self, stream: Outbound, notice: Audio) -> None:
        """Tell one who came in. notice: (frames, 960) float32."""
        self._waiting.append(stream)
        self._notice = notice

    @property
    def idle(self) -> bool:
        """Nobody is told anything, and nobody waits for it."""
        return self._round is None and not self._waiting

    def forget(self) -> None:
        """It is no longer so: tell nobody who waits."""
        self._waiting.clear()

    def tick(self, shared: MixEncoder, peers: Mapping[str, Peer], *, hold: bool) -> None:
        """Do what is due before `shared` encodes a tick.

        peers: who is in the room. hold: all are told something now; begin none.
        """
        if self._round is not None and self._round.ticks_left == 0:
            self._round = None
        if self._round is None and self._waiting and not hold:
            self._begin(shared, {peer.outbound for peer in peers.values()})
        if self._round is not None:
            self._round.tick()

    def _begin(self, shared: MixEncoder, there: Container[Outbound]) -> None:
        """Begin a round with all who wait and do not talk; those wait until they are done."""
        assert self._notice is not None
        self._waiting = [stream for stream in self._waiting if stream in there]
        ready = [stream for stream in self._waiting if stream.own is None]
        if not ready:
            return
        self._round = Round(shared, self._notice)
        for stream in ready:
            self._waiting.remove(stream)
            stream.told(self._round, self._round.ticks_left)
