"""Stories of a radio channel: who is on its air, what its bridge is told, what people see."""

from pathlib import Path

import pytest

from hub.domain.floor import CARRIER_END_S, HELD_LIMIT_S, TALK_LIMIT_S
from hub.domain.refusals import (
    MediaDown,
    NoSuchRoom,
    NotAllowed,
    NotAMember,
    NotSaved,
    ReceiveOnly,
    WrongMode,
)
from hub.domain.rooms import ALL_CALL
from hub.services.radio_air import STATUS_LIMIT_S, TAIL_S
from hub.wire.radio import Status
from tests.chat_town import running_store
from tests.radio_town import BRIDGE, CHANNEL, RadioTown, radio_of


@pytest.fixture
def town() -> RadioTown:
    return RadioTown()


async def test_a_press_is_on_the_air_as_long_as_it_is_held(town: RadioTown) -> None:
    bridge = await town.bridge()
    (bpbd,) = await town.in_room(CHANNEL, "bpbd")
    town.told.clear()
    bpbd.press()
    first = bridge.grants[0]
    assert (first.state, first.talker, first.limit_s) == ("granted", "bpbd", TALK_LIMIT_S)
    order = ["worker: permit v2", f"worker: feed v1 {first.grant}", f"{BRIDGE}/1: grant granted"]
    assert [line for line in town.told if line in order] == order
    town.wait(3.0)
    times = [g.at_ms for g in bridge.grants]
    assert max(b - a for a, b in zip(times, times[1:], strict=False)) <= 210
    assert bridge.keyed

    bpbd.let_go()
    assert bridge.keyed, "what is still played of the last word is sent"
    town.wait(TAIL_S)
    assert bridge.states == ["granted", "renewed", "ended"]
    assert town.worker.fed == {"v1": None}
    bpbd.press()
    assert bridge.grants[-1].grant > first.grant


async def test_a_dead_page_is_off_the_air_within_a_second(town: RadioTown) -> None:
    bridge = await town.bridge()
    (bpbd,) = await town.in_room(CHANNEL, "bpbd")
    bpbd.press()
    bpbd.freeze()
    town.wait(HELD_LIMIT_S + TAIL_S + 0.01)
    assert bridge.states[-1] == "ended"
    count = len(bridge.grants)
    town.wait(2.0)
    assert len(bridge.grants) == count, "nothing is renewed any more"


async def test_a_carrier_takes_the_floor_at_once_and_gives_it_back_400_ms_after_its_end(
    town: RadioTown,
) -> None:
    bridge = await town.bridge()
    mayor, bpbd = await town.in_room(CHANNEL, "walikota", "bpbd")
    mayor.press()
    bridge.carrier()
    assert town.talker() == BRIDGE, "whoever talks gives way: an HT cannot hear"
    assert mayor.ptt_news == [("ended", "preempted")]
    assert bridge.states == ["granted", "ended"]
    assert (mayor.press().state, bpbd.press().place) == ("queued", 2)
    town.wait(100.0)
    assert town.talker() == BRIDGE, "the radio has no time-out here"
    bridge.carrier(False)
    town.wait(CARRIER_END_S - 0.05)
    bridge.carrier()
    assert town.talker() == BRIDGE, "a gap is no end"
    bridge.carrier(False)
    town.wait(CARRIER_END_S + 0.01)
    assert town.talker() == "walikota"
    assert bridge.grants[-1].state == "granted"


async def test_a_lost_bridge_frees_the_floor_at_once_and_a_hanging_one_soon(
    town: RadioTown,
) -> None:
    bridge = await town.bridge()
    (bpbd,) = await town.in_room(CHANNEL, "bpbd")
    bridge.carrier()
    bridge.freeze()
    bpbd.press()
    town.wait(HELD_LIMIT_S + 0.01)
    assert town.talker() == "bpbd"
    assert bridge.keyed, "it is there, as far as the hub knows"
    bridge.lose_connection()
    assert town.worker.fed["v1"] is None
    assert not radio_of(bpbd).up
    again = await town.bridge()
    assert again.grants[-1].state == "granted", "who talks is on the air again"
    assert radio_of(bpbd).up


async def test_over_a_radio_only_in_an_emergency_and_it_is_logged(tmp_path: Path) -> None:
    async with running_store(tmp_path) as store:
        town = RadioTown(store=store)
        bridge = await town.bridge()
        (operator,) = await town.in_room(CHANNEL, "operator")
        bridge.carrier()
        assert operator.press().state == "queued"
        operator.let_go()
        operator.request += 1
        voice = town.presence.voices[operator.voice]
        assert town.floors.request(voice, operator.request, emergency=True).state == "granted"
        operator.holding = True
        grant = bridge.grants[-1]
        assert (grant.state, grant.over_radio) == ("granted", True)
        assert town.talker() == "operator"
        bridge.carrier(False)
        bridge.carrier()
        assert town.talker() == "operator", "until it has ended"
        town.wait(1.0)
        operator.let_go()
        assert town.talker() == BRIDGE
        await town.air.save_all()
        events = await store.read(lambda tx: tx.events.after(f"air:{CHANNEL}", 0, 10))
        assert [(e.by, e.body["ended"], e.body.get("over_radio")) for e in events] == [
            (BRIDGE, "preempted", None),
            ("operator", "released", True),
        ]


async def test_a_radio_in_need_goes_before_all_who_are_not(town: RadioTown) -> None:
    bridge = await town.bridge()
    (mayor,) = await town.in_room(CHANNEL, "walikota")
    bridge.carrier()
    bridge.carrier(emergency=True)
    voice = town.presence.voices[mayor.voice]
    assert town.floors.request(voice, 1, emergency=True).state == "queued"


@pytest.mark.parametrize("kind", ["krap", "amatir"])
async def test_what_may_not_be_bridged_is_never_sent(kind: str) -> None:
    town = RadioTown(kind)  # type: ignore[arg-type]
    bridge = await town.bridge()
    (bpbd,) = await town.in_room(CHANNEL, "bpbd")
    with pytest.raises(ReceiveOnly):
        bpbd.press()
    town.wait(1.0)
    assert (bridge.grants, town.worker.fed, town.talker()) == ([], {}, None)
    assert bpbd.joined and bpbd.joined.state.radio and bpbd.joined.state.radio.receive_only
    with pytest.raises(ReceiveOnly):
        await town.patches.make(town.device("operator").caller, "umum", CHANNEL)
    bridge.carrier()
    assert town.talker() == BRIDGE, "but it is heard"


async def test_a_radio_without_a_key_refuses_its_room_and_what_is_patched_to_it(
    town: RadioTown,
) -> None:
    bridge = await town.bridge()
    bpbd, operator = await town.in_room(CHANNEL, "bpbd", "operator")
    (dinkes,) = await town.in_room("umum", "dinkes")
    town.patch("umum")
    bridge.reports(Status(receive_only=True))
    assert radio_of(bpbd).receive_only and radio_of(dinkes).receive_only
    for page in (bpbd, dinkes):
        with pytest.raises(ReceiveOnly):
            page.press()
    with pytest.raises(ReceiveOnly):
        voice = town.presence.voices[operator.voice]
        town.floors.request(voice, 1, emergency=True)
    with pytest.raises(ReceiveOnly):
        await town.patches.make(operator.caller, "rapat", CHANNEL)
    bridge.carrier()
    assert dinkes.floors[-1].floor.talker == BRIDGE
    bridge.carrier(False)
    town.wait(CARRIER_END_S + 0.01)

    bridge.reports(Status())
    assert (dinkes.press().state, bridge.keyed) == ("granted", True), "it was given a key"
    bridge.reports(Status(receive_only=True))
    town.wait(0.3)
    assert bridge.states[-1] == "ended"


async def test_the_lamp_is_red_only_when_the_bridge_says_so(town: RadioTown) -> None:
    bridge = await town.bridge()
    (bpbd,) = await town.in_room(CHANNEL, "bpbd")
    assert bpbd.joined and bpbd.joined.state.radio and bpbd.joined.state.radio.up
    bpbd.press()
    assert radio_of(bpbd).on_air == "asked"
    bridge.reports(Status(on_air="keyed", grant=bridge.grants[-1].grant - 1))
    assert radio_of(bpbd).on_air == "asked", "that was of another grant"
    bridge.reports(Status(on_air="keyed", grant=bridge.grants[-1].grant, left_s=10.0))
    seen = radio_of(bpbd)
    assert (seen.on_air, seen.until_ms) == ("keyed", round((town.clock.now() + 10) * 1000))
    bridge.reports(Status(latched=True, alarms=("card_lost",)))
    seen = radio_of(bpbd)
    assert (seen.latched, seen.alarms) == (True, ("card_lost",))
    town.wait(3.1)
    assert not radio_of(bpbd).latched, "what was said long ago is not how it is now"


async def test_a_bridge_that_hangs_is_not_shown_as_one_that_is_well(town: RadioTown) -> None:
    bridge = await town.bridge()
    (bpbd,) = await town.in_room(CHANNEL, "bpbd")
    for _ in range(10):
        bridge.reports(Status())
        town.wait(1.0)
    assert radio_of(bpbd).up and town.radio_air.up == 1
    town.wait(STATUS_LIMIT_S)
    assert not radio_of(bpbd).up, "its connection stands, but nobody is at the other end"
    assert town.radio_air.up == 0
    bridge.reports(Status())
    assert radio_of(bpbd).up


async def test_an_all_call_is_on_the_air_too(town: RadioTown) -> None:
    bridge = await town.bridge()
    (mayor,) = await town.in_room(ALL_CALL, "walikota")
    mayor.press()
    town.wait(1.0)
    assert bridge.keyed and bridge.grants[0].talker == "walikota"
    mayor.let_go()
    town.wait(TAIL_S)
    assert bridge.states[-1] == "ended"


async def test_an_all_call_that_is_pressed_again_at_once_is_a_grant_of_its_own(
    town: RadioTown,
) -> None:
    bridge = await town.bridge()
    (mayor,) = await town.in_room(ALL_CALL, "walikota")
    mayor.press()
    town.wait(0.5)
    mayor.let_go()
    town.wait(TAIL_S / 2)
    mayor.press()
    told = len(bridge.grants)
    town.wait(2.0)
    assert len(bridge.grants) - told <= 11, "renewed every 200 ms, and no oftener"
    assert bridge.keyed and bridge.grants[-1].grant > bridge.grants[0].grant
    mayor.let_go()
    town.wait(TAIL_S / 2)
    assert bridge.keyed, "what is still played of the last word is sent"
    town.wait(TAIL_S)
    assert bridge.states[-1] == "ended"


async def test_a_patched_room_is_under_the_channels_floor_and_in_its_mix(town: RadioTown) -> None:
    bridge = await town.bridge()
    (bpbd,) = await town.in_room(CHANNEL, "bpbd")
    (dinkes,) = await town.in_room("umum", "dinkes")
    dinkes.open_mic()
    town.patch("umum")
    assert not town.on_the_air(), "no microphone stays open under a floor"
    card = town.news.card(town.rooms["umum"])
    assert (card.mode, card.patched) == ("ptt", CHANNEL)
    assert radio_of(bpbd).patches == ("umum",)
    assert radio_of(dinkes).channel == CHANNEL

    assert dinkes.press().state == "granted"
    assert bridge.grants[-1].talker == "dinkes"
    assert town.worker.carried[dinkes.voice] == {CHANNEL}
    assert (bpbd.floors[-1].floor.talker, bpbd.press().state) == ("dinkes", "queued")
    dinkes.let_go()
    assert town.worker.carried[bpbd.voice] == {"umum"}
    assert dinkes.floors[-1].floor.talker == "bpbd"
    bpbd.let_go()
    bridge.carrier()
    assert town.worker.carried[bridge.voice] == {"umum"}, "and never back to its own channel"

    town.patch("umum", "")
    assert (town.rooms["umum"].mode, town.rooms["umum"].patched) == ("open", "")
    assert dinkes.floors[-1].floor.talker is None
    dinkes.open_mic()
    assert [p.id for p in town.on_the_air()] == [BRIDGE]


async def test_who_talks_from_a_patched_room_lets_go_with_its_worker(town: RadioTown) -> None:
    bridge = await town.bridge()
    (bpbd,) = await town.in_room(CHANNEL, "bpbd")
    (dinkes,) = await town.in_room("umum", "dinkes")
    town.patch("umum")
    dinkes.press()
    bpbd.press()
    town.worker_dies("umum")
    assert bpbd.ptt_news[-1] == ("granted", None), "the channel is in another, and goes on"
    assert bridge.grants[-1].talker == "bpbd"
    with pytest.raises(MediaDown):
        dinkes.press()
    town.worker_is_back()
    assert (dinkes.endings, bpbd.endings) == (["restarted"], [])

    await dinkes.join("umum")
    town.worker_dies(CHANNEL)
    assert bpbd.ptt_news[-1] == ("ended", "media_down")
    with pytest.raises(MediaDown):
        dinkes.press()  # He would be heard by those who are not on the channel.


async def test_who_is_in_both_rooms_has_two_keys(town: RadioTown) -> None:
    await town.bridge()
    here, there = town.device("bpbd"), town.device("bpbd")
    await here.join(CHANNEL)
    await there.join("umum")
    town.patch("umum")
    assert there.press().state == "granted"
    assert here.press().state == "queued"
    assert town.floors.show("umum").queue == ("bpbd",)
    there.let_go()
    assert here.ptt_news == [("granted", None)]


async def test_cutting_ends_what_is_said_across(town: RadioTown) -> None:
    bridge = await town.bridge()
    (bpbd,) = await town.in_room("tertutup", "bpbd")
    town.patch("tertutup")
    bpbd.press()
    assert bridge.keyed
    town.patch("tertutup", "")
    assert bpbd.ptt_news == [("ended", "left")]
    assert not town.worker.permitted
    town.wait(TAIL_S)
    assert not bridge.keyed
    bpbd.let_go()
    assert bpbd.press().state == "granted", "on its own floor again"
    assert not bridge.keyed


async def test_patches_are_saved_shown_cut_at_once_and_never_chained(tmp_path: Path) -> None:
    async with running_store(tmp_path) as store:
        town = RadioTown(store=store)
        operator = town.device("operator").caller
        make, cut = town.patches.make, town.patches.cut
        await make(operator, "umum", CHANNEL)
        town.wait(1.0)
        with pytest.raises(WrongMode):
            await make(operator, CHANNEL, "umum")
        with pytest.raises(WrongMode):
            await make(operator, "rapat", "umum")
        with pytest.raises(NotAMember):
            await make(operator, "tertutup", CHANNEL)
        with pytest.raises(NoSuchRoom):
            await make(operator, ALL_CALL, CHANNEL)
        with pytest.raises(NotAllowed):
            await make(town.device("bpbd").caller, "rapat", CHANNEL)
        await make(operator, "rapat", CHANNEL)

        again = RadioTown(store=store)
        await again.patches.load()
        assert again.floors.under(CHANNEL) == ("umum", "rapat")
        assert again.rooms["rapat"].mode == "ptt"

        await cut(operator)
        assert town.floors.under(CHANNEL) == ()
        assert town.rooms["rapat"].mode == "moderated"
        assert not await store.read(lambda tx: tx.radios.patches())
        events = await store.read(lambda tx: tx.events.after("air:umum", 0, 10))
        assert [(e.kind, e.body["on"]) for e in events] == [("patched", True), ("patched", False)]
        trail = await store.read(lambda tx: tx.audit.after(0, 10))
        assert [e.action for e in trail] == ["patch:make"] * 2 + ["patch:cut"] * 2


async def test_a_full_disk_keeps_no_patch_on_the_air(town: RadioTown) -> None:
    town.patch("umum")
    with pytest.raises(NotSaved):
        await town.patches.cut(town.device("operator").caller)
    assert not town.rooms["umum"].patched


async def test_an_all_call_reaches_a_room_wherever_it_is(town: RadioTown) -> None:
    await town.bridge()
    (mayor,) = await town.in_room(ALL_CALL, "walikota")
    town.patch("umum")
    mayor.press()
    assert {"umum", CHANNEL} <= town.worker.carried[mayor.voice]
    town.patch("umum", "")
    assert "umum" in town.worker.carried[mayor.voice]
    town.patch("tertutup")
    assert "tertutup" in town.worker.carried[mayor.voice]
    mayor.let_go()
    assert town.worker.carried[mayor.voice] == set()
