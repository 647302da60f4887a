"""Stories of voices: coming, taking over, being lost, and a worker that dies."""

import asyncio
from unittest.mock import ANY

import pytest

from hub.domain.people import Person
from hub.domain.refusals import BadSdp, MediaDown, NoSuchRoom, NoSuchVoice, RateLimited, RoomFull
from hub.services.voices import JOIN_BURST, KEPT_S
from hub.wire.live import Levels
from hub.wire.quality import Quality, RoomQuality
from tests.town import Device, Town


async def test_who_joins_sees_the_room_as_it_is(town: Town) -> None:
    bpbd, dinkes = await town.in_room("siaga", "bpbd", "dinkes")
    bpbd.press()
    (mayor,) = await town.in_room("siaga", "walikota")
    assert mayor.joined is not None
    state = mayor.joined.state
    assert [(p.person, p.mic) for p in state.participants] == [
        ("bpbd", "open"),
        ("dinkes", "shut"),
        ("walikota", "shut"),
    ]
    assert (state.floor.talker, state.room.here, state.room.talker) == ("bpbd", 3, "bpbd")


async def test_a_second_device_takes_over_before_it_is_permitted_anything(town: Town) -> None:
    (phone,) = await town.in_room("siaga", "bpbd")
    phone.press()
    town.told.clear()
    (tablet,) = await town.in_room("siaga", "bpbd")
    tablet.press()
    assert phone.endings == ["elsewhere"]
    told = [line for line in town.told if "floor" not in line]
    assert told == [
        "worker: join v2",
        "worker: forbid v1",
        "bpbd/1: ptt ended",
        "worker: leave v1",
        "bpbd/1: voice elsewhere",
        "worker: permit v2",
    ]
    assert town.talker() == "bpbd"
    with pytest.raises(NoSuchVoice):
        phone.press()


async def test_the_same_page_that_joins_again_is_not_told_elsewhere(town: Town) -> None:
    (bpbd,) = await town.in_room("siaga", "bpbd")
    await bpbd.join("siaga")
    assert bpbd.endings == []
    assert list(town.worker.rooms) == ["v2"]


async def test_a_bad_offer_leaves_the_voice_on_the_other_device(town: Town) -> None:
    (phone,) = await town.in_room("siaga", "bpbd")
    with pytest.raises(BadSdp):
        await town.device("bpbd").join("siaga", sdp="nonsense")
    assert phone.press().state == "granted"


async def test_a_page_that_comes_back_takes_up_its_voice_and_no_sound_is_missed(
    town: Town,
) -> None:
    bpbd, dinkes = await town.in_room("siaga", "bpbd", "dinkes")
    bpbd.press()
    bpbd.lose_connection()
    town.wait(KEPT_S - 1.0)
    town.told.clear()
    answer = await bpbd.come_back()
    assert (answer.sdp, answer.state.room.here) == ("answer to offer again", 2)
    assert answer.state.floor.talker is None, "what it had keyed was let go"
    town.wait(KEPT_S + 1.0)
    assert list(town.worker.rooms) == ["v1", "v2"]
    assert not [line for line in town.told if "worker: leave" in line or "join" in line]
    assert bpbd.press().state == "granted"
    bpbd.lose_connection()
    town.wait(KEPT_S + 1.0)
    assert list(town.worker.rooms) == ["v2"], "nobody came back this time"
    assert dinkes.rosters[-1].gone == ("bpbd",)


async def test_a_page_is_back_before_its_end_was_noticed(town: Town) -> None:
    (bpbd,) = await town.in_room("siaga", "bpbd")
    before = bpbd.caller.session
    bpbd.press()
    await bpbd.come_back()
    assert (town.talker(), town.worker.permitted) == (None, set())
    assert bpbd.press().state == "granted"
    town.voices.session_lost(before)
    assert town.talker() == "bpbd"


async def test_nobody_takes_up_the_voice_of_another_or_of_another_device(town: Town) -> None:
    (bpbd,) = await town.in_room("siaga", "bpbd")
    bpbd.press()
    for thief in (
        town.device("dinkes").caller,
        town.device("bpbd").caller._replace(device="another"),
    ):
        with pytest.raises(NoSuchVoice):
            await town.voices.offer(thief, bpbd.voice, "offer")
    bpbd.lose_connection()
    with pytest.raises(NoSuchVoice):
        await town.voices.offer(thief, bpbd.voice, "offer")
    assert "worker: offer v1" not in town.told


async def test_who_comes_back_too_late_has_to_join(town: Town) -> None:
    (bpbd,) = await town.in_room("siaga", "bpbd")
    bpbd.lose_connection()
    town.wait(KEPT_S + 1.0)
    with pytest.raises(NoSuchVoice):
        await bpbd.come_back()
    await bpbd.join("siaga")


async def test_a_page_lost_while_it_takes_up_its_voice_is_waited_for_again(town: Town) -> None:
    (bpbd,) = await town.in_room("siaga", "bpbd")
    bpbd.lose_connection()
    town.worker.slow = asyncio.Event()
    coming = asyncio.create_task(bpbd.come_back())
    await asyncio.sleep(0)
    bpbd.lose_connection()
    town.worker.slow.set()
    with pytest.raises(NoSuchVoice):
        await coming
    await bpbd.come_back()
    bpbd.lose_connection()
    town.wait(KEPT_S + 1.0)
    assert town.worker.rooms == {}


async def test_a_page_that_comes_back_and_joins_takes_its_voice_over(town: Town) -> None:
    (bpbd,) = await town.in_room("siaga", "bpbd")
    bpbd.lose_connection()
    town.wait(KEPT_S - 1.0)
    assert list(town.worker.rooms) == ["v1"]
    await town.in_room("siaga", "bpbd")
    town.wait(KEPT_S)
    assert list(town.worker.rooms) == ["v2"]


async def test_a_voice_nobody_comes_back_for_is_dropped(town: Town) -> None:
    bpbd, dinkes = await town.in_room("siaga", "bpbd", "dinkes")
    town.wait(0.2)
    bpbd.lose_connection()
    town.wait(KEPT_S + 0.2)
    assert list(town.worker.rooms) == ["v2"]
    assert dinkes.rosters[-1].gone == ("bpbd",)


async def test_a_lost_connection_shuts_an_open_microphone(town: Town) -> None:
    (bpbd,) = await town.in_room("umum", "bpbd")
    bpbd.open_mic()
    assert town.worker.permitted == {"v1"}
    bpbd.lose_connection()
    assert town.worker.permitted == set()


async def test_the_worker_dies_and_all_rejoin(town: Town) -> None:
    devices = await town.in_room("siaga", "bpbd", "dinkes")
    town.worker_dies()
    with pytest.raises(MediaDown):
        await town.device("dishub").join("siaga")
    town.worker_is_back()
    for device in devices:
        assert device.endings == ["restarted"]
        await device.join("siaga")
    assert devices[0].press().state == "granted"
    assert town.talker() == "bpbd"


async def test_a_worker_that_dies_during_a_join_leaves_nothing_behind(town: Town) -> None:
    bpbd = town.device("bpbd")
    town.worker.slow = asyncio.Event()
    joining = asyncio.create_task(bpbd.join("siaga"))
    await asyncio.sleep(0)
    town.worker_dies()
    town.worker_is_back()  # So quick that the reply of the old one is still on its way.
    town.worker.slow.set()
    with pytest.raises(MediaDown):
        await joining
    assert town.presence.voices == town.worker.rooms == {}


async def test_a_page_lost_during_its_join_leaves_nothing_behind(town: Town) -> None:
    bpbd = town.device("bpbd")
    town.worker.slow = asyncio.Event()
    joining = asyncio.create_task(bpbd.join("siaga"))
    await asyncio.sleep(0)
    bpbd.lose_connection()
    town.worker.slow.set()
    with pytest.raises(MediaDown):
        await joining
    assert town.presence.voices == town.worker.rooms == {}


async def test_two_joins_at_once_end_as_one_voice(town: Town) -> None:
    phone, tablet = town.device("bpbd"), town.device("bpbd")
    await asyncio.gather(phone.join("siaga"), tablet.join("siaga"))
    assert list(town.worker.rooms) == ["v2"]
    assert phone.endings == ["elsewhere"]


async def test_a_full_room_takes_nobody_but_whom_it_has(town: Town) -> None:
    await town.in_room("siaga", "bpbd", "dinkes", "dishub", "operator")
    with pytest.raises(RoomFull):
        await town.device("walikota").join("siaga")
    await town.device("bpbd").join("siaga")


async def test_a_hundred_at_the_door_at_once_are_not_one_too_many() -> None:
    posts = {f"p{i}": Person(f"p{i}", "OPD", "OPD", "Kepala", "head") for i in range(8)}
    town = Town(posts)
    devices = [town.device(person) for person in posts]
    town.worker.slow = asyncio.Event()
    joins = [asyncio.create_task(device.join("siaga")) for device in devices]
    await asyncio.sleep(0)
    town.worker.slow.set()
    results = await asyncio.gather(*joins, return_exceptions=True)
    assert sum(isinstance(result, RoomFull) for result in results) == 4
    assert len(town.worker.rooms) == 4


async def test_joining_again_and_again_is_slowed_down(town: Town) -> None:
    bpbd = town.device("bpbd")
    for _ in range(JOIN_BURST):
        await bpbd.join("siaga")
    with pytest.raises(RateLimited) as refused:
        await bpbd.join("siaga")
    assert refused.value.retry_after_s is not None
    town.wait(refused.value.retry_after_s)
    await bpbd.join("siaga")


async def test_a_peer_the_worker_lost_is_out_of_the_room(town: Town) -> None:
    bpbd, dinkes = await town.in_room("siaga", "bpbd", "dinkes")
    bpbd.press()
    town.worker.leave("v1")
    town.worker.rooms["v1"] = "siaga"  # The hub may still say what it meant to say to it.
    town.voices.voice_gone("v1", "silent")
    assert bpbd.endings == ["silent"]
    assert town.talker() is None
    town.wait(0.1)
    assert dinkes.rosters[-1].gone == ("bpbd",)
    town.voices.voice_gone("v1", "closed")


async def test_a_crowd_coming_in_is_one_message_and_one_line(town: Town) -> None:
    (mayor,) = await town.in_room("umum", "walikota")
    outside = town.device("dinkes")
    town.wait(1.0)
    for seen in (mayor.heard, outside.heard):
        seen.clear()
    await town.in_room("umum", "bpbd", "dishub", "operator")
    town.wait(0.1)
    assert [[p.person for p in r.present] for r in mayor.rosters] == [
        ["bpbd", "dishub", "operator"]
    ]
    town.wait(0.5)
    assert [[(c.id, c.here) for c in r.rooms] for r in outside.room_lists] == [[("umum", 4)]]


async def test_nobody_hears_of_rooms_he_may_not_see(town: Town) -> None:
    dinkes = town.device("dinkes")
    await town.in_room("tertutup", "bpbd")
    town.wait(1.0)
    assert dinkes.heard == []
    seen = [card.id for card in town.news.cards_for(dinkes.caller.person)]
    assert seen == ["siaga", "umum", "rapat"]


async def test_levels_are_passed_on_by_person_and_the_loudest_is_the_talker(town: Town) -> None:
    bpbd, dinkes = await town.in_room("umum", "bpbd", "dinkes")
    town.voices.levels("umum", {"v1": 40, "v2": 20, "v9": 1})
    town.wait(0.01)
    assert bpbd.heard[-1].model_dump()["body"] == {"levels": {"bpbd": 40, "dinkes": 20}}
    town.wait(0.5)
    assert bpbd.room_lists[-1].rooms[0].talker == "dinkes"
    town.voices.levels("umum", {})
    town.wait(1.5)
    assert dinkes.room_lists[-1].rooms[0].talker is None


async def test_a_console_is_told_levels_ten_times_a_second_and_a_phone_seldom(town: Town) -> None:
    desk, phone, talker = (town.device(name) for name in ("operator", "bpbd", "dinkes"))
    await desk.join("umum", meters=True)
    for device in (phone, talker):
        await device.join("umum")
    town.wait(1.0)

    def told(device: Device) -> list[dict[str, int]]:
        bodies = [one.body for one in device.heard if one.kind == "levels"]
        return [body.levels for body in bodies if isinstance(body, Levels)]

    for n in range(20):  # Two seconds of speech: as loud in each half second, by and large.
        town.voices.levels("umum", {"v3": 20 + n % 5})
        town.wait(0.1)
    assert len(told(desk)) == 20
    assert told(phone) == [{"dinkes": 20}]

    for n in range(20):  # And now ever louder and softer.
        town.voices.levels("umum", {"v3": 10 + n // 5 % 2 * 30})
        town.wait(0.1)
    assert 3 <= len(told(phone)) <= 6, "twice a second at most"

    def goes_on() -> None:
        for _ in range(12):
            town.voices.levels("umum", {"v3": 20})
            town.wait(0.1)

    goes_on()
    before = len(told(phone))
    late = town.device("walikota")
    await late.join("umum")
    goes_on()
    assert told(late) == [{"dinkes": 20}], "who comes in the midst of it is told as well"
    town.voices.levels("umum", {})
    town.wait(1.2)
    assert told(phone)[-1] == {} and len(told(phone)) <= before + 4
    assert told(desk)[-1] == {}


async def test_how_a_voice_goes_is_told_in_bars_and_the_console_has_the_figures(
    town: Town,
) -> None:
    desk, phone = town.device("operator"), town.device("bpbd")
    await desk.join("umum", meters=True)
    await phone.join("umum")
    good = Quality(loss_share=0.001, jitter_ms=4, delay_ms=40, concealed_share=0)
    bad = good.model_copy(update={"loss_share": 0.2})

    def look(found: Quality) -> int | None:
        town.voices.quality("umum", {phone.voice: found, "v9": found})
        town.wait(0.2)
        [participant] = [p for p in town.news.participants("umum") if p.person == "bpbd"]
        return participant.bars

    town.wait(0.2)
    rosters = len(phone.rosters)
    assert [look(found) for found in (good, good, bad, good, bad, bad, bad)] == [
        *(3, 3, 3, 3, 3, 1, 1)
    ], "one bad look is a blink"
    assert len(phone.rosters) == rosters + 2, "a phone is told only what changes on it"
    figures = [one.body.people for one in desk.heard if isinstance(one.body, RoomQuality)]
    assert len(figures) == 7 and figures[-1] == {"bpbd": bad}
    assert not [one for one in phone.heard if one.kind == "quality"]


async def test_the_room_list_shows_a_talker_through_gaps_between_words(town: Town) -> None:
    bpbd, _ = await town.in_room("umum", "bpbd", "dinkes")
    for _ in range(5):
        town.voices.levels("umum", {"v2": 20})
        town.wait(0.3)
        town.voices.levels("umum", {})
        town.wait(0.6)
    town.voices.levels("umum", {"v1": 10, "v2": 30})
    town.wait(0.6)
    shown = [rooms.rooms[0].talker for rooms in bpbd.room_lists if rooms.rooms[0].talker]
    assert set(shown) == {"dinkes"}, "and a louder voice beside him does not take his line"
    assert bpbd.room_lists[-1].rooms[0].talker == "dinkes"


async def test_there_is_no_such_room(town: Town) -> None:
    with pytest.raises(NoSuchRoom):
        await town.device("bpbd").join("lain")


async def test_leaving_is_at_once(town: Town) -> None:
    (bpbd,) = await town.in_room("siaga", "bpbd")
    bpbd.press()
    town.voices.leave(bpbd.caller, bpbd.voice)
    assert town.worker.rooms == {}
    assert town.talker() is None
    assert bpbd.endings == []


async def test_who_is_on_his_way_in_is_not_told_as_hearing(town: Town) -> None:
    bpbd, dinkes = await town.in_room("umum", "bpbd", "dinkes")
    town.wait(0.2)
    town.voices.voice_connected(dinkes.voice)
    town.wait(0.2)
    assert bpbd.heard[-1].model_dump()["body"]["present"] == (
        {"person": "dinkes", "since_ms": ANY, "mic": "shut", "linked": True, "bars": None},
    )
    late = town.device("dishub")
    joined = await late.join("umum")
    linked = {one.person: one.linked for one in joined.state.participants}
    assert linked == {"bpbd": False, "dinkes": True, "dishub": False}
    town.voices.voice_connected("v99")  # One that left meanwhile is no error.
