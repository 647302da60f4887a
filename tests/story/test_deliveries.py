"""Stories of attempts on their way out: who is called, by what, how often, and who no more."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from hub.domain.summons.recipient import OPEN, Outcome
from hub.services.channels import Outcome as Came
from hub.services.delivery_store import Claim
from hub.services.store import Tx
from hub.wire.summons import SummonsAnswer, SummonsCheck
from tests.delivery_town import DeliveryTown, delivery_town, until


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[DeliveryTown]:
    async with delivery_town(tmp_path) as made:
        yield made


async def test_a_device_that_sleeps_is_sent_to_and_no_more_is_known(town: DeliveryTown) -> None:
    await town.way("o-dinkes")
    summons = await town.town.summon("dinkes")
    await town.until_states("dinkes", "sent")
    await until(lambda: town.town.recipient("dinkes").progress)
    card = town.town.recipient("dinkes")
    assert (card.outcome, card.progress) == ("ringing", 1), "sent, and not delivered"
    assert card.last
    assert (card.last.channel, card.last.state, card.last.result) == ("ring", "sent", "")
    (call,) = town.push.calls
    assert (call.summons, call.recipient, call.post) == (summons.id, card.id, "dinkes")
    assert (call.holder, call.address) == ("o-dinkes", "at o-dinkes-push")
    assert (call.title, call.issuer) == ("Panggilan DARURAT", "Wali Kota")
    assert call.text == "Wali Kota: Banjir, berkumpul sekarang"
    assert call.topic == summons.id.replace("-", "")
    assert (call.ttl_s, call.drill) == (120, False)
    ticket = town.town.tickets.read(call.token)
    assert (ticket.recipient, ticket.official, ticket.way) == (card.id, "o-dinkes", "push")


async def test_a_drill_says_so_and_nothing_outlives_the_deadline(town: DeliveryTown) -> None:
    await town.way("o-dinkes")
    await town.town.summon("dinkes", drill=True)
    await town.until_states("dinkes", "sent")
    assert "LATIHAN" in town.push.calls[0].title
    assert "LATIHAN" in town.push.calls[0].text
    await town.later(240.0)
    last = await until(lambda: [call for call in town.push.calls if call.round == 16])
    assert last[0].ttl_s == 60


async def test_what_was_proved_is_used_and_nothing_else(town: DeliveryTown) -> None:
    used = await town.way("o-dinkes")
    book = town.town.book
    point = book.get(used)
    assert point
    await book.put(replace(point, id="unheard", verified_ms=None))
    await book.put(replace(point, id="gone", gone_ms=1))
    await book.put(replace(point, id="signed-out", session="s1"))
    await book.put(replace(point, id="other", official="o-bpbd"))
    town.town.ended.add("s1")
    await town.town.summon("dinkes")
    await town.until_states("dinkes", "sent")
    assert [call.point for call in town.push.calls] == [used]


async def test_one_device_that_fails_does_not_hide_the_other(town: DeliveryTown) -> None:
    for name in ("first", "second"):
        await town.way("o-dinkes", name=name)
    town.push.says = lambda call: Came(
        "accepted" if call.point == "first" else "failed_perm",
        "" if call.point == "first" else "refused",
    )
    await town.town.summon("dinkes")
    await until(lambda: (town.town.book.get("second") or pytest.fail()).fails)
    await until(lambda: town.town.recipient("dinkes").progress)
    assert sorted(await town.states("dinkes")) == ["failed_perm", "sent"]
    last = town.town.recipient("dinkes").last
    assert last
    assert last.state == "sent"


async def test_what_may_pass_is_tried_again_and_each_time_later(town: DeliveryTown) -> None:
    await town.way("o-dinkes")
    town.push.says = lambda call: Came("failed_temp", "unreachable")
    await town.town.summon("dinkes", profile="biasa", at_once=True)
    await town.until_states("dinkes", "failed_temp")
    for seconds in (2.0, 4.0, 8.0):
        before = len(town.push.calls)
        await town.later(seconds - 0.5)
        await asyncio.sleep(0.05)
        assert len(town.push.calls) == before, "not yet"
        await town.later(0.6)
        await until(lambda before=before: len(town.push.calls) == before + 1)
    town.push.says = lambda call: Came("accepted")
    await town.until_states("dinkes", "failed_temp")
    await town.later(17.0)
    await town.until_states("dinkes", "sent")


async def test_who_is_told_to_wait_waits(town: DeliveryTown) -> None:
    await town.way("o-dinkes")
    town.push.says = lambda call: Came("failed_temp", "rate_limited", retry_after_s=40.0)
    await town.town.summon("dinkes", profile="biasa", at_once=True)
    await town.until_states("dinkes", "failed_temp")
    await town.later(39.0)
    await asyncio.sleep(0.05)
    assert len(town.push.calls) == 1
    town.push.says = lambda call: Came("accepted")
    await town.later(1.5)
    await town.until_states("dinkes", "sent")


async def test_a_device_that_is_gone_is_not_tried_again(town: DeliveryTown) -> None:
    point = await town.way("o-dinkes")
    town.push.says = lambda call: Came("gone", "gone")
    await town.town.summon("dinkes")
    await town.until_states("dinkes", "failed_perm")
    await until(lambda: (town.town.book.get(point) or pytest.fail()).gone_ms)
    last = town.town.recipient("dinkes").last
    assert last
    assert (last.state, last.result) == ("failed_perm", "gone")
    await town.later(31.0)
    await asyncio.sleep(0.05)
    assert len(town.push.calls) == 1
    assert town.town.recipient("dinkes").progress == 0


async def test_one_that_hangs_holds_nobody(town: DeliveryTown) -> None:
    town.push.at_once = 2
    for official in ("o-bpbd", "o-dinkes", "o-dishub"):
        await town.way(official)
    town.push.says = lambda call: None if call.post == "bpbd" else Came("accepted")
    await town.town.summon("bpbd", "dinkes", "dishub")
    await town.until_states("dinkes", "sent")
    await town.until_states("dishub", "sent")
    assert await town.states("bpbd") == ["claimed"]


async def test_one_that_hangs_is_given_up_and_tried_again(town: DeliveryTown) -> None:
    town.push.limit_s = 0.1
    await town.way("o-bpbd")
    town.push.says = lambda call: None
    await town.town.summon("bpbd")
    await until(lambda: (town.town.recipient("bpbd").last or pytest.fail()).result == "timeout")
    assert await town.states("bpbd") == ["failed_temp"]
    town.push.says = lambda call: Came("accepted")
    await town.later(3.0)
    await town.until_states("bpbd", "sent")


async def test_a_channel_that_breaks_is_logged_and_tried_again(town: DeliveryTown) -> None:
    await town.way("o-dinkes")

    def breaks(call: object) -> Came:
        raise RuntimeError("broken")

    town.push.says = breaks
    await town.town.summon("dinkes")
    await town.until_states("dinkes", "failed_temp")
    assert town.town.failures == ["ring"]


async def test_who_has_a_way_is_not_said_to_be_hard_to_reach(town: DeliveryTown) -> None:
    await town.way("o-dinkes", "ntfy")
    checked = town.town.summonses.check(
        town.town.caller("walikota"), SummonsCheck(posts=("dinkes", "bpbd"), profile="darurat")
    )
    assert [(one.post, one.problem) for one in checked.problems] == [("bpbd", "no_device")]


async def test_an_emergency_goes_before_what_is_ordinary(town: DeliveryTown) -> None:
    await town.kill()
    for official in ("o-bpbd", "o-dinkes"):
        await town.way(official)
    await town.town.summon("bpbd", profile="biasa", at_once=True)
    await town.later(1.0)
    await town.town.summon("dinkes")
    town.push.at_once = 1
    town.begin()
    await until(lambda: len(town.push.calls) == 2)
    assert [call.post for call in town.push.calls] == ["dinkes", "bpbd"]


async def test_who_answers_while_he_is_called_is_let_go(town: DeliveryTown) -> None:
    await town.way("o-dinkes", "phone")
    town.phone.says = lambda call: None
    head = town.town.caller("dinkes")
    await town.town.summon("dinkes")
    await town.later(46.0)
    await until(lambda: town.phone.calls)
    assert await town.states("dinkes", "phone") == ["claimed"]
    await town.town.answer(head, town.town.recipient("dinkes").id)
    await until(lambda: town.phone.ended)
    await town.until_states("dinkes", "superseded", channel="phone")
    assert town.town.recipient("dinkes").outcome == "acked"


async def test_a_result_that_comes_after_the_answer_changes_nothing(town: DeliveryTown) -> None:
    await town.way("o-dinkes")
    await town.town.summon("dinkes")
    await town.until_states("dinkes", "sent")
    await town.town.answer(town.town.caller("dinkes"), town.town.recipient("dinkes").id)
    (attempt,) = await town.attempts("dinkes")
    late = await town.town.store.write(
        lambda tx: tx.attempts.finish(attempt.id, "other", "failed_perm", "gone", None)
    )
    assert not late
    assert await town.states("dinkes") == ["sent"]


async def test_a_result_without_the_claims_token_is_nobodys(town: DeliveryTown) -> None:
    await town.way("o-dinkes")
    town.push.says = lambda call: None
    await town.town.summon("dinkes")
    await until(lambda: town.push.calls)
    (attempt,) = await town.attempts("dinkes")
    for token in ("", "another"):
        assert not await town.town.store.write(
            lambda tx, token=token: tx.attempts.finish(attempt.id, token, "sent", "", None)
        )
    assert await town.states("dinkes") == ["claimed"]


async def test_only_who_is_waited_for_is_called(town: DeliveryTown) -> None:
    """Every outcome there is: the claim itself looks, whatever the attempt's own state says."""
    await town.kill()
    await town.way("o-dinkes")
    await town.town.summon("dinkes")
    recipient = town.town.recipient("dinkes").id
    now = town.town.clock.now()
    claim = Claim("ring", now, now + 30.0, "t", 10, again=True)
    for outcome in Outcome.__args__:  # type: ignore[attr-defined]

        async def change(tx: Tx, outcome: Outcome = outcome) -> int:
            (called,) = await tx.summonses.find([recipient])
            changed = replace(called, recipient=replace(called.recipient, outcome=outcome))
            await tx.summonses.save_recipients([changed])
            got = await tx.attempts.claim(claim)
            for (one,) in got:
                await tx.attempts.finish(one.id, "t", "queued", "", None)
            return len(got)

        assert await town.town.store.write(change) == (outcome in OPEN), outcome

    async def rings(tx: Tx) -> None:
        (called,) = await tx.summonses.find([recipient])
        changed = replace(called, recipient=replace(called.recipient, outcome="ringing"))
        await tx.summonses.save_recipients([changed])

    await town.town.store.write(rings)
    past = replace(claim, now=now + 301.0)
    assert await town.town.store.write(lambda tx: tx.attempts.claim(past)) == []
    assert len(await town.town.store.write(lambda tx: tx.attempts.claim(claim))) == 1
    town.begin()


async def test_killed_in_the_middle_a_push_goes_again_and_a_phone_does_not(
    town: DeliveryTown,
) -> None:
    await town.way("o-dinkes")
    await town.way("o-dinkes", "phone")
    town.phone.says = lambda call: None
    await town.town.summon("dinkes")
    await town.until_states("dinkes", "sent")
    town.push.says = lambda call: None
    await town.later(46.0)
    await until(lambda: town.phone.calls and len(town.push.calls) == 4)
    await town.kill()
    assert (await town.states("dinkes"))[-1] == "claimed"
    town.push.says = lambda call: Came("accepted")
    await town.start_again()
    await until(lambda: len(town.push.calls) >= 5)
    again, last = town.push.calls[-1], town.push.calls[3]
    assert (again.attempt, again.topic) == (last.attempt, last.topic), "one visible ring"
    await town.until_states("dinkes", "unknown", channel="phone")
    await asyncio.sleep(0.05)
    assert len(town.phone.calls) == 1
    shown = town.town.recipient("dinkes").last
    assert shown
    assert (shown.channel, shown.state, shown.result) == ("phone", "unknown", "cut_off")


async def test_a_phone_that_is_silent_too_long_is_not_dialled_twice(town: DeliveryTown) -> None:
    town.phone.limit_s = 0.2
    await town.way("o-dinkes", "phone")
    town.phone.says = lambda call: None
    await town.town.summon("dinkes")
    await town.later(46.0)
    await town.until_states("dinkes", "unknown", channel="phone")
    await town.later(100.0)
    await asyncio.sleep(0.05)
    assert len(town.phone.calls) == 1


async def test_whoever_is_missed_is_not_called_any_more(town: DeliveryTown) -> None:
    town.push.at_once = 1
    for official in ("o-bpbd", "o-dinkes"):
        await town.way(official)
    town.push.says = lambda call: None
    await town.town.summon("bpbd", "dinkes", profile="biasa", at_once=True)
    await until(lambda: town.push.calls)
    await town.later(1801.0)
    assert town.town.recipient("dinkes").outcome == "missed"
    for post in ("bpbd", "dinkes"):
        states = await town.states(post)
        # The lease of the one that hangs ended: whether it rang is not known, and it goes no more.
        assert set(states) <= {"expired", "superseded", "unknown"}, states
        assert "expired" in states
    assert len(town.push.calls) == 1


async def test_rings_that_could_not_be_sent_do_not_pile_up(town: DeliveryTown) -> None:
    town.push.at_once = 1
    for official in ("o-bpbd", "o-dinkes"):
        await town.way(official)
    stuck = asyncio.Event()
    town.push.says = lambda call: None if not stuck.is_set() else Came("accepted")
    await town.town.summon("bpbd", "dinkes")
    await until(lambda: town.push.calls)
    (first,) = town.push.calls
    waits = "dinkes" if first.post == "bpbd" else "bpbd"
    await town.later(61.0)
    await town.until_states(waits, *["superseded"] * 4, "queued")


async def test_the_radio_is_left_to_the_operator(town: DeliveryTown) -> None:
    await town.town.summon("dinkes")
    await town.later(61.0)
    await asyncio.sleep(0.05)
    assert await town.states("dinkes", "radio") == ["queued"]
    last = town.town.recipient("dinkes").last
    assert last
    assert last.channel == "radio"


async def test_a_deputy_is_called_at_once_by_what_his_head_was_called_by_before(
    town: DeliveryTown,
) -> None:
    for official in ("o-dinkes", "o-dinkes-2"):
        await town.way(official, "ntfy")
    await town.town.summon("dinkes")
    await town.later(21.0)
    await until(lambda: town.ntfy.calls)
    assert [call.holder for call in town.ntfy.calls] == ["o-dinkes"]
    await town.later(70.0)
    await until(lambda: len(town.ntfy.calls) == 2)
    assert town.ntfy.calls[1].holder == "o-dinkes-2"


async def test_a_ring_that_somebody_asks_for_goes_out_too(town: DeliveryTown) -> None:
    await town.way("o-dinkes")
    operator = town.town.caller("operator")
    await town.town.summon("dinkes", profile="biasa", at_once=True)
    await town.until_states("dinkes", "sent")
    for passed in (5.0, 1.0):
        await town.later(passed)
        await town.town.summonses.push(operator, town.town.recipient("dinkes").id, "again")
    await town.until_states("dinkes", "sent", "sent", "sent")


async def test_a_deputy_is_called_by_his_own_ways_once_he_is_asked(town: DeliveryTown) -> None:
    await town.way("o-dinkes-2")
    await town.town.summon("dinkes")
    await town.later(60.0)
    assert not town.push.calls
    await town.later(31.0)
    await until(lambda: town.push.calls)
    call = town.push.calls[0]
    assert (call.post, call.holder) == ("dinkes", "o-dinkes-2")
    await town.town.answers.by_way(
        "o-dinkes-2", "push", answer_of(call.recipient), address="192.0.2.1"
    )
    assert town.town.recipient("dinkes").outcome == "represented"


def answer_of(recipient: str) -> SummonsAnswer:
    return SummonsAnswer(id=str(uuid.uuid4()), recipient=recipient, code="ready")
