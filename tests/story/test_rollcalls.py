"""Stories of a roll-call: forms, turns, silence, the close, and what is left for the minutes."""

import asyncio
import uuid
from pathlib import Path

import pytest

from hub.domain.refusals import (
    BadReport,
    FloorHeld,
    IdTaken,
    NotAllowed,
    NotCalledOn,
    NotYours,
    RollCallLed,
    RollCallState,
)
from hub.domain.rollcall.course import talker
from hub.services.rollcall_board import OTHERS_WAIT_S
from tests.rollcall_town import ROOM, RollCallTown, rollcall_town
from tests.town import Device

POSTS = ("bpbd", "dinkes", "dishub", "dlh")


def heard(town: RollCallTown) -> set[str]:
    voices = town.presence.voices
    return {voices[v].person.id for v in town.town.worker.permitted}


def refused_mic(device: Device) -> bool:
    try:
        device.open_mic()
    except NotCalledOn:
        return True
    return False


async def test_forms_ring_no_more_and_only_exceptions_are_called(tmp_path: Path) -> None:
    async with rollcall_town(tmp_path) as town:
        page = town.caller("dinkes")
        await town.announced(*POSTS)
        assert town.rings(page)[0].text == "Apel pagi", "everybody is rung"
        await town.report("dinkes", page, counts=[{"section": "all", "wfo": 12, "wfh": 28}])
        assert town.rings(page) == (), "who has reported has answered"
        assert town.recipient("dinkes").outcome == "acked"
        await town.report("dishub", "dishub-2", attendance="represented", obstacle="Lampu mati")
        assert town.recipient("dishub").outcome == "declined", "his deputy has: he need not"
        assert list(town.states().values()) == ["waiting", "prefilled", "prefilled", "waiting"]
        await town.lead("open")
        called = []
        for _ in range(4):
            await town.lead("next")
            called.append(talker(town.now))
            if town.now.floor:
                await town.ask(
                    "operator", "rollcall:answer", rollcall=town.rollcall, entry=town.now.floor
                )
        assert called == ["bpbd", "dishub", "dlh", None]


async def test_the_turn_follows_the_queue_and_silence_climbs(tmp_path: Path) -> None:
    async with rollcall_town(tmp_path) as town:
        await town.announced("bpbd", "dishub", "dlh")
        bpbd, dishub, dlh, mayor = await town.in_room("bpbd", "dishub-2", "dlh", "walikota")
        await town.lead("open")
        await town.lead("call")
        assert refused_mic(dlh)
        assert refused_mic(dishub)
        mayor.open_mic()
        bpbd.open_mic()
        await town.settle()
        assert town.entry("bpbd").state == "reporting", "who talks has answered"
        await town.wait(70.0)
        assert town.entry("bpbd").prompted == "soft"
        assert heard(town) == {"bpbd", "walikota"}, "and is not cut off"

        await town.lead("next")
        assert heard(town) == {"walikota"}, "his turn is over, and so is his sound"
        dishub.open_mic()  # The deputy speaks for the head.
        await town.settle()
        await town.lead("next")
        before = town.recipient("dlh").next
        await town.wait(21.0)
        assert (town.entry("dlh").state, town.entry("dlh").tries) == ("recalled", 1), "once more"
        assert town.recipient("dlh").next != before, "and its summons has climbed"
        await town.wait(20.0)
        assert (town.entry("dlh").state, town.now.floor) == ("no_answer", None)
        await town.lead("close")
        await town.settle()
        assert town.recipient("dlh").outcome == "cancelled", "nobody rings for what is over"
        dlh.hand()
        assert refused_mic(dlh), "the room is moderated again, as it was"


async def test_a_closed_roll_call_has_all_that_its_minutes_need(tmp_path: Path) -> None:
    async with rollcall_town(tmp_path) as town:
        await town.announced("bpbd", "dinkes", "dlh")
        await town.report("dinkes", "dinkes-2", attendance="represented")
        await town.lead("open")
        await town.lead("call")
        form = {"obstacle": "Perahu kurang"}
        values = {"rollcall": town.rollcall, "entry": "bpbd", "form": form, "way": "radio"}
        await town.ask("operator", "rollcall:record", heard_ago_s=5, **values)
        await town.lead("finish")
        await town.lead("read_list")
        await town.lead("close")
        assert list(town.states().values()) == ["reported", "represented", "absent"]

        await town.report("dlh", obstacle="Sinyal hilang")
        assert town.entry("dlh").state == "reported_late"
        with pytest.raises(RollCallLed) as refused:
            await town.lead("sign", "operator")
        assert refused.value.by == "walikota"
        await town.lead("sign", "walikota")
        await town.lead("addendum", text="DLH hadir lewat HT sejak 08.10")

        whole = await town.ask("operator", "rollcall:read", rollcall=town.rollcall)
        assert whole.rollcall.state == "signed"
        of_bpbd = [one for one in whole.happened if one.entry == "bpbd"]
        assert [one.kind for one in of_bpbd] == ["called", "report", "answered", "settled"]
        assert {one.by for one in of_bpbd} == {"operator"}
        assert whole.happened[-1].text == "DLH hadir lewat HT sejak 08.10"
        of = {one.entry.post: one for one in whole.entries}
        assert of["dinkes"].reports[0].by == "dinkes-2"
        assert (of["bpbd"].entry.way, of["bpbd"].reports[0].recorded_by) == ("radio", "operator")
        assert of["dlh"].reports[0].late
        assert of["dlh"].entry.absent_ms is not None
        assert await town.kept() == town.now
        page = await town.ask("walikota", "rollcall:history")
        assert [one.id for one in page.rollcalls] == [town.rollcall]


async def test_a_restart_at_any_moment_gives_the_same_and_the_full_time(tmp_path: Path) -> None:
    async with rollcall_town(tmp_path) as town:
        await town.announced(*POSTS)
        (bpbd,) = await town.in_room("bpbd")
        await town.lead("open")
        await town.lead("call")
        await town.wait(9.0)
        before = town.now
        await town.restart(600.0)
        await town.settle()
        assert town.now.floor == before.floor == "bpbd"
        assert town.entry("bpbd").says == 1, "nobody is silent by our fault"
        bpbd.open_mic()
        await town.settle()
        assert town.entry("bpbd").state == "reporting"
        await town.lead("break_in", post="dlh")
        paused = town.now
        await town.restart()
        assert town.now == paused
        assert talker(town.now) == "dlh"


async def test_a_break_in_pauses_and_gives_the_turn_back(tmp_path: Path) -> None:
    async with rollcall_town(tmp_path) as town:
        await town.announced(*POSTS)
        bpbd, dlh = await town.in_room("bpbd", "dlh")
        await town.lead("open")
        await town.lead("call")
        bpbd.open_mic()
        await town.settle()
        await town.lead("break_in", "dlh", post="dlh")  # A head for himself.
        assert heard(town) == set()
        dlh.open_mic()
        assert heard(town) == {"dlh"}
        with pytest.raises(NotAllowed):
            await town.lead("break_in", "dinkes", post="dishub")
        with pytest.raises(FloorHeld) as refused:
            await town.lead("break_in", "dinkes", post="dinkes")
        assert refused.value.by == "dlh"
        await town.lead("resume")
        assert heard(town) == set()
        bpbd.open_mic()
        assert heard(town) == {"bpbd"}


async def test_two_leaders_at_once_and_a_take_over_without_loss(tmp_path: Path) -> None:
    async with rollcall_town(tmp_path) as town:
        book = town.directory.book
        assert book.posts["operator"]
        await town.announced(*POSTS)
        first = town.rollcall
        with pytest.raises(RollCallLed) as refused:
            await town.announced("dlh", by="operator", room="umum")
        assert refused.value.by == "operator"
        town.rollcall = first
        await town.lead("open")
        await town.lead("call")
        await town.report("dinkes", obstacle="Obat kurang")
        await town.lead("take_over", "walikota")
        with pytest.raises(RollCallState):
            await town.lead("open", "walikota")
        before = await town.kept()
        assert before.net_control == "walikota"
        assert before.entries == town.now.entries
        assert talker(before) == "bpbd"
        with pytest.raises(RollCallLed) as refused:
            await town.lead("next", "operator")
        assert refused.value.by == "walikota"
        with pytest.raises(NotAllowed):
            await town.lead("next", "dinkes")
        with pytest.raises(FloorHeld) as held:
            await town.lead("call", "walikota", entry="dlh")
        assert held.value.by == "bpbd"


async def test_what_comes_twice_is_done_once_and_a_form_from_the_queue_is_late_and_kept(
    tmp_path: Path,
) -> None:
    async with rollcall_town(tmp_path) as town:
        await town.announced(*POSTS)
        await town.lead("open")
        press = str(uuid.uuid4())
        for _ in range(3):
            await town.lead("next", id=press)
        assert town.now.floor == "bpbd", "one press is one step"
        form = str(uuid.uuid4())
        for _ in range(2):
            await town.report("dinkes", id=form, obstacle="Obat kurang")
        assert len(town.entry("dinkes").reports) == 1
        with pytest.raises(IdTaken):
            await town.report("dishub", id=form)
        with pytest.raises(NotYours):
            await town.report("dinkes", "dishub")
        with pytest.raises(BadReport, match="reason"):
            await town.report("dinkes", attendance="excused")
        await town.lead("close")
        await town.lead("close")
        values = {"rollcall": town.rollcall, "entry": "dlh", "form": {"obstacle": "Banjir"}}
        said_ms = round((town.clock.now() - 3600) * 1000)
        await town.ask("dlh", "rollcall:report", said_ms=said_ms, **values)
        assert town.entry("dlh").reports[0].said_at == said_ms / 1000
        last = await town.ask("dlh", "rollcall:form", rollcall=town.rollcall, entry="dlh")
        assert last.report.form.obstacle == "Banjir", "the next form begins with it"


async def test_forms_that_come_together_are_all_kept_and_a_refused_one_spoils_none(
    tmp_path: Path,
) -> None:
    async with rollcall_town(tmp_path) as town:
        await town.announced(*POSTS, profile=None)
        asked = [
            town.ask(
                by,
                "rollcall:report",
                rollcall=town.rollcall,
                entry=post,
                form={"obstacle": f"Halangan {post}"},
            )
            for by, post in (
                ("bpbd", "bpbd"),
                ("bpbd", "dlh"),
                ("dinkes", "dinkes"),
                ("dishub", "dishub"),
                ("dishub-2", "dishub"),
            )
        ]
        done = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(one).__name__ for one in done].count("NotYours") == 1
        kept = await town.kept()
        assert kept == town.now
        assert {one.post: len(one.reports) for one in kept.entries.values()} == {
            "bpbd": 1, "dinkes": 1, "dishub": 2, "dlh": 0,
        }  # fmt: skip


async def test_each_sees_his_own_and_the_board_sees_all(tmp_path: Path) -> None:
    async with rollcall_town(tmp_path) as town:
        mayor, dinkes, outside = (town.caller(p) for p in ("walikota", "dinkes", "dlh"))
        await town.announced("bpbd", "dinkes", "dishub")
        await town.report("bpbd", obstacle="Rahasia")
        await town.lead("open")
        assert {e.post for e in town.shown(mayor)[0].entries} == {"bpbd", "dinkes", "dishub"}
        assert [e.report.form.obstacle for e in town.shown(mayor)[-2].entries if e.report] == [
            "Rahasia"
        ]
        assert {e.post for now in town.shown(dinkes) for e in now.entries} == {"dinkes"}
        assert town.shown(dinkes)[-1].rollcall.state == "open"
        assert town.shown(outside) == []
        mine = await town.ask(dinkes, "rollcall:board")
        assert [e.post for e in mine.rollcalls[0].entries] == ["dinkes"], "who comes later, too"
        all_of_it = await town.ask("operator", "rollcall:board")
        assert len(all_of_it.rollcalls[0].entries) == 3
        assert (await town.ask(outside, "rollcall:board")).rollcalls == ()
        hello = town.parts.board.shown_to(dinkes.person, whole=False)
        assert [e.post for e in hello[0].entries] == ["dinkes"]
        with pytest.raises(NotAllowed):
            await town.ask(dinkes, "rollcall:read", rollcall=town.rollcall)
        versions = [now.rollcall.version for now in town.shown(mayor)]
        assert versions == sorted(set(versions))


async def test_forms_of_others_are_told_together_and_a_turn_at_once(tmp_path: Path) -> None:
    async with rollcall_town(tmp_path) as town:
        mayor, dinkes = town.caller("walikota"), town.caller("dinkes")
        await town.announced("bpbd", "dinkes", "dishub", "dlh", profile=None)
        told = len(town.shown(dinkes))
        for post in ("bpbd", "dishub", "dlh"):
            await town.report(post)
            assert town.shown(mayor)[-1].rollcall.version == town.now.version
        assert len(town.shown(dinkes)) == told, "nothing of it is his"
        await town.wait(OTHERS_WAIT_S)
        (together,) = town.shown(dinkes)[told:]
        assert (together.rollcall.version, together.entries) == (town.now.version, ())
        await town.report("bpbd")
        await town.lead("open")
        assert town.shown(dinkes)[-1].rollcall.state == "open", "at once"
        told = len(town.shown(dinkes))
        await town.wait(OTHERS_WAIT_S)
        assert len(town.shown(dinkes)) == told, "he knows all of it"


async def test_nobody_but_who_has_the_turn_is_heard_in_an_open_room_either(tmp_path: Path) -> None:
    async with rollcall_town(tmp_path) as town:
        await town.announced("bpbd", "dlh", room="umum", profile=None)
        bpbd = Device(town.caller("bpbd"), town.town)
        await bpbd.join("umum")
        bpbd.open_mic()
        await town.lead("open")
        assert heard(town) == set()
        state = town.town.moderations.show("umum")
        assert (state.quiet, state.called_on) == ("operator", ())
        await town.lead("call", entry="bpbd")
        assert town.town.moderations.show("umum").called_on == ("bpbd", "bpbd-2")
        await town.lead("pause")
        assert town.town.moderations.show("umum").called_on == ()
        await town.lead("close")
        await town.lead("close")
        bpbd.open_mic()
        assert heard(town) == {"bpbd"}, "all is as it was before"
        assert ROOM != town.now.room
