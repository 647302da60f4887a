"""Stories of the board's rows: notes, who has somebody in hand, a telephone rung by hand."""

import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from hub.domain.refusals import (
    EmptyMessage,
    IdTaken,
    NoSuchWay,
    NotAllowed,
    NotYours,
    SummonsOver,
)
from hub.services.callers import Caller
from hub.services.channels import Outcome as Came
from hub.wire.handling import (
    Held,
    RecipientDial,
    RecipientGive,
    RecipientNote,
    RecipientTake,
)
from hub.wire.summons import RecipientCard
from tests.delivery_town import DeliveryTown, delivery_town, until
from tests.summons_town import summons_town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[DeliveryTown]:
    async with delivery_town(tmp_path) as made:
        yield made


def _id() -> str:
    return str(uuid.uuid4())


async def note(town: DeliveryTown, by: Caller, text: str, id: str = "") -> None:
    one = town.town.recipient("dinkes").id
    await town.town.handling.note(by, RecipientNote(id=id or _id(), recipient=one, note=text))


async def take(town: DeliveryTown, by: Caller) -> Held | None:
    one = town.town.recipient("dinkes").id
    return (await town.town.handling.take(by, RecipientTake(id=_id(), recipient=one))).held


async def give(town: DeliveryTown, by: Caller) -> None:
    one = town.town.recipient("dinkes").id
    await town.town.handling.give(by, RecipientGive(id=_id(), recipient=one))


async def dial(town: DeliveryTown, press: str = "") -> None:
    one, by = town.town.recipient("dinkes").id, town.town.caller("operator", page=False)
    await town.town.dialling.dial(by, RecipientDial(id=press or _id(), recipient=one))


def told(town: DeliveryTown, page: Caller) -> Any:
    """What a page of the board was told last of the one who is called."""
    heard = [m.body for m in town.town.pages.heard[page.session] if m.kind == "summons"]
    return heard[-1].recipients[-1]  # type: ignore[union-attr]


async def trail(town: DeliveryTown) -> list[tuple[str, str]]:
    kept = await town.town.store.read(lambda tx: tx.audit.after(0, 200))
    acts = ("summons:note", "summons:take", "summons:give", "summons:dial")
    return [(one.action, one.actor) for one in kept if one.action in acts]


async def test_a_note_stays_with_who_and_when_and_whoever_is_called_never_sees_it(
    town: DeliveryTown,
) -> None:
    desk, mayor = town.town.caller("operator"), town.town.caller("walikota")
    head = town.town.caller("dinkes")
    await town.town.summon("dinkes")
    before, at_ms = town.town.recipient("dinkes"), round(town.town.clock.now() * 1000)
    await note(town, desk, "  HP mati, dihubungi lewat ajudan ", press := _id())
    await note(town, desk, "HP mati, dihubungi lewat ajudan", press)
    with pytest.raises(IdTaken):
        await note(town, desk, "Lain", press)
    with pytest.raises(EmptyMessage):
        await note(town, desk, "  ")
    with pytest.raises(NotAllowed):
        await note(town, head, "Saya")
    card = told(town, mayor)
    assert [(one.by, one.at_ms, one.note) for one in card.notes] == [
        ("operator", at_ms, "HP mati, dihubungi lewat ajudan")
    ]
    assert card.version > before.version, "it takes the place of what the board had"
    assert (card.outcome, card.next) == (before.outcome, before.next)
    (mine,) = await town.town.answers.mine(head)
    assert mine.recipient.notes == ()
    await town.town.wait(400.0)
    await note(town, mayor, "Sedang di luar kota")
    await town.kill()
    await town.start_again()
    card = town.town.recipient("dinkes")
    assert (card.outcome, [one.by for one in card.notes]) == ("missed", ["operator", "walikota"])
    assert await trail(town) == [("summons:note", "operator"), ("summons:note", "walikota")]
    for sql in ("UPDATE deed SET text = 'x'", "DELETE FROM deed"):
        with pytest.raises(IntegrityError, match="append-only"):
            await town.town.store.write(lambda tx, sql=sql: tx.deeds._connection.run(sql))  # type: ignore[attr-defined]


async def test_who_takes_somebody_in_hand_is_known_to_all_until_he_gives_him_back(
    town: DeliveryTown,
) -> None:
    desk, mayor = town.town.caller("operator"), town.town.caller("walikota")
    head = town.town.caller("dinkes")
    await town.town.summon("dinkes")
    held = await take(town, desk)
    assert held and held.by == "operator"
    assert told(town, mayor).held == held
    town.town.clock.advance(1.0)
    assert await take(town, mayor) == held, "the second learns who has him"
    assert await take(town, desk) == held, "and the first keeps his time"
    with pytest.raises(NotYours):
        await give(town, mayor)
    (ring,) = town.town.rings(head)
    assert ring.round == 1, "he rings on, and not anew"
    await town.town.wait(95.0)
    card = town.town.recipient("dinkes")
    assert (card.outcome, card.level, card.answer) == ("ringing", 1, None), "the ladder goes on"
    await town.kill()
    await town.start_again()
    assert town.town.recipient("dinkes").held == held
    (mine,) = await town.town.answers.mine(head)
    assert mine.recipient.held is None
    await give(town, desk)
    await give(town, desk)
    assert told(town, mayor).held is None
    held = await take(town, mayor)
    assert held and held.by == "walikota"
    acts = [action for action, _ in await trail(town)]
    assert acts == ["summons:take", "summons:give", "summons:take"]


async def test_whoever_went_home_keeps_nobody_in_hand_and_who_answered_needs_none(
    town: DeliveryTown,
) -> None:
    desk, mayor = town.town.caller("operator"), town.town.caller("walikota")
    await town.town.summon("dinkes")
    await take(town, desk)
    del town.town.presence.sessions[desk.session]
    held = await take(town, mayor)
    assert held and held.by == "walikota"
    await town.town.answer(town.town.caller("dinkes"), town.town.recipient("dinkes").id)
    with pytest.raises(SummonsOver):
        await take(town, mayor)
    with pytest.raises(SummonsOver):
        await dial(town)


async def test_a_press_rings_his_telephone_once(town: DeliveryTown) -> None:
    await town.way("o-dinkes", "phone")
    await town.way("o-dinkes-2", "phone")
    town.phone.says = lambda call: None
    await town.town.summon("dinkes")
    assert town.town.recipient("dinkes").phone == "ready"
    await town.later(20.0)
    await dial(town, press := _id())
    (call,) = await until(lambda: town.phone.calls)
    assert (call.holder, call.address) == ("o-dinkes", "at o-dinkes-phone"), "no deputy's"
    await dial(town, press)
    await dial(town)
    await town.until_states("dinkes", "claimed", channel="phone")
    await town.later(26.0)
    await town.until_states("dinkes", "claimed", "queued", channel="phone")
    assert len(town.phone.calls) == 1, "a telephone that rings is not dialled, by whatever rung"
    assert [actor for act, actor in await trail(town) if act == "summons:dial"] == ["operator"] * 2


def came(town: DeliveryTown, result: str) -> RecipientCard | None:
    """Give the card of the board once it says this of the last attempt."""
    card = town.town.recipient("dinkes")
    return card if card.last and card.last.result == result else None


async def test_a_call_that_ended_is_made_again_by_another_press_and_never_by_the_same(
    town: DeliveryTown,
) -> None:
    await town.way("o-dinkes", "phone")
    town.phone.says = lambda call: Came("delivered", "no_key")
    await town.town.summon("dinkes")
    await dial(town, press := _id())
    await town.until_states("dinkes", "delivered", channel="phone")
    card = await until(lambda: came(town, "no_key"))  # The board is told after it is written.
    assert card.last and card.last.channel == "phone"
    await dial(town, press)
    await town.until_states("dinkes", "delivered", channel="phone")
    assert town.town.recipient("dinkes").last == card.last, "the board says what came of it"
    assert len(await trail(town)) == 1
    await dial(town)
    await town.until_states("dinkes", "delivered", "delivered", channel="phone")
    assert len(town.phone.calls) == 2


async def test_without_a_number_or_a_telephone_the_board_says_so(
    town: DeliveryTown, tmp_path: Path
) -> None:
    await town.town.summon("dinkes")
    assert town.town.recipient("dinkes").phone == "no_number"
    with pytest.raises(NoSuchWay):
        await dial(town)
    async with summons_town(tmp_path / "other") as bare:
        await bare.summon("dinkes")
        assert bare.recipient("dinkes").phone == ""
