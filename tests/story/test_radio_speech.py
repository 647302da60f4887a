"""Stories of what the hub says on the air itself: when, over whom never, and what is dropped."""

from collections.abc import Iterator

import pytest

from hub.domain.floor import ANNOUNCER
from hub.wire.radio import RadioPrepared
from tests.radio_town import CHANNEL, radio_of
from tests.speech_town import LENGTH_S, SpeechTown


@pytest.fixture
def town() -> Iterator[SpeechTown]:
    yield SpeechTown()


async def test_it_is_said_once_the_channel_has_been_quiet(town: SpeechTown) -> None:
    bridge = await town.speaker()
    (operator,) = await town.in_room(CHANNEL, "operator")
    bridge.live(2.0)
    operator.press()
    town.say("Satu nol satu, hadir.")
    bridge.live(3.0)
    assert bridge.on_air == "", "somebody talks"
    operator.let_go()
    bridge.live(0.9)
    assert bridge.on_air == "", "not a second's quiet yet"
    bridge.live(0.6)
    assert bridge.on_air
    floor = operator.floors[-1].floor
    assert floor.talker == ANNOUNCER
    says = radio_of(operator).says
    assert says and says.text == "Satu nol satu, hadir.", "who sits in the room reads it"
    assert bridge.voice not in town.worker.permitted and not town.worker.fed.get(bridge.voice)
    bridge.live(LENGTH_S)
    assert (bridge.said, town.ends) == (["Satu nol satu, hadir."], ["said"])
    assert town.floors.show(CHANNEL).talker is None and radio_of(operator).says is None


async def test_whoever_asks_has_the_floor_at_once_and_it_is_said_again_later(
    town: SpeechTown,
) -> None:
    bridge = await town.speaker()
    (head,) = await town.in_room(CHANNEL, "bpbd")
    town.say()
    bridge.live(2.0)
    assert bridge.on_air
    assert head.press().state == "granted"
    bridge.look()
    assert bridge.on_air == "" and bridge.grants[-1].talker == "bpbd"
    bridge.live(2.0)
    assert town.ends == []
    head.let_go()
    bridge.live(LENGTH_S + 2.0)
    assert bridge.said == ["Uji."] and town.ends == ["said"]


async def test_the_hub_does_not_wait_in_the_queue_of_those_who_press(town: SpeechTown) -> None:
    (head,) = await town.in_room(CHANNEL, "bpbd")
    head.press()
    assert not town.floors.announce(CHANNEL, 1)
    assert town.floors.show(CHANNEL).queue == ()
    head.let_go()
    assert town.floors.announce(CHANNEL, 2) and town.floors.announces(CHANNEL)


async def test_a_radio_that_is_heard_is_not_talked_over(town: SpeechTown) -> None:
    bridge = await town.speaker()
    town.say()
    bridge.live(0.5)
    bridge.carrier()
    bridge.hears = True
    bridge.live(3.0)
    assert bridge.on_air == ""
    bridge.carrier(False)
    bridge.hears = False
    bridge.live(0.8)
    assert bridge.on_air == "", "a second's quiet first"
    bridge.live(1.5)
    assert bridge.on_air
    bridge.carrier()
    bridge.look()
    assert bridge.on_air == "", "cut off by a carrier"


async def test_a_carrier_is_known_from_the_bridge_before_its_floor_is(town: SpeechTown) -> None:
    bridge = await town.speaker()
    town.say()
    bridge.hears = True
    bridge.live(4.0)
    assert bridge.states == []


async def test_what_nobody_needs_any_more_is_not_said_and_cut_off_on_the_air(
    town: SpeechTown,
) -> None:
    bridge = await town.speaker()
    town.speech.drop(town.say("Satu."))
    bridge.live(2.0)
    assert bridge.states == [] and town.ends == ["stale"]
    wanted = town.say("Dua.")
    bridge.live(2.0)
    assert bridge.on_air
    town.speech.drop(wanted)
    bridge.live(0.1)
    assert bridge.on_air == "" and bridge.said == []


async def test_a_channel_that_is_never_free_is_given_up(town: SpeechTown) -> None:
    bridge = await town.speaker()
    (operator,) = await town.in_room(CHANNEL, "operator")
    operator.press()
    town.say(good_s=5.0)
    bridge.live(6.0)
    operator.let_go()
    bridge.live(8.0)
    assert (bridge.said, town.ends) == ([], ["no_air"])


async def test_five_times_cut_off_is_enough(town: SpeechTown) -> None:
    bridge = await town.speaker()
    (operator,) = await town.in_room(CHANNEL, "operator")
    town.say(good_s=300.0)
    for n in range(5):
        bridge.live(3.0)
        assert bridge.on_air, n
        operator.press()
        bridge.live(0.1)
        operator.let_go()
    bridge.live(8.0)
    assert (bridge.said, town.ends) == ([], ["no_air"])


async def test_a_bridge_without_a_voice_is_granted_nothing(town: SpeechTown) -> None:
    bridge = await town.speaker()
    bridge.mute = True
    town.say()
    bridge.live(3.0)
    assert (bridge.states, town.ends) == ([], ["no_speech"])


async def test_a_bridge_that_does_not_answer_has_no_voice(town: SpeechTown) -> None:
    await town.speaker()
    town.say()
    town.wait(14.0)
    assert town.ends == []
    town.wait(2.0)
    assert town.ends == ["no_speech"]


@pytest.mark.parametrize("fails", ["keyer", "lease", "limit"])
async def test_a_transmitter_that_fails_is_tried_again_and_not_at_once(
    town: SpeechTown, fails: str
) -> None:
    bridge = await town.speaker()
    bridge.fails = fails
    town.say()
    bridge.live(5.0)
    assert bridge.states == ["granted", "ended"]
    assert town.floors.show(CHANNEL).talker is None, "the floor is nobody's meanwhile"
    bridge.fails = ""
    bridge.live(9.0)
    assert town.ends == ["said"]


async def test_a_bridge_that_is_lost_while_it_speaks_frees_the_floor_and_says_it_when_it_is_back(
    town: SpeechTown,
) -> None:
    bridge = await town.speaker()
    town.say()
    bridge.live(2.0)
    assert bridge.on_air
    bridge.lose_connection()
    town.wait(0.2)
    assert town.floors.show(CHANNEL).talker is None
    other = await town.speaker()
    other.live(LENGTH_S + 3.0)
    assert (other.said, town.ends) == (["Uji."], ["said"])


@pytest.mark.parametrize("kind", ["krap", "amatir"])
async def test_where_sending_is_forbidden_nothing_is_even_made_ready(kind: str) -> None:
    town = SpeechTown(kind=kind)
    bridge = await town.speaker()
    town.say(good_s=5.0)
    bridge.live(7.0)
    assert (bridge.ready, bridge.states, town.ends) == ({}, [], ["no_air"])


async def test_the_worker_that_dies_takes_the_floor_and_it_is_said_again(town: SpeechTown) -> None:
    bridge = await town.speaker()
    town.say()
    bridge.live(2.0)
    assert bridge.on_air
    town.worker_dies()
    bridge.live(1.0)
    assert bridge.on_air == "" and town.ends == []


async def test_the_stations_name_is_said_when_the_bridge_asks_for_the_air(
    town: SpeechTown,
) -> None:
    bridge = await town.speaker()
    own = {"id": "00000000-0000-4000-8000-000000000001", "length_s": 2.0, "text": "Posko Kota."}
    bridge.ready[own["id"]] = own["text"]  # type: ignore[index,assignment]
    town.say("Hadir.")
    town.speech.prepared(CHANNEL, RadioPrepared.model_validate(own))
    bridge.live(2 * LENGTH_S + 4.0)
    assert bridge.said == ["Hadir."], "what is for somebody goes before"
    town.speech.prepared(CHANNEL, RadioPrepared.model_validate(own))
    bridge.live(LENGTH_S + 2.0)
    assert bridge.said == ["Hadir.", "Posko Kota."]
