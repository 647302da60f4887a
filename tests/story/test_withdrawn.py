"""Stories of deputies who said that they come, and then cannot: the head is asked again."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.domain.officials import Assignment, Post
from hub.domain.refusals import NotYours
from tests.summons_town import SummonsTown, city, summons_town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[SummonsTown]:
    async with summons_town(tmp_path) as made:
        yield made


async def test_a_deputy_who_withdraws_leaves_the_head_ringing_again(town: SummonsTown) -> None:
    head, secretary = town.caller("dinkes"), town.caller("dinkes-2")
    summons = await town.summon("dinkes")
    recipient = town.recipient("dinkes").id
    await town.wait(95.0)
    await town.answer(secretary, recipient)
    assert town.board.summonses[summons.id].state == "closed"
    round_before = max(ring.round for ring in _rings_ever(town, head.session))

    told = await town.answer(secretary, recipient, "unable", reason="Ban pecah")
    assert (told.outcome, told.counts) == ("ringing", True)
    assert town.board.summonses[summons.id].state == "open"
    (ring,) = town.rings(head)
    assert ring.round > round_before, "it sounds anew"
    assert town.rings(secretary) == (), "who cannot is not asked again"
    card = town.recipient("dinkes")
    assert card.answer is None
    assert card.withdrawn
    assert (card.withdrawn.by, card.withdrawn.reason) == ("dinkes-2", "Ban pecah")
    assert card.next, "and the ladder goes on"
    assert card.next.act == "duty"

    town.start()
    await town.summonses.load()
    assert town.recipient("dinkes").withdrawn == card.withdrawn, "it is saved so"
    assert town.recipient("dinkes").outcome == "ringing"
    await town.wait(400.0)
    card = town.recipient("dinkes")
    assert (card.outcome, card.missed_ms) == ("missed", card.deadline_ms)


async def test_who_withdraws_at_the_end_leaves_two_minutes(town: SummonsTown) -> None:
    head, secretary = town.caller("dinkes"), town.caller("dinkes-2")
    await town.summon("dinkes")
    recipient = town.recipient("dinkes").id
    await town.wait(95.0)
    await town.answer(secretary, recipient)
    await town.wait(1000.0)
    told = await town.answer(secretary, recipient, "unable", reason="Ban pecah")
    assert told.outcome == "ringing"
    assert town.recipient("dinkes").deadline_ms == round((town.clock.now() + 120.0) * 1000)
    assert (await town.answer(head, recipient)).outcome == "acked"


async def test_after_a_miss_it_is_a_miss_again(town: SummonsTown) -> None:
    secretary = town.caller("dinkes-2")
    await town.summon("dinkes")
    recipient = town.recipient("dinkes").id
    await town.wait(400.0)
    missed_ms = town.recipient("dinkes").missed_ms
    assert (await town.answer(secretary, recipient)).outcome == "represented_late"
    told = await town.answer(secretary, recipient, "unable", reason="Ban pecah")
    assert (told.outcome, town.recipient("dinkes").missed_ms) == ("missed", missed_ms)


async def test_what_was_called_off_rings_for_nobody(town: SummonsTown) -> None:
    head, secretary = town.caller("dinkes"), town.caller("dinkes-2")
    summons = await town.summon("dinkes", "bpbd")
    recipient = town.recipient("dinkes").id
    await town.wait(95.0)
    await town.answer(secretary, recipient)
    await town.summonses.cancel(town.caller("walikota", page=False), summons.id, "Surut")
    told = await town.answer(secretary, recipient, "unable", reason="Ban pecah")
    assert (told.outcome, told.counts) == ("represented", False)
    assert town.rings(head) == ()


async def test_whom_the_head_sent_and_who_cannot_has_the_head_asked_again(
    town: SummonsTown,
) -> None:
    head, sent = town.caller("dinkes"), town.caller("dishub")
    await town.summon("dinkes")
    recipient = town.recipient("dinkes").id
    await town.answer(head, recipient, "represented", deputy="dishub")
    assert town.rings(head) == ()
    child = town.recipient("dishub").id
    await town.answer(sent, child, "unable", reason="Di luar kota")
    card = town.recipient("dinkes")
    assert card.outcome == "ringing"
    assert card.withdrawn
    assert card.withdrawn.by == "dishub"
    assert [ring.recipient for ring in town.rings(head)] == [recipient]
    assert town.recipient("dishub").outcome == "declined"


async def test_an_operator_enters_what_a_deputy_said_as_the_deputys(town: SummonsTown) -> None:
    head = town.caller("dinkes")
    await town.summon("dinkes")
    recipient = town.recipient("dinkes").id
    told = await town.record(recipient, "ready", by="dinkes-2")
    assert told.outcome == "represented"
    card = town.recipient("dinkes")
    assert card.answer
    assert (card.answer.by, card.answer.recorded_by) == ("dinkes-2", "operator")
    assert town.rings(head) == ()
    told = await town.record(recipient, "unable", by="dinkes-2", reason="Ban pecah")
    assert told.outcome == "ringing"
    with pytest.raises(NotYours):
        await town.record(recipient, "ready", by="bpbd-2")


async def test_a_deputy_of_two_posts_is_asked_once(tmp_path: Path) -> None:
    """His answer is that of both: neither rings on for him."""
    book = city()
    book.put(Post("dinkes-3", "dinkes", "Kepala Bidang", "head", 2))
    book.put(Assignment("two", "dinkes-3", "o-dinkes-2", "plt", 1))
    async with summons_town(tmp_path, book) as town:
        secretary = town.caller("dinkes-2")
        await town.summon("dinkes")
        recipient = town.recipient("dinkes").id
        await town.wait(95.0)
        assert set(town.recipient("dinkes").rung_posts) == {"dinkes-2", "dinkes-3"}
        assert len(town.rings(secretary)) == 1
        await town.answer(secretary, recipient, "unable", reason="Sakit")
        assert town.rings(secretary) == ()
        assert town.board.rings_for("o-dinkes"), "the head is asked on"


def _rings_ever(town: SummonsTown, session: object) -> list[object]:
    told = [m.body for m in town.pages.heard[session] if m.kind == "rings"]  # type: ignore[index]
    return [ring for body in told for ring in body.rings]  # type: ignore[union-attr]
