"""Stories of whom the operator is to call by radio."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.delivery_town import DeliveryTown, delivery_town, until


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[DeliveryTown]:
    async with delivery_town(tmp_path) as made:
        yield made


async def test_whom_to_call_by_radio_stays_known_whatever_is_tried_after_it(
    town: DeliveryTown,
) -> None:
    await town.way("o-dinkes-2", "ntfy")
    await town.town.summon("dinkes")
    await town.later(61.0)
    asked_ms = town.town.recipient("dinkes").radio_ms
    assert asked_ms
    await town.later(31.0)
    await until(lambda: town.ntfy.calls)
    card = town.town.recipient("dinkes")
    assert card.last and card.last.channel == "ntfy", "the deputy's"
    assert card.radio_ms == asked_ms
    await town.kill()
    await town.start_again()
    assert town.town.recipient("dinkes").radio_ms == asked_ms
