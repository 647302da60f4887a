"""The record of summonses: what is counted, who reads it, and what an agency may say of it."""

import time
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from hub.domain.refusals import EmptyMessage, IdTaken, NoSuchSummons, NotAllowed, NotYours
from hub.domain.summons.answers import Answer
from hub.domain.summons.course import Summons
from hub.domain.summons.ladder import FIRST
from hub.domain.summons.recipient import Recipient
from hub.services.store import Tx
from hub.services.summons_store import Called, KeptAnswer
from hub.wire.record import RecordAsk, RecordCorrect, RecordMonths, RecordMonthsAsk, RecordOf
from tests.summons_town import SummonsTown, summons_town

HOUR_S = 3600.0


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[SummonsTown]:
    async with summons_town(tmp_path) as made:
        yield made


def month(town: SummonsTown) -> str:
    here = datetime.fromtimestamp(town.clock.now(), UTC) + timedelta(hours=7)
    return f"{here:%Y-%m}"


async def record(town: SummonsTown, by: str = "walikota", **more: Any) -> RecordOf:
    ask = RecordAsk.model_validate({"month": month(town)} | more)
    return await town.record_of.of(town.caller(by, page=False), ask)


async def correct(town: SummonsTown, by: str, recipient: str, note: str, id: str = "") -> None:
    command = RecordCorrect(id=id or str(uuid.uuid4()), recipient=recipient, note=note)
    await town.record_of.correct(town.caller(by, page=False), command)


async def test_a_month_of_answers_misses_and_a_drill(town: SummonsTown) -> None:
    await town.summon("bpbd", "dinkes", "dishub")
    await town.answer(town.caller("bpbd"), town.recipient("bpbd").id, "ready")
    await town.record(town.recipient("dishub").id, "unable", reason="Di jalan")
    await town.wait(301.0)
    await town.answer(town.caller("dinkes"), town.recipient("dinkes").id, "ready")
    await town.summon("bpbd", drill=True)
    await town.answer(town.caller("bpbd"), town.recipient("bpbd").id, "ready")

    whole = await record(town)
    assert (whole.total.called, whole.total.in_time, whole.total.missed) == (3, 2, 1)
    assert (whole.total.late, whole.total.prevented, whole.drills) == (1, 1, 1)
    assert whole.total.by_way == {"page": 2, "radio": 1}
    assert [one.short for one in whole.agencies] == ["BPBD", "DINKES", "DISHUB"]
    dinkes = whole.agencies[1]
    assert (dinkes.tally.missed, dinkes.tally.late, dinkes.tally.median_s) == (1, 1, 301.0)
    assert whole.calls == ()
    drills = await record(town, drill=True)
    assert (drills.total.called, [one.short for one in drills.agencies]) == (1, ["BPBD"])
    trail = await town.store.read(lambda tx: tx.audit.before(None, "walikota", "summons", 9))
    assert [entry.action for entry in trail].count("summons:record_of") == 2


async def test_a_head_reads_his_own_agency_and_no_other(town: SummonsTown) -> None:
    await town.summon("bpbd", "dinkes")
    await town.wait(301.0)
    own = await record(town, "dinkes")
    assert [one.short for one in own.agencies] == ["DINKES"]
    assert (own.total.called, [call.post for call in own.calls]) == (1, ["dinkes"])
    with pytest.raises(NotYours):
        await record(town, "dinkes", agency="bpbd")
    seen = await record(town, agency="bpbd")
    assert [call.post for call in seen.calls] == ["bpbd"]


async def test_a_correction_stands_beside_the_figure_and_changes_none(town: SummonsTown) -> None:
    await town.summon("dinkes")
    await town.wait(301.0)
    missed = town.recipient("dinkes").id
    before = (await record(town)).total
    said = "Sudah dijawab lewat telepon pukul 08.10"
    once = str(uuid.uuid4())
    await correct(town, "dinkes", missed, said, once)
    await correct(town, "dinkes", missed, said, once)
    await correct(town, "dinkes-2", missed, "Benar, saya mendengarnya")
    after = await record(town, agency="dinkes")
    assert after.total == before
    assert [note.note for note in after.calls[0].notes] == [said, "Benar, saya mendengarnya"]
    assert after.agencies[0].notes == 2
    with pytest.raises(IdTaken):
        await correct(town, "dinkes", missed, "Lain", once)
    with pytest.raises(NotYours):
        await correct(town, "bpbd", missed, "Bukan kami")
    with pytest.raises(NotAllowed):
        await correct(town, "walikota", missed, "Saya")
    with pytest.raises(EmptyMessage):
        await correct(town, "dinkes", missed, "  ")
    with pytest.raises(NoSuchSummons):
        await correct(town, "dinkes", "tidak-ada", "Apa")
    trail = await town.store.read(lambda tx: tx.audit.before(None, "dinkes", "summons", 9))
    assert [(e.action, e.after) for e in trail if e.action == "summons:correct"] == [
        ("summons:correct", said)
    ]
    for sql in ("UPDATE correction SET note = 'x'", "DELETE FROM correction"):
        with pytest.raises(IntegrityError, match="append-only"):
            await town.store.write(lambda tx, sql=sql: tx.record._connection.run(sql))  # type: ignore[attr-defined]


async def test_what_began_in_another_month_is_that_months(town: SummonsTown) -> None:
    await town.summon("dinkes")
    first = month(town)
    await town.wait(40 * 24 * HOUR_S)
    await town.summon("dinkes")
    assert (await record(town)).total.open == 1
    earlier = await record(town, month=first)
    assert (earlier.total.missed, earlier.total.open) == (1, 0)


async def months(town: SummonsTown, by: str = "walikota", **more: Any) -> RecordMonths:
    ask = RecordMonthsAsk.model_validate({"month": month(town)} | more)
    return await town.record_of.months(town.caller(by, page=False), ask)


async def test_month_by_month_each_agency_has_its_course(town: SummonsTown) -> None:
    await town.summon("dinkes", "bpbd")
    await town.wait(301.0)
    await town.answer(town.caller("bpbd"), town.recipient("bpbd").id)
    await town.summon("bpbd", drill=True)
    first = month(town)
    await town.wait(40 * 24 * HOUR_S)
    await town.summon("dinkes")
    await town.answer(town.caller("dinkes"), town.recipient("dinkes").id)
    await town.summon("dinkes", "dishub")
    caller = town.caller("walikota", page=False)
    await town.summonses.cancel(caller, town.recipient("dinkes").summons, "Uji")

    course = await months(town)
    assert len(course.total) == 12
    assert course.total[-1].month == month(town)
    whole = {one.month: (one.in_time, one.late, one.never) for one in course.total}
    assert (whole.pop(first), whole.pop(month(town))) == ((0, 1, 1), (1, 0, 0))
    assert set(whole.values()) == {(0, 0, 0)}
    of = {one.short: {m.month: m for m in one.months} for one in course.agencies}
    assert of["BPBD"][first].late == of["DINKES"][first].never == 1
    assert of["DINKES"][month(town)].in_time == 1
    own = await months(town, "bpbd")
    assert [one.short for one in own.agencies] == ["BPBD"]
    assert sum(one.late + one.never + one.in_time for one in own.total) == 1
    drills = await months(town, drill=True, month=first)
    assert [one.short for one in drills.agencies] == ["BPBD"]


async def test_represented_and_then_withdrawn_stands_in_the_record(town: SummonsTown) -> None:
    head, secretary = town.caller("dinkes"), town.caller("dinkes-2")
    await town.summon("dinkes")
    recipient = town.recipient("dinkes").id
    await town.wait(95.0)
    await town.answer(secretary, recipient)
    await town.wait(20.0)
    await town.answer(secretary, recipient, "unable", reason="Ban pecah")
    await town.wait(30.0)
    await town.answer(head, recipient)
    found = await record(town, agency="dinkes")
    assert (found.total.in_time, found.total.withdrawn, found.total.represented) == (1, 1, 0)
    assert found.total.median_s == 145.0, "the deputy's word was no answer in the end"
    (call,) = found.calls
    assert call.withdrawn_by == "dinkes-2"
    assert call.withdrawn_ms == call.t0_ms + 115_000


async def test_one_month_out_of_months_of_summonses_is_read_at_once(town: SummonsTown) -> None:
    """Five a day to thirty posts, for a hundred days: one month of it is asked for."""
    now, ladder = town.clock.now(), FIRST["darurat"]
    posts = [f"opd{n}" for n in range(30)]

    async def fill(tx: Tx, day: int) -> None:
        for nth in range(5):
            t0 = now - day * 24 * HOUR_S - nth * HOUR_S
            summons = Summons(str(uuid.uuid4()), "walikota", "o", "x", ladder, t0, state="closed")
            answer = Answer("ready", "x", "page", t0 + 9)
            called = [
                Called(
                    Recipient(
                        f"{summons.id}{p}", summons.id, p, t0, t0 + 300, "acked", 3,
                        first_answer_at=t0 + 9, answer=answer,
                    ),
                    "o",
                    None,
                )
                for p in posts
            ]  # fmt: skip
            await tx.summonses.add(summons, called)
            await tx.summonses.keep(
                [KeptAnswer(one.recipient.id, "c", answer, "o", True, False) for one in called]
            )

    for day in range(100):
        await town.store.write(lambda tx, day=day: fill(tx, day))
    began = time.perf_counter()
    whole = await record(town, month="2026-12" if month(town) == "2027-01" else month(town))
    assert time.perf_counter() - began < 5.0, "somebody waits for it"
    assert whole.total.called == whole.total.in_time > 0
    assert whole.total.by_way == {"page": whole.total.called}
    began = time.perf_counter()
    assert sum(one.in_time for one in (await months(town)).total) > whole.total.called
    assert time.perf_counter() - began < 5.0
