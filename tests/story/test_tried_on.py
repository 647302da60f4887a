"""Stories of attempts that fail: tried on, held back, and let go, each for its own reason."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from hub.services.channels import Call
from hub.services.channels import Outcome as Came
from hub.services.delivery_store import LOST_MAX
from hub.wire.summons import SummonsAnswer
from tests.delivery_town import DeliveryTown, delivery_town, until


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[DeliveryTown]:
    async with delivery_town(tmp_path) as made:
        yield made


async def test_without_a_network_for_minutes_it_is_tried_on(town: DeliveryTown) -> None:
    """The network is gone until shortly before the deadline; then the first message goes."""
    await town.way("o-dinkes", "ntfy")
    town.ntfy.says = lambda call: Came("failed_temp", "unreachable")
    await town.town.summon("dinkes")
    await town.later(21.0)
    for tried, wait_s in enumerate((2.1, 4.1, 8.1, 16.1, *[30.1] * 6), start=1):
        await until(lambda tried=tried: len(town.ntfy.ended) == tried)
        await town.until_states("dinkes", "failed_temp", channel="ntfy")
        await town.later(wait_s)
    await until(lambda: len(town.ntfy.ended) == 11)
    await town.until_states("dinkes", "failed_temp", channel="ntfy")
    town.ntfy.says = lambda call: Came("accepted")
    await town.later(30.1)
    await town.until_states("dinkes", "sent", channel="ntfy")


async def test_what_brings_the_hub_down_is_not_tried_for_ever(town: DeliveryTown) -> None:
    await town.way("o-dinkes")
    town.push.says = lambda call: None
    await town.town.summon("dinkes", profile="biasa", at_once=True)
    for tried in range(1, LOST_MAX + 1):
        await until(lambda tried=tried: len(town.push.calls) == tried)
        await town.kill()
        await town.start_again()
    await town.until_states("dinkes", "unknown")
    assert len(town.push.calls) == LOST_MAX


async def test_a_deputy_who_cannot_come_is_called_no_more_by_anything(town: DeliveryTown) -> None:
    """One of his ways waits to be tried again, by another it rings now; his head's go on."""
    town.phone.says = lambda call: None
    await town.way("o-dinkes-2", "phone")
    await town.way("o-dinkes-2", "ntfy")
    await town.way("o-dinkes", "ntfy")
    town.ntfy.says = lambda call: Came("failed_temp", "unreachable", 5.0)
    await town.town.summon("dinkes")
    await town.later(91.0)
    recipient = town.town.recipient("dinkes").id
    await until(lambda: {call.holder for call in town.ntfy.calls} == {"o-dinkes", "o-dinkes-2"})
    await until(lambda: town.phone.calls)
    tried = len(town.ntfy.calls)
    await town.town.answers.by_way(
        "o-dinkes-2",
        "ntfy",
        SummonsAnswer(id=str(uuid.uuid4()), recipient=recipient, code="unable", reason="Sakit"),
    )
    await until(lambda: town.phone.ended)
    await town.later(6.0)
    await until(lambda: len(town.ntfy.calls) > tried)
    await asyncio.sleep(0.05)
    assert {call.holder for call in town.ntfy.calls[tried:]} == {"o-dinkes"}
    assert await town.states("dinkes", "phone") == ["superseded"]


async def test_the_next_ring_waits_too_where_the_service_asked_to(town: DeliveryTown) -> None:
    for name in ("asked", "other"):
        await town.way("o-dinkes", name=name)
    town.push.says = lambda call: (
        Came("failed_temp", "rate_limited", 40.0) if call.point == "asked" else Came("accepted")
    )
    await town.town.summon("dinkes")
    await until(lambda: len(town.push.ended) == 2)
    for ring in (1, 2):
        await town.later(15.1)
        await until(lambda ring=ring: len(town.push.calls) == 2 + ring)
        await asyncio.sleep(0.05)
        assert [call.point for call in town.push.calls[2:]] == ["other"] * ring
    await town.later(10.0)
    await until(lambda: len(town.push.calls) == 5)
    assert (town.push.calls[-1].point, town.push.calls[-1].round) == ("asked", 2)


async def test_a_push_service_that_hangs_leaves_places_to_the_others(town: DeliveryTown) -> None:
    town.push.at_once = 8
    for host in ("hangs", "well"):
        for nth in range(10 if host == "hangs" else 1):
            endpoint = {"endpoint": f"https://{host}.example/{nth}"}
            point = await town.way("o-dinkes", name=f"{host}-{nth}")
            kept = town.town.book.get(point)
            assert kept
            await town.town.book.put(replace(kept, address=json.dumps(endpoint)))
    town.push.says = lambda call: None if call.point.startswith("hangs") else Came("accepted")
    await town.town.summon("dinkes")
    await until(lambda: [call for call in town.push.ended if call.point == "well-0"])
    assert len([call for call in town.push.calls if call.point.startswith("hangs")]) == 2


async def test_what_was_not_tried_goes_before_what_failed(town: DeliveryTown) -> None:
    town.push.at_once = 1
    await town.way("o-dinkes")
    town.push.says = lambda call: (
        Came("failed_temp", "unreachable") if call.holder == "o-dinkes" else Came("accepted")
    )
    await town.town.summon("dinkes")
    await town.until_states("dinkes", "failed_temp")
    await town.way("o-bpbd")
    town.town.clock.advance(3.0)  # By now the one that failed is due again, and the longer.
    await town.town.summon("bpbd", profile="biasa", at_once=True)
    await until(lambda: len(town.push.calls) >= 2)
    assert town.push.calls[1].holder == "o-bpbd"


async def test_what_failed_on_this_side_is_not_held_against_the_way(town: DeliveryTown) -> None:
    for name in ("no-network", "answers", "hangs"):
        await town.way("o-dinkes", name=name)
    town.push.limit_s = 0.1

    def says(call: Call) -> Came | None:
        if call.point == "hangs":
            return None
        return Came("failed_temp", "unreachable", ours=call.point == "no-network")

    town.push.says = says
    await town.town.summon("dinkes")
    await town.until_states("dinkes", *["failed_temp"] * 3)

    def fails(point: str) -> int:
        return (town.town.book.get(point) or pytest.fail()).fails

    await until(lambda: fails("answers") == 1)
    assert [fails(name) for name in ("no-network", "hangs")] == [0, 0]
