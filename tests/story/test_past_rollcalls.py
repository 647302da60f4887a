"""Stories of past roll-calls: what became of each, beside each other, and heard again."""

from pathlib import Path

import pytest

from hub.domain.recording import Recording, Rule
from hub.domain.refusals import NoSuchRollCall, NotAllowed
from hub.wire.rollcall_past import (
    PastEntry,
    RollCallCompare,
    RollCallPastPage,
    RollCallPastWhole,
)
from tests.rollcall_town import ROOM, RollCallTown, rollcall_town

MONTH = "2027-01"


async def held(town: RollCallTown, **more: object) -> str:
    """BPBD talks 4 s after it was called, Dinkes sent a form after 30 s, DLH is silent."""
    await town.announced("bpbd", "dinkes", "dlh", **more)
    await town.wait_any(30.0)
    await town.report("dinkes", attendance="represented", deputy="Sekretaris")
    await town.lead("open")
    await town.lead("call", entry="bpbd")
    await town.wait(4.0)
    await town.lead("answer", entry="bpbd")
    await town.lead("finish")
    await town.lead("read_list")
    await town.lead("close")
    return town.rollcall


async def past(town: RollCallTown, by: str = "operator", **ask: object) -> RollCallPastPage:
    found: RollCallPastPage = await town.ask(by, "rollcall:past", **ask)
    return found


async def whole(town: RollCallTown, rollcall: str, by: str = "operator") -> RollCallPastWhole:
    found: RollCallPastWhole = await town.ask(by, "rollcall:past_read", rollcall=rollcall)
    return found


async def compared(town: RollCallTown, by: str = "operator", **ask: object) -> RollCallCompare:
    found: RollCallCompare = await town.ask(by, "rollcall:compare", **ask)
    return found


def entries(found: RollCallPastWhole) -> dict[str, PastEntry]:
    return {one.entry.post: one for one in found.entries}


async def test_what_was_held_is_looked_through_and_drills_are_apart(tmp_path: Path) -> None:
    async with rollcall_town(tmp_path) as town:
        first = await held(town)
        await town.report("dlh")  # Late.
        drill = await held(town, drill=True, title="Apel latihan")
        await town.announced("bpbd")  # Goes on: it is none of the past.
        await town.lead("withdraw", by="walikota", text="Hujan")

        page = await past(town)
        assert [one.rollcall.id for one in page.rollcalls] == [drill, first]
        assert [one.rollcall.drill for one in page.rollcalls] == [True, False]
        of = page.rollcalls[1].figures
        assert (of.held, of.present, of.represented, of.late, of.absent) == (3, 1, 1, 1, 0)
        assert {(one.title, one.held) for one in page.series} == {
            *(("Apel pagi", 1), ("Apel latihan", 1)),
        }
        assert [one.rollcall.id for one in (await past(town, title="Apel pagi")).rollcalls] == [
            first
        ]
        assert (await past(town, room="umum")).rollcalls == ()
        newest = await past(town, limit=1)
        assert newest.more
        before = newest.rollcalls[0].rollcall.closed_ms
        older = await past(town, limit=1, before_ms=before)
        assert [one.rollcall.id for one in older.rollcalls] == [first] and not older.more

        one = entries(await whole(town, first))
        assert (one["bpbd"].mark, one["bpbd"].voice_s, one["bpbd"].form_s) == ("present", 4.0, None)
        assert (one["dinkes"].mark, one["dinkes"].form_s) == ("represented", 30.0)
        assert (one["dlh"].mark, one["dlh"].form_s) == ("late", None)

        made = await compared(town)
        assert [one.rollcall.id for one in made.columns] == [first], "no drill among them"
        assert {row.post: row.marks for row in made.rows} == {
            "bpbd": ("present",),
            "dinkes": ("represented",),
            "dlh": ("late",),
        }
        assert (made.total.voice_median_s, made.total.form_p90_s) == (4.0, 30.0)


async def test_many_are_compared_by_number_by_month_and_by_name(tmp_path: Path) -> None:
    async with rollcall_town(tmp_path) as town:
        first = await held(town)
        await town.wait_any(40 * 86_400.0)
        rest = [await held(town, title=title) for title in ("Apel sore", "Apel pagi")]
        ids = [one.rollcall.id for one in (await compared(town)).columns]
        assert ids == [first, *rest]
        assert [o.rollcall.id for o in (await compared(town, last=2)).columns] == rest
        assert [o.rollcall.id for o in (await compared(town, month=MONTH)).columns] == [first]
        named = await compared(town, title="Apel pagi", room=ROOM)
        assert [o.rollcall.id for o in named.columns] == [first, rest[1]]
        assert [row.figures.held for row in named.rows] == [2, 2, 2]
        assert (await compared(town, month="2026-01")).rows == ()


async def test_a_head_sees_what_became_of_his_own(tmp_path: Path) -> None:
    async with rollcall_town(tmp_path) as town:
        first = await held(town)
        (line,) = (await past(town, "dinkes")).rollcalls
        assert (line.figures.held, line.figures.represented) == (1, 1), "nobody else is counted"
        assert list(entries(await whole(town, first, "dinkes"))) == ["dinkes"]
        made = await compared(town, "dinkes")
        assert [row.post for row in made.rows] == ["dinkes"] and made.total.held == 1
        assert made.columns[0].figures.held == 1
        assert (await past(town, "dishub")).rollcalls == () == (await past(town, "dishub")).series
        with pytest.raises(NoSuchRollCall):
            await whole(town, first, "dishub")
        with pytest.raises(NotAllowed):
            await town.ask("dinkes", "rollcall:heard", post="bpbd", rollcalls=(first,))


async def recorded(town: RollCallTown, began: float, length_s: float, id: str) -> None:
    one = Recording(id, ROOM, round(began * 1000), 90, "kept", length_ms=round(length_s * 1000))

    async def keep(tx) -> None:  # type: ignore[no-untyped-def]
        await tx.recordings.save_rule(Rule(ROOM, True))
        await tx.recordings.add(one)

    await town.store.write(keep)


async def test_who_may_hear_the_room_hears_a_turn_from_its_second(tmp_path: Path) -> None:
    async with rollcall_town(tmp_path) as town:
        before, there = (
            "00000000-0000-4000-8000-00000000000a",
            "00000000-0000-4000-8000-00000000000b",
        )
        unheard = await held(town)
        await recorded(town, town.clock.now() - 3_600, 100.0, before)
        await town.wait_any(86_400.0)
        began = town.clock.now()
        await recorded(town, began, 600.0, there)
        await town.wait_any(60.0)
        first = await held(town)

        one = entries(await whole(town, first))
        moment = one["bpbd"].heard
        assert moment is not None and moment.recording == there
        assert moment.at_ms == 90_000, "60 s, and 30 s until it was called"
        assert one["dinkes"].heard is None and one["dlh"].heard is None, "they did not talk"
        assert all(each.heard is None for each in (await whole(town, unheard)).entries)
        found = await town.ask(
            "walikota", "rollcall:heard", post="bpbd", rollcalls=(first, unheard)
        )
        assert [(each.rollcall, each.heard) for each in found.heard] == [(first, moment)]

        assert entries(await whole(town, first, "bpbd"))["bpbd"].heard is None, "a head may not"
        assert (
            await town.ask("bpbd", "rollcall:heard", post="bpbd", rollcalls=(first,))
        ).heard == ()
