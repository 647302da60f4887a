"""Stories of roll-calls that the hub announces by itself, at their hours."""

import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hub.domain.refusals import NoSuchPost, NotAllowed
from hub.domain.rollcall.schedule import LATE_MAX_S, Template, after, before
from hub.services.rollcall_schedule import RollCallScheduleService
from hub.wire.rollcall_schedule import RollCallSchedule
from tests.rollcall_town import ROOM, RollCallTown, rollcall_town

HOUR_S, DAY_S = 3600.0, 86_400.0
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
WIB_H = 7


def schedule(town: RollCallTown) -> RollCallScheduleService:
    return town.parts.schedule


async def save(town: RollCallTown, in_s: float, by: str = "walikota", **more: Any) -> str:
    """Have one announced every day, so many seconds from now, to the minute; give its id."""
    at = datetime.fromtimestamp(town.clock.now() + in_s, UTC) + timedelta(hours=WIB_H)
    one = {
        "id": str(uuid.uuid4()),
        "title": "Apel pagi",
        "room": ROOM,
        "weekdays": EVERY_DAY,
        "minute": at.hour * 60 + at.minute,
        "profile": None,
    }
    told: RollCallSchedule = await town.ask(by, "rollcall:template_save", template=one | more)
    assert told.planned
    return str((one | more)["id"])


async def later(town: RollCallTown, seconds: float) -> None:
    """Let time pass, and the hub look."""
    await town.wait_any(seconds)
    await schedule(town).fire_due()


def held(town: RollCallTown) -> list[str]:
    return [f"{one.title} {one.state}" for one in town.parts.board.rollcalls.values()]


async def test_it_is_announced_at_its_hour_once_by_its_leader(tmp_path: Path) -> None:
    async with rollcall_town(tmp_path) as town:
        mayor, dinkes = town.caller("walikota"), town.caller("dinkes")
        template = await save(town, 2 * HOUR_S, by="operator", leader="walikota", drill=True)
        (planned,) = (await town.ask(mayor, "rollcall:schedule")).planned
        assert (
            planned.next_ms and 0 <= 2 * HOUR_S - (planned.next_ms / 1000 - town.clock.now()) < 60
        )
        await later(town, HOUR_S)
        assert held(town) == []
        await later(town, HOUR_S)
        (one,) = town.parts.board.rollcalls.values()
        assert (one.state, one.leader, one.drill) == ("announced", "walikota", True)
        assert {entry.post for entry in one.entries.values()} == {"bpbd", "dinkes", "dishub", "dlh"}
        assert town.shown(dinkes)[-1].rollcall.state == "announced"
        await later(town, 30.0)
        await town.restart()
        await later(town, LATE_MAX_S)
        assert len(town.parts.board.rollcalls) == 1, "once, also after a restart"
        (planned,) = (await town.ask(mayor, "rollcall:schedule")).planned
        assert planned.next_ms == round((one.announced_at or 0) // 60 * 60 + DAY_S) * 1000
        assert (planned.template.id, planned.missed_ms) == (template, None)


async def test_one_that_was_begun_when_the_hub_was_killed_is_the_same(tmp_path: Path) -> None:
    async with rollcall_town(tmp_path) as town:
        await save(town, HOUR_S)
        await town.wait_any(HOUR_S)
        (one,) = await schedule(town)._all()
        at = before(one, town.clock.now(), WIB_H)
        assert at is not None and await schedule(town)._held(one, at) == ""
        await town.restart(5.0)  # Killed before it was noted that it was held.
        await schedule(town).fire_due()
        assert held(town) == ["Apel pagi announced"]


async def test_what_the_hub_slept_through_is_said_and_not_held_late(tmp_path: Path) -> None:
    async with rollcall_town(tmp_path) as town:
        await save(town, HOUR_S)
        await town.restart(HOUR_S + LATE_MAX_S + 60.0)
        await schedule(town).fire_due()
        assert held(town) == []
        (planned,) = (await town.ask("operator", "rollcall:schedule")).planned
        assert planned.missed_why == "out" and planned.missed_ms
        assert planned.next_ms == planned.missed_ms + DAY_S * 1000
        await later(town, DAY_S - LATE_MAX_S)
        assert held(town) == ["Apel pagi announced"], "the next day as ever"


async def test_one_that_stands_in_the_way_is_named_and_no_draft_is_left(tmp_path: Path) -> None:
    async with rollcall_town(tmp_path) as town:
        await save(town, HOUR_S)
        await town.announced("bpbd", profile=None)
        await later(town, HOUR_S)
        assert sorted(held(town)) == ["Apel pagi announced", "Apel pagi withdrawn"]
        (planned,) = (await town.ask("operator", "rollcall:schedule")).planned
        assert planned.missed_why == "busy"


async def test_off_by_hand_only_and_taken_away(tmp_path: Path) -> None:
    async with rollcall_town(tmp_path) as town:
        off = await save(town, HOUR_S, on=False)
        await save(town, HOUR_S, weekdays=())
        await later(town, HOUR_S)
        assert held(town) == []
        planned = (await town.ask("operator", "rollcall:schedule")).planned
        assert [one.next_ms for one in planned] == [None, None]
        left = await town.ask("operator", "rollcall:template_remove", template=off)
        assert len(left.planned) == 1
        with pytest.raises(NotAllowed):
            await town.ask("dinkes", "rollcall:schedule")
        with pytest.raises(NoSuchPost):
            await save(town, HOUR_S, leader="dinkes")


@pytest.mark.parametrize(
    ("now", "days", "newest", "following"),
    [
        ("2027-01-15T00:29:59", EVERY_DAY, "2027-01-14T00:30:00", "2027-01-15T00:30:00"),
        ("2027-01-15T00:30:00", EVERY_DAY, "2027-01-15T00:30:00", "2027-01-16T00:30:00"),
        ("2027-01-15T00:30:00", (0,), "2027-01-11T00:30:00", "2027-01-18T00:30:00"),
        ("2027-01-18T00:30:00", (0,), "2027-01-18T00:30:00", "2027-01-25T00:30:00"),
    ],
)
def test_hours_are_the_citys(now: str, days: tuple[int, ...], newest: str, following: str) -> None:
    def at(text: str) -> float:
        return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()

    half_past_seven = Template("t", "Apel", ROOM, "walikota", "walikota", weekdays=days)
    assert before(half_past_seven, at(now), WIB_H) == at(newest)
    assert after(half_past_seven, at(now), WIB_H) == at(following)
