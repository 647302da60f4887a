"""Whatever dies or hangs while it is keyed, the transmitter lets go, and the operator is told."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from benchmarks.city import cpu_s
from radio_bridge.link import LEASE_S
from tests.bridge.air import Air
from tests.bridge.box import Box, box
from tests.bridge.hub_double import Announcement, Talker
from tests.bridge.keyer import now_s, off_after, transmits
from tests.bridge.radio_box import radio, settings, tone
from tests.bridge.rig import Rig
from tests.bridge.unhurried import unhurried

pytestmark = pytest.mark.quiet
LINE = "dtr-not-rts"


async def keyed(running: Box, how: str = "talk") -> None:
    running.talk(1, 5.0, how)
    await running.hears("status", "keyed")


@pytest.mark.parametrize("how", ["talk", "say"])
@unhurried
async def test_kill_9_of_the_bridge(serial: Rig, cards: Air, tmp_path: Path, how: str) -> None:
    async with box(tmp_path, serial.device) as running:
        await keyed(running, how)
        began_s = now_s()
        running.process.send_signal(signal.SIGKILL)
        assert await off_after(serial, LINE, began_s) < 0.1


@pytest.mark.parametrize("how", ["talk", "say"])
@unhurried
async def test_the_bridge_hangs(serial: Rig, cards: Air, tmp_path: Path, how: str) -> None:
    async with box(tmp_path, serial.device) as running:
        await keyed(running, how)
        began_s = now_s()
        running.process.send_signal(signal.SIGSTOP)
        assert await off_after(serial, LINE, began_s) < 0.6


@unhurried
async def test_a_bridge_that_stood_still_costs_no_more_afterwards(
    serial: Rig, cards: Air, tmp_path: Path
) -> None:
    async with box(tmp_path, serial.device) as running:
        running.process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(0.3)
        running.process.send_signal(signal.SIGCONT)
        await asyncio.sleep(0.5)  # It catches up.
        before_s = cpu_s([running.process.pid])
        await asyncio.sleep(1.0)
        assert cpu_s([running.process.pid]) - before_s < 0.6, "it waits for its card, and sleeps"


@pytest.mark.parametrize(("number", "most_s"), [(signal.SIGKILL, 0.1), (signal.SIGSTOP, 1.2)])
@unhurried
async def test_the_keyer_dies_or_hangs(
    serial: Rig, cards: Air, tmp_path: Path, number: int, most_s: float
) -> None:
    async with box(tmp_path, serial.device) as running:
        await keyed(running)
        began_s = now_s()
        os.kill(running.keyer_pid, number)
        assert await off_after(serial, LINE, began_s) < most_s
        await running.hears("status", "off", "keyer_lost")
        await running.hears("status", "off")
        assert not transmits(LINE, serial.bits), "its talker must let go before he keys again"


@unhurried
async def test_the_keyer_is_stopped_and_then_the_bridge_dies(
    serial: Rig, cards: Air, tmp_path: Path
) -> None:
    async with box(tmp_path, serial.device) as running:
        await keyed(running)
        os.kill(running.keyer_pid, signal.SIGSTOP)
        began_s = now_s()
        running.process.send_signal(signal.SIGKILL)
        assert await off_after(serial, LINE, began_s) < 0.1


@unhurried
async def test_the_hub_falls_silent(serial: Rig, cards: Air, tmp_path: Path) -> None:
    async with radio(settings(tmp_path, serial.device)) as (bridge, hub):
        await hub.well()
        talker = Talker(bridge.channel, 1, tone(3.0))
        talking = asyncio.create_task(talker.talk())
        await hub.sees("keyed")
        talker.renewing = talker.speaking = False
        began_s = now_s()
        assert await off_after(serial, LINE, began_s) < 0.7
        await asyncio.sleep(LEASE_S + 0.1)
        talker.renewing = talker.speaking = True
        await asyncio.sleep(0.5)
        assert not transmits(LINE, serial.bits), "a grant that ran out is over"
        talking.cancel()


@unhurried
async def test_the_hub_falls_silent_while_the_bridge_speaks(
    serial: Rig, cards: Air, tmp_path: Path
) -> None:
    async with radio(settings(tmp_path, serial.device)) as (bridge, hub):
        await hub.well()
        said = Announcement(bridge.channel, 1, tone(5.0))
        saying = asyncio.create_task(said.talk())
        await hub.sees("keyed")
        said.renewing = False
        began_s = now_s()
        assert await off_after(serial, LINE, began_s) < 0.7
        said.renewing = True
        await asyncio.sleep(0.5)
        assert not transmits(LINE, serial.bits), "a grant that ran out is over"
        assert [one.end for one in hub.ends] == ["lease"]
        saying.cancel()


@unhurried
async def test_the_sound_stays_away_and_comes_back(serial: Rig, cards: Air, tmp_path: Path) -> None:
    async with radio(settings(tmp_path, serial.device)) as (bridge, hub):
        await hub.well()
        talker = Talker(bridge.channel, 1, tone(3.0))
        talking = asyncio.create_task(talker.talk())
        await hub.sees("keyed")
        await asyncio.sleep(0.4)
        talker.speaking = False
        began_s = now_s()
        assert await off_after(serial, LINE, began_s) < 0.7
        talker.speaking = True
        await hub.sees("keyed")
        await talking


@unhurried
async def test_the_card_is_pulled_out_and_put_back(serial: Rig, cards: Air, tmp_path: Path) -> None:
    async with radio(settings(tmp_path, serial.device)) as (bridge, hub):
        await hub.well()
        talking = asyncio.create_task(Talker(bridge.channel, 1, tone(8.0)).talk(ends=False))
        await hub.sees("keyed")
        await asyncio.sleep(0.3)
        began_s = now_s()
        await asyncio.to_thread(cards.unplug)
        await hub.sees("card_lost")
        assert now_s() - began_s < 1.0
        assert await off_after(serial, LINE, began_s) < 1.0
        await asyncio.to_thread(cards.plug_in)
        began_s = now_s()
        await hub.well()
        assert now_s() - began_s < 3.0
        assert not transmits(LINE, serial.bits), "nobody keys by a card that has come back"
        talking.cancel()
        bridge.channel.ended(1)
        again = asyncio.create_task(Talker(bridge.channel, 2, tone(0.5)).talk())
        await hub.sees("keyed")
        await again


@unhurried
async def test_the_sound_server_hangs_and_goes_on(serial: Rig, cards: Air, tmp_path: Path) -> None:
    async with radio(settings(tmp_path, serial.device)) as (bridge, hub):
        await hub.well()
        talking = asyncio.create_task(Talker(bridge.channel, 1, tone(4.0)).talk(ends=False))
        await hub.sees("keyed")
        began_s = now_s()
        cards.signal(signal.SIGSTOP)
        try:
            await hub.sees("card_lost")
            assert await off_after(serial, LINE, began_s) < 1.0
        finally:
            cards.signal(signal.SIGCONT)
        await hub.well()
        assert not transmits(LINE, serial.bits)
        talking.cancel()


@unhurried
async def test_a_fault_of_our_own_ends_the_bridge_with_the_line_down(
    serial: Rig, cards: Air, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ExceptionGroup, match="unhandled") as ended:
        async with radio(settings(tmp_path, serial.device)) as (bridge, hub):
            await hub.well()
            talking = asyncio.create_task(Talker(bridge.channel, 1, tone(3.0)).talk(ends=False))
            await hub.sees("keyed")
            monkeypatch.setattr(bridge.channel, "next_block", lambda _: 1 / 0)
            began_s = now_s()
            assert await off_after(serial, LINE, began_s) < 1.0
            talking.cancel()
            await asyncio.sleep(0.5)
    assert ended.group_contains(ZeroDivisionError)


@unhurried
async def test_a_recording_outlives_its_bridge(serial: Rig, cards: Air, tmp_path: Path) -> None:
    async with box(tmp_path, serial.device) as running:
        await keyed(running)
        await asyncio.sleep(2.6)
        running.process.send_signal(signal.SIGKILL)
        await running.process.wait()
    async with box(tmp_path, serial.device) as running:
        said = await running.recorded()
        assert said["direction"] == "sent" and said["talker"] == "operator"
        assert 1_900 <= int(str(said["length_ms"])) <= 2_600, "up to the last whole second"
