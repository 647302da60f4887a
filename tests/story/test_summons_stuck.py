"""Stories of rows that are not as they should be: they are found, and hold up nobody else."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from hub.services.store import Tx
from hub.services.summons_clock import BAD_AGAIN_S
from tests.summons_town import SummonsTown, summons_town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[SummonsTown]:
    async with summons_town(tmp_path) as made:
        yield made


async def put(town: SummonsTown, post: str, *, due: float | None, **fields: int) -> str:
    """Write a recipient's row as it should not be."""
    one = town.recipient(post).id

    async def change(tx: Tx) -> None:
        (called,) = await tx.summonses.find([one])
        wrong = replace(called, recipient=replace(called.recipient, **fields), due=due)  # type: ignore[arg-type]
        await tx.summonses.save_recipients([wrong])

    await town.store.write(change)
    return one


@pytest.mark.parametrize("due_in_s", [None, -3.0, 10_000.0])
async def test_whoever_the_clock_passes_by_is_found_and_brought_back(
    town: SummonsTown, due_in_s: float | None
) -> None:
    await town.summon("bpbd")
    await town.wait(10.0)
    assert await town.timer.audit() == []
    due = None if due_in_s is None else town.clock.now() + due_in_s
    one = await put(town, "bpbd", due=due)
    assert await town.timer.audit() == town.alarms == [one]
    assert await town.timer.audit() == []
    await town.wait(400.0)
    assert town.recipient("bpbd").outcome == "missed"


async def test_a_row_that_breaks_its_step_holds_up_nobody_else(town: SummonsTown) -> None:
    bpbd, dinkes = town.caller("bpbd"), town.caller("dinkes")
    await town.summon("bpbd", "dinkes")
    await town.wait(10.0)
    now = town.clock.now()
    one = await put(town, "bpbd", due=now, rung=-99)
    round_before = town.rings(dinkes)[0].round
    assert await town.timer.fire_due() == now + BAD_AGAIN_S
    assert town.broken == [one]
    await town.wait(6.0)
    assert town.rings(dinkes)[0].round == round_before + 1, "the other rings on"
    assert town.broken == [one, one], "and it is looked at again"
    town.clock.advance(60.0)
    await town.timer.fire_due()
    assert town.recipient("dinkes").deadline_ms > town.recipient("bpbd").deadline_ms
    await town.wait(400.0)
    assert town.recipient("dinkes").outcome == "missed"
    assert one in await town.timer.audit(), "the alarm is raised until somebody mends it"
    await put(town, "bpbd", due=town.clock.now(), rung=1)
    await town.timer.fire_due()
    assert town.recipient("bpbd").outcome == "missed"
    assert bpbd
