"""Tells the hub how each peer's sound goes, round after round, a few peers in a tick."""

import math
from collections import deque
from collections.abc import Callable, Mapping

from hub.media import quality
from hub.media.mixer import Mixer
from hub.media.peer import Peer
from hub.wire.worker import PeersQuality, Tell

AT_ONCE = 25
"""Peers in one message: half a millisecond. All of a large room would make that tick late."""


class QualityRound:
    """What of the present round is still to be told."""

    def __init__(self, tell: Callable[[Tell], None]) -> None:
        self._tell = tell
        self._left: deque[tuple[str, list[Peer]]] = deque()
        self._each_tick = 0

    def begin(self, mixers: Mapping[str, Mixer]) -> None:
        """Start a round over all who are there, to be over within half of its time."""
        for room, mixer in mixers.items():
            peers = list(mixer.peers.values())
            self._left.extend(
                (room, peers[at : at + AT_ONCE]) for at in range(0, len(peers), AT_ONCE)
            )
        self._each_tick = math.ceil(2 * len(self._left) / quality.EVERY_TICKS)

    def go_on(self, ticks: int, now_s: float, mixers: Mapping[str, Mixer]) -> None:
        """Tell what is due in so many ticks; who has left is left out."""
        for _ in range(min(len(self._left), self._each_tick * ticks)):
            room, peers = self._left.popleft()
            here = mixers[room].peers if room in mixers else {}
            looked = {p.name: p.quality(now_s) for p in peers if here.get(p.name) is p}
            known = {name: found for name, found in looked.items() if found is not None}
            if known:
                self._tell(PeersQuality(room=room, peers=known))
