"""Stories of the clock of summonses: each rung is done once, and no fault of ours is anybody's."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.delivery_town import DeliveryTown, delivery_town
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
