"""Speech of the bridge's own: on the air by a grant alone, let go by whatever lets a talker go."""

import numpy as np
import pytest

from radio_bridge.announcing import Announcing
from radio_bridge.dsp import BLOCK
from radio_bridge.health import STALLED_S
from radio_bridge.transmit import Grant, Phase
from tests.bridge.hub_double import HubDouble
from tests.bridge.simulated import SAID, World, coded, lost_ms, settings, voice

IDENTIFY = '[identify]\ntext = "Posko Kota Probolinggo."\nevery_min = 5\n'


def ends(world: World) -> list[tuple[str, str]]:
    return [(said.id, said.end) for said in world.hub.ends]


def test_it_goes_out_whole_after_the_delay_and_the_hub_is_told() -> None:
    world = World(settings(tx_delay_ms=500))
    said = voice(2.0)
    lease = world.says(1, said)
    assert [(one.id, one.length_s, one.failed) for one in world.hub.ready] == [(SAID, 2.0, "")]
    world.pass_s(2.4)
    assert ends(world) == [], "not all of it is out"
    world.pass_s(0.6)
    assert ends(world) == [(SAID, "")]
    keyed = world.on.index(True)
    assert lost_ms(said, np.concatenate(world.air[keyed + 50 :])) <= 1, "from the first sample on"
    assert np.abs(np.concatenate(world.air[: keyed + 50])).max() == 0.0, "nothing before"
    assert not world.line, "it does not wait for the hub to let go"
    lease.end()
    world.pass_s(1.0)
    (recorded,) = [g for g in world.tape.grants.values() if g]
    assert (recorded.words, recorded.talker) == ("Hadir.", "posko.suara")


def test_without_a_grant_nothing_made_ready_is_heard() -> None:
    world = World()
    world.channel.say(SAID, "Hadir.")
    world.channel.spoken(SAID, voice(1.0))
    world.pass_s(2.0)
    assert not any(world.on)


def test_a_grant_for_what_is_not_here_keys_nothing() -> None:
    world = World()
    world.channel.granted(1, "posko.suara", 60.0, False, SAID)
    world.pass_s(1.0)
    assert not any(world.on) and ends(world) == [(SAID, "unknown")]


def test_a_lost_link_lets_go_within_a_lease() -> None:
    world = World()
    lease = world.says(1, voice(5.0))
    world.pass_s(1.0)
    assert world.line
    lease.renewing = False
    world.pass_s(0.55)
    assert not world.line
    world.pass_s(2.0)
    assert not world.line and ends(world) == [(SAID, "lease")]


def test_taken_back_it_is_silent_at_once_and_the_line_is_down() -> None:
    world = World()
    lease = world.says(1, voice(5.0))
    world.pass_s(1.0)
    lease.end()
    before = len(world.air)
    world.pass_s(0.5)
    assert np.abs(np.concatenate(world.air[before + 1 :])).max() == 0.0
    assert not any(world.on[before + 10 :]), "the tail and no more"
    assert ends(world) == [], "the hub did it, and knows"


def test_whoever_talks_next_loses_nothing() -> None:
    world = World()
    world.says(1, voice(5.0))
    world.pass_s(1.0)
    said = voice(1.0, seed=2)
    world.talkers.clear()
    world.talks(2, said)
    world.pass_s(3.0)
    numbers = [g.number for g in world.tape.grants.values() if g]
    assert numbers == [1, 2]
    first = next(i for i, g in enumerate(world.tape.grants.values()) if g and g.number == 2)
    sent = np.concatenate(list(world.tape.made.values())[first])
    assert lost_ms(coded(said), sent) <= 1


@pytest.mark.parametrize("fails", ["keyer", "card", "limit"])
def test_what_lets_a_talker_go_lets_speech_go(fails: str) -> None:
    world = World(settings(limit_s=5))
    world.says(1, voice(4.9 if fails == "limit" else 3.0))
    if fails == "limit":  # The sound is short enough; the keying takes it past the timer.
        world.pass_s(6.0)
    else:
        world.pass_s(1.0)
        assert world.line
        if fails == "keyer":
            world.channel.keyer_said("gone", "pulled out")
        else:
            world.channel.health.present = False
        world.pass_s(0.1)
    assert not world.line and ends(world) == [(SAID, fails)]
    world.channel.health.present = True
    world.channel.keyer_said("ready", "")
    world.pass_s(STALLED_S + 1.0)
    assert not world.line, "its grant is spent"


def test_it_waits_for_whoever_is_heard_and_is_never_sent_over_him() -> None:
    world = World()
    world.channel.keyer_said("open", "")
    world.pass_s(0.2, 0.1 * np.ones(10 * BLOCK, np.float32))
    world.says(1, voice(1.0))
    world.pass_s(2.0)
    assert not any(world.on)
    world.channel.keyer_said("closed", "")
    world.pass_s(2.0)
    assert any(world.on) and ends(world) == [(SAID, "")]


@pytest.mark.parametrize("service", ["krap", "amatir"])
def test_where_sending_is_forbidden_nothing_is_spoken(service: str) -> None:
    world = World(settings(service=service))
    world.says(1, voice(1.0))
    world.pass_s(2.0)
    assert not any(world.on) and ends(world) == [(SAID, "forbidden")]


def test_no_voice_is_one_alarm_and_a_word_to_the_hub_until_there_is_one() -> None:
    world = World()
    world.channel.say(SAID, "Hadir.")
    world.channel.spoken(SAID, None)
    world.pass_s(0.2)
    assert [one.failed for one in world.hub.ready] == ["no_speech"]
    assert world.hub.newest.alarms == ("no_speech",) and not any(world.on)
    world.says(1, voice(0.5))
    world.pass_s(2.0)
    assert world.hub.newest.alarms == () and any(world.on)


def test_what_is_too_long_for_the_timer_is_not_said() -> None:
    world = World(settings(limit_s=5))
    world.channel.say(SAID, "Hadir.")
    world.channel.spoken(SAID, voice(6.0))
    assert [one.failed for one in world.hub.ready] == ["too_long"]


class Station:
    """What a station says of itself, its transmitter turned by hand. Implements Speaker."""

    def __init__(self) -> None:
        self.hub = HubDouble()
        self.texts: dict[str, str] = {}
        self.announcing = Announcing(settings(more=IDENTIFY).identify, 60.0, self.hub, self)
        self.now_s = 0.0

    def speak(self, name: str, text: str) -> None:
        self.texts[name] = text

    def pass_s(self, seconds: float, phase: Phase = Phase.IDLE) -> None:
        for _ in range(round(seconds)):
            self.now_s += 1.0
            self.announcing.look(phase, self.now_s)

    def names(self) -> None:
        """Its name is made, and goes out by a grant."""
        name = list(self.texts)[-1]
        self.announcing.spoken(name, voice(0.1))
        assert self.hub.ready[-1].text == "Posko Kota Probolinggo."
        talk = self.announcing.take(name, Grant(1, "posko.suara", 60.0, False, self.now_s))
        assert talk
        while talk.block(self.now_s) is not None:
            self.announcing.look(Phase.AIR, self.now_s)
        self.pass_s(1, Phase.TAIL)
        self.pass_s(1)
        assert self.hub.ends[-1].id == name


def test_the_stations_name_is_asked_for_after_it_has_transmitted_and_then_by_interval() -> None:
    station = Station()
    station.pass_s(3_600)
    assert station.texts == {}, "it has transmitted nothing"
    station.pass_s(2, Phase.AIR)
    assert len(station.texts) == 1
    station.names()
    station.pass_s(3_600)
    assert len(station.texts) == 1, "to say the name is no reason to say it again"
    station.pass_s(2, Phase.AIR)
    station.names()
    station.pass_s(2, Phase.AIR)
    station.pass_s(290)
    assert len(station.texts) == 2, "named a moment ago"
    station.pass_s(20)
    assert len(station.texts) == 3


def test_a_hub_that_gives_no_air_for_the_name_is_asked_again_and_not_often() -> None:
    station = Station()
    station.pass_s(2, Phase.AIR)
    station.announcing.spoken(next(iter(station.texts)), None)
    station.pass_s(50)
    assert len(station.texts) == 1 and station.hub.ready == [], "the hub did not ask for it"
    station.pass_s(15)
    assert len(station.texts) == 2


def test_a_beep_goes_out_after_the_last_word_where_it_is_wanted_and_never_after_speech() -> None:
    beep = settings(more="[transmit]\nroger_ms = 100\n")
    for given, longer in ((settings(), False), (beep, True)):
        world = World(given)
        world.talks(1, voice(0.6))
        world.pass_s(2.0)
        tail = world.sent[-7_200:]
        spectrum = np.abs(np.fft.rfft(tail))
        tone = spectrum[np.fft.rfftfreq(tail.size, 1 / 48_000).searchsorted(1_000)]
        assert (tone > 0.5 * spectrum.max()) is np.bool_(longer)
        assert not world.line
    world = World(beep)
    world.says(1, voice(0.6))
    world.pass_s(2.0)
    quiet = world.sent[-2_400:]
    assert np.abs(quiet).max() == 0.0
