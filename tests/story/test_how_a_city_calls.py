"""Stories of ladders that are changed, of leaves and Plh., of who is on duty, and of templates."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

import pytest

from hub.domain.officials import Assignment, Official, Post
from hub.domain.refusals import (
    BadLeave,
    CannotBeRung,
    EmptyMessage,
    LadderChanged,
    ListFull,
    NotAllowed,
    StepUpNeeded,
)
from hub.services.callers import Caller
from hub.wire.live import Live
from hub.wire.policy import (
    TEMPLATES_MAX,
    LadderChecked,
    LadderSave,
    LeaveAdd,
    TemplateCard,
)
from hub.wire.summons import DutyCall, SummonsCheck
from tests.summons_town import SummonsTown, city, on_leave, summons_town

SHORT = [(0, "ring"), (20, "radio"), (30, "deputy")]


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


async def save(
    town: SummonsTown,
    rungs: Iterable[tuple[int, str]] = SHORT,
    by: Caller | None = None,
    **more: Any,
) -> LadderChecked:
    values: dict[str, Any] = {
        "profile": "darurat",
        "base": 1,
        "rungs": [{"after_s": after_s, "act": act} for after_s, act in rungs],
        "repeat_s": 15,
        "deadline_s": 60,
        "heeds_leave": False,
        "apply": True,
    }
    command = LadderSave.model_validate(values | more)
    return await town.ladders.save(by or admin(town), command)


async def test_a_change_concerns_the_next_summons_and_none_under_way(town: SummonsTown) -> None:
    head, other = town.caller("dinkes"), town.caller("bpbd")
    secretaries = town.caller("dinkes-2"), town.caller("bpbd-2")
    await town.summon("dinkes")
    done = await save(town)
    assert (done.saved, done.version, done.flaws, done.doubts) == (True, 2, (), ())
    await town.summon("bpbd")

    await town.wait(40.0)
    assert secretaries[0].session not in town.pages.heard, "rung after 90 s, as it was sent"
    assert town.rings(secretaries[1]), "after 30 s, as it is now"
    await town.wait(30.0)
    assert town.recipient("bpbd").outcome == "missed"
    assert town.recipient("dinkes").outcome == "ringing"
    assert (len(town.rings(head)), len(town.rings(other))) == (1, 0)
    assert await noted(town, "ladder:save")

    town.start()
    await town.summonses.load()
    assert town.ladders.now["darurat"].deadline_s == 60, "kept over a restart"
    assert town.ladders.now["biasa"].version == 1


async def noted(town: SummonsTown, action: str) -> list[dict[str, Any]]:
    entries = await town.store.read(lambda tx: tx.audit.after(0, 500))
    return [json.loads(e.after or "{}") for e in entries if e.action == action]


async def test_of_two_who_edit_the_same_the_second_is_told(town: SummonsTown) -> None:
    first = await save(town)
    assert first.saved
    assert (await save(town)).saved, "the same sent twice is saved once"
    assert len(await noted(town, "ladder:save")) == 1
    with pytest.raises(LadderChanged):
        await save(town, deadline_s=90)
    both = await asyncio.gather(
        save(town, base=2, deadline_s=100),
        save(town, base=2, deadline_s=110),
        return_exceptions=True,
    )
    assert [isinstance(one, LadderChanged) for one in both] == [False, True]
    read = await town.ladders.read(admin(town))
    versions = [card.version for card in read.versions if card.profile == "darurat"]
    assert versions == [3, 2]
    assert [(card.profile, card.version, card.author) for card in read.now] == [
        ("darurat", 3, "admin"),
        ("mendesak", 1, ""),
        ("biasa", 1, ""),
    ]
    assert [card.deadline_s for card in read.delivered] == [300, 900, 1800]


async def test_what_is_wrong_is_said_at_its_step_and_nothing_is_saved(town: SummonsTown) -> None:
    told = await save(town, [(0, "ring"), (70, "radio"), (10, "deputy")], knowing=True)
    assert not told.saved
    assert [(flaw.why, flaw.rung) for flaw in told.flaws] == [("order", 2), ("unreachable", 1)]
    assert town.ladders.now["darurat"].version == 1


async def test_what_would_not_be_reached_is_confirmed_first(town: SummonsTown) -> None:
    gone = town.directory.book
    del gone.posts["dishub-2"]
    del gone.assignments["a-dishub-2"]
    town.directory._follow()
    rungs = [(0, "ring"), (10, "phone"), (20, "deputy"), (30, "duty")]
    told = await save(town, rungs)
    assert not told.saved
    assert [(one.why, one.rung, one.posts) for one in told.doubts] == [
        ("no_channel", 1, ()),
        ("no_deputy", 2, ("dishub",)),
    ]
    assert (await save(town, rungs, knowing=True)).version == 2


async def test_only_an_administrator_who_proved_it_changes_a_ladder(town: SummonsTown) -> None:
    for post in ("operator", "walikota", "bpbd"):
        with pytest.raises(NotAllowed):
            await save(town, by=town.caller(post, page=False)._replace(proof="fresh"))
    with pytest.raises(StepUpNeeded):
        await save(town, by=admin(town)._replace(proof="stale"))
    assert not (await save(town, by=admin(town)._replace(proof="stale"), apply=False)).saved
    with pytest.raises(NotAllowed):
        await town.ladders.read(town.caller("bpbd", page=False))


def problems(town: SummonsTown, *posts: str, profile: str = "mendesak") -> dict[str, str]:
    command = SummonsCheck.model_validate({"posts": posts, "profile": profile})
    checked = town.summonses.check(town.caller("walikota", page=False), command)
    return {one.post: one.problem for one in checked.problems}


async def test_a_leave_begins_and_ends_without_a_restart(town: SummonsTown) -> None:
    town.caller("dishub")
    await on_leave(town, "dishub", 100.0, 200.0)
    assert problems(town, "dishub") == {}
    town.clock.advance(100.0)
    assert problems(town, "dishub") == {"dishub": "on_leave"}
    assert problems(town, "dishub", profile="darurat") == {"dishub": "away"}, "rung all the same"
    with pytest.raises(CannotBeRung):
        await town.summon("dishub", "bpbd", profile="mendesak")
    town.start()
    await town.summonses.load()
    assert problems(town, "dishub") == {"dishub": "on_leave"}
    town.clock.advance(100.0)
    assert problems(town, "dishub") == {}


async def test_who_may_note_a_leave(town: SummonsTown) -> None:
    now_ms = round(town.clock.now() * 1000)

    async def add(by: Caller, to_ms: int = now_ms + 5000, post: str = "dinkes") -> str:
        leave = str(uuid.uuid4())
        await town.leaves.add(by, LeaveAdd(id=leave, post=post, from_ms=now_ms, to_ms=to_ms))
        return leave

    for by in (town.caller("dinkes-2", page=False), admin(town)):
        await town.leaves.remove(by, await add(by))
    for post in ("bpbd", "bpbd-2", "operator", "walikota"):
        with pytest.raises(NotAllowed):
            await add(town.caller(post, page=False))
    with pytest.raises(StepUpNeeded):
        await add(admin(town)._replace(proof="stale"))
    for wrong in (now_ms, now_ms + 500 * 24 * 3600 * 1000):
        with pytest.raises(BadLeave):
            await add(admin(town), wrong)
    kept = await add(town.caller("dinkes", page=False))
    with pytest.raises(NotAllowed):
        await town.leaves.remove(town.caller("bpbd", page=False), kept)
    assert [one.id for one in town.leaves.of(town.caller("operator"), "dinkes").leaves] == [kept]
    with pytest.raises(NotAllowed):
        town.leaves.of(town.caller("bpbd"), "dinkes")
    assert [len(await noted(town, f"leave:{what}")) for what in ("save", "remove")] == [3, 2]


async def test_the_duty_rung_tells_operators_and_the_issuer_of_the_silent(
    town: SummonsTown,
) -> None:
    pages = {post: town.caller(post) for post in ("operator", "walikota", "bpbd", "dinkes")}
    await town.summon("bpbd", "dinkes")
    await town.answer(pages["bpbd"], town.recipient("bpbd").id)
    await town.wait(179.0)
    assert not any(duty_calls(town, one) for one in pages.values())
    await town.wait(2.0)
    for post in ("operator", "walikota"):
        (told,) = duty_calls(town, pages[post])
        assert told.posts == ("dinkes",)
    assert not duty_calls(town, pages["dinkes"])


def duty_calls(town: SummonsTown, caller: Caller) -> list[DutyCall]:
    told: list[Live] = town.pages.heard.get(caller.session, [])
    return [m.body for m in told if isinstance(m.body, DutyCall)]


async def test_templates_are_few_and_the_administrators(town: SummonsTown) -> None:
    def card(title: str, text: str = "Berkumpul di posko.") -> TemplateCard:
        return TemplateCard(id=str(uuid.uuid4()), title=title, text=text, profile="darurat")

    first = card("00 Banjir")
    await town.templates.save(admin(town), first)
    mayor = town.caller("walikota", page=False)
    assert (await town.templates.all(mayor)).templates == (first,)
    for n in range(1, TEMPLATES_MAX):
        await town.templates.save(admin(town), card(f"{n:02}"))
    with pytest.raises(ListFull):
        await town.templates.save(admin(town), card("31"))
    await town.templates.save(admin(town), first.model_copy(update={"text": "Lain."}))
    assert (await town.templates.all(mayor)).templates[0].text == "Lain."
    await town.templates.remove(admin(town), first.id)
    await town.templates.save(admin(town), card("31"))
    with pytest.raises(EmptyMessage):
        await town.templates.save(admin(town), card(" "))
    for post in ("bpbd", "operator"):
        with pytest.raises(NotAllowed):
            await town.templates.save(town.caller(post, page=False), first)
    with pytest.raises(NotAllowed):
        await town.templates.all(town.caller("bpbd", page=False))


async def test_who_is_called_again_before_the_offices_open_is_called_now(
    town: SummonsTown,
) -> None:
    head = town.caller("dinkes")
    town.clock.advance(18 * 3600.0)  # Friday night.
    await town.summon("dinkes", profile="biasa")
    assert head.session not in town.pages.heard
    assert town.recipient("dinkes").next
    mayor = town.caller("walikota", page=False)
    await town.summonses.push(mayor, town.recipient("dinkes").id, "again")
    assert len(town.rings(head)) == 1
    round_before = town.rings(head)[0].round
    await town.wait(1.0)
    await town.summonses.push(mayor, town.recipient("dinkes").id, "again")
    assert town.rings(head)[0].round == round_before + 1
