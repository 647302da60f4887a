"""Stories of the weekly drill: it is held by itself, once, and says who would not have heard it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hub.domain.officials import Assignment, Official, Post
from hub.domain.refusals import NotAllowed, StepUpNeeded
from hub.domain.summons.drill import DrillPlan, after, before, is_due
from hub.services.callers import Caller
from hub.services.drills import DrillService
from hub.wire.policy import DrillPlanned, DrillSave
from tests.summons_town import SummonsTown, city, on_leave, summons_town

HOUR_S, WEEK_S = 3600.0, 7 * 24 * 3600.0


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[SummonsTown]:
    book = city()
    book.put(Official("o-admin"))
    book.put(Post("admin", "kota", "Administrator", "administrator"))
    book.put(Assignment("a-admin", "admin", "o-admin", "definitif", 0))
    async with summons_town(tmp_path, book) as made:
        yield made


def admin(town: SummonsTown) -> Caller:
    return town.caller("admin", page=False)._replace(proof="fresh")


def drills(town: SummonsTown) -> DrillService:
    return DrillService(
        town.directory, town.store, town.clock, town.summonses, 7, lambda: pytest.fail("failed")
    )


async def plan(town: SummonsTown, in_s: float, **more: Any) -> DrillPlanned:
    """Have it held so many seconds from now, to the minute."""
    at = datetime.fromtimestamp(town.clock.now() + in_s, UTC) + timedelta(hours=7)
    values = {"on": True, "weekday": at.weekday(), "minute": at.hour * 60 + at.minute}
    command = DrillSave.model_validate({**values, "profile": "mendesak", **more})
    return await drills(town).save(admin(town), command)


async def later(town: SummonsTown, seconds: float) -> None:
    """Let time pass, and the loop look."""
    await town.wait(seconds)
    await drills(town).fire_due()


async def test_it_is_held_by_itself_once_a_week_and_says_who_did_not_answer(
    town: SummonsTown,
) -> None:
    head = town.caller("bpbd")
    said = await plan(town, 2 * HOUR_S)
    assert said.next_ms and said.last_ms is None
    await later(town, HOUR_S)
    assert head.session not in town.pages.heard, "not before its hour"
    await later(town, said.next_ms / 1000 - town.clock.now())
    (ring,) = town.rings(head)
    assert (ring.drill, ring.by, ring.post) == (True, "admin", "bpbd")
    assert {card.post for card in town.board.cards()[1]} == {"bpbd", "dinkes", "dishub"}

    await later(town, 60.0)
    await town.answer(head, ring.recipient)
    await later(town, 900.0)
    assert len(town.board.cards()[0]) == 1, "one is enough"
    last = await drills(town).last()
    assert last and last.at == said.next_ms / 1000
    assert last.came == {"bpbd": "answered", "dinkes": "missed", "dishub": "missed"}

    await later(town, WEEK_S - 900.0)
    found = await drills(town).last()
    assert found and found.at == last.at + WEEK_S


async def test_a_restart_holds_none_twice_and_one_that_was_slept_through_a_little_late(
    town: SummonsTown,
) -> None:
    said = await plan(town, HOUR_S)
    assert said.next_ms
    town.clock.advance(said.next_ms / 1000 + 600.0 - town.clock.now())
    town.start()
    await town.summonses.load()
    await drills(town).fire_due()
    await drills(town).fire_due()
    assert len(town.board.cards()[0]) == 1
    town.clock.advance(WEEK_S + 2 * HOUR_S)
    await drills(town).fire_due()
    last = await drills(town).last()
    assert last and last.at == said.next_ms / 1000, "too late: next week"


async def test_whoever_is_on_leave_is_let_be_and_off_is_off(town: SummonsTown) -> None:
    said = await plan(town, HOUR_S)
    await on_leave(town, "dishub", 0.0, 10 * HOUR_S)
    assert said.next_ms
    await later(town, said.next_ms / 1000 - town.clock.now())
    last = await drills(town).last()
    assert last and last.came["dishub"] == "not_called"
    await plan(town, 2 * HOUR_S, on=False)
    await later(town, WEEK_S)
    again = await drills(town).last()
    assert again and again.at == last.at


async def test_an_hour_that_has_come_is_not_made_up_for_and_who_may_choose(
    town: SummonsTown,
) -> None:
    await plan(town, -600.0)
    await drills(town).fire_due()
    assert await drills(town).last() is None
    command = DrillSave(on=True, weekday=0, minute=0, profile="biasa")
    for by in ("operator", "bpbd", "walikota"):
        with pytest.raises(NotAllowed):
            await drills(town).save(town.caller(by, page=False), command)
    with pytest.raises(StepUpNeeded):
        await drills(town).save(admin(town)._replace(proof="stale"), command)
    assert (await drills(town).plan(town.caller("operator", page=False))).on


def test_its_hour_is_of_the_city() -> None:
    wednesday = datetime(2026, 11, 25, 1, 30, tzinfo=UTC).timestamp()  # 08:30 WIB
    nine = DrillPlan(on=True, weekday=2, minute=9 * 60)
    assert after(nine, wednesday, 7) == wednesday + 1800.0
    assert before(nine, wednesday, 7) == wednesday + 1800.0 - WEEK_S
    sunday_late = datetime(2026, 11, 29, 16, 59, tzinfo=UTC).timestamp()  # 23:59 WIB
    monday = DrillPlan(on=True, weekday=0, minute=0)
    assert after(monday, sunday_late, 7) == sunday_late + 60.0
    assert is_due(monday, sunday_late + 60.0, 7)
    assert not is_due(monday, sunday_late, 7)
