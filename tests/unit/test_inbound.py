"""What comes in from one peer: counted whole, opened seldom, heard only when permitted."""

import struct
from collections import Counter

import pylibsrtp
import pytest

from hub.media.inbound import UNTOLD_LEVEL, Inbound
from hub.media.srtp import SOURCES_MAX, SrtpIn
from tests.media.sound import tone

KEY = bytes(range(30))
LEVEL_ID = 1


class Talker:
    """Encrypts packets as one peer does, and gives them to its Inbound 20 ms apart."""

    def __init__(self, level_id: int | None = LEVEL_ID) -> None:
        self.refused: Counter[str] = Counter()
        self.inbound = Inbound(111, level_id, self.refused)
        self.inbound.srtp = SrtpIn(session(pylibsrtp.Policy.SSRC_ANY_INBOUND))
        self.tx = session(pylibsrtp.Policy.SSRC_ANY_OUTBOUND)
        self.payload = tone(440, 0.02)[0]
        self.seq, self.ssrc = 60_000, 7

    @property
    def now_s(self) -> float:
        return 100.0 + 0.02 * (self.seq - 60_000)

    def packet(self, level: int | None) -> bytes:
        self.seq += 1
        head = struct.pack(
            "!BBHII", 0x80 if level is None else 0x90, 111, self.seq & 0xFFFF, self.seq * 960,
            self.ssrc,
        )  # fmt: skip
        if level is not None:
            head += struct.pack("!HHBBxx", 0xBEDE, 1, LEVEL_ID << 4, level)
        protected: bytes = self.tx.protect(head + self.payload)
        return protected

    def say(self, packets: int, level: int | None) -> None:
        for _ in range(packets):
            data = self.packet(level)
            self.inbound.receive(data, self.now_s)


def session(kind: int) -> pylibsrtp.Session:
    policy = pylibsrtp.Policy(key=KEY, ssrc_type=kind)
    policy.allow_repeat_tx = True
    return pylibsrtp.Session(policy)


@pytest.mark.parametrize("permitted", [True, False])
def test_what_is_not_opened_is_not_lost(permitted: bool) -> None:
    """Browsers take reported loss for a bad network: they send less sound and more FEC."""
    talker = Talker()
    talker.inbound.permit(permitted, 0.0)
    talker.say(300, level=127)
    reception = talker.inbound.reception
    assert reception is not None
    assert (reception.fraction_lost(), reception.cumulative_lost()) == (0, 0)
    talker.seq += 10
    talker.say(90, level=20)
    assert 23 <= reception.fraction_lost() <= 26, "what is lost on the way is told all the same"


def test_pre_roll_is_counted_once() -> None:
    talker = Talker()
    talker.inbound.permit(True, 0.0)
    talker.say(10, level=127)
    talker.say(10, level=20)
    assert talker.inbound.reception is not None
    assert talker.inbound.reception.received == 20
    assert talker.inbound.playout.stats.received == 12


def test_what_arrived_before_the_permit_is_not_heard_after_it() -> None:
    talker = Talker()
    talker.say(3, level=20)
    waited = [(talker.packet(20), talker.now_s) for _ in range(3)]  # In the kernel's buffer.
    talker.inbound.permit(True, talker.now_s + 0.001)
    for data, arrival_s in waited:
        talker.inbound.receive(data, arrival_s)
    assert talker.inbound.playout.stats.received == 0
    talker.say(3, level=20)
    assert talker.inbound.playout.stats.received == 3


def test_without_levels_a_talker_is_measured() -> None:
    for talker in (Talker(level_id=None), Talker()):
        talker.inbound.permit(True, 0.0)
        talker.say(1, level=None)
        assert talker.inbound.level == UNTOLD_LEVEL
        for _ in range(10):
            talker.say(1, level=None)
            talker.inbound.pull(talker.now_s + 0.011)
        assert 11 <= talker.inbound.level <= 16, "a sine of 0.3 is -13.5 dBov"


def test_one_peer_cannot_make_us_remember_sources_without_end() -> None:
    talker = Talker()
    talker.inbound.permit(True, 0.0)
    for ssrc in range(100, 100 + 2 * SOURCES_MAX):
        talker.ssrc = ssrc
        talker.say(1, level=20)
    assert talker.inbound.playout.stats.received == SOURCES_MAX
    assert talker.refused["srtp"] == SOURCES_MAX


def test_only_the_newest_packet_proves_where_the_peer_is() -> None:
    talker = Talker()
    talker.inbound.permit(True, 0.0)
    talker.say(5, level=20)
    straggler, newest = talker.packet(20), talker.packet(20)
    assert talker.inbound.prove(newest, talker.now_s)
    assert not talker.inbound.prove(newest, talker.now_s), "a replay"
    assert not talker.inbound.prove(straggler, talker.now_s)
    assert talker.inbound.playout.stats.received == 7, "but what is genuine is heard"


def test_a_silent_peer_is_proved_by_its_first_packet() -> None:
    talker = Talker()
    talker.say(5, level=127)
    assert talker.inbound.prove(talker.packet(127), talker.now_s)


def test_a_forgery_changes_nothing() -> None:
    talker = Talker()
    talker.inbound.permit(True, 0.0)
    talker.say(5, level=60)
    forged = talker.packet(0)[:-1] + b"\0"
    assert not talker.inbound.prove(forged, talker.now_s)
    assert not talker.inbound.receive(forged, talker.now_s)
    assert talker.inbound.level == 60
