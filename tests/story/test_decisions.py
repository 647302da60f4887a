"""Stories of decisions and circulars: owned, accepted, done, verified; and who works where."""

import uuid
from pathlib import Path
from typing import Any

import pytest

from hub.domain.officials import Agency, Assignment
from hub.domain.refusals import (
    BadDecision,
    BadRule,
    DuePast,
    IdTaken,
    NoSuchFile,
    NoSuchPost,
    NotAllowed,
    NotYours,
)
from hub.wire.decisions import DecisionFilter
from tests.rollcall_town import DAY, RollCallTown, rollcall_town
from tests.summons_town import city

FRIDAY, SATURDAY = DAY, "2027-01-16"


async def decide(town: RollCallTown, by: str = "walikota", **more: Any) -> Any:
    values = {"text": "Bersihkan drainase", "owner": "dlh", "due_day": SATURDAY} | more
    return (await town.ask(by, "decision:make", **values)).decision


async def do(town: RollCallTown, by: str, one: Any, act: str, **more: Any) -> Any:
    done = await town.ask(by, "decision:do", decision=one.id, act=act, **more)
    return done.decision


def owed(town: RollCallTown, *posts: str) -> list[int]:
    return [town.parts.board.owed_by(town.caller(post).person) for post in posts]


async def test_its_owner_is_rung_accepts_shows_evidence_and_it_is_verified(tmp_path: Path) -> None:
    async with rollcall_town(tmp_path) as town:
        assert town.parts.board.today() == FRIDAY
        page, other = town.caller("dlh"), town.caller("dinkes")
        made = await decide(town)
        await town.wait_any(1.0)
        assert town.rings(page)[0].text == "Bersihkan drainase"
        assert owed(town, "dlh", "dlh-2", "dinkes") == [1, 1, 0], "a page's first word says so"
        with pytest.raises(NotYours):
            await do(town, "dinkes", made, "accept")
        with pytest.raises(NotAllowed):
            await do(town, "dlh", made, "verify")
        press = str(uuid.uuid4())
        for _ in range(2):
            accepted = await do(town, "dlh", made, "accept", id=press)
        assert (accepted.state, len(accepted.did)) == ("accepted", 1)
        assert town.rings(page) == (), "Laksanakan is the answer"
        with pytest.raises(BadDecision, match="text"):
            await do(town, "dlh", made, "done")
        with pytest.raises(NoSuchFile):
            await do(town, "dlh", made, "done", file=str(uuid.uuid4()))
        await do(town, "dlh-2", made, "done", text="Selesai, foto di ruang Siaga")
        back = await do(town, "walikota", made, "reopen", text="Sisi timur belum")
        assert (back.state, back.overdue) == ("reopened", False)

        town.clock.advance(2 * 86400.0)
        (shown,) = (await town.ask("operator", "decision:list")).decisions
        assert shown.overdue, "computed from the day"
        await do(town, "dlh", made, "done", text="Sisi timur selesai")
        over = await do(town, "walikota", made, "verify")
        assert owed(town, "dlh", "dlh-2", "dinkes") == [0, 0, 0]
        assert [one.by for one in over.did] == ["dlh", "dlh-2", "walikota", "dlh", "walikota"]
        assert (await town.ask("operator", "decision:list")).decisions == ()
        told = [m for m in town.pages.heard.get(other.session, []) if m.kind == "decision"]
        assert told == [], "what is not his he is not told"
        assert (await town.ask("dinkes", "decision:list", before_ms=2**50)).decisions == ()
        assert len((await town.ask("dlh", "decision:list", before_ms=2**50)).decisions) == 1


async def test_what_is_over_is_looked_through_by_who_may(tmp_path: Path) -> None:
    async with rollcall_town(tmp_path) as town:
        texts = ("Pertama", "Kedua", "Ketiga")
        first, second, _ = [await decide(town, text=text, ring=False) for text in texts]
        for act, by in (("accept", "dlh"), ("done", "dlh"), ("verify", "walikota")):
            await do(town, by, first, act, text="Selesai")
        town.clock.advance(1.0)
        other = await decide(town, owner="bpbd", ring=False)
        for one in (second, other):
            await do(town, "walikota", one, "cancel", text="Sudah dikerjakan provinsi")

        async def over(by: str, **ask: Any) -> list[str]:
            found = await town.ask(by, "decision:list", over=True, **ask)
            return [one.id for one in found.decisions]

        assert (await over("operator"))[0] == other.id, "the newest first"
        assert sorted((await over("operator"))[1:]) == sorted((first.id, second.id))
        assert sorted(await over("operator", before_ms=other.at_ms)) == sorted(
            (first.id, second.id)
        )
        assert sorted(await over("dlh-2")) == sorted((first.id, second.id)), "a head: his own"
        assert await over("dinkes") == []


async def test_it_comes_up_at_the_agencys_next_roll_call_and_stands_in_its_minutes(
    tmp_path: Path,
) -> None:
    async with rollcall_town(tmp_path) as town:
        made = await decide(town, ring=False)
        await town.announced("dlh", "bpbd")
        cards = (await town.ask("walikota", "rollcall:board")).rollcalls[0].entries
        assert {one.post: one.items for one in cards} == {"dlh": 1, "bpbd": 0}
        await town.restart()
        cards = (await town.ask("walikota", "rollcall:board")).rollcalls[0].entries
        assert {one.post: one.items for one in cards} == {"dlh": 1, "bpbd": 0}
        there = {"rollcall": town.rollcall, "entry": "bpbd", "owner": "bpbd", "ring": False}
        second = await decide(town, text="Siapkan perahu\ndi dermaga", **there)
        listed = await town.ask("operator", "decision:list", rollcall=town.rollcall)
        assert [one.id for one in listed.decisions] == [second.id]
        with pytest.raises(NotAllowed):
            await decide(town, "dinkes")
        for bad, why in (
            ({"due_day": "2027-01-14"}, DuePast),
            ({"due_day": "2027-02-30"}, BadDecision),
            ({"text": "satu\ndua\ntiga"}, BadDecision),
            ({"owner": "tidak-ada"}, NoSuchPost),
            ({"id": made.id, "by": "operator"}, IdTaken),
        ):
            with pytest.raises(why):
                await decide(town, **bad)


async def test_a_headcount_is_judged_by_the_circular_in_force(tmp_path: Path) -> None:
    async with rollcall_town(tmp_path) as town:
        letter: dict[str, Any] = {
            "id": str(uuid.uuid4()),
            "letter_no": "800/120",
            "title": "Penyesuaian sistem kerja",
            "from_day": "2027-01-01",
            "rules": ({"op": "max", "percent": 25, "agency_class": "esensial"},),
        }
        with pytest.raises(NotAllowed):
            await town.ask("dlh", "circular:save", circular=letter)
        with pytest.raises(BadRule):
            await town.ask("operator", "circular:save", circular=letter | {"to_day": "2026-01-01"})
        with pytest.raises(NoSuchPost):
            rule = {"op": "max", "percent": 25, "agency": "tidak-ada"}
            await town.ask("operator", "circular:save", circular=letter | {"rules": (rule,)})
        await town.ask("operator", "circular:save", circular=letter)
        await town.announced("dlh")
        page = town.caller("walikota")
        await town.report("dlh", counts=[{"wfo": 12, "wfh": 28, "sick": 1}])
        (card,) = town.shown(page)[-1].entries
        (verdict,) = card.verdicts
        assert (verdict.level, verdict.wfo, verdict.people) == ("red", 12, 40)
        assert (verdict.percent, verdict.op, verdict.limit) == (30.0, "max", 25)
        assert verdict.letter_no == "800/120"
        await town.restart()
        (kept,) = (await town.ask("dlh", "circular:list")).circulars
        assert kept.model_dump(exclude_defaults=True)["title"] == "Penyesuaian sistem kerja"
        (now,) = town.parts.board.shown_to(page.person, whole=True)
        assert now.entries[0].verdicts == (verdict,)


async def test_sections_are_asked_for_where_a_rule_is_of_them_and_judged_one_by_one(
    tmp_path: Path,
) -> None:
    async with rollcall_town(tmp_path) as town:
        await town.announced("dlh", "dinkes")
        about = {"rollcall": town.rollcall, "entry": "dlh"}
        assert (await town.ask("dlh", "rollcall:form", **about)).sections == ()
        letter: dict[str, Any] = {
            "id": str(uuid.uuid4()),
            "letter_no": "800/7",
            "title": "Pelayanan tetap buka",
            "from_day": "2027-01-01",
            "rules": (
                {"op": "min", "percent": 100, "agency": "dlh", "section": "pelayanan"},
                {"op": "max", "percent": 25, "agency": "dlh", "section": "admin"},
                {"op": "max", "percent": 50, "agency": "dlh"},
            ),
        }
        await town.ask("operator", "circular:save", circular=letter)
        page = town.caller("walikota")
        assert (await town.ask("dlh", "rollcall:form", **about)).sections == ("admin", "pelayanan")
        about_dinkes = about | {"entry": "dinkes"}
        assert (await town.ask("dinkes", "rollcall:form", **about_dinkes)).sections == ()
        admin = {"section": "admin", "wfo": 10, "wfh": 30}
        await town.report("dlh", counts=[admin, {"section": "pelayanan", "wfo": 20, "wfh": 0}])
        (card,) = town.shown(page)[-1].entries
        assert [(v.section, v.level, v.wfo, v.people) for v in card.verdicts] == [
            ("all", "green", 30, 60),
            ("admin", "green", 10, 40),
            ("pelayanan", "green", 20, 20),
        ]
        await town.report("dlh", counts=[admin, {"section": "pelayanan", "wfo": 15, "wfh": 5}])
        (card,) = town.shown(page)[-1].entries
        assert [v.level for v in card.verdicts] == ["green", "green", "red"]
        last = await town.ask("dlh", "rollcall:form", **about)
        assert [one.section for one in last.report.form.counts] == ["admin", "pelayanan"]


async def test_an_agency_renamed_meanwhile_and_a_head_with_two_posts(tmp_path: Path) -> None:
    book = city(("bpbd", "dinkes", "dlh"))
    book.put(Assignment("plt", "dlh", "o-bpbd", "plt", 0))
    del book.assignments["a-dlh"]
    async with rollcall_town(tmp_path, book) as town:
        await town.announced("bpbd", "dlh", "dinkes")
        agency = town.directory.book.agencies["dinkes"]
        admin = town.caller("operator", page=False)
        renamed = Agency("dinkes", "", "Dinas Kesehatan dan KB", "DinkesKB", "kritikal")
        assert agency.name == "DINKES"
        town.directory.book.put(renamed)
        town.directory._follow()
        await town.report("dinkes", obstacle="Obat kurang")
        entry = town.entry("dinkes")
        assert (entry.name, entry.agency_class) == ("DINKES", "esensial"), "as it was called then"

        both = town.caller("bpbd")
        await town.report("bpbd", both)
        assert town.states()["dlh"] == "waiting", "he reports for each"
        await town.report("dlh", both, obstacle="Truk rusak")
        assert town.entry("dlh").reports[0].holder == "o-bpbd"
        assert admin.person.id == "operator"


async def test_the_board_is_filtered_for_a_file(tmp_path: Path) -> None:
    async with rollcall_town(tmp_path) as town:
        late, far = await decide(town), await decide(town, owner="bpbd", due_day="2027-03-01")
        await do(town, "bpbd", far, "accept")
        town.clock.advance(2 * 86400.0)

        async def found(by: str = "walikota", **ask: Any) -> list[str]:
            caller = town.caller(by, page=False)
            cards = await town.parts.decisions.on_board(caller, DecisionFilter(**ask))
            return [one.id for one in cards]

        assert await found() == [late.id, far.id], "the most pressing first"
        assert await found(overdue=True) == [late.id]
        assert await found(state="accepted") == [far.id]
        assert await found(owner="bpbd", overdue=True) == []
        assert await found("bpbd") == [far.id], "a head has his own"
        await do(town, "walikota", far, "cancel", text="Tidak perlu lagi")
        assert await found() == [late.id], "what is over is not on it"


async def test_a_handheld_is_heard_and_present_only_if_it_said_so(tmp_path: Path) -> None:
    async with rollcall_town(tmp_path) as town:
        await town.announced("bpbd", "dinkes", "dlh")
        bridge, reports = town.caller("operator", page=False), town.parts.reports
        at = town.clock.now()
        assert await reports.by_radio(bridge, "bpbd", "heard", at)
        assert await reports.by_radio(bridge, "dinkes", "present", at)
        assert not await reports.by_radio(bridge, "dishub", "present", at), "not in it"
        await town.lead("open")
        assert await reports.by_radio(bridge, "dlh", "help", at)
        await town.lead("call")
        assert town.now.floor == "dlh", "who is in need comes first"
        await town.lead("finish", way="radio")
        await town.lead("close")
        assert town.states() == {"bpbd": "absent", "dinkes": "reported", "dlh": "reported"}
        assert (town.entry("bpbd").heard_at, town.entry("bpbd").present_at) == (at, None)
        assert town.entry("dinkes").way == "radio"
        assert not await reports.by_radio(bridge, "bpbd", "present", at), "it is over"
