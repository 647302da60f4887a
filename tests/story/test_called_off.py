"""Stories of a summons that was called off, or was over: whom it still calls, and who stops it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from hub.domain.summons.recipient import issue
from hub.services.store import Tx
from hub.services.summons_store import Called
from tests.summons_town import SummonsTown, summons_town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[SummonsTown]:
    async with summons_town(tmp_path) as made:
        yield made


def state(town: SummonsTown) -> str:
    (summons,) = town.board.summonses.values()
    return summons.state


async def test_what_was_called_off_calls_nobody_new(town: SummonsTown) -> None:
    head, sent, mayor = town.caller("dinkes"), town.caller("dinkes-2"), town.caller("walikota")
    summons = await town.summon("dinkes", "bpbd", profile="biasa", at_once=True)
    recipient = town.recipient("dinkes").id
    await town.answer(head, recipient)
    await town.summonses.cancel(mayor, summons.id, "surut")
    told = await town.answer(head, recipient, "represented", deputy="dinkes-2")
    assert (told.outcome, told.counts) == ("declined", True), "what he said is kept"
    assert town.recipient("dinkes").answer
    assert [c.recipient.post for c in town.board.called.values()] == ["dinkes", "bpbd"]
    assert not town.board.rings_for("o-dinkes-2")
    assert sent.session not in town.pages.heard
    assert state(town) == "cancelled"


async def test_what_was_over_goes_on_with_whoever_is_sent_and_can_be_stopped(
    town: SummonsTown,
) -> None:
    head, sent, mayor = town.caller("dinkes"), town.caller("dinkes-2"), town.caller("walikota")
    summons = await town.summon("dinkes")
    recipient = town.recipient("dinkes").id
    await town.wait(400.0)
    assert state(town) == "closed"
    await town.answer(head, recipient, "represented", deputy="dinkes-2")
    assert len(town.rings(sent)) == 1
    saved = await town.store.read(lambda tx: tx.summonses.get(summons.id))
    assert saved
    assert (state(town), saved.state, saved.over_at) == ("open", "open", None)
    await town.summonses.cancel(mayor, summons.id, "surut")
    assert town.recipient("dinkes-2").outcome == "cancelled"
    assert town.rings(sent) == ()
    assert state(town) == "cancelled"


async def test_whoever_still_rings_is_stopped_by_calling_it_off_again(town: SummonsTown) -> None:
    bpbd, mayor = town.caller("bpbd"), town.caller("walikota")
    summons = await town.summon("bpbd")
    await town.summonses.cancel(mayor, summons.id, "surut")
    now = town.clock.now()

    async def one_more(tx: Tx) -> None:
        found = await tx.summonses.get(summons.id)
        assert found
        more = replace(issue("more", summons.id, "bpbd", found.ladder, now), rung=1)
        await tx.summonses.add_recipients([Called(more, "o-bpbd", now + 15.0)])

    await town.store.write(one_more)
    await town.summonses.cancel(mayor, summons.id, "surut")
    (one,) = await town.store.read(lambda tx: tx.summonses.find(["more"]))
    assert one.recipient.outcome == "cancelled"
    await town.summonses.cancel(mayor, summons.id, "sekali lagi")
    again = await town.store.read(lambda tx: tx.summonses.get(summons.id))
    assert again
    assert again.reason == "surut", "nothing rang any more"
    assert bpbd
