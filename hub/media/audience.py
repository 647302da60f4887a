"""Who of a room is sent what: worked out when something has changed, not anew in each tick."""

from collections.abc import Iterable, Mapping, Sequence

from hub.media.fanout import Fanout, Group
from hub.media.outbound import Outbound
from hub.media.peer import Peer
from hub.media.stream_table import STREAMS

Served = tuple[Fanout, Group]
"""Streams, by the socket that serves them; mostly there is one."""


class Audience:
    """The streams of one room, each where it belongs in this tick."""

    def __init__(self) -> None:
        self.listeners: Sequence[Served] = ()
        """Who hears what all hear."""
        self.savers: Sequence[Served] = ()
        """Who hears it in few packets."""
        self.saves = False
        """Somebody saves data, though he may be served by an encoder of his own now."""
        self.owning: Mapping[Outbound, Sequence[Served]] = {}
        """Who is served by an encoder of his own, or one that some share."""
        self.fed: Sequence[Peer] = ()
        """Transmitters with a grant."""
        self._of: tuple[int, int] | None = None

    def look(self, peers: Mapping[str, Peer]) -> None:
        """See who is there, and what has become of them."""
        now = (
            STREAMS.version,
            len(peers),
        )  # Who comes has a stream of his own; who goes is one less.
        if now == self._of:
            return
        streams = [peer.outbound for peer in peers.values()]
        self.owning = {one: by_socket([one]) for one in streams if one.own is not None}
        self.fed = [peer for peer in peers.values() if peer.outbound.fed is not None]
        rest = [stream for stream in streams if stream.own is None]
        self.listeners = by_socket(s for s in rest if not s.saver and s.fed is None)
        self.savers = by_socket(stream for stream in rest if stream.saver)
        self.saves = any(stream.saver for stream in streams)
        self._of = now


def by_socket(streams: Iterable[Outbound]) -> Sequence[Served]:
    """Group the streams that can be reached by the socket that serves them."""
    groups: dict[int, tuple[Fanout, list[Outbound]]] = {}
    for stream in streams:
        if stream.srtp is not None and stream.fanout is not None:
            groups.setdefault(id(stream.fanout), (stream.fanout, []))[1].append(stream)
    return [(fanout, Group(some)) for fanout, some in groups.values()]
