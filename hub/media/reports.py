"""To each peer a sender report with a receiver block, spread evenly over the ticks."""

from collections.abc import Sequence

from hub.media import clock, rtcp
from hub.media.peer import Peer

EVERY_TICKS = 50
SELDOM = 5
"""Who is not heard gets one report of so many: nothing of his is to be judged."""


class Turns:
    """Whose turn it is in which tick."""

    def __init__(self) -> None:
        self._peers: list[list[Peer]] = [[] for _ in range(EVERY_TICKS)]

    def add(self, peer: Peer) -> None:
        """One who came."""
        self._peers[peer.lot % EVERY_TICKS].append(peer)

    def remove(self, peer: Peer) -> None:
        """One who left."""
        self._peers[peer.lot % EVERY_TICKS].remove(peer)

    def of(self, tick_number: int) -> Sequence[Peer]:
        """Give those of this tick."""
        return self._peers[tick_number % EVERY_TICKS]


def send_due(peers: Sequence[Peer], tick_number: int, due_s: float, media_time: int) -> None:
    """Send the reports of peers whose turn it is in this tick.

    Browsers put FEC into what they send only when we report loss, and show our figures as RTT.
    due_s: when media_time was to be played, by the monotonic clock; a report ties it to wall time,
    however late the tick is.
    """
    if not peers:
        return
    second = tick_number // EVERY_TICKS
    now_s = clock.monotonic_s()
    due_wall_s = clock.wall_s() - (now_s - due_s)
    for peer in peers:
        stream = peer.outbound
        if stream.srtp is None:
            continue
        if not peer.inbound.permitted and (second + peer.lot // EVERY_TICKS) % SELDOM:
            continue
        report = rtcp.write(
            stream.ssrc,
            stream.sender_clock(due_wall_s, media_time),
            peer.inbound.reception,
            peer.last_sr,
            now_s - peer.last_sr_s,
        )
        peer.send(stream.srtp.close_rtcp(report))
