"""Stories of the clock of summonses: each rung is done once, and no fault of ours is anybody's."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.services.channels import Outcome
from tests.delivery_town import DeliveryTown, delivery_town, until
from tests.summons_town import SummonsTown, summons_town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[SummonsTown]:
    async with summons_town(tmp_path) as made:
        yield made


@pytest.fixture
async def delivery(tmp_path: Path) -> AsyncIterator[DeliveryTown]:
    async with delivery_town(tmp_path) as made:
        yield made


async def test_a_channel_that_stands_on_two_rungs_is_tried_twice(delivery: DeliveryTown) -> None:
    await delivery.way("o-dinkes")
    await delivery.town.summon("dinkes", profile="biasa", at_once=True)
    await delivery.until_states("dinkes", "sent")
    await delivery.later(120.0)
    await delivery.until_states("dinkes", "sent", "sent")


async def test_a_machine_that_stood_still_makes_nobody_late(town: SummonsTown) -> None:
    """Its disk was full, or it was frozen; whoever beats first, the time is given once."""
    town.caller("bpbd")
    await town.summon("bpbd", "dinkes")
    await town.wait(10.0)
    before = town.recipient("bpbd").deadline_ms
    town.clock.advance(400.0)
    await town.timer.make_good()
    await asyncio.gather(town.timer.fire_due(), town.timer.make_good())
    card = town.recipient("bpbd")
    assert (card.outcome, card.deadline_ms) == ("ringing", before + 400_000)
    town.clock.advance(2.0)
    await town.timer.fire_due()
    assert town.recipient("bpbd").deadline_ms == before + 400_000, "so short is no outage"
    assert await town.timer.audit() == []
    entries = await town.store.read(lambda tx: tx.audit.after(0, 200))
    extended = [entry for entry in entries if entry.action == "summons:extended"]
    assert [entry.actor for entry in extended] == ["hub", "hub"]


@pytest.mark.parametrize("again", [False, True])
async def test_an_answer_that_is_the_first_to_come_after_it_is_in_time(
    town: SummonsTown, again: bool
) -> None:
    bpbd = town.caller("bpbd")
    await town.summon("bpbd", "dinkes")
    await town.wait(10.0)
    command = str(uuid.uuid4())
    if again:
        await town.answer(bpbd, town.recipient("bpbd").id, id=command)
    before = town.recipient("dinkes").deadline_ms
    town.clock.advance(400.0)
    told, _ = await asyncio.gather(
        town.answer(bpbd, town.recipient("bpbd").id, id=command), town.timer.fire_due()
    )
    assert (told.outcome, told.late) == ("acked", False)
    (saved,) = [
        one
        for one in await town.store.read(lambda tx: tx.summonses.waited_for())
        if one.recipient.post == "dinkes"
    ]
    assert town.recipient("dinkes").deadline_ms == before + 400_000
    assert saved.recipient == town.board.called[saved.recipient.id].recipient


async def test_an_answer_that_is_saved_with_what_is_made_good_stays(town: SummonsTown) -> None:
    bpbd = town.caller("bpbd")
    await town.summon("bpbd")
    await town.wait(10.0)
    recipient = town.recipient("bpbd").id
    town.clock.advance(400.0)
    await asyncio.gather(town.answer(bpbd, recipient), town.timer.make_good())
    (saved,) = await town.store.read(lambda tx: tx.summonses.find([recipient]))
    assert saved.recipient.outcome == town.recipient("bpbd").outcome == "acked"


@pytest.mark.parametrize("step_s", [3600.0, -3600.0])
async def test_a_clock_that_is_set_neither_misses_anybody_nor_stops_the_ladder(
    delivery: DeliveryTown, step_s: float
) -> None:
    town = delivery.town
    await delivery.way("o-dinkes", "ntfy")
    head = town.caller("dinkes")
    await town.summon("dinkes")
    await town.wait(9.0)
    await town.timer.make_good()
    card = town.recipient("dinkes")
    town.clock.advance(1.0)
    town.clock.set_by(step_s)
    await town.timer.fire_due()
    moved = town.recipient("dinkes")
    assert moved.outcome == "ringing"
    assert moved.t0_ms - card.t0_ms == moved.deadline_ms - card.deadline_ms == step_s * 1000
    assert town.rings(head)[0].deadline_ms == moved.deadline_ms
    (summons,) = town.board.summonses.values()
    assert town.board.card(summons).deadline_ms == moved.deadline_ms
    rounds = town.rings(head)[0].round
    await town.wait(6.0)
    assert town.rings(head)[0].round == rounds + 1, "the ring goes on, each 15 seconds"
    await town.wait(5.0)
    await delivery.until_states("dinkes", "sent", channel="ntfy")
    (at,) = [one.at for one in await delivery.attempts("dinkes", "ntfy")]
    assert round(at * 1000) == moved.t0_ms + 20_000
    entries = await town.store.read(lambda tx: tx.audit.after(0, 200))
    (noted,) = [entry.after for entry in entries if entry.action == "summons:clock"]
    assert json.loads(noted) == {"by_s": step_s, "recipients": 1}
    await town.wait(300.0)
    assert town.recipient("dinkes").missed_ms == moved.deadline_ms


async def test_what_waits_to_be_tried_again_moves_with_the_clock(delivery: DeliveryTown) -> None:
    await delivery.way("o-dinkes")
    delivery.push.says = lambda call: Outcome("failed_temp", "busy", 5.0)
    await delivery.town.summon("dinkes")
    await until(lambda: delivery.push.calls)
    await delivery.town.timer.make_good()
    delivery.town.clock.set_by(-3600.0)
    await delivery.later(6.0)
    await until(lambda: len(delivery.push.calls) == 2)


async def test_a_call_for_an_hour_of_the_day_is_made_at_that_hour(town: SummonsTown) -> None:
    town.clock.advance(-town.clock.now() % 86_400 - 1.0)  # 06:59:59 in Jakarta
    while (int(town.clock.now()) // 86_400 + 3) % 7 != 1:  # a Wednesday, by that hour
        town.clock.advance(86_400)
    await town.summon("bpbd", profile="biasa")
    card = town.recipient("bpbd")
    await town.timer.make_good()
    town.clock.set_by(600.0)
    await town.timer.fire_due()
    assert town.recipient("bpbd") == card
    town.clock.set_by(4 * 3600.0)
    await town.timer.fire_due()
    late = town.recipient("bpbd")
    assert late.outcome == "queued"
    assert late.t0_ms == round(town.clock.now() * 1000), "it was over, and nobody was called"
