"""Stories of rooms that are led: hands, turns, mutes, locks, and the door."""

from pathlib import Path

import pytest

from hub.domain.refusals import (
    Muted,
    NoSuchPost,
    NotAllowed,
    NotAMember,
    NotCalledOn,
    Removed,
    RoomLocked,
)
from hub.wire.moderation import DoorNews
from tests.chat_town import running_store
from tests.town import Device, Town


def open_mics(town: Town) -> set[str]:
    return {town.presence.voices[v].person.id for v in town.worker.permitted}


async def test_hands_are_called_on_in_order_and_only_then_is_a_microphone_opened(
    town: Town,
) -> None:
    bpbd, dinkes, mayor = await town.in_room("rapat", "bpbd", "dinkes", "walikota")
    with pytest.raises(NotCalledOn):
        bpbd.open_mic()
    dinkes.hand()
    town.wait(1.0)
    bpbd.hand()
    dinkes.hand()
    hands = [(h.person, h.since_ms) for h in mayor.moderations[-1].hands]
    assert [person for person, _ in hands] == ["dinkes", "bpbd"], "who asks again keeps his place"
    assert hands[1][1] - hands[0][1] == pytest.approx(1_000, abs=50)

    await mayor.moderate("rapat", "call_on", "dinkes")
    assert mayor.moderations[-1].called_on == ("dinkes",)
    assert [h.person for h in mayor.moderations[-1].hands] == ["bpbd"]
    dinkes.open_mic()
    assert open_mics(town) == {"dinkes"}

    await mayor.moderate("rapat", "end_turn", "dinkes")
    assert open_mics(town) == set(), "his turn is over, and so is his sound"
    with pytest.raises(NotCalledOn):
        dinkes.open_mic()


async def test_who_leads_may_always_talk(town: Town) -> None:
    mayor, operator = await town.in_room("rapat", "walikota", "operator")
    await operator.moderate("rapat", "mute_all")
    mayor.open_mic()
    operator.open_mic()
    assert open_mics(town) == {"walikota", "operator"}
    with pytest.raises(NotAllowed):
        await operator.moderate("rapat", "mute", "walikota")
    with pytest.raises(NotAllowed):
        await operator.moderate("rapat", "remove", "walikota")


async def test_a_mute_wins_over_a_held_key(town: Town) -> None:
    bpbd, dinkes, operator = await town.in_room("siaga", "bpbd", "dinkes", "operator")
    bpbd.press()
    dinkes.press()
    town.told.clear()

    await operator.moderate("siaga", "mute", "bpbd")

    assert bpbd.ptt_news == [("ended", "muted")]
    assert town.talker() == "dinkes"
    assert town.told[:2] == ["worker: forbid v1", "worker: permit v2"], "before it is told"
    with pytest.raises(Muted, match="operator"):
        bpbd.press()
    await operator.moderate("siaga", "unmute", "bpbd")
    assert town.talker() == "dinkes", "nobody is put on the air by an unmute"
    assert bpbd.press().state == "queued"


async def test_a_mute_wins_over_an_open_microphone_and_does_not_open_it_again(town: Town) -> None:
    bpbd, operator = await town.in_room("umum", "bpbd", "operator")
    bpbd.open_mic()
    await operator.moderate("umum", "mute", "bpbd")
    assert open_mics(town) == set()
    assert operator.moderations[-1].muted == {"bpbd": "operator"}
    await operator.moderate("umum", "unmute", "bpbd")
    assert open_mics(town) == set()
    bpbd.open_mic()
    assert open_mics(town) == {"bpbd"}


async def test_all_are_muted_also_those_who_come_later_but_for_who_is_called_on(
    town: Town,
) -> None:
    bpbd, mayor = await town.in_room("umum", "bpbd", "walikota")
    bpbd.open_mic()
    await mayor.moderate("umum", "mute_all")
    assert open_mics(town) == set()
    (dinkes,) = await town.in_room("umum", "dinkes")
    assert dinkes.joined and dinkes.joined.state.moderation.quiet == "walikota"
    with pytest.raises(Muted):
        dinkes.open_mic()
    await mayor.moderate("umum", "unmute", "dinkes")
    dinkes.open_mic()
    await mayor.moderate("umum", "unmute_all")
    bpbd.open_mic()
    assert open_mics(town) == {"bpbd", "dinkes"}


async def test_a_locked_room_is_entered_by_knocking(town: Town) -> None:
    bpbd, mayor = await town.in_room("umum", "bpbd", "walikota")
    await mayor.moderate("umum", "lock")
    dinkes, dishub = town.device("dinkes"), town.device("dishub")
    with pytest.raises(RoomLocked):
        await dinkes.join("umum")
    dinkes.knock("umum")
    town.wait(1.0)
    dishub.knock("umum")
    assert [k.person for k in mayor.moderations[-1].knocking] == ["dinkes", "dishub"]

    await mayor.moderate("umum", "let_in", "dinkes")
    await mayor.moderate("umum", "turn_away", "dishub")
    doors = [[m.body for m in d.heard if isinstance(m.body, DoorNews)] for d in (dinkes, dishub)]
    assert [[body.state for body in one] for one in doors] == [["let_in"], ["turned_away"]]
    await dinkes.join("umum")
    assert mayor.moderations[-1].knocking == ()
    with pytest.raises(RoomLocked):
        await dishub.join("umum")

    await bpbd.join("umum")  # Who was inside may leave and come back.
    await town.in_room("umum", "operator")  # Who leads is never locked out.
    await mayor.moderate("umum", "unlock")
    await dishub.join("umum")


async def test_a_lock_survives_the_media_worker(town: Town) -> None:
    bpbd, mayor = await town.in_room("umum", "bpbd", "walikota")
    await mayor.moderate("umum", "lock")
    town.worker_dies()
    town.worker_is_back()
    await bpbd.join("umum")


async def test_who_was_put_out_comes_back_only_when_let_in(town: Town) -> None:
    bpbd, mayor = await town.in_room("siaga", "bpbd", "walikota")
    bpbd.press()
    await mayor.moderate("siaga", "remove", "bpbd")
    assert bpbd.endings == ["removed"]
    assert town.talker() is None
    with pytest.raises(Removed):
        await bpbd.join("siaga")
    bpbd.knock("siaga")
    await mayor.moderate("siaga", "let_in", "bpbd")
    await bpbd.join("siaga")


async def test_nobody_waits_at_a_door_without_a_page(town: Town) -> None:
    (mayor,) = await town.in_room("umum", "walikota")
    await mayor.moderate("umum", "lock")
    phone, desk = town.device("bpbd"), town.device("bpbd")
    phone.knock("umum")
    desk.lose_connection()
    assert [k.person for k in mayor.moderations[-1].knocking] == ["bpbd"]
    phone.lose_connection()
    assert mayor.moderations[-1].knocking == ()


async def test_a_hand_and_a_turn_end_with_the_voice_and_not_with_a_new_device(town: Town) -> None:
    phone, mayor = await town.in_room("rapat", "bpbd", "walikota")
    phone.hand()
    (desk,) = await town.in_room("rapat", "bpbd")
    assert [h.person for h in mayor.moderations[-1].hands] == ["bpbd"], "it is still he"
    await mayor.moderate("rapat", "call_on", "bpbd")
    desk.town.voices.leave(desk.caller, desk.voice)
    assert mayor.moderations[-1].called_on == ()


async def test_only_who_leads_leads(town: Town) -> None:
    bpbd, operator = await town.in_room("siaga", "bpbd", "operator")
    assert operator.joined and operator.joined.state.leads
    assert bpbd.joined and not bpbd.joined.state.leads
    with pytest.raises(NotAMember):
        await bpbd.moderate("siaga", "mute", "dinkes")
    with pytest.raises(NotAMember):
        await operator.moderate("tertutup", "lock")  # He is not a member there.
    with pytest.raises(NoSuchPost):
        await operator.moderate("siaga", "mute", "nobody")
    with pytest.raises(NoSuchPost):
        await operator.moderate("siaga", "mute")


async def test_what_a_moderator_did_outlasts_the_hub_and_can_be_proved(tmp_path: Path) -> None:
    async with running_store(tmp_path) as store:
        town = Town(store=store)
        bpbd, mayor = await town.in_room("umum", "bpbd", "walikota")
        bpbd.hand()
        await mayor.moderate("umum", "mute", "bpbd")
        await mayor.moderate("umum", "lock")
        await mayor.moderate("umum", "lock")  # Twice is once.

        again = Town(store=store)
        await again.moderations.load()
        state = again.moderations.show("umum")
        assert (state.muted, state.locked, state.hands) == ({"bpbd": "walikota"}, "walikota", ())
        assert again.presence.locked == {"umum"}
        device = Device(bpbd.caller, again)
        again.voices.session_opened(device.caller)
        await device.join("umum")  # He was inside when it was locked.
        with pytest.raises(Muted):
            device.open_mic()

        events = await store.read(lambda tx: tx.events.after("air:umum", 0, 10))
        assert [(e.kind, e.by, e.body) for e in events] == [
            ("moderated", "walikota", {"act": "mute", "person": "bpbd"}),
            ("moderated", "walikota", {"act": "lock"}),
        ]
