"""The link between a radio and the hub, on a real hub with its real worker."""

import asyncio
import hashlib
import time
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest
import pytest_asyncio

from hub.wire.radio import Recording
from radio_bridge.adapters.hub_link import HubLink
from radio_bridge.link import Recorded
from tests.bridge.linked import CHANNEL, frames, heard_ms, linked, new_channel, voice
from tests.bridge.unhurried import unhurried
from tests.contract.running_hub import Hub, running_hub, until
from tests.contract.test_tls import lan, trusting
from tests.media.sound import share_near, tone

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


async def hear(link: HubLink, sound: list[Any], pre_roll: int = 0) -> None:
    """The radio's receiver gives this: what it looked back on at once, the rest as it comes."""
    due = asyncio.get_running_loop().time()
    for n, frame in enumerate(sound):
        link.received(frame)
        if n >= pre_roll:
            due += 0.02
            await asyncio.sleep(max(0.0, due - asyncio.get_running_loop().time()))


@unhurried
async def test_who_holds_the_key_is_sent_and_who_lets_go_is_not(hub: Hub, tmp_path: Path) -> None:
    secret = await new_channel(hub)
    async with linked(hub, tmp_path, secret) as (_, bridge), voice(hub, "operator") as operator:
        assert (await operator.press())["state"] == "granted"
        await operator.say(tone(440, 1.5))
        await operator.let_go()
        await until(lambda: bridge.ends)

        ((grant, talker, limit_s, over_radio),) = bridge.grants
        assert (talker, over_radio) == ("operator", False)
        assert 55 < limit_s <= 60
        assert {number for number, _ in bridge.packets} == {grant} == set(bridge.ends)
        assert share_near(bridge.pcm()[24_000:60_000], 440) > 0.95
        assert len(bridge.packets) >= 70, "every 20 ms"
        said = abs(bridge.pcm()) > 0.05
        assert said.sum() / 0.89 / 48_000 > 1.44, "to its last syllable, 89 % of a tone are loud"
        gaps = [b - a for (_, a), (_, b) in zip(bridge.renewals, bridge.renewals[1:], strict=False)]
        assert len(gaps) >= 5 and max(gaps) < 0.5, gaps
        assert median(packet.late_s for _, packet in bridge.packets) < 0.05

        count = len(bridge.packets)
        await asyncio.sleep(0.3)
        assert len(bridge.packets) == count, "nothing more, and no more leases"


@unhurried
async def test_what_the_radio_hears_is_heard_in_the_room_from_its_first_syllable(
    hub: Hub, tmp_path: Path
) -> None:
    secret = await new_channel(hub)
    async with linked(hub, tmp_path, secret) as (link, bridge), voice(hub, "operator") as operator:
        sound = frames((600, 0.24), (1000, 1.26))
        link.carrier(True, 0)
        await hear(link, sound, pre_roll=12)
        assert operator.radio[-1]["up"]
        assert operator.floor["talker"] == f"radio.{CHANNEL}"
        assert (await operator.press())["state"] == "queued"
        link.carrier(False, 0)
        gone_s = time.monotonic()
        await until(lambda: operator.floor["talker"] == "operator")
        assert 0.3 < time.monotonic() - gone_s < 1.1, "400 ms after the last of its sound"
        await until(lambda: bridge.grants)
        first_ms, rest_ms = heard_ms(operator.client.received, 600, 1000)
        assert first_ms >= 230, "all of the pre-roll, at the pace it was spoken in"
        assert rest_ms >= 1250
        assert not [p for g, p in bridge.packets if g != bridge.grants[0][0]]


@unhurried
async def test_a_patched_room_is_on_the_air_and_hears_the_radio(hub: Hub, tmp_path: Path) -> None:
    secret = await new_channel(hub)
    async with (
        linked(hub, tmp_path, secret) as (link, bridge),
        voice(hub, "operator") as operator,
        voice(hub, "bpbd", "umum") as bpbd,
    ):
        made = await operator.page.ask("patch:make", room="umum", channel=CHANNEL)
        assert made["ok"], made
        await until(lambda: bpbd.radio)
        assert (await bpbd.press())["state"] == "granted"
        await bpbd.say(tone(600, 1.0))
        await bpbd.let_go()
        await until(lambda: bridge.ends)
        assert share_near(bridge.pcm()[12_000:40_000], 600) > 0.9
        assert heard_ms(operator.client.received, 600, 2000)[0] > 800

        bpbd.client.received.clear()
        link.carrier(True, 0)
        await hear(link, frames((1000, 1.0)))
        link.carrier(False, 0)
        await until(lambda: bpbd.floor["talker"] is None)
        assert heard_ms(bpbd.client.received, 1000, 2000)[0] > 800
        assert len(bridge.grants) == 1, "nothing the radio says is sent by it"

        assert (await operator.page.ask("patch:cut"))["ok"]
        assert (await bpbd.page.ask("mic:set", voice=bpbd.name, open=True))["ok"]
        count = len(bridge.packets)
        await bpbd.say(tone(600, 0.4))
        assert len(bridge.packets) == count


async def test_over_a_radio_in_an_emergency_alone(hub: Hub, tmp_path: Path) -> None:
    secret = await new_channel(hub)
    async with (
        linked(hub, tmp_path, secret) as (link, bridge),
        voice(hub, "operator") as operator,
        voice(hub, "bpbd") as bpbd,
        hub.page("admin") as admin,
    ):
        link.carrier(True, 0)
        await until(lambda: operator.floor.get("talker") == f"radio.{CHANNEL}")
        assert (await bpbd.press(emergency=True))["code"] == "not_a_member"
        assert (await operator.press(emergency=True))["state"] == "granted"
        await until(lambda: bridge.grants)
        assert bridge.grants[0][1:] == ("operator", bridge.grants[0][2], True)
        lines: list[dict[str, Any]] = []
        for _ in range(100):  # It is noted without keeping him waiting.
            lines = (await admin.ask("audit:page", kind="ptt"))["lines"]
            if lines:
                break
            await asyncio.sleep(0.02)
        assert [(line["action"], line["actor"]) for line in lines] == [
            ("ptt:emergency", "operator")
        ]


async def test_over_tls_by_an_authority_of_the_city(tmp_path: Path) -> None:
    files, _ = lan(tmp_path)
    rooms = tmp_path / "rooms.csv"
    rooms.write_text(ROOMS)
    https = {"tls_cert": files.certificate, "tls_key": files.key, "install_port": 0}
    async with running_hub(
        tmp_path, http=https, trust=trusting(files), media=True, rooms={"file": str(rooms)}
    ) as hub:
        secret = await new_channel(hub)
        async with linked(hub, tmp_path / "box", secret, wait=False) as (_, stranger):
            await asyncio.sleep(1.0)
            assert not stranger.ups, "whom nobody vouches for is told nothing"
        async with linked(hub, tmp_path / "box", secret, ca=files.ca_certificate) as (link, bridge):
            path = tmp_path / "satu.ogg"
            path.write_bytes(b"OggS" + bytes(1_000))
            said = {
                "id": str(uuid.uuid4()),
                "direction": "received",
                "began_ms": 1,
                "length_ms": 1,
                "bytes": 1_004,
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            }
            link.recorded(Recorded(Recording.model_validate(said), path))
            await until(lambda: bridge.kept)
