"""The link between a radio and the hub, on a real hub with its real worker."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.bridge.linked import CHANNEL, frames, linked, new_channel, voice
from tests.contract.running_hub import Hub, running_hub, until
from tests.media.sound import heard, share_near, tone

pytestmark = pytest.mark.quiet

ROOMS = """id,name,mode,members
darurat,Darurat,ptt,*
siaga,Siaga,ptt,*
umum,Umum,open,*
"""


@pytest_asyncio.fixture
async def hub(tmp_path: Path) -> AsyncIterator[Hub]:
    rooms = tmp_path / "rooms.csv"
    rooms.write_text(ROOMS)
    async with running_hub(tmp_path / "data", media=True, rooms={"file": str(rooms)}) as running:
        yield running


async def test_who_holds_the_key_is_sent_and_who_lets_go_is_not(hub: Hub, tmp_path: Path) -> None:
    secret = await new_channel(hub)
    async with linked(hub, tmp_path, secret) as (_, bridge), voice(hub, "operator") as operator:
        assert (await operator.press())["state"] == "granted"
        await operator.say(tone(440, 1.5))
        await operator.let_go()
        await until(lambda: bridge.ends)

        (grant, talker, limit_s, over_radio), = bridge.grants
        assert (talker, over_radio) == ("operator", False)
        assert 55 < limit_s <= 60
        assert {number for number, _ in bridge.packets} == {grant} == set(bridge.ends)
        assert share_near(bridge.pcm()[24_000:60_000], 440) > 0.95
        assert len(bridge.packets) >= 70, "every 20 ms"
        gaps = [b - a for (_, a), (_, b) in zip(bridge.renewals, bridge.renewals[1:], strict=False)]
        assert len(gaps) >= 5 and max(gaps) < 0.4, gaps
        assert max(packet.late_s for _, packet in bridge.packets) < 0.15

        count = len(bridge.packets)
        await asyncio.sleep(0.3)
        assert len(bridge.packets) == count, "nothing more, and no more leases"


async def test_what_the_radio_hears_is_heard_in_the_room_from_its_first_syllable(
    hub: Hub, tmp_path: Path
) -> None:
    secret = await new_channel(hub)
    async with linked(hub, tmp_path, secret) as (link, bridge), voice(hub, "operator") as operator:
        sound = frames(1000, 1.5)
        link.carrier(True, 0)
        for frame in sound[:12]:  # The pre-roll comes at once.
            link.received(frame)
        for frame in sound[12:]:
            link.received(frame)
            await asyncio.sleep(0.02)
        assert operator.floor["talker"] == f"radio.{CHANNEL}"
        assert (await operator.press())["state"] == "queued"
        link.carrier(False, 0)
        gone_s = time.monotonic()
        await until(lambda: operator.floor["talker"] == "operator")
        assert 0.3 < time.monotonic() - gone_s < 0.8, "400 ms after its carrier"
        await until(lambda: bridge.grants)
        at_operator = heard(operator.client.received)
        loud = abs(at_operator) > 0.05
        assert loud.sum() / 48_000 > 1.2, "and nothing of it is lost"
        assert share_near(at_operator[loud.argmax() :][:48_000], 1000) > 0.9
        assert not [p for g, p in bridge.packets if g != bridge.grants[0][0]]
