"""Stories of the all-call: one voice into every room at once."""

from pathlib import Path

import pytest

from hub.domain.floor import PRIORITY, TALK_LIMIT_S, Request
from hub.domain.people import Person
from hub.domain.refusals import NotAMember
from hub.domain.rooms import ALL_CALL
from hub.wire.moderation import AllCallNow
from tests.chat_town import running_store
from tests.town import Town

RADIO = Person("ht", "Radio", "HT", "HT VHF 1", "device")


async def test_the_mayor_is_heard_everywhere_and_a_talk_gives_way(town: Town) -> None:
    (bpbd,) = await town.in_room("siaga", "bpbd")
    (dinkes,) = await town.in_room("umum", "dinkes")
    (mayor,) = await town.in_room(ALL_CALL, "walikota")
    bpbd.press()
    dinkes.open_mic()

    assert mayor.press().state == "granted"

    assert town.worker.carried[mayor.voice] == {"siaga", "tertutup", "umum", "rapat"}
    assert bpbd.ptt_news == [("ended", "preempted")]
    floor = bpbd.floors[-1].floor
    assert (floor.talker, floor.all_call, floor.until_ms) == ("walikota", True, None)
    assert bpbd.press().state == "queued", "presses wait meanwhile"
    told = [m.body for m in dinkes.heard if isinstance(m.body, AllCallNow)]
    assert [body.talker for body in told] == ["walikota"]

    mayor.let_go()
    assert town.worker.carried[mayor.voice] == set()
    assert town.talker("siaga") == "bpbd", "who waited is next"
    told = [m.body for m in dinkes.heard if isinstance(m.body, AllCallNow)]
    assert told[-1].talker is None


async def test_who_comes_in_the_middle_of_it_sees_who_talks(town: Town) -> None:
    (mayor,) = await town.in_room(ALL_CALL, "walikota")
    mayor.press()
    (late,) = await town.in_room("umum", "dinkes")
    assert late.joined
    floor = late.joined.state.floor
    assert (floor.talker, floor.all_call) == ("walikota", True)
    mayor.let_go()
    (later,) = await town.in_room("umum", "bpbd")
    assert later.joined and later.joined.state.floor.talker is None


@pytest.mark.parametrize("end", ["lose_connection", "freeze", "leave", "worker", "time_out"])
async def test_an_all_call_always_lets_go(town: Town, end: str) -> None:
    (bpbd,) = await town.in_room("siaga", "bpbd")
    (mayor,) = await town.in_room(ALL_CALL, "walikota")
    mayor.press()
    match end:
        case "lose_connection":
            mayor.lose_connection()
        case "freeze":
            mayor.freeze()
            town.wait(1.0)
        case "leave":
            town.voices.leave(mayor.caller, mayor.voice)
        case "worker":
            town.worker_dies()
            town.worker_is_back()
            await bpbd.join("siaga")
        case "time_out":
            town.wait(TALK_LIMIT_S + 1.0)
    assert town.all_calls.now.talker is None
    assert not any(town.worker.carried.values())
    assert town.floors.show("siaga").talker is None
    assert bpbd.press().state == "granted"


async def test_a_room_whose_worker_dies_meanwhile_hears_it_again_and_the_others_never_stop(
    town: Town,
) -> None:
    (bpbd,) = await town.in_room("siaga", "bpbd")
    (dinkes,) = await town.in_room("umum", "dinkes")
    (mayor,) = await town.in_room(ALL_CALL, "walikota")
    mayor.press()
    bpbd.press()

    town.worker_dies("siaga")
    assert bpbd.ptt_news[-1] == ("ended", "media_down"), "who waited has lost his place"
    town.worker_is_back()
    assert bpbd.endings == ["restarted"] and dinkes.endings == mayor.endings == []
    await bpbd.join("siaga")
    assert bpbd.joined and bpbd.joined.state.floor.all_call
    assert town.all_calls.now.talker == "walikota"
    assert {"siaga", "umum"} <= town.worker.carried[mayor.voice]
    told = [m.body.talker for m in dinkes.heard if isinstance(m.body, AllCallNow)]
    assert told == ["walikota"], "where it goes on nothing is told"

    mayor.let_go()
    assert town.worker.carried[mayor.voice] == set()
    assert bpbd.press().state == "granted"


ENDS = {
    "let_go": "released",
    "time_out": "time_out",
    "freeze": "not_held",
    "leave": "left",
    "worker": "media_down",
    "mute": "muted",
    "preempt": "preempted",
}


@pytest.mark.parametrize("end", ENDS)
async def test_how_an_all_call_ended_is_written_down(tmp_path: Path, end: str) -> None:
    async with running_store(tmp_path) as store:
        town = Town(store=store)
        operator, mayor = await town.in_room(ALL_CALL, "operator", "walikota")
        operator.press()
        town.wait(1.0)
        match end:
            case "let_go":
                operator.let_go()
            case "time_out":
                town.wait(TALK_LIMIT_S + 1.0)
            case "freeze":
                operator.freeze()
                town.wait(1.0)
            case "leave":
                town.voices.leave(operator.caller, operator.voice)
            case "worker":
                town.worker_dies()
            case "mute":
                town.floors.revoke(town.presence.voices[operator.voice])
            case "preempt":
                mayor.press()
        await town.air.save_all()
        events = await store.read(lambda tx: tx.events.after("air:umum", 0, 10))
        assert [(e.by, e.body["ended"]) for e in events] == [("operator", ENDS[end])]


async def test_the_mayor_takes_the_all_call_from_the_operator_without_a_gap(town: Town) -> None:
    (bpbd,) = await town.in_room("siaga", "bpbd")
    operator, mayor = await town.in_room(ALL_CALL, "operator", "walikota")
    operator.press()
    bpbd.press()
    mayor.press()
    assert operator.ptt_news == [("ended", "preempted")]
    assert town.floors.show("siaga").talker == "walikota"
    assert ("granted", None) not in bpbd.ptt_news, "nobody slipped in between"
    assert town.worker.carried == {operator.voice: set(), mayor.voice: set(town.rooms) - {ALL_CALL}}


async def test_a_radio_that_talks_is_waited_for(town: Town) -> None:
    town.people["ht"] = RADIO
    (bpbd,) = await town.in_room("siaga", "bpbd")
    (mayor,) = await town.in_room(ALL_CALL, "walikota")
    voice = town.presence.at("siaga", "bpbd")
    assert voice
    town.floors._step("siaga", Request("bpbd", 1, PRIORITY["device"], revocable=False))
    bpbd.request, bpbd.holding = 1, True

    mayor.press()
    assert town.floors.show("siaga").talker == "bpbd"
    assert "siaga" not in town.worker.carried[mayor.voice]
    bpbd.let_go()
    assert town.floors.show("siaga").talker == "walikota"
    assert "siaga" in town.worker.carried[mayor.voice]


async def test_heads_do_not_call_all(town: Town) -> None:
    with pytest.raises(NotAMember):
        await town.device("bpbd").join(ALL_CALL)
    assert all(card.id != ALL_CALL for card in town.news.cards_for(town.people["walikota"]))


async def test_who_talked_when_is_written_down(tmp_path: Path) -> None:
    async with running_store(tmp_path) as store:
        town = Town(store=store)
        bpbd, dinkes = await town.in_room("siaga", "bpbd", "dinkes")
        (mayor,) = await town.in_room(ALL_CALL, "walikota")
        bpbd.press()
        town.wait(3.0)
        bpbd.let_go()
        dinkes.press()
        town.wait(1.0)
        mayor.press()
        town.wait(2.0)
        mayor.let_go()
        await town.air.save_all()
        events = await store.read(lambda tx: tx.events.after("air:siaga", 0, 10))
        assert [(e.kind, e.by, e.body["ended"], e.body.get("all_call")) for e in events] == [
            ("transmission", "bpbd", "released", None),
            ("transmission", "dinkes", "preempted", None),
            ("transmission", "walikota", "released", True),
        ]
        lengths = [e.body["length_ms"] / 1000 for e in events]
        assert lengths == pytest.approx([3.0, 1.0, 2.0], abs=0.25)
        assert await store.read(lambda tx: tx.events.head("air:umum")) == 1, "the all-call alone"
        assert await store.read(lambda tx: tx.events.head(f"air:{ALL_CALL}")) == 0


async def test_an_open_room_shows_who_calls_though_nobody_there_speaks(town: Town) -> None:
    await town.in_room("umum", "dinkes")
    (mayor,) = await town.in_room(ALL_CALL, "walikota")
    mayor.press()
    assert town.presence.talkers.get("umum") == "walikota"
    town.news.levels("umum", {})
    town.wait(5.0)
    town.news.levels("umum", {"dinkes": 20})
    assert town.presence.talkers.get("umum") == "walikota"
    mayor.let_go()
    assert town.presence.talkers.get("umum") is None
    town.news.levels("umum", {"dinkes": 20})
    assert town.presence.talkers.get("umum") == "dinkes"
