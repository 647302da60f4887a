"""Stories of what goes oddly: a commit that fails, a row nobody can read, a caller who is gone."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hub.adapters.store.engine import FILE
from hub.domain.reach import ContactPoint
from hub.domain.refusals import NotSaved
from hub.services.store import Tx
from tests.delivery_town import delivery_town, until
from tests.summons_town import SummonsTown, on_leave, summons_town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[SummonsTown]:
    async with summons_town(tmp_path) as made:
        yield made


def spoil(folder: Path, sql: str, *values: str) -> None:
    with closing(sqlite3.connect(folder / FILE)) as file:
        file.execute(sql, values)
        file.commit()


@pytest.mark.parametrize("column", ["rung_posts", "quiet_posts"])
async def test_a_row_nobody_can_read_stops_nobody_else(
    town: SummonsTown, tmp_path: Path, column: str
) -> None:
    dinkes = town.caller("dinkes")
    await town.summon("bpbd", "dinkes")
    one = town.recipient("bpbd").id
    spoil(tmp_path, f"UPDATE recipient SET {column} = '[' WHERE id = ?", one)
    before = town.rings(dinkes)[0].round
    await town.wait(16.0)
    assert town.rings(dinkes)[0].round == before + 1
    assert town.broken[0] == one
    assert town.board.broken == {one}, "whoever reads the board is told"
    town.start()
    await town.summonses.load()
    town.clock.advance(60.0)
    await town.timer.make_good()
    await town.wait(400.0)
    assert town.recipient("dinkes").outcome == "missed"
    spoil(tmp_path, f"UPDATE recipient SET {column} = '[]' WHERE id = ?", one)
    await town.wait(6.0)
    assert not town.board.broken, "mended, it goes on"


async def test_a_summons_nobody_can_read_stops_no_other(tmp_path: Path) -> None:
    async with delivery_town(tmp_path) as delivery:
        town = delivery.town
        await delivery.way("o-bpbd")
        await delivery.way("o-dinkes")
        delivery.push.says = lambda call: None
        bad = await town.summon("bpbd")
        await until(lambda: delivery.push.calls)
        await delivery.kill()
        spoil(tmp_path, "UPDATE summons SET ladder = '{}' WHERE id = ?", bad.id)
        await delivery.start_again()
        await town.summon("dinkes")
        await until(lambda: [one for one in delivery.push.calls if one.holder == "o-dinkes"])
        await delivery.later(16.0)
        await until(lambda: [one for one in delivery.push.calls if one.round])
        assert len(await town.answers.mine(town.caller("bpbd", page=False))) == 0
        await delivery.kill()
        delivery.begin()


async def test_a_commit_that_fails_oddly_is_tried_again_and_told_once(
    town: SummonsTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.services.summons_clock.RETRY_S", 0.01)
    told: list[Exception] = []
    monkeypatch.setattr(town.timer, "_failed", lambda one, error: told.append(error))
    write, fails = town.store.write, True

    async def odd(change: Any) -> Any:
        if fails:
            raise RuntimeError("odd")
        return await write(change)

    await town.summon("bpbd")
    monkeypatch.setattr(town.store, "write", odd)
    run = asyncio.create_task(town.timer.run())
    await asyncio.sleep(0.2)
    assert not run.done(), "the clock lives on"
    assert len(told) == 1, "and tells it once"
    fails = False
    town.clock.advance(16.0)
    fired = town.timer.fired
    await until(lambda: town.timer.fired > fired)
    run.cancel()
    await asyncio.wait([run])


async def test_deliveries_live_on_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.services.deliveries.NOT_SAVED_S", 0.01)
    async with delivery_town(tmp_path) as delivery:
        await delivery.way("o-bpbd")
        await delivery.kill()
        claim_due, fails = delivery.town.deliveries.claim_due, True

        async def odd(line: Any, *, began: bool = False) -> Any:
            if fails:
                raise RuntimeError("odd")
            return await claim_due(line, began=began)

        monkeypatch.setattr(delivery.town.deliveries, "claim_due", odd)
        delivery.begin()
        await delivery.town.summon("bpbd")
        await asyncio.sleep(0.1)
        assert sorted(delivery.town.failures) == ["ntfy", "phone", "ring"], "each told once"
        fails = False
        await delivery.until_states("bpbd", "sent")


async def test_who_called_is_not_told_that_it_is_not_saved_when_it_is(
    town: SummonsTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full between the call and the note that pages were told."""
    head = town.caller("bpbd")

    async def full(recipients: object) -> None:
        raise NotSaved

    monkeypatch.setattr(town.summonses._proofs, "rang", full)
    summons = await town.summon("bpbd")
    assert summons.state == "open"
    assert town.rings(head)


async def test_no_more_are_needed_than_are_called(town: SummonsTown) -> None:
    await on_leave(town, "dinkes")
    summons = await town.summon(
        "bpbd", "dinkes", profile="mendesak", need=2, knowing=True, stop_when_met=True
    )
    assert summons.need == 1, "one of the two is on leave"
    await town.answer(town.caller("bpbd"), town.recipient("bpbd").id)
    assert town.board.summonses[summons.id].met_at is not None


async def test_what_the_board_no_longer_has_is_no_error(town: SummonsTown) -> None:
    town.caller("bpbd")
    await town.summon("bpbd")
    one = town.recipient("bpbd").id
    proofs = town.summonses._proofs
    town.board.summonses.clear()
    town.board.tell_duty([one])
    town.board.called.clear()
    await proofs.rang([one])
    await proofs.proved([one], 2)


async def test_when_the_radio_was_asked_for_moves_with_the_clock(town: SummonsTown) -> None:
    await town.summon("bpbd")
    await town.wait(70.0)
    await town.timer.make_good()
    before = town.recipient("bpbd")
    assert before.radio_ms
    assert before.last
    town.clock.advance(1.0)
    town.clock.set_by(3600.0)
    await town.timer.fire_due()
    after = town.recipient("bpbd")
    assert after.radio_ms == before.radio_ms + 3_600_000
    assert after.last
    assert after.last.at_ms == before.last.at_ms + 3_600_000


async def test_whoever_is_gone_leaves_no_way_half_noted(town: SummonsTown) -> None:
    """A delivery is let go while it notes what became of it: what is saved is known."""
    point = ContactPoint("p1", "o-bpbd", "ntfy", "", "topic", 1, verified_ms=1)
    await town.book.put(point)
    begun, goes_on = asyncio.Event(), asyncio.Event()
    write = town.store.write

    async def slow(change: Any) -> Any:
        saving = asyncio.create_task(write(change))  # Whoever asked goes, and it is saved.
        begun.set()
        await goes_on.wait()
        return await saving

    town.store.write = slow  # type: ignore[method-assign]
    for change in (
        lambda: town.book.gone("p1"),
        lambda: town.book.put(replace(point, id="p2")),
        lambda: town.book.went("p2", well=False),
        lambda: town.book.remove("p1", "reach:remove"),
    ):
        begun.clear()
        goes_on.clear()
        task = asyncio.create_task(change())  # type: ignore[no-untyped-call]
        await begun.wait()
        task.cancel()
        await asyncio.wait([task])
        goes_on.set()
        await until(lambda: not town.book._changing.locked())
        saved = await town.store.read(lambda tx: _points(tx))
        assert {one.id: one for one in saved} == town.book._points


async def _points(tx: Tx) -> list[ContactPoint]:
    return list(await tx.contacts.load())


async def test_whoever_is_waited_for_is_found_by_an_index(
    town: SummonsTown, tmp_path: Path
) -> None:
    asked = "SELECT id FROM recipient WHERE outcome IN ('queued', 'ringing')"
    with closing(sqlite3.connect(tmp_path / FILE)) as file:
        rows = file.execute(f"EXPLAIN QUERY PLAN {asked}").fetchall()
    assert "recipient_outcome" in str(rows), town
