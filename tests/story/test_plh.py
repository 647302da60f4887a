"""Stories of a head who is on leave, and of the Plh. who is called in his place."""

import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.domain.officials import Assignment, Official, Post
from hub.domain.refusals import CannotBeRung, IdTaken
from hub.services.callers import Caller
from hub.wire.summons import SummonsCheck
from tests.delivery_town import DeliveryTown, delivery_town, until
from tests.summons_town import SummonsTown, city, on_leave, summons_town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[SummonsTown]:
    book = city()
    for name in ("o-admin", "o-plh"):
        book.put(Official(name))
    book.put(Post("admin", "kota", "Administrator", "administrator"))
    book.put(Assignment("a-admin", "admin", "o-admin", "definitif", 0))
    async with summons_town(tmp_path, book) as made:
        yield made


@pytest.fixture
async def calling(tmp_path: Path) -> AsyncIterator[DeliveryTown]:
    async with delivery_town(tmp_path) as made:
        yield made


def admin(town: SummonsTown) -> Caller:
    return town.caller("admin", page=False)._replace(proof="fresh")


def problems(town: SummonsTown, post: str) -> dict[str, str]:
    command = SummonsCheck(posts=(post,), profile="mendesak")
    checked = town.summonses.check(town.caller("walikota", page=False), command)
    return {one.post: one.problem for one in checked.problems}


def stand_in(town: SummonsTown, post: str, seconds: float = 3600.0) -> Caller:
    """A Plh. for a post, from now on; his page."""
    now_ms = round(town.clock.now() * 1000)
    to_ms = now_ms + round(seconds * 1000)
    town.directory.book.put(Assignment("a-plh", post, "o-plh", "plh", now_ms, to_ms))
    town.directory._follow()
    return town.caller(post, "o-plh")


async def test_a_plh_is_rung_in_the_place_of_whoever_is_on_leave(town: SummonsTown) -> None:
    head, plh = town.caller("dishub"), stand_in(town, "dishub")
    leave = await on_leave(town, "dishub")
    await town.summon("dishub", profile="mendesak")
    await town.wait(320.0)
    assert len(town.rings(plh)) == 1
    assert town.rings(plh)[0].deputy is False, "as whoever holds the post"
    assert head.session not in town.pages.heard, "no rung of this ladder is for him"
    secretary = town.caller("dishub-2")
    assert town.board.rings_for(secretary.person.holder)[0].deputy, "who is rung as ever"

    await town.leaves.remove(admin(town), leave)
    assert len(town.rings(head)) == 1, "back at work: at once"
    await on_leave(town, "dishub")
    assert town.rings(head) == (), "and away again"
    answered = await town.answer(head, town.recipient("dishub").id)
    assert (answered.outcome, answered.counts) == ("acked", True), "he may answer all the same"
    assert town.rings(plh) == ()


async def test_a_leave_that_ends_by_the_clock_leaves_nobody_ringing(town: SummonsTown) -> None:
    head, plh = town.caller("dishub"), stand_in(town, "dishub")
    await on_leave(town, "dishub", to_s=50.0)
    await town.summon("dishub", profile="mendesak")
    await town.wait(59.0)
    assert head.session not in town.pages.heard
    await town.wait(2.0)
    assert len(town.rings(head)) == 1, "with the next ring"
    await on_leave(town, "dishub")
    await town.answer(plh, town.recipient("dishub").id)
    assert (town.rings(head), town.rings(plh)) == ((), ())


async def test_an_emergency_heeds_no_leave_and_rings_both(town: SummonsTown) -> None:
    head, plh = town.caller("dishub"), stand_in(town, "dishub")
    await on_leave(town, "dishub")
    await town.summon("dishub", profile="darurat")
    assert len(town.rings(head)) == len(town.rings(plh)) == 1


async def test_who_is_away_is_known_again_after_a_restart(town: SummonsTown) -> None:
    stand_in(town, "dishub")
    await on_leave(town, "dishub")
    await town.summon("dishub", profile="mendesak")
    town.start()
    await town.summonses.load()
    assert town.board.rings_for("o-plh")
    assert not town.board.rings_for("o-dishub")


async def test_a_plh_makes_a_post_on_leave_one_that_can_be_rung(town: SummonsTown) -> None:
    await on_leave(town, "dishub")
    plh = stand_in(town, "dishub", 1.0)
    assert problems(town, "dishub") == {"dishub": "away"}
    assert town.leaves.of(plh, "dishub").stood_in
    await town.summon("dishub", profile="mendesak")
    assert len(town.rings(plh)) == 1


async def test_the_phone_of_whoever_is_on_leave_is_let_be_while_a_plh_stands_in(
    calling: DeliveryTown,
) -> None:
    calling.town.directory.book.put(Official("o-plh"))
    stand_in(calling.town, "dinkes")
    for way in ("push", "ntfy", "phone"):
        await calling.way("o-dinkes", way)
        await calling.way("o-plh", way)
    await on_leave(calling.town, "dinkes")
    await calling.town.summon("dinkes", profile="mendesak")
    await calling.later(130.0)
    await until(lambda: calling.push.calls and calling.ntfy.calls and calling.phone.calls)
    called = [*calling.push.calls, *calling.ntfy.calls, *calling.phone.calls]
    assert {call.holder for call in called} == {"o-plh"}
    assert {call.address for call in calling.phone.calls} == {"at o-plh-phone"}


async def test_a_press_that_is_sent_again_is_the_same_though_he_is_on_leave_now(
    town: SummonsTown,
) -> None:
    press = str(uuid.uuid4())
    first = await town.summon("dishub", id=press, profile="mendesak")
    await on_leave(town, "dishub")
    assert await town.summon("dishub", id=press, profile="mendesak") == first
    with pytest.raises(IdTaken):
        await town.summon("dishub", id=press, profile="mendesak", by="operator")
    with pytest.raises(CannotBeRung):
        await town.summon("dishub", profile="mendesak")


async def test_a_leave_counts_when_the_call_begins(town: SummonsTown) -> None:
    """In the evening an ordinary call waits for the morning: who is away then, and who no more?"""
    await town.wait(3 * 3600.0)
    command = SummonsCheck(posts=("bpbd", "dishub"), profile="biasa")
    mayor = town.caller("walikota", page=False)
    begins_s = town.summonses.check(mayor, command).begins_ms / 1000 - town.clock.now()
    assert begins_s > 3600.0
    await on_leave(town, "bpbd", to_s=begins_s - 60.0)
    await on_leave(town, "dishub", from_s=begins_s - 60.0, to_s=begins_s + 3600.0)
    problems = town.summonses.check(mayor, command).problems
    assert [one.post for one in problems if one.problem == "on_leave"] == ["dishub"]
    await town.summon("bpbd", "dishub", profile="biasa", knowing=True)
    assert town.recipient("bpbd").outcome == "queued"
    assert town.recipient("dishub").outcome == "skipped"


async def test_a_deputy_on_leave_is_passed_over(town: SummonsTown) -> None:
    secretary = town.caller("dishub-2")
    await on_leave(town, "dishub-2")
    await town.summon("dishub", profile="mendesak")
    await town.wait(320.0)
    assert not town.board.rings_for(secretary.person.holder)
    await town.summon("dishub", profile="darurat")
    await town.wait(95.0)
    assert town.board.rings_for(secretary.person.holder), "an emergency heeds no leave"
