"""A whole channel in simulated time: what goes on the air, what comes from it, what never may."""

import numpy as np
import pytest

from hub.audio.opus import Encoder
from radio_bridge.dsp import BLOCK
from radio_bridge.hearing import KEYING_S
from radio_bridge.link import Packet
from radio_bridge.signalling.dtmf_tones import encode as dtmf
from radio_bridge.signalling.mdc1200_messages import ptt_id
from radio_bridge.signalling.mdc1200_modem import burst
from tests.bridge.simulated import World, coded, lost_ms, settings, voice


@pytest.mark.parametrize("tx_delay_ms", [0, 150, 500, 1_000])
def test_nothing_of_the_first_syllable_is_lost_on_the_air(tx_delay_ms: int) -> None:
    world = World(settings(tx_delay_ms=tx_delay_ms))
    said = voice(1.0)
    world.talks(1, said)
    world.pass_s(3.5)
    keyed = world.on.index(True)
    squelch = keyed + tx_delay_ms // 10
    heard = np.concatenate(world.air[squelch:])
    assert lost_ms(coded(said), heard) <= 1
    assert np.abs(np.concatenate(world.air[:squelch])).max() == 0.0, "nothing before"
    assert not world.line


def test_nothing_of_the_last_word_is_lost_either_and_then_the_line_is_down() -> None:
    world = World(settings(tx_delay_ms=500))
    said = voice(1.0)
    world.talks(1, said)
    world.pass_s(3.0)
    end = coded(said)[-14_400:]
    assert lost_ms(end[::-1].copy(), world.sent[::-1].copy()) <= 1
    on_s = sum(world.on) * 0.01
    assert 1.5 < on_s < 1.85, "the delay, the talk, the playout, the tail"


@pytest.mark.parametrize("ppm", [300.0, -300.0])
def test_two_clocks_apart_tear_nothing(ppm: float) -> None:
    world = World()
    said = voice(20.0)
    world.talks(1, said).ppm = ppm
    world.pass_s(22.0)
    sent = np.concatenate([b for b, on in zip(world.air, world.on, strict=True) if on])
    loud = np.abs(sent.reshape(-1, 96)).max(axis=1) > 0.003
    first, last = np.flatnonzero(loud)[[0, -1]]
    assert np.count_nonzero(~loud[first:last]) * 2 < 6, "milliseconds of silence in between"


def test_a_second_talker_waits_for_the_first_and_loses_nothing() -> None:
    world = World()
    first, second = voice(0.6, seed=1), voice(0.6, seed=2)
    world.talks(1, first)
    world.pass_s(0.62)
    world.talks(2, second)
    world.pass_s(3.0)
    assert lost_ms(coded(second), world.sent) <= 1
    ups = sum(b and not a for a, b in zip([False, *world.on], world.on, strict=False))
    assert ups == 2, "the timers of all radios see a pause between them"
    assert {g.number for g in world.tape.grants.values() if g} == {1, 2}


def test_a_talk_shorter_than_the_delay_goes_out_whole() -> None:
    world = World(settings(tx_delay_ms=1_000))
    said = voice(0.2)
    world.talks(1, said)
    world.pass_s(3.0)
    assert lost_ms(coded(said), world.sent, 100) <= 1


@pytest.mark.parametrize("service", ["krap", "amatir"])
def test_where_bridging_is_forbidden_nothing_keys(service: str) -> None:
    world = World(settings(service=service))
    world.talks(1, voice(1.0))
    world.pass_s(1.5)
    assert not any(world.on) and world.sent.size == 0


def test_the_timer_cuts_and_stays_until_the_talker_lets_go() -> None:
    world = World(settings(limit_s=5))
    world.talks(1, voice(8.0))
    world.pass_s(4.8)
    left_s = world.hub.newest.left_s
    assert left_s is not None and left_s < 0.5, "it was counted down"
    world.pass_s(2.0)
    assert not world.line and world.hub.newest.latched
    world.pass_s(1.5)
    assert not world.hub.newest.latched, "he has let go"
    world.talks(2, voice(0.5))
    world.pass_s(0.3)
    assert world.line


def test_a_grant_that_is_told_late_or_again_keys_nothing_new() -> None:
    world = World()
    world.talks(5, voice(0.4))
    world.pass_s(2.0)
    before = sum(world.on)
    world.talks(5, voice(0.4))
    world.talks(4, voice(0.4))
    world.pass_s(2.0)
    assert sum(world.on) == before


def test_sound_before_its_grant_is_kept_and_old_sound_is_not_put_on_the_air() -> None:
    world = World()
    said = voice(0.6)
    talker = world.talks(1, said)
    assert talker
    world.pass_s(1.5)
    assert world.line is False
    late = voice(0.4)
    encoder = Encoder(bitrate_bps=24_000, dtx=False)
    world.channel.granted(2, "operator", 60.0)
    for n in range(20):
        payload = encoder.encode(late[n * 960 : (n + 1) * 960])
        world.channel.sound(2, Packet(payload, n, n * 960, world.now_s(), late_s=0.2))
        world.channel.renewed(2)
        world.pass_s(0.02)
    assert not world.line


def test_sound_that_is_too_old_is_left_out_of_a_talk_that_is_fresh() -> None:
    world = World()
    world.talks(1, voice(1.0))
    world.pass_s(0.3)
    stats = world.channel._talks[1][1]._playout.stats
    before = stats.received
    world.channel.sound(1, Packet(b"\xf8\xff\xfe", 500, 500 * 960, world.now_s(), late_s=0.16))
    assert stats.received == before


def test_sound_that_comes_just_after_the_end_of_its_talk_is_sent() -> None:
    world = World()
    said = voice(0.6)
    world.talks(1, said)
    world.pass_s(0.58)
    world.channel.ended(1)
    world.pass_s(0.05)
    world.pass_s(2.0)
    assert lost_ms(coded(said)[-5_760:][::-1].copy(), world.sent[::-1].copy()) <= 1


def test_after_the_end_the_two_clocks_are_left_alone() -> None:
    world = World(settings(tx_delay_ms=1_000))
    world.talks(1, voice(1.5))
    world.pass_s(1.55)
    talk = world.channel._talks[1][1]
    then = talk.ratio
    world.pass_s(0.9)
    assert world.line and talk.held_s < 0.5 and talk.ratio == then


def test_it_is_deaf_while_it_talks_and_a_moment_after() -> None:
    world = World()
    world.talks(1, voice(0.5))
    world.pass_s(0.2)
    world.channel.keyer_said("open", "")
    noise = voice(4.0, seed=9)
    world.pass_s(0.3, noise)
    assert world.line and world.hub.carriers == []
    while not world.hub.carriers:
        world.pass_s(0.01, noise)
    off_at = len(world.on) - 1 - world.on[::-1].index(True)
    deaf_s = (len(world.on) - off_at) * 0.01
    assert 0.15 < deaf_s < 0.2
    assert world.hub.carriers[0][0] is True


def test_who_keyed_is_known_by_his_signal_and_stands_in_the_recording() -> None:
    world = World()
    world.channel.keyer_said("open", "")
    world.pass_s(1.0, burst(ptt_id(0x1A7)).astype(np.float32))
    world.channel.keyer_said("closed", "")
    world.pass_s(0.5)
    (signal,) = world.hub.signals
    assert (signal.kind, signal.unit, signal.name) == ("mdc1200", "01A7", "ptt_id")
    assert signal.transmission is not None
    assert world.tape.about[signal.transmission] == ("01A7", "mdc1200")
    assert world.tape.ended == [signal.transmission]


def test_an_answer_by_dtmf_is_told() -> None:
    world = World()
    world.channel.keyer_said("open", "")
    world.pass_s(1.5, dtmf("12317#").astype(np.float32))
    (signal,) = world.hub.signals
    assert (signal.kind, signal.unit, signal.said) == ("answer", "123", "present")


def test_keys_after_the_first_are_quiet_in_the_room_and_whole_in_the_recording() -> None:
    world = World()
    world.channel.keyer_said("open", "")
    world.pass_s(1.0, dtmf("12317#").astype(np.float32))
    world.pass_s(KEYING_S + 0.1)
    said = dtmf("0").astype(np.float32)  # Whatever is heard later is heard as it is.
    world.pass_s(0.2, said)
    (tape,) = world.tape.made.values()
    heard, kept = (
        np.abs(sound[: sound.size // 7_200 * 7_200].reshape(-1, 7_200)).max(axis=1)
        for sound in (world.hub.sound, np.concatenate(tape))
    )
    assert kept.size == heard.size and kept[:6].min() > 0.7 * kept[0]
    assert heard[0] > 0.9 * kept[0], "nothing waits for a verdict"
    assert heard[2:6].max() < 0.15 * kept[0]
    assert heard.tolist()[-2:] == kept.tolist()[-2:] and kept[-3:].max() > 0.1


def test_a_flood_of_keys_is_told_of_once() -> None:
    world = World()
    world.channel.keyer_said("open", "")
    for _ in range(12):
        world.pass_s(1.0, dtmf("77#", tone_s=0.05, pause_s=0.05).astype(np.float32))
    told = [signal.reason for signal in world.hub.signals]
    assert told == ["too_short"] * 5 + ["flood"]


def test_a_card_that_stops_ends_the_transmission_within_a_second() -> None:
    world = World()
    world.talks(1, voice(3.0))
    world.pass_s(0.5)
    assert world.line
    stopped_s = world.now_s()
    while world.line and world.now_s() < stopped_s + 2:
        world._now_s += 0.02
        for talker in world.talkers:
            talker.speak(world.now_s())
        world.channel.tick()
        world._keyer()
    assert world.now_s() - stopped_s <= 1.0
    assert "card_lost" in world.hub.newest.alarms


def test_a_keyer_that_dies_is_not_keyed_again_by_the_same_talk() -> None:
    world = World()
    world.talks(1, voice(3.0))
    world.pass_s(0.5)
    world.line = False
    world.channel.keyer_said("gone", "")
    assert "keyer_lost" in world.hub.newest.alarms
    world.channel.keyer_said("ready", "")
    world.pass_s(1.0)
    assert not world.line


def test_a_lease_that_was_void_is_not_renewed_by_what_comes_after_all() -> None:
    world = World()
    world.talks(1, voice(5.0))
    world.pass_s(0.5)
    assert world.line
    world.stand_still(0.6)
    world.pass_s(0.02)  # The renewal is the first that is heard then.
    world.on.clear()
    world.pass_s(2.0)
    assert not any(world.on), "its talker must let go before he keys again"


def test_a_hub_that_floods_grants_keys_only_what_it_gives_last() -> None:
    world = World()
    for number in range(1, 50):
        world.channel.granted(number, "operator", 60.0)
    world.talks(50, voice(0.5))
    world.pass_s(0.4)
    grant = world.channel.transmitter.grant
    assert world.line and grant is not None and grant.number == 50


def test_silence_is_silence_to_the_bit_when_nothing_is_on_the_air() -> None:
    world = World()
    world.pass_s(0.2, voice(0.2))
    assert all(block.shape == (BLOCK,) and not block.any() for block in world.air)


def test_a_port_that_is_pulled_out_is_told_apart_from_a_keyer_that_died() -> None:
    world = World()
    world.channel.keyer_said("failed", "/dev/ttyUSB0: tercabut (unplugged)")
    world.channel.keyer_said("gone", "")
    assert world.hub.newest.alarms == ("port_lost",)
    world.channel.keyer_said("ready", "")
    world.channel.keyer_said("gone", "")
    assert world.hub.newest.alarms == ("keyer_lost",)


def test_the_lamp_says_heard_by_the_loop_back_and_a_deaf_one_ends_it() -> None:
    world = World()
    world.talks(1, voice(4.0))
    world.pass_s(0.5)
    assert world.hub.newest.on_air == "keyed"
    for _ in range(50):
        world.channel.looped(world.air[-1])
        world.pass_s(0.01)
    assert world.hub.newest.on_air == "heard"
    began_s = world.now_s()
    while world.line and world.now_s() < began_s + 2:
        world.channel.looped(np.zeros(BLOCK, np.float32))
        world.pass_s(0.01)
    assert not world.line and world.now_s() - began_s <= 1.0
    told = [alarm for _, status in world.hub.statuses for alarm in status.alarms]
    assert "card_silent" in told


def test_a_capture_that_is_one_number_is_a_dead_card_where_that_is_asked_for() -> None:
    given = settings()
    sound = given.sound.model_copy(update={"flat_line_s": 0.8})
    world = World(given.model_copy(update={"sound": sound}))
    world.pass_s(1.0, voice(1.0))
    assert world.hub.newest.alarms == ()
    world.talks(1, voice(4.0))
    world.pass_s(0.5, voice(0.5))
    assert world.line
    world.pass_s(1.0)
    assert not world.line and world.hub.newest.alarms == ("card_silent",)


def test_the_tone_stands_under_the_speech_and_turns_in_the_tail() -> None:
    given = settings()
    sent = given.transmit.model_copy(update={"ctcss_hz": 88.5, "reverse_burst": True})
    ptt = given.ptt.model_copy(update={"tail_ms": 200.0})
    world = World(given.model_copy(update={"transmit": sent, "ptt": ptt}))
    world.talks(1, np.zeros(24_000, np.float32))
    world.pass_s(2.0)
    on = np.concatenate([b for b in world.air if np.abs(b).max() > 0.0])
    assert on.size / 48_000 == pytest.approx(sum(world.on) * 0.01, abs=0.03), "from key to un-key"
    turn = np.exp(-2j * np.pi * 88.5 * np.arange(on.size) / 48_000)
    early, late = (on * turn)[4_800:9_600].mean(), (on * turn)[-7_200:-2_400].mean()
    assert abs(np.degrees(np.angle(late / early))) > 170


def test_the_keyers_own_limit_latches_as_ours_does() -> None:
    world = World()
    world.talks(1, voice(3.0))
    world.pass_s(0.5)
    world.line = False
    world.channel.keyer_said("latched", "limit")
    world.pass_s(0.1)
    assert world.hub.newest.latched and world.hub.newest.on_air == "off"
    world.pass_s(1.0)
    assert not world.line


def test_a_hub_whose_clock_was_set_back_is_on_the_air_again() -> None:
    world = World()
    world.talks(1_900_000_000, voice(0.3))
    world.pass_s(1.5)
    world.channel.link_up(False)
    world.channel.link_up(True)
    before = len(world.on)
    said = voice(0.5, seed=2)
    world.talks(7, said)
    world.pass_s(2.0)
    assert any(world.on[before:])
    assert lost_ms(coded(said), np.concatenate(world.air[before:]), 100) <= 1


def test_no_voice_lies_over_the_tone_that_is_sent() -> None:
    given = settings()
    sent = given.transmit.model_copy(update={"ctcss_hz": 88.5})
    world = World(given.model_copy(update={"transmit": sent}))
    t = np.arange(96_000) / 48_000
    low = (0.3 * np.sin(2 * np.pi * 110.0 * t)).astype(np.float32)
    world.talks(1, low)
    world.pass_s(3.0)
    on = world.sent[24_000:72_000]
    power = np.abs(np.fft.rfft(on * np.hanning(on.size))) ** 2
    near = {hz: float(power[hz - 3 : hz + 4].sum()) for hz in (88, 110)}
    assert near[110] < near[88] / 10, "the far squelch hears one tone"
