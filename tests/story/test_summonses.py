"""Stories of a summons: who rings, who answers, who is missed, and what is kept of it."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from hub.domain.officials import Assignment
from hub.domain.refusals import (
    BadAnswer,
    CannotBeRung,
    EmptyMessage,
    IdTaken,
    NoRecipients,
    NoSuchPost,
    NoSuchSummons,
    NotAllowed,
    NotYours,
    SummonsOver,
)
from hub.wire.live import Live
from hub.wire.summons import SummonsAnswer, SummonsCheck, SummonsNow
from tests.summons_town import SummonsTown, on_leave, summons_town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[SummonsTown]:
    async with summons_town(tmp_path) as made:
        yield made


async def test_everyone_rings_and_one_answer_quiets_one(town: SummonsTown) -> None:
    bpbd, dinkes = town.caller("bpbd"), town.caller("dinkes")
    second = town.caller("bpbd")
    mayor = town.caller("walikota")
    summons = await town.summon("bpbd", "dinkes")

    (ring,) = town.rings(bpbd)
    assert (ring.text, ring.by, ring.deputy) == (summons.text, "walikota", False)
    assert town.rings(second) == (ring,), "each of his devices"
    assert town.rings(dinkes)[0].recipient != ring.recipient
    assert town.recipient("bpbd").outcome == "ringing"

    told = await town.answer(bpbd, ring.recipient, "coming", eta_min=10)
    assert (told.outcome, told.counts, told.late) == ("acked", True, False)
    assert town.rings(bpbd) == town.rings(second) == ()
    assert len(town.rings(dinkes)) == 1, "the other rings on"
    board = seen_by(town, mayor.session)
    assert board[-1].recipients[0].outcome == "acked"
    answer = board[-1].recipients[0].answer
    assert answer
    assert (answer.code, answer.eta_min, answer.by) == ("coming", 10, "bpbd")


def seen_by(town: SummonsTown, session: object) -> list[SummonsNow]:
    told: list[Live] = town.pages.heard[session]  # type: ignore[index]
    return [m.body for m in told if isinstance(m.body, SummonsNow)]


async def test_silence_climbs_through_deputies_to_the_radio_and_ends_in_a_miss(
    town: SummonsTown,
) -> None:
    head, secretary = town.caller("dinkes"), town.caller("dinkes-2")
    await town.summon("dinkes")
    first = town.rings(head)[0].round
    await town.wait(16.0)
    assert town.rings(head)[0].round == first + 1, "it rings again"
    await town.wait(50.0)
    card = town.recipient("dinkes")
    assert card.last
    assert (card.last.channel, card.last.state) == ("radio", "queued")
    assert secretary.session not in town.pages.heard
    await town.wait(30.0)
    (ring,) = town.rings(secretary)
    assert ring.deputy
    assert (town.recipient("dinkes").level, town.recipient("dinkes").rung_posts) == (
        1,
        ("dinkes-2",),
    )
    await town.wait(300.0)
    card = town.recipient("dinkes")
    assert (card.outcome, card.level) == ("missed", 2)
    assert card.missed_ms == card.deadline_ms
    assert town.rings(head) == town.rings(secretary) == ()
    (summons,) = town.board.summonses.values()
    assert summons.state == "closed"

    late = await town.answer(head, card.id)
    assert (late.outcome, late.late) == ("acked_late", True)
    assert town.recipient("dinkes").missed_ms == card.missed_ms, "the miss is not erased"


async def test_a_deputy_who_was_rung_stands_for_the_head(town: SummonsTown) -> None:
    head, secretary = town.caller("dinkes"), town.caller("dinkes-2")
    await town.summon("dinkes")
    recipient = town.recipient("dinkes").id
    with pytest.raises(NotYours):
        await town.answer(secretary, recipient)
    await town.wait(95.0)
    assert (await town.answer(secretary, recipient)).outcome == "represented"
    assert town.rings(head) == town.rings(secretary) == ()
    assert (await town.answer(head, recipient)).outcome == "acked", "he comes himself after all"


async def test_who_sends_somebody_instead_has_him_called(town: SummonsTown) -> None:
    head, sent = town.caller("dinkes"), town.caller("dinkes-2")
    await town.summon("dinkes")
    told = await town.answer(head, town.recipient("dinkes").id, "represented", deputy="dinkes-2")
    assert told.outcome == "declined"
    (ring,) = town.rings(sent)
    assert (ring.post, ring.deputy) == ("dinkes-2", False)
    (summons,) = town.board.summonses.values()
    assert summons.state == "open"
    await town.answer(sent, ring.recipient)
    (summons,) = town.board.summonses.values()
    assert summons.state == "closed"


async def test_one_official_with_two_posts_gets_one_ring_and_answers_once(
    town: SummonsTown,
) -> None:
    book = town.directory.book
    book.assignments["a-dishub"] = replace(book.assignments["a-dishub"], to_ms=1)
    book.put(Assignment("plt", "dishub", "o-bpbd", "plt", 1))
    town.directory._follow()
    both = town.caller("bpbd")
    await town.summon("bpbd", "dishub")
    (ring,) = town.rings(both)
    await town.answer(both, ring.recipient)
    assert [town.recipient(p).outcome for p in ("bpbd", "dishub")] == ["acked", "acked"]
    assert town.rings(both) == ()


async def test_a_deputy_for_one_of_two_posts_leaves_the_other_asked(town: SummonsTown) -> None:
    book = town.directory.book
    book.assignments["a-dishub"] = replace(book.assignments["a-dishub"], to_ms=1)
    book.put(Assignment("plt", "dishub", "o-bpbd", "plt", 1))
    town.directory._follow()
    await town.summon("bpbd", "dishub")
    answered = town.recipient("bpbd").id
    await town.answer(town.caller("bpbd"), answered, "represented", deputy="bpbd-2")
    assert town.recipient("bpbd").answer.code == "represented"
    assert town.recipient("dishub").answer is None, "nobody was sent for that one"


async def test_what_an_operator_heard_settles_another_post_only_of_who_is_known(
    town: SummonsTown,
) -> None:
    book = town.directory.book
    book.put(Assignment("plh", "dishub", "o-bpbd", "plh", 1))  # Beside its head.
    town.directory._follow()
    await town.summon("bpbd", "dishub")
    await town.record(town.recipient("dishub").id)
    assert town.recipient("dishub").outcome == "acked"
    assert town.recipient("bpbd").outcome == "queued", "it may have been the head of dishub"
    await town.record(town.recipient("bpbd").id)
    assert town.recipient("bpbd").outcome == "acked"


async def test_a_press_sent_twice_is_one_summons_and_an_answer_sent_twice_is_one(
    town: SummonsTown,
) -> None:
    bpbd = town.caller("bpbd")
    same = str(uuid.uuid4())
    await asyncio.gather(town.summon("bpbd", id=same), town.summon("bpbd", id=same))
    await town.summon("bpbd", id=same)
    assert len(town.board.called) == 1
    with pytest.raises(IdTaken):
        await town.summon("bpbd", id=same, by="operator")
    recipient, command = town.recipient("bpbd").id, str(uuid.uuid4())
    first = await town.answer(bpbd, recipient, id=command)
    again = await town.answer(bpbd, recipient, id=command)
    assert first == again
    entries = await town.store.read(lambda tx: tx.audit.after(0, 100))
    assert [e.action for e in entries].count("summons:answer") == 1
    assert [e.action for e in entries].count("summons:issue") == 1


async def test_calling_it_off_leaves_answers_and_misses(town: SummonsTown) -> None:
    bpbd, dinkes = town.caller("bpbd"), town.caller("dinkes")
    summons = await town.summon("bpbd", "dinkes")
    await town.answer(bpbd, town.recipient("bpbd").id)
    mayor = town.caller("walikota")
    await town.summonses.cancel(mayor, summons.id, "banjir surut")
    assert town.recipient("bpbd").outcome == "acked"
    assert town.recipient("dinkes").outcome == "cancelled"
    assert town.rings(dinkes) == ()
    told = await town.answer(dinkes, town.recipient("dinkes").id)
    assert (told.outcome, told.counts) == ("cancelled", False)
    with pytest.raises(SummonsOver):
        await town.summonses.push(mayor, town.recipient("dinkes").id, "climb")
    await town.wait(1000.0)
    assert town.recipient("dinkes").outcome == "cancelled"


async def test_enough_is_enough_when_the_issuer_said_so(town: SummonsTown) -> None:
    bpbd, dinkes = town.caller("bpbd"), town.caller("dinkes")
    await town.summon("bpbd", "dinkes", "dishub", need=1, stop_when_met=True)
    await town.answer(bpbd, town.recipient("bpbd").id)
    assert town.rings(dinkes) == ()
    assert town.recipient("dishub").outcome == "cancelled"
    (summons,) = town.board.summonses.values()
    assert (summons.state, summons.met_at) == ("closed", town.clock.now())


async def test_enough_is_told_and_the_rest_rings_on_otherwise(town: SummonsTown) -> None:
    bpbd, dinkes = town.caller("bpbd"), town.caller("dinkes")
    await town.summon("bpbd", "dinkes", need=1)
    await town.answer(bpbd, town.recipient("bpbd").id)
    (summons,) = town.board.summonses.values()
    assert summons.met_at is not None
    assert summons.state == "open"
    assert len(town.rings(dinkes)) == 1


async def test_the_operator_enters_what_he_heard_and_climbs_by_hand(town: SummonsTown) -> None:
    operator = town.caller("operator")
    dinkes = town.caller("dinkes")
    await town.summon("dinkes")
    recipient = town.recipient("dinkes").id
    card = town.recipient("dinkes")
    for act in ("radio", "deputy", "duty"):  # A channel this hub lacks is no rung to press for.
        assert card.next
        assert card.next.act == act
        await town.summonses.push(operator, recipient, "climb")
        card = town.recipient("dinkes")
    assert (card.next, card.level, card.rung_posts) == (None, 2, ("dinkes-2",))
    await town.summonses.push(operator, recipient, "climb")
    assert town.recipient("dinkes") == card, "there is none left"
    await town.summonses.push(operator, recipient, "again")
    assert town.rings(dinkes)[0].round == 3, "with the deputies, and again"
    assert (await town.record(recipient, heard_ago_s=30)).outcome == "acked"
    answer = town.recipient("dinkes").answer
    assert answer
    assert (answer.way, answer.recorded_by, answer.by) == ("radio", "operator", "dinkes")
    assert town.rings(dinkes) == ()


async def test_an_answer_by_phone_counts_like_any_and_is_kept_with_its_way(
    town: SummonsTown,
) -> None:
    await town.summon("bpbd", "dinkes")
    recipient = town.recipient("bpbd").id
    pressed = {"id": str(uuid.uuid4()), "recipient": recipient, "code": "unable"}
    command = SummonsAnswer.model_validate(pressed | {"reason": "lewat telepon"})
    with pytest.raises(NotYours):
        await town.answers.by_way("o-dinkes", "phone", command)

    told = await town.answers.by_way("o-bpbd", "phone", command)
    again = await town.answers.by_way("o-bpbd", "phone", command)
    assert (told.outcome, told.late) == (again.outcome, again.late) == ("declined", False)
    answer = town.recipient("bpbd").answer
    assert answer
    assert (answer.way, answer.by, answer.reason) == ("phone", "bpbd", "lewat telepon")
    entries = await town.store.read(lambda tx: tx.audit.after(0, 100))
    kept = [entry for entry in entries if entry.action == "summons:answer"]
    assert [entry.actor for entry in kept] == ["bpbd"], "once, by whose phone it was"
    assert '"way": "phone"' in kept[0].after
    assert town.recipient("dinkes").answer is None


async def test_what_is_refused(town: SummonsTown) -> None:
    bpbd = town.caller("bpbd")
    for wrong, refused in (
        ({"posts": ()}, NoRecipients),
        ({"posts": ("lain",)}, NoSuchPost),
        ({"text": "  "}, EmptyMessage),
        ({"by": "bpbd"}, NotAllowed),
    ):
        with pytest.raises(refused):
            await town.summon("bpbd", **wrong)
    await town.summon("bpbd")
    recipient = town.recipient("bpbd").id
    with pytest.raises(BadAnswer):
        await town.answer(bpbd, recipient, "unable")
    with pytest.raises(NoSuchSummons):
        await town.answer(bpbd, "nobody")
    with pytest.raises(NotAllowed):
        await town.summonses.cancel(bpbd, town.board.called[recipient].recipient.summons, "")
    assert town.recipient("bpbd").outcome == "ringing"


async def test_who_cannot_be_rung_is_said_before_and_skipped_by_name(town: SummonsTown) -> None:
    book = town.directory.book
    book.assignments["a-dinkes"] = replace(book.assignments["a-dinkes"], to_ms=1)
    town.directory._follow()
    await on_leave(town, "dishub")
    town.caller("bpbd")
    posts = ("bpbd", "dinkes", "dinkes-2", "dishub")
    checked = town.summonses.check(
        town.caller("walikota"), SummonsCheck(posts=posts, profile="mendesak")
    )
    problems = {one.post: one.problem for one in checked.problems}
    assert problems == {"dinkes": "vacant", "dinkes-2": "no_device", "dishub": "on_leave"}
    with pytest.raises(CannotBeRung):
        await town.summon("bpbd", "dishub", profile="mendesak")
    await town.summon("bpbd", "dishub", profile="mendesak", knowing=True)
    assert town.recipient("dishub").outcome == "skipped"
    with pytest.raises(NoRecipients):
        await town.summon("dishub", profile="mendesak", knowing=True)
    await town.summon("dishub")
    outcomes = [card.outcome for card in town.board.cards()[1] if card.post == "dishub"]
    assert outcomes[-1] == "queued", "an emergency heeds no leave"


async def test_a_post_nobody_is_entered_for_is_called_by_its_deputy_and_the_radio(
    town: SummonsTown,
) -> None:
    book = town.directory.book
    book.assignments["a-dinkes"] = replace(book.assignments["a-dinkes"], to_ms=1)
    town.directory._follow()
    secretary = town.caller("dinkes-2")
    await town.summon("dinkes")
    await town.wait(95.0)
    card = town.recipient("dinkes")
    assert card.last
    assert card.last.channel == "radio"
    (ring,) = town.rings(secretary)
    assert (await town.answer(secretary, ring.recipient)).outcome == "represented"


async def test_an_ordinary_call_waits_for_office_hours(town: SummonsTown) -> None:
    bpbd = town.caller("bpbd")
    town.clock.advance(-town.clock.now() % 86_400)  # 07:00 in Jakarta
    while (int(town.clock.now()) // 86_400 + 3) % 7 != 5:  # a Saturday
        town.clock.advance(86_400)
    await town.summon("bpbd", profile="biasa")
    assert not town.board.rings_for("o-bpbd")
    await town.wait(48 * 3600.0 + 1700.0)
    assert not town.board.rings_for("o-bpbd")
    await town.wait(200.0)
    assert len(town.rings(bpbd)) == 1
    await town.summon("dinkes", profile="biasa", at_once=True)
    assert town.board.rings_for("o-dinkes")


async def test_a_restart_forgets_nothing_and_an_outage_makes_nobody_late(
    town: SummonsTown,
) -> None:
    bpbd = town.caller("bpbd")
    await town.summon("bpbd")
    await town.wait(20.0)
    await town.store.write(lambda tx: tx.summonses.beat(town.clock.now()))
    deadline_ms = town.recipient("bpbd").deadline_ms
    town.clock.advance(100.0)
    town.start()
    await town.summonses.load()
    assert len(town.board.rings_for("o-bpbd")) == 1
    await town.timer.make_good()
    assert town.recipient("bpbd").deadline_ms == deadline_ms + 100_000
    await town.timer.fire_due()
    entries = await town.store.read(lambda tx: tx.audit.after(0, 200))
    acts = [e.action for e in entries]
    assert acts.count("summons:radio") == 0, "one rung at a time, a second apart"
    await town.wait(3.0)
    entries = await town.store.read(lambda tx: tx.audit.after(0, 200))
    done = [e for e in entries if e.action in ("summons:phone", "summons:radio", "summons:deputy")]
    assert [e.action for e in done] == ["summons:phone", "summons:radio", "summons:deputy"]
    assert all(b.at_ms - a.at_ms >= 1000 for a, b in zip(done, done[1:], strict=False))
    assert len(town.rings(bpbd)) == 1


async def test_the_auditor_finds_nobody_and_brings_back_whoever_is_stuck(
    town: SummonsTown,
) -> None:
    town.caller("bpbd")
    await town.summon("bpbd")
    assert await town.timer.audit() == []
    recipient = town.recipient("bpbd").id

    async def break_it(tx: object) -> None:
        (called,) = await tx.summonses.find([recipient])  # type: ignore[attr-defined]
        await tx.summonses.save_recipients([replace(called, due=None)])  # type: ignore[attr-defined]

    await town.store.write(break_it)
    assert await town.timer.audit() == [recipient]
    assert town.alarms == [recipient]
    await town.wait(400.0)
    assert town.recipient("bpbd").outcome == "missed"
    assert await town.timer.audit() == []


async def test_where_i_was_called(town: SummonsTown) -> None:
    bpbd = town.caller("bpbd")
    await town.summon("bpbd", drill=True)
    (call,) = await town.answers.mine(bpbd)
    assert call.summons.drill
    assert call.recipient.post == "bpbd"
    assert await town.answers.mine(town.caller("dinkes")) == []


async def test_what_is_on_the_screen_is_progress_and_no_answer(town: SummonsTown) -> None:
    bpbd = town.caller("bpbd")
    await town.summon("bpbd")
    await town.answers.seen(bpbd, [town.recipient("bpbd").id, "nobody"])
    card = town.recipient("bpbd")
    assert (card.outcome, card.progress) == ("ringing", 3)
