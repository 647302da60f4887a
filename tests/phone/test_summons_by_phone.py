"""A summons by telephone, whole: from the row that is due to the key that is the answer.

Real: the store, the board, the loop of deliveries, the voice, the worker, and a PBX not ours.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hub.adapters.notify.phone import PhoneChannel
from hub.adapters.notify.speech import Speech
from hub.domain.phone_numbers import Plan
from hub.domain.reach import ContactPoint
from hub.wire.phone import Limits
from hub.wire.summons import RecipientCard
from tests.contract.running_hub import until
from tests.phone import scenario as at
from tests.phone.conftest import linked, needs_phone, setup
from tests.phone.ear import Ear
from tests.phone.pbx import Pbx, pbx
from tests.summons_town import SummonsTown, summons_town

pytestmark = [
    needs_phone,
    pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed"),
]

PHONE_AT_S = 46.0
LIMITS = Limits(reply_s=2.0, ring_s=8.0, call_s=12.0, goodbye_s=1.0)


@asynccontextmanager
async def calling(folder: Path, port: int, limits: Limits = LIMITS) -> AsyncIterator[SummonsTown]:
    """A town with a telephone at a PBX; its loop of deliveries runs."""
    async with linked(setup(port, limits=limits)) as link:
        speech = Speech(folder / "speech", "id")
        phone = PhoneChannel(link, speech, Plan(), "Kota", "id", lambda post: f"Kepala {post}")
        async with summons_town(folder, channels={"phone": phone}) as town:
            phone.answers = town.answers
            loop = asyncio.create_task(town.deliveries.run())
            yield town
            loop.cancel()
            await asyncio.wait([loop])


async def called(town: SummonsTown, **numbers: str) -> None:
    """Summon these posts; the rung of the telephone is due."""
    for post, number in numbers.items():
        point = ContactPoint(f"{post}-p", f"o-{post}", "phone", "", number, 1, verified_ms=1)
        await town.book.put(point)
    await town.summon(*numbers)
    await town.wait(PHONE_AT_S)
    town.deliveries.wake()


def last(card: RecipientCard) -> tuple[str, str, str]:
    assert card.last
    return card.last.channel, card.last.state, card.last.result


async def settled(town: SummonsTown, post: str, *states: str) -> None:
    """Wait until the attempt by telephone is in one of these states."""
    async with asyncio.timeout(20):
        while last(town.recipient(post))[1] not in states:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_keys_are_answers_and_a_machine_that_picks_up_is_none(
    exchange: Pbx, tmp_path: Path
) -> None:
    limits = Limits(reply_s=2.0, ring_s=8.0, call_s=4.0, goodbye_s=1.0)
    async with calling(tmp_path, exchange.port, limits) as town:
        await called(town, bpbd=at.KEY_1, dinkes=at.KEY_2, dishub=at.VOICEMAIL)
        await until(lambda: town.recipient("bpbd").answer and town.recipient("dinkes").answer)
        ready, unable = town.recipient("bpbd"), town.recipient("dinkes")
        assert ready.answer and unable.answer
        assert (ready.outcome, ready.answer.way, ready.answer.by) == ("acked", "phone", "bpbd")
        assert (unable.outcome, unable.answer.code) == ("declined", "unable")
        assert unable.answer.reason == "lewat telepon"
        await settled(town, "dishub", "delivered")
        await until(lambda: town.recipient("dishub").progress)
        card = town.recipient("dishub")
        assert (card.outcome, card.progress, card.answer) == ("ringing", 1, None), "nobody heard it"
        assert last(card) == ("phone", "delivered", "no_key"), "who climbs on is told why"
        kept = await town.store.read(lambda tx: tx.audit.after(0, 200))
        assert {one.address for one in kept if one.action == "summons:answer"} == {
            "081…01",
            "081…02",
        }


async def test_who_pressed_is_told_that_it_was_kept_before_we_hang_up(tmp_path: Path) -> None:
    loop = asyncio.get_running_loop()
    transport, ear = await loop.create_datagram_endpoint(Ear, local_addr=("127.0.0.1", 0))
    async with (
        pbx(tmp_path, transport.get_extra_info("sockname")[1]) as exchange,
        calling(tmp_path, exchange.port) as town,
    ):
        await called(town, bpbd=at.LISTENS)
        await until(lambda: town.recipient("bpbd").answer)
        before_s = ear.seconds()
        await until(lambda: "\nBYE sip:" in exchange.said(), 15.0)
        assert 2.5 < ear.seconds() - before_s < 9.0, "Jawaban siap dicatat. Terima kasih."
    transport.close()


async def test_an_answer_from_elsewhere_takes_the_call_back(exchange: Pbx, tmp_path: Path) -> None:
    async with calling(tmp_path, exchange.port) as town:
        await called(town, bpbd=at.RINGS_ON, dinkes=at.RINGS_ON)
        await until(lambda: exchange.said().count("\nSIP/2.0 180 ") == 2)
        await town.answer(town.caller("bpbd"), town.recipient("bpbd").id)
        await until(lambda: "\nCANCEL sip:" in exchange.said())
        mine = [town.recipient("bpbd").id]
        tried = await town.store.read(lambda tx: tx.summonses.attempts(mine))
        assert [one.state for one in tried if one.channel == "phone"] == ["superseded"]
        await asyncio.sleep(0.2)
        assert exchange.said().count("\nCANCEL sip:") == 1, "the other rings on"


async def test_who_is_busy_is_rung_again_and_who_declines_is_not(
    exchange: Pbx, tmp_path: Path
) -> None:
    async with calling(tmp_path, exchange.port) as town:
        await called(town, bpbd=at.BUSY, dinkes=at.DECLINED, dishub="0112")
        await settled(town, "bpbd", "failed_temp")
        await settled(town, "dinkes", "delivered")
        await settled(town, "dishub", "failed_perm")
        assert last(town.recipient("bpbd")) == ("phone", "failed_temp", "busy")
        assert last(town.recipient("dinkes")) == ("phone", "delivered", "rejected")
        assert last(town.recipient("dishub")) == ("phone", "failed_perm", "refused")
        await town.wait(31.0)
        town.deliveries.wake()
        await until(lambda: exchange.said().count("\nSIP/2.0 486 ") == 2)
        assert exchange.said().count("\nSIP/2.0 603 ") == 1
        assert "sip:0112" not in exchange.said(), "no machine of ours calls an emergency"
