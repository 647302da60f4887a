"""Who of a room is sent what is right in each tick, whatever has changed since the last."""

from types import SimpleNamespace
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from hub.media.audience import Audience
from hub.media.fanout import FEW, Group
from hub.media.mix_encoder import MixEncoder
from hub.media.outbound import Outbound
from hub.media.peer import Peer
from hub.media.srtp import SrtpOut
from tests.unit.test_mixer import Ear

change = st.sampled_from(
    ["comes", "goes", "keys", "moves", "talks", "rests", "fed", "starved", "saves", "spends"]
)


def keys() -> SrtpOut:
    return cast("SrtpOut", SimpleNamespace(context=object()))


class Room:
    """Peers with nothing but a stream, and two sockets."""

    def __init__(self) -> None:
        self.peers: dict[str, Peer] = {}
        self.sockets = [cast("Any", Ear()), cast("Any", Ear())]
        self.shared = MixEncoder()
        self.came = 0

    def comes(self) -> None:
        self.came += 1
        self.peers[f"p{self.came}"] = cast("Peer", SimpleNamespace(outbound=Outbound(111)))

    def change(self, what: str, which: int) -> None:
        if what == "comes" or not self.peers:
            self.comes()
            return
        name = sorted(self.peers)[which % len(self.peers)]
        stream = self.peers[name].outbound
        match what:
            case "goes":
                del self.peers[name]
            case "keys":
                stream.srtp = keys()
            case "moves":
                stream.goes_to(self.sockets[which % 2], ("", which))
            case "talks":
                stream.talks(self.shared)
            case "rests":
                stream.own_ticks_left = 0
                stream.rests()
            case "fed" | "starved":
                stream.feed(7 if what == "fed" else None)
            case _:
                stream.save(what == "saves")


def plain(served: Any) -> list[tuple[int, list[int]]]:
    return [(id(fanout), [id(stream) for stream in group]) for fanout, group in served]


def seen(audience: Audience) -> list[Any]:
    return [
        plain(audience.listeners),
        plain(audience.savers),
        audience.saves,
        [(id(stream), plain(served)) for stream, served in audience.owning.items()],
        [id(peer) for peer in audience.fed],
    ]


@given(st.lists(st.tuples(change, st.integers(0, 9)), max_size=40))
def test_who_looks_each_tick_sees_what_one_sees_who_looks_for_the_first_time(
    changes: list[tuple[str, int]],
) -> None:
    room, audience = Room(), Audience()
    for what, which in changes:
        room.change(what, which)
        audience.look(room.peers)
        first = Audience()
        first.look(room.peers)
        assert seen(audience) == seen(first)


def test_everybody_is_in_one_place() -> None:
    room, audience = Room(), Audience()
    for _ in range(4):
        room.comes()
    for n, peer in enumerate(room.peers.values()):
        peer.outbound.srtp = keys()
        peer.outbound.goes_to(room.sockets[n % 2], ("", n))
    listens, talks, saves, fed = (peer.outbound for peer in room.peers.values())
    talks.talks(room.shared)
    saves.save(True)
    fed.feed(7)
    audience.look(room.peers)
    assert audience.listeners == [(room.sockets[0], (listens,))]
    assert audience.savers == [(room.sockets[0], (saves,))]
    assert list(audience.owning) == [talks]
    assert [peer.outbound for peer in audience.fed] == [fed]


def test_a_group_has_the_rows_and_keys_of_those_who_can_be_reached() -> None:
    streams = [Outbound(111) for _ in range(FEW + 2)]
    ear = cast("Any", Ear())
    for stream in streams[1:]:
        stream.srtp = keys()
        stream.goes_to(ear, ("", 0))
    group = Group(streams)
    assert group.many and list(group) == streams[1:]
    assert group.rows.tolist() == [stream.row for stream in streams[1:]]
    assert group.contexts == [cast("Any", stream.srtp).context for stream in streams[1:]]
    streams[3].csrc = b"\0\0\0\7"
    assert not Group(streams).many, "a header longer than the others' is written by itself"
