"""Stories of one person in several posts, and of those on duty: one call, one message each."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from hub.domain.officials import Assignment
from hub.services.channels import Call
from hub.services.channels import Outcome as Came
from hub.wire.summons import SummonsAnswer
from tests.delivery_town import DeliveryTown, Scripted, delivery_town, until

TWO = ("dinkes", "dishub")


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[DeliveryTown]:
    """The head of dinkes holds dishub as well, and has a number and the ntfy app."""
    async with delivery_town(tmp_path) as made:
        book = made.town.directory.book
        book.assignments["a-dishub"] = replace(book.assignments["a-dishub"], to_ms=1)
        book.put(Assignment("plt", "dishub", "o-dinkes", "plt", 1))
        made.town.directory.clock_was_set()
        assert made.town.directory.speaking["dishub"] == ("o-dinkes",)
        await made.way("o-dinkes", "ntfy")
        await made.way("o-dinkes", "phone")
        yield made


async def test_one_person_in_two_posts_has_one_message_and_one_call(town: DeliveryTown) -> None:
    await town.town.summon(*TWO)
    await town.later(21.0)
    for post in TWO:
        await town.until_states(post, "sent", channel="ntfy")
    assert len(town.ntfy.calls) == 1
    town.phone.says = lambda call: Came("failed_temp", "busy", 30.0)
    await town.later(25.0)
    for post in TWO:
        await town.until_states(post, "failed_temp", channel="phone")
    assert len(town.phone.calls) == 1
    town.phone.says = lambda call: None
    await town.later(31.0)
    await until(lambda: len(town.phone.calls) == 2)
    for post in TWO:
        await town.until_states(post, "claimed", channel="phone")
    assert len(town.phone.calls) == 2, "tried again as one"
    call = town.phone.calls[1]
    await _key(town, call)
    assert {town.town.recipient(post).outcome for post in TWO} == {"acked"}
    await until(lambda: len(town.phone.ended) == 2)


async def test_the_call_goes_on_for_the_post_that_is_asked_still(town: DeliveryTown) -> None:
    """A deputy stands for one of the two: the telephone does not fall silent for the other."""
    town.phone.says = lambda call: None
    await town.town.summon(*TWO)
    await town.later(46.0)
    await until(lambda: town.phone.calls)
    (call,) = town.phone.calls
    first = next(post for post in TWO if town.town.recipient(post).id == call.recipient)
    (other,) = set(TWO) - {first}
    await town.town.record(town.town.recipient(first).id, "ready", by=f"{first}-2")
    assert town.town.recipient(first).outcome == "represented"
    town.town.deliveries.wake()
    await town.until_states(other, "claimed", channel="phone")
    assert not town.phone.ended
    await _key(town, call)
    assert town.town.recipient(other).outcome == "acked"


async def test_a_deputy_is_phoned_when_it_is_his_turn(town: DeliveryTown) -> None:
    await town.way("o-bpbd-2", "phone")
    await town.town.summon("bpbd")
    await town.later(80.0)
    assert not town.phone.calls
    await town.later(15.0)
    await until(lambda: town.phone.calls)
    (call,) = town.phone.calls
    assert (call.holder, call.duty) == ("o-bpbd-2", ())
    await _key(town, call)
    assert town.town.recipient("bpbd").outcome == "represented"


async def test_those_on_duty_are_told_once_by_their_own_ways(town: DeliveryTown) -> None:
    for channel in ("push", "ntfy", "phone"):
        await town.way("o-operator", channel)  # type: ignore[arg-type]
    await town.town.summon("bpbd", *TWO)
    await town.later(170.0)
    assert not [one for one in _all(town) if one.holder == "o-operator"]
    await town.later(15.0)
    told = await until(lambda: _of_duty(town) if len(_of_duty(town)) == 3 else None)
    for call in told:
        assert len(call.duty) == 3
        assert call.title == "Belum menjawab: Panggilan DARURAT"
        assert "Kepala BPBD" in call.text
        assert call.recipient == "", "there is nothing to answer"
        assert town.town.tickets.read(call.token).recipient == ""
    await town.until_states("bpbd", "sent", channel="phone")
    await town.later(1.0)  # Whatever was to be noted of it is.
    bpbd = town.town.recipient("bpbd")
    assert bpbd.progress == 0, "that an officer's telephone rang is no proof of another's"
    assert not bpbd.last or bpbd.last.channel == "radio"
    await town.later(200.0)
    assert len(_of_duty(town)) == 3


async def test_an_ordinary_call_is_no_reason_to_ring_those_on_duty(town: DeliveryTown) -> None:
    await town.way("o-operator", "phone")
    await town.town.summon("bpbd", profile="biasa", at_once=True)
    await town.later(1700.0)
    assert not _of_duty(town)


async def test_what_stands_on_a_phone_is_told_that_it_is_over(town: DeliveryTown) -> None:
    cleared: list[tuple[str, str]] = []

    class Clears(Scripted):
        async def clear(self, call: Call, over: str) -> None:
            cleared.append((call.attempt, over))

    clears = Clears("ntfy")
    town.town.channels["ntfy"] = clears  # type: ignore[index]
    await town.kill()
    await town.start_again()
    summons = await town.town.summon(*TWO)
    await town.later(21.0)
    await until(lambda: clears.calls)
    await town.until_states("dinkes", "sent", channel="ntfy")
    await town.kill()
    await town.start_again()  # What stands there is known after a restart too.
    await until(lambda: town.town.deliveries.standing)
    assert not cleared
    await town.town.answer(town.town.caller("dinkes"), town.town.recipient("dinkes").id)
    await until(lambda: cleared)
    assert cleared == [(clears.calls[0].attempt, "answered")], summons
    town.town.deliveries.wake()
    assert len(cleared) == 1


@pytest.mark.parametrize("over", ["cancelled", "missed"])
async def test_how_it_ended_is_said(town: DeliveryTown, over: str) -> None:
    ends: list[str] = []

    class Clears(Scripted):
        async def clear(self, call: Call, over: str) -> None:
            ends.append(over)

    town.town.channels["ntfy"] = Clears("ntfy")  # type: ignore[index]
    await town.kill()
    await town.start_again()
    summons = await town.town.summon("dinkes")
    await town.later(21.0)
    await town.until_states("dinkes", "sent", channel="ntfy")
    await until(lambda: town.town.deliveries.standing)
    if over == "missed":
        await town.later(400.0)
    else:
        caller = town.town.caller("walikota", page=False)
        await town.town.summonses.cancel(caller, summons.id, "Surut")
    await until(lambda: ends)
    assert ends == [over]


async def test_a_voice_mailbox_reached_nobody(town: DeliveryTown) -> None:
    town.phone.says = lambda call: Came("delivered", "no_key")
    await town.town.summon("dinkes")
    await town.later(46.0)
    await town.until_states("dinkes", "delivered", channel="phone")
    await town.later(1.0)
    assert town.town.recipient("dinkes").progress == 1


async def _key(town: DeliveryTown, call: Call) -> None:
    command = SummonsAnswer(
        id="0e8f5d7e-5b25-4c57-9d3b-0a4c3f1b2d3e", recipient=call.recipient, code="ready"
    )
    await town.town.answers.by_way(call.holder, "phone", command)


def _all(town: DeliveryTown) -> list[Call]:
    return [*town.push.calls, *town.ntfy.calls, *town.phone.calls]


def _of_duty(town: DeliveryTown) -> list[Call]:
    return [one for one in _all(town) if one.duty]
