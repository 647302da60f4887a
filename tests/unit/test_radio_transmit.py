"""The rule of transmitting, searched by Hypothesis: whatever happens, it lets go in time."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from radio_bridge.link import LEASE_S
from radio_bridge.transmit import (
    ASKED_S,
    MEDIA_S,
    REST_S,
    Around,
    Grant,
    Phase,
    Spent,
    Transmitter,
)

DELAY_S, TAIL_S, LIMIT_S = 0.2, 0.05, 60.0


class Radio:
    """A transmitter, its keyer, and a time that the test turns."""

    def __init__(self, *, allowed: bool = True, limit_s: float = LIMIT_S) -> None:
        self.tx = Transmitter(limit_s=limit_s, tx_delay_s=DELAY_S, tail_s=TAIL_S, allowed=allowed)
        self.now_s = 100.0
        self.keyer_works = True
        self.sound, self.out = True, False
        self.grant = Grant(1, "operator", 60.0, False, renewed_s=self.now_s)
        self.tx.take(self.grant)

    def pass_s(self, seconds: float, *, renew: bool = True, speak: bool = True) -> None:
        for _ in range(round(seconds / 0.01)):
            self.now_s += 0.01
            if renew:
                self.grant.renewed_s = self.now_s
            if speak:
                self.grant.born_s = self.now_s
            keyed = self.tx.keys and self.keyer_works
            self.tx.step(Around(self.now_s, keyed, self.sound, self.out, 0.1))


def test_a_talk_from_key_to_rest() -> None:
    radio = Radio()
    radio.pass_s(0.01)
    assert radio.tx.phase is Phase.ASKED
    radio.pass_s(0.02)
    assert radio.tx.phase is Phase.LEAD
    radio.pass_s(DELAY_S + 0.01)
    assert radio.tx.phase is Phase.AIR
    radio.grant.ended_s, radio.out = radio.now_s, True
    radio.pass_s(0.01, renew=False, speak=False)
    assert radio.tx.phase is Phase.TAIL
    radio.pass_s(TAIL_S + 0.02, renew=False, speak=False)
    assert radio.tx.phase is Phase.REST
    radio.pass_s(REST_S + 0.02, renew=False, speak=False)
    assert radio.tx.phase is Phase.IDLE


def test_a_grant_without_sound_keys_nothing() -> None:
    radio = Radio()
    radio.pass_s(2.0, speak=False)
    assert radio.tx.phase is Phase.IDLE


def test_sound_without_a_grant_that_holds_keys_nothing() -> None:
    radio = Radio()
    radio.now_s += LEASE_S + 0.1
    radio.pass_s(2.0, renew=False)
    assert radio.tx.phase is Phase.IDLE


def test_a_lease_that_runs_out_ends_it_and_does_not_come_back() -> None:
    radio = Radio()
    radio.pass_s(1.0)
    radio.pass_s(LEASE_S + 0.02, renew=False)
    assert radio.tx.phase is Phase.REST and radio.grant.spent is Spent.LEASE
    radio.pass_s(2.0)
    assert not radio.tx.keys


def test_a_talk_whose_end_comes_long_after_its_lease_keys_nothing() -> None:
    radio = Radio()
    radio.now_s += 5.0
    radio.grant.born_s = radio.grant.ended_s = radio.now_s
    radio.pass_s(0.5, renew=False, speak=False)
    assert not radio.tx.keys


def test_the_timer_latches_until_the_grant_is_gone() -> None:
    radio = Radio(limit_s=5.0)
    radio.pass_s(4.9)
    assert radio.tx.keys and 0 <= (radio.tx.left_s(radio.now_s) or 0) < 0.2
    radio.pass_s(0.2)
    assert radio.tx.latched and not radio.tx.keys
    radio.pass_s(10.0)
    assert not radio.tx.keys


def test_the_hubs_limit_cuts_earlier_and_never_later() -> None:
    radio = Radio(limit_s=5.0)
    radio.grant.limit_s = 600.0
    radio.pass_s(5.1)
    assert not radio.tx.keys


def test_where_it_is_forbidden_nothing_keys() -> None:
    radio = Radio(allowed=False)
    radio.pass_s(2.0)
    assert not radio.tx.keys and radio.grant.spent is Spent.FORBIDDEN


def test_a_keyer_that_says_nothing_is_not_asked_for_ever() -> None:
    radio = Radio()
    radio.keyer_works = False
    radio.pass_s(ASKED_S + 0.1)
    assert radio.grant.spent is Spent.KEYER and not radio.tx.keys


def test_a_keyer_that_let_go_is_waited_for_again() -> None:
    radio = Radio()
    radio.pass_s(1.0)
    assert radio.tx.phase is Phase.AIR
    radio.keyer_works = False
    radio.pass_s(0.05)
    assert radio.tx.phase is Phase.ASKED
    radio.keyer_works = True
    radio.pass_s(0.02)
    assert radio.tx.phase is Phase.LEAD, "the far squelch must open anew"


def test_a_card_that_fails_ends_it_at_once() -> None:
    radio = Radio()
    radio.pass_s(1.0)
    radio.tx.failing = Spent.CARD
    radio.pass_s(0.01)
    assert not radio.tx.keys
    radio.tx.failing = None
    radio.pass_s(2.0)
    assert not radio.tx.keys, "its talker must let go first"


def test_sound_that_stays_away_is_played_to_its_end_and_may_come_back() -> None:
    radio = Radio()
    radio.pass_s(1.0)
    radio.pass_s(MEDIA_S + 0.05, speak=False)
    assert radio.tx.phase is Phase.AIR, "what is held goes out"
    radio.out = True
    radio.pass_s(0.02, speak=False)
    assert radio.tx.phase is Phase.TAIL
    radio.out = False
    radio.pass_s(0.02)
    assert radio.tx.phase is Phase.AIR


class World(RuleBasedStateMachine):
    """Grants, leases, sound, ends, a keyer and a card that come and go in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.tx = Transmitter(limit_s=20.0, tx_delay_s=DELAY_S, tail_s=TAIL_S, allowed=True)
        self.now_s, self.number = 0.0, 0
        self.keyed = self.out = False
        self.since_s: float | None = None
        self.wanted_s = float("-inf")
        """When the hub last said anything for the line to be up."""
        self.sound_s = float("-inf")

    def step(self) -> None:
        self.tx.step(Around(self.now_s, self.keyed, True, self.out, 0.1))
        if not self.tx.keys:
            self.since_s = None
        elif self.since_s is None:
            self.since_s = self.now_s

    @rule()
    def give(self) -> None:
        if self.tx.grant is None or not self.tx.keys:
            self.number += 1
            self.tx.take(Grant(self.number, "a", 30.0, False, renewed_s=self.now_s))
            self.wanted_s = self.now_s
            self.step()

    @rule()
    def renew(self) -> None:
        if self.tx.grant and self.tx.grant.ended_s is None:
            self.tx.grant.renewed_s = self.wanted_s = self.now_s

    @rule()
    def speak(self) -> None:
        if self.tx.grant:
            self.tx.grant.born_s = self.sound_s = self.now_s
            self.step()

    @rule()
    def end(self) -> None:
        if self.tx.grant and self.tx.grant.ended_s is None:
            self.tx.grant.ended_s = self.now_s
            self.step()

    @rule(keyed=st.booleans(), out=st.booleans())
    def world(self, keyed: bool, out: bool) -> None:
        self.keyed, self.out = keyed and self.tx.keys, out
        self.step()

    @rule(fails=st.sampled_from([None, Spent.CARD, Spent.KEYER]))
    def devices(self, fails: Spent | None) -> None:
        self.tx.failing = fails
        self.step()

    @rule(steps=st.integers(1, 40))
    def wait(self, steps: int) -> None:
        for _ in range(steps):
            self.now_s += 0.02
            self.step()

    @invariant()
    def it_lets_go_when_the_hub_says_nothing(self) -> None:
        most_s = LEASE_S + DELAY_S + 0.1 + TAIL_S + 0.3 + 0.04
        assert not self.tx.keys or self.now_s - self.wanted_s < most_s

    @invariant()
    def it_never_keys_for_longer_than_the_limit(self) -> None:
        assert self.since_s is None or self.now_s - self.since_s < 20.0 + 0.04

    @invariant()
    def it_lets_go_at_once_when_a_device_fails(self) -> None:
        assert not (self.tx.keys and self.tx.failing)


World.TestCase.settings = settings(max_examples=60, stateful_step_count=60, deadline=None)
TestWorld = World.TestCase
