"""A squelch that lies: it hears its own transmitter, chatters, never closes, or brings a flood."""

import numpy as np

from hub.wire.radio import Signal
from radio_bridge.hearing import Hearing
from radio_bridge.signalling.dtmf_tones import encode as dtmf
from radio_bridge.signalling.mdc1200_messages import ptt_id
from radio_bridge.signalling.mdc1200_modem import burst
from tests.bridge.simulated import World, settings, voice


def with_carrier(**more: object) -> World:
    given = settings()
    carrier = given.carrier.model_copy(update=more)
    return World(given.model_copy(update={"carrier": carrier}))


def test_the_own_transmission_opens_no_vox_after_it() -> None:
    world = with_carrier(by=("vox",), combine="any")
    world.talks(1, voice(1.0))
    crosstalk = voice(1.4, seed=3)
    world.pass_s(3.0, crosstalk)
    assert any(world.on) and not world.hub.carriers, "a cable passes some of it on"
    assert [g.number for g in world.tape.grants.values() if g] == [1]
    world.pass_s(0.5, voice(0.5, seed=4))
    assert [is_open for is_open, _ in world.hub.carriers] == [True], "but who answers is heard"


def test_a_repeaters_tail_is_not_heard_where_that_is_set() -> None:
    world = with_carrier(deaf_ms=800.0)
    world.talks(1, voice(0.3))
    world.pass_s(0.5)
    assert world.line
    world.channel.keyer_said("open", "")
    while world.line:
        world.pass_s(0.01)
    world.pass_s(0.7, voice(0.7))
    world.channel.keyer_said("closed", "")
    world.pass_s(0.5)
    assert not world.hub.carriers


def test_a_chattering_squelch_is_one_recording_and_in_the_end_a_fault() -> None:
    world = with_carrier(stuck_s=20.0)
    for _ in range(60):
        world.channel.keyer_said("open", "")
        world.pass_s(0.03)
        world.channel.keyer_said("closed", "")
        world.pass_s(0.02)
    world.pass_s(0.5)
    assert len(world.tape.made) == len(world.tape.ended) == 1
    for _ in range(420):
        world.channel.keyer_said("open", "")
        world.pass_s(0.03)
        world.channel.keyer_said("closed", "")
        world.pass_s(0.02)
    assert "stuck_receiver" in world.hub.newest.alarms
    world.talks(1, voice(0.5))
    world.pass_s(0.3)
    assert world.line, "nobody waits for noise"
    world.pass_s(1.5)
    assert "stuck_receiver" not in world.hub.newest.alarms, "it has closed"
    world.channel.keyer_said("open", "")
    world.pass_s(0.2)
    assert world.hub.carriers[-1][0]


def test_a_squelch_that_never_closes_is_no_better_after_a_transmission() -> None:
    world = with_carrier(stuck_s=10.0)
    world.channel.keyer_said("open", "")
    world.pass_s(10.5)
    assert world.hub.newest.alarms == ("stuck_receiver",)
    world.talks(1, voice(0.6))
    world.pass_s(3.0)
    assert any(world.on) and world.hub.newest.alarms == ("stuck_receiver",)


def test_two_exchanges_at_once_are_no_stuck_receiver() -> None:
    world = with_carrier(stuck_s=10.0)
    for number in range(1, 5):
        world.channel.keyer_said("open", "")
        world.pass_s(4.0)
        world.channel.keyer_said("closed", "")
        world.talks(number, voice(0.5))
        world.pass_s(1.0)
    assert "stuck_receiver" not in {a for _, s in world.hub.statuses for a in s.alarms}


def test_answers_are_told_however_many_say_who_they_are() -> None:
    world = World()  # Five of a kind in a minute.
    world.channel.keyer_said("open", "")
    answer = dtmf("11215#", tone_s=0.05, pause_s=0.05).astype(np.float32)
    for n in range(5):
        world.pass_s(0.3, burst(ptt_id(0x100 + n)).astype(np.float32))
        world.pass_s(0.7, answer)
        world.pass_s(0.3, burst(ptt_id(0x100 + n)).astype(np.float32))
    assert [signal.kind for signal in world.hub.signals].count("answer") == 5


def test_a_clock_that_is_set_back_makes_no_flood() -> None:
    told: list[Signal] = []
    hearing = Hearing(settings(), told.append)
    answer = dtmf("11215#").astype(np.float32)
    for now_ms in (90_000_000,) * 6 + (1_000,):
        hearing.feed(np.zeros(20 * 48_000, np.float32), now_ms)
        hearing.feed(answer, now_ms)
    assert [signal.kind for signal in told] == ["answer"] * 7
