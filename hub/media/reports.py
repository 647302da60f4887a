"""Once a second and peer: a sender report with a receiver block, spread evenly over the ticks."""

from collections.abc import Iterable

from hub.media import clock, rtcp
from hub.media.peer import Peer

EVERY_TICKS = 50


def send_due(peers: Iterable[Peer], tick_number: int, media_time: int) -> None:
    """Send the reports of those peers whose turn it is in this tick.

    Browsers put FEC into what they send only when we report loss, and show our figures as RTT.
    """
    turn = tick_number % EVERY_TICKS
    now_s = clock.monotonic_s()
    for peer in peers:
        stream = peer.outbound
        if stream.ssrc % EVERY_TICKS != turn or stream.srtp is None:
            continue
        report = rtcp.write(
            stream.ssrc,
            stream.sender_clock(clock.wall_s(), media_time),
            peer.inbound.reception,
            peer.last_sr,
            now_s - peer.last_sr_s,
        )
        peer.send(stream.srtp.close_rtcp(report))
