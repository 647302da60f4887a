"""From a browser to a handheld and back: real hub, worker, link, bridge, keyer and sound cards."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from radio_bridge.adapters.hub_link import HubLink, LinkSettings
from radio_bridge.main import Bridge
from tests.bridge.ht import Ht
from tests.bridge.keyer import transmits
from tests.bridge.linked import CHANNEL, Voice, new_channel, voice
from tests.bridge.radio_box import loud_ms, settings, tone
from tests.bridge.rig import CTS, Rig
from tests.bridge.test_link import ROOMS
from tests.bridge.unhurried import unhurried
from tests.contract.running_hub import running_hub, until
from tests.media.sound import heard, share_near
from tests.media.sound import tone as opus_tone

pytestmark = pytest.mark.quiet


@asynccontextmanager
async def on_the_radio(serial: Rig, folder: Path) -> AsyncIterator[Voice]:
    """Everything runs; give an operator who is in the room."""
    rooms = folder / "rooms.csv"
    rooms.write_text(ROOMS)
    async with running_hub(folder / "hub", media=True, rooms={"file": str(rooms)}) as hub:
        secret = await new_channel(hub)
        link = HubLink(LinkSettings(hub.url, secret, folder / "outbox", CHANNEL))
        bridge = Bridge(settings(folder, serial.device), link)
        tasks = [asyncio.create_task(bridge.run()), asyncio.create_task(link.run(bridge.channel))]
        try:
            async with voice(hub, "operator") as operator:
                await until(lambda: operator.radio and operator.radio[-1]["up"])
                await until(lambda: not bridge.channel.alarms)
                yield operator
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)


@unhurried
async def test_a_browser_is_heard_by_a_handheld_and_hears_it(
    serial: Rig, ht: Ht, tmp_path: Path
) -> None:
    async with on_the_radio(serial, tmp_path) as operator:
        before = len(ht.heard())
        assert (await operator.press())["state"] == "granted"
        await until(lambda: operator.radio[-1]["on_air"] == "keyed")
        assert transmits("dtr-not-rts", serial.bits)
        await operator.say(opus_tone(800, 1.0))
        await operator.let_go()
        await until(lambda: operator.radio[-1]["on_air"] == "off")
        assert not transmits("dtr-not-rts", serial.bits)
        await asyncio.sleep(0.2)
        at_ht = ht.heard()[before:]
        assert loud_ms(at_ht) > 960, "to its last syllable"
        assert share_near(at_ht[-48_000:], 800) > 0.8

        operator.client.received.clear()
        await asyncio.to_thread(ht.play, tone(1.0))
        serial.put(CTS, True)
        await until(lambda: operator.floor["talker"] == f"radio.{CHANNEL}")
        await asyncio.sleep(1.2)
        serial.put(CTS, False)
        await until(lambda: operator.floor["talker"] is None)
        assert loud_ms(heard(operator.client.received)) > 950

        async def recorded() -> list[str]:
            joined = await operator.page.ask("stream:join", stream=f"air:{CHANNEL}", after=0)
            return [
                event["body"]["recording"]["direction"]
                for event in joined["events"]
                if event["kind"] == "recorded" and event["body"].get("file")
            ]

        for _ in range(20):  # Who asks more often is asked to wait.
            if len(await recorded()) == 2:
                break
            await asyncio.sleep(0.5)
        assert await recorded() == ["sent", "received"]
