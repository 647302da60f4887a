"""A round of telling how all are heard: everybody once, never all of a large room at once."""

from collections import Counter

from hub.media import clock, quality
from hub.media.dtls import Certificate
from hub.media.meters import Meters
from hub.media.mixer import Mixer
from hub.media.peer import Peer
from hub.media.quality_round import AT_ONCE, QualityRound
from hub.media.rtcp import ReceiverView
from hub.media.sdp import read_offer
from hub.wire.worker import PeersQuality, Tell
from tests.unit.test_rooms import OFFER

CERTIFICATE = Certificate()


def room_of(name: str, people: int, now_s: float) -> Mixer:
    """Give a room whose people have all said how they hear us."""
    mixer = Mixer(6, Meters())
    for number in range(people):
        one = f"{name}-{number}"
        peer = Peer(one, name, read_offer(OFFER), CERTIFICATE, Counter(), now_s)
        peer.reported(ReceiverView(1, 0.125, 480), now_s)
        mixer.peers[one] = peer
    return mixer


def names(told: list[Tell]) -> list[str]:
    """Give who is told of, in that order."""
    return [name for one in told if isinstance(one, PeersQuality) for name in one.peers]


def test_all_are_told_of_once_a_round_and_a_few_in_a_tick() -> None:
    told: list[Tell] = []
    now_s = clock.monotonic_s()
    mixers = {
        "large": room_of("large", 2 * AT_ONCE + 3, now_s),
        "small": room_of("small", 2, now_s),
    }
    a_round = QualityRound(told.append)
    a_round.begin(mixers)
    for made in range(1, quality.EVERY_TICKS // 2 + 1):
        a_round.go_on(1, now_s, mixers)
        assert len(names(told)) <= AT_ONCE * made
    all_of_them = [name for mixer in mixers.values() for name in mixer.peers]
    assert names(told) == all_of_them
    a_round.begin(mixers)
    a_round.go_on(quality.EVERY_TICKS, now_s, mixers)
    assert names(told) == 2 * all_of_them, "where ticks were left out it is told at once"


def test_many_rooms_are_told_of_within_the_round() -> None:
    told: list[Tell] = []
    now_s = clock.monotonic_s()
    mixers = {f"room{n}": room_of(f"room{n}", 1, now_s) for n in range(quality.EVERY_TICKS + 1)}
    a_round = QualityRound(told.append)
    a_round.begin(mixers)
    for _ in range(quality.EVERY_TICKS // 2):
        a_round.go_on(1, now_s, mixers)
    assert len(names(told)) == len(mixers)


def test_who_has_left_meanwhile_is_not_told_of() -> None:
    told: list[Tell] = []
    now_s = clock.monotonic_s()
    mixers = {"a": room_of("a", 3, now_s), "b": room_of("b", 2, now_s)}
    a_round = QualityRound(told.append)
    a_round.begin(mixers)
    del mixers["b"], mixers["a"].peers["a-1"]
    a_round.go_on(quality.EVERY_TICKS, now_s, mixers)
    assert names(told) == ["a-0", "a-2"]
