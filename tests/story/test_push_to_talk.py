"""Stories of the push-to-talk floor, told with a whole hub in memory."""

import pytest

from hub.domain.floor import HELD_LIMIT_S, TALK_LIMIT_S
from hub.domain.refusals import FloorDenied, MediaDown, NoSuchVoice, NotAMember, WrongMode
from tests.town import Town


async def test_the_mayor_pre_empts_a_head(town: Town) -> None:
    bpbd, mayor = await town.in_room("siaga", "bpbd", "walikota")
    assert bpbd.press().state == "granted"
    town.told.clear()

    reply = mayor.press()

    assert reply.state == "granted"
    assert reply.until_ms == round((town.clock.now() + TALK_LIMIT_S) * 1000)
    assert town.talker() == "walikota"
    assert bpbd.ptt_news == [("ended", "preempted")]
    assert town.told[:3] == ["worker: forbid v1", "worker: permit v2", "bpbd/1: ptt ended"]


async def test_who_asks_learns_from_the_reply_and_is_not_told_twice(town: Town) -> None:
    bpbd, dinkes = await town.in_room("siaga", "bpbd", "dinkes")
    bpbd.press()
    reply = dinkes.press()
    assert (reply.state, reply.talker, reply.place) == ("queued", "bpbd", 1)
    assert bpbd.ptt_news == dinkes.ptt_news == []


async def test_the_next_is_permitted_before_he_is_told(town: Town) -> None:
    bpbd, dinkes = await town.in_room("siaga", "bpbd", "dinkes")
    bpbd.press()
    dinkes.press()
    town.told.clear()
    bpbd.let_go()
    assert dinkes.ptt_news == [("granted", None)]
    assert town.told[:3] == ["worker: forbid v1", "worker: permit v2", "dinkes/2: ptt granted"]


async def test_places_are_told_again_when_somebody_leaves_the_queue(town: Town) -> None:
    bpbd, dinkes, dishub = await town.in_room("siaga", "bpbd", "dinkes", "dishub")
    for device in (bpbd, dinkes, dishub):
        device.press()
    dinkes.let_go()
    assert dishub.ptt_news == [("queued", 1)]
    assert dishub.floors[-1].floor.queue == ("dishub",)


async def test_a_key_no_longer_held_is_let_go_after_the_limit(town: Town) -> None:
    bpbd, dinkes = await town.in_room("siaga", "bpbd", "dinkes")
    bpbd.press()
    dinkes.press()
    bpbd.freeze()
    town.wait(HELD_LIMIT_S - 0.1)
    assert town.talker() == "bpbd"
    town.wait(0.1)
    assert town.talker() == "dinkes"
    assert bpbd.ptt_news == [("ended", "not_held")]


async def test_a_page_that_hangs_in_the_queue_is_not_given_the_floor(town: Town) -> None:
    bpbd, dinkes = await town.in_room("siaga", "bpbd", "dinkes")
    bpbd.press()
    dinkes.press()
    dinkes.freeze()
    town.wait(1.0)
    bpbd.let_go()
    assert town.talker() is None
    assert dinkes.ptt_news == [("ended", "not_held")]


async def test_the_time_out_latches_until_the_key_is_let_go(town: Town) -> None:
    (bpbd,) = await town.in_room("siaga", "bpbd")
    bpbd.press()
    town.wait(TALK_LIMIT_S - 0.1)
    assert town.talker() == "bpbd"
    town.wait(0.2)
    assert town.talker() is None
    assert bpbd.ptt_news == [("ended", "time_out")]

    with pytest.raises(FloorDenied):
        bpbd.press()
    bpbd.let_go(1)
    assert bpbd.press().state == "granted", "the press of before the release stays denied"


async def test_a_late_release_of_an_older_press_does_nothing(town: Town) -> None:
    (bpbd,) = await town.in_room("siaga", "bpbd")
    bpbd.press()
    bpbd.let_go()
    bpbd.press()
    bpbd.let_go(request=1)
    assert town.talker() == "bpbd"


async def test_a_request_after_its_own_release_is_denied(town: Town) -> None:
    (bpbd,) = await town.in_room("siaga", "bpbd")
    bpbd.let_go(request=5)
    with pytest.raises(FloorDenied):
        bpbd.ask(5)


async def test_a_repeated_request_gets_the_same_reply(town: Town) -> None:
    bpbd, dinkes = await town.in_room("siaga", "bpbd", "dinkes")
    assert bpbd.press() == bpbd.ask(1)
    assert dinkes.press() == dinkes.ask(1)


async def test_a_lost_connection_un_keys_at_once(town: Town) -> None:
    bpbd, dinkes = await town.in_room("siaga", "bpbd", "dinkes")
    bpbd.press()
    dinkes.press()
    bpbd.lose_connection()
    assert town.talker() == "dinkes"


async def test_everyone_sees_who_talks_until_when_and_who_waits(town: Town) -> None:
    bpbd, dinkes, dishub = await town.in_room("siaga", "bpbd", "dinkes", "dishub")
    bpbd.press()
    dinkes.press()
    seen = dishub.floors[-1].floor
    assert (seen.talker, seen.queue) == ("bpbd", ("dinkes",))
    assert seen.since_ms == round(town.clock.now() * 1000)
    assert seen.until_ms == round((town.clock.now() + TALK_LIMIT_S) * 1000)
    town.wait(0.1)
    mics = {p.person: p.mic for p in dishub.rosters[-1].present}
    assert mics["bpbd"] == "open"


async def test_rooms_have_floors_of_their_own(town: Town) -> None:
    (bpbd,) = await town.in_room("siaga", "bpbd")
    (mayor,) = await town.in_room("tertutup", "walikota")
    bpbd.press()
    mayor.press()
    assert (town.talker("siaga"), town.talker("tertutup")) == ("bpbd", "walikota")


async def test_there_is_no_floor_in_an_open_room_and_no_switch_in_a_ptt_room(town: Town) -> None:
    (dinkes,) = await town.in_room("umum", "dinkes")
    (bpbd,) = await town.in_room("siaga", "bpbd")
    with pytest.raises(WrongMode):
        dinkes.press()
    with pytest.raises(WrongMode):
        bpbd.open_mic()


async def test_a_stranger_does_not_get_in_and_a_voice_is_its_sessions_own(town: Town) -> None:
    dinkes = town.device("dinkes")
    with pytest.raises(NotAMember):
        await dinkes.join("tertutup")
    (bpbd,) = await town.in_room("siaga", "bpbd")
    dinkes.voice = bpbd.voice
    with pytest.raises(NoSuchVoice):
        dinkes.press()
    elsewhere = town.device("bpbd")
    elsewhere.voice = bpbd.voice
    with pytest.raises(NoSuchVoice):
        elsewhere.press()


async def test_no_floor_without_a_worker(town: Town) -> None:
    bpbd, dinkes = await town.in_room("siaga", "bpbd", "dinkes")
    bpbd.press()
    dinkes.press()
    town.worker_dies()
    assert town.talker() is None
    assert bpbd.ptt_news == dinkes.ptt_news == [("ended", "media_down")]
    with pytest.raises(MediaDown):
        bpbd.press()
