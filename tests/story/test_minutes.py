"""Stories of minutes: drawn up with the close, written on until they are signed, then corrected."""

import json
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hub.adapters.store.engine import FILE
from hub.adapters.store.inspect import inspect
from hub.domain.refusals import (
    BadText,
    IdTaken,
    MinutesChanged,
    NoSuchRollCall,
    NotAllowed,
    RollCallState,
)
from hub.wire.minutes import MinutesLine, MinutesWhole
from tests.rollcall_town import DAY, ROOM, RollCallTown, rollcall_town

RULE = {"section": "all", "op": "max", "percent": 25, "agency_class": "esensial"}
CIRCULAR = {
    "id": "5a1d7c52-2b9a-4f0e-8e55-d7a3f5f2f1aa",
    "letter_no": "SE 360/12/2026",
    "title": "Bekerja dari rumah",
    "from_day": "2026-12-01",
    "rules": (RULE,),
}


async def minutes(town: RollCallTown, by: str = "operator") -> MinutesWhole:
    found: MinutesWhole = await town.ask(by, "minutes:read", rollcall=town.rollcall)
    return found


def lines(found: MinutesWhole) -> dict[str, MinutesLine]:
    return {one.entry: one for one in found.content.lines}


async def held(town: RollCallTown, **more: Any) -> None:
    """One with a deputy who is there, an obstacle by radio, a decision, and a silent agency."""
    await town.ask("operator", "circular:save", circular=CIRCULAR)
    await town.announced("bpbd", "dinkes", "dlh", agenda="Status banjir", **more)
    await town.report(
        "dinkes",
        "dinkes-2",
        attendance="represented",
        deputy="Sekretaris",
        counts=[{"section": "all", "wfo": 43, "wfh": 10, "sick": 1}],
    )
    most = {"wfo": 100_000, "wfh": 100_000}
    counts = [{"section": section, **most} for section in ("admin", "pelayanan")]
    await town.report("bpbd", counts=counts)
    await town.lead("open")
    await town.lead("call", entry="bpbd")
    form = {"obstacle": "Perahu kurang", "wants": "Dua perahu", "counts": counts}
    values = {"rollcall": town.rollcall, "entry": "bpbd", "form": form, "way": "radio"}
    await town.ask("operator", "rollcall:record", heard_ago_s=0, **values)
    await town.lead("finish")
    await decide(town, "Kirim dua perahu", "dlh")
    await town.lead("read_list")
    await town.lead("close")


async def decide(town: RollCallTown, text: str, owner: str) -> None:
    values = {"rollcall": town.rollcall, "entry": "bpbd", "due_day": DAY, "ring": False}
    await town.ask("walikota", "decision:make", text=text, owner=owner, **values)


def take_away(data: Path, since: int = 1) -> None:
    """Somebody with the disk in his hands deletes versions from one on."""
    with closing(sqlite3.connect(data / FILE)) as db, db:
        trigger = db.execute("SELECT sql FROM sqlite_master WHERE name = 'minutes_no_delete'")
        (again,) = trigger.fetchone()
        with pytest.raises(sqlite3.IntegrityError):
            db.execute("DELETE FROM minutes")
        db.execute("DROP TRIGGER minutes_no_delete")
        db.execute("DELETE FROM minutes WHERE version >= ?", (since,))
        db.execute(again)


async def test_the_draft_is_there_with_the_close(tmp_path: Path) -> None:
    async with rollcall_town(tmp_path) as town:
        await town.announced("bpbd")
        with pytest.raises(RollCallState):
            await minutes(town)
        with pytest.raises(NoSuchRollCall):
            await town.ask("operator", "minutes:read", rollcall=str(uuid.uuid4()))
        await town.lead("open")
        await town.lead("close")

        await held(town)
        kept = await town.store.read(lambda tx: tx.minutes.of(town.rollcall))
        assert [(one.version, one.kind) for one in kept] == [(1, "draft")], "nobody asked for it"
        found = await minutes(town)
        said, of = found.content, lines(found)
        assert (said.agenda, said.around.day, said.around.zone) == ("Status banjir", DAY, "WIB")
        assert said.around.room == town.rooms[ROOM].name
        assert said.around.leader == "Wali Kota"
        assert said.closed_ms == round((town.now.closed_at or 0) * 1000)
        assert {one: of[one].state for one in of} == {
            "bpbd": "reported",
            "dinkes": "represented",
            "dlh": "absent",
        }
        assert (of["bpbd"].way, of["bpbd"].obstacle, of["bpbd"].wants) == (
            "radio",
            "Perahu kurang",
            "Dua perahu",
        )
        assert (of["dinkes"].way, of["dinkes"].deputy) == ("page", "Sekretaris")
        (verdict,) = of["dinkes"].verdicts
        assert (verdict.level, verdict.wfo, verdict.people, verdict.limit) == ("red", 43, 53, 25)
        assert verdict.letter_no == "SE 360/12/2026"
        assert of["dlh"].at_ms is None
        (made,) = said.decisions
        assert (made.text, made.owner, made.state) == ("Kirim dua perahu", "DLH", "open")
        trail = await town.store.read(lambda tx: tx.audit.after(0, 1000))
        assert trail[said.around.anchor_seq - 1].hash == said.around.anchor_hash
        assert json.loads(trail[-1].after)["sha256"] == found.versions[0].sha256


async def test_free_parts_are_written_until_the_leader_signs(tmp_path: Path) -> None:
    async with rollcall_town(tmp_path) as town:
        await held(town)
        draft = await minutes(town)
        edit = {"rollcall": town.rollcall, "id": str(uuid.uuid4())}
        words = {
            "closing": "Lanjut pukul 17.00",
            "remarks": [{"entry": "dlh", "text": "Ditelepon"}],
        }
        await town.report("dlh", obstacle="Sinyal hilang")
        await decide(town, "Pasang penguat sinyal", "dinkes")
        written = await town.ask("operator", "minutes:edit", **edit, **words)
        again = await town.ask("operator", "minutes:edit", **edit, **words)
        assert written == again, "sent twice it is one version"
        with pytest.raises(IdTaken):
            await town.ask("walikota", "minutes:edit", **edit, **words)
        assert [one.kind for one in written.versions] == ["draft", "edit"]
        assert written.content.closing == "Lanjut pukul 17.00"
        assert written.content.agenda == "Status banjir", "what is not said stays"
        assert lines(written)["dlh"].remark == "Ditelepon"
        assert lines(written)["dlh"].state == "reported_late", "what came since is drawn up"
        assert len(written.content.decisions) == 2
        assert draft.versions[0] == written.versions[0], "and the draft is kept"

        for refused, by, more in (
            (NotAllowed, "bpbd", {"closing": "x"}),
            (NoSuchRollCall, "operator", {"remarks": [{"entry": "dishub", "text": "x"}]}),
            (BadText, "operator", {"agenda": "\x07"}),
        ):
            with pytest.raises(refused):
                await town.ask(by, "minutes:edit", rollcall=town.rollcall, **more)
        with pytest.raises(NotAllowed):
            await minutes(town, "dlh")

        await town.lead("sign", "walikota")
        with pytest.raises(RollCallState):
            await town.ask("operator", "minutes:edit", rollcall=town.rollcall, closing="Lain")
        await town.ask("dlh", "rollcall:addendum", rollcall=town.rollcall, text="DLH sejak 08.10")
        await town.restart()
        found = await minutes(town, "dlh")  # In it, and it is signed.
        assert found.content == written.content, "what was signed stays as it was"
        assert found.signed
        kinds = ["draft", "edit", "signature", "addendum"]
        assert [one.kind for one in found.versions] == kinds
        assert [one.by for one in found.versions] == ["", "operator", "walikota", "dlh"]
        assert (found.versions[3].text, found.versions[3].title) == (
            "DLH sejak 08.10",
            "Kepala, DLH",
        )
        with pytest.raises(NotAllowed):
            await minutes(town, "dishub")
    assert inspect(tmp_path / FILE).problems == ()


async def test_what_was_not_read_is_not_signed(tmp_path: Path) -> None:
    async with rollcall_town(tmp_path) as town:
        await held(town)
        read = await minutes(town)
        await town.ask("operator", "minutes:edit", rollcall=town.rollcall, closing="Lain")
        with pytest.raises(MinutesChanged):
            await town.lead("sign", "walikota", minutes=read.versions[-1].version)
        assert town.now.state == "closed"
        newest = (await minutes(town)).versions[-1].version
        command = str(uuid.uuid4())
        for _ in ("said", "and said again"):
            await town.lead("sign", "walikota", minutes=newest, id=command)
        assert town.now.state == "signed"


async def test_one_that_was_closed_before_there_were_minutes_gets_them(tmp_path: Path) -> None:
    async with rollcall_town(tmp_path) as town:
        await held(town, drill=True)
        take_away(tmp_path)
        found = await minutes(town)
        assert [one.kind for one in found.versions] == ["draft"]
        assert found.content.drill
        take_away(tmp_path)
        await town.lead("sign", "walikota")
        assert [one.kind for one in (await minutes(town)).versions] == ["draft", "signature"]
        take_away(tmp_path, 2)
    first, second = inspect(tmp_path / FILE).problems
    assert f"notulen apel {town.rollcall} versi 1 " in first, "it was there before, and was another"
    assert f"notulen apel {town.rollcall} versi 2 " in second, "cut off: the trail knows of it"
