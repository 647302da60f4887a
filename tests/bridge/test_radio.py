"""Through the whole bridge: a handheld's voice to the hub, and the hub's voice to the handheld."""

import asyncio
from pathlib import Path

import numpy as np
import pytest
from structlog.testing import capture_logs

from tests.bridge.air import Air
from tests.bridge.ht import Ht
from tests.bridge.hub_double import PATIENCE_S, Talker
from tests.bridge.keyer import transmits
from tests.bridge.radio_box import loud_ms, radio, settings, tone
from tests.bridge.rig import CTS, Rig
from tests.bridge.unhurried import unhurried

pytestmark = pytest.mark.quiet


@unhurried
async def test_a_handheld_is_heard_from_its_first_syllable(
    serial: Rig, ht: Ht, tmp_path: Path
) -> None:
    async with radio(settings(tmp_path, serial.device)) as (_, hub):
        await hub.well()
        await asyncio.to_thread(ht.play, tone(0.6))
        await asyncio.sleep(0.02)  # Its squelch is slow, and so is this machine.
        serial.put(CTS, True)
        await asyncio.sleep(0.9)
        serial.put(CTS, False)
        await asyncio.sleep(0.2)
        assert [is_open for is_open, _ in hub.carriers] == [True, False]
        assert 590 < loud_ms(hub.sound) < 700
        assert hub.newest.on_air == "off"


@unhurried
async def test_a_talker_is_on_the_air_from_his_first_syllable(
    serial: Rig, ht: Ht, tmp_path: Path
) -> None:
    async with radio(settings(tmp_path, serial.device, tx_delay_ms=300)) as (bridge, hub):
        await hub.well()
        before = len(ht.heard())
        talking = asyncio.create_task(Talker(bridge.channel, 1, tone(0.6)).talk())
        assert (await hub.sees("keyed")).grant == 1
        assert transmits("dtr-not-rts", serial.bits)
        await talking
        await hub.sees("off")
        assert not transmits("dtr-not-rts", serial.bits)
        await asyncio.sleep(0.1)
        heard = ht.heard()[before:]
        assert 590 < loud_ms(heard) < 700, "all of it, and once"
        keyed_s, off_s = (at for at, _ in serial.seen[-2:])
        assert 0.9 < off_s - keyed_s < 1.25, "the delay, the talk, the tail"
        assert np.abs(hub.sound).max(initial=0.0) == 0.0, "it does not hear itself"


@unhurried
async def test_each_transmission_is_recorded_both_ways(serial: Rig, ht: Ht, tmp_path: Path) -> None:
    async with radio(settings(tmp_path, serial.device)) as (bridge, hub):
        await hub.well()
        await asyncio.to_thread(ht.play, tone(0.4))
        serial.put(CTS, True)
        await asyncio.sleep(0.7)
        serial.put(CTS, False)
        await Talker(bridge.channel, 1, tone(0.4)).talk()
        await hub.sees("off")
        async with asyncio.timeout(PATIENCE_S):
            while len(hub.recordings) < 2:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        received, sent = (recorded.said for recorded in hub.recordings)
        assert (received.direction, received.known_by) == ("received", "nobody")
        assert (sent.direction, sent.talker, sent.known_by) == ("sent", "operator", "grant")
        assert 600 <= received.length_ms < 1_000
        assert 400 <= sent.length_ms < 600
        assert all(r.path.stat().st_size == r.said.bytes for r in hub.recordings)


@pytest.mark.parametrize(
    ("card", "device", "alarm", "says"),
    [
        ("nosuchcard", None, "card_lost", "no such sound card"),
        ("soundcard", "/dev/nosuchport", "port_lost", "no such device"),
        ("soundcard", "/dev/null", "port_lost", "not a serial port"),
    ],
)
async def test_what_is_missing_is_said_once_and_nothing_is_keyed(
    serial: Rig,
    cards: Air,
    tmp_path: Path,
    card: str,
    device: str | None,
    alarm: str,
    says: str,
) -> None:
    given = settings(tmp_path, device or serial.device, card=card)
    with capture_logs() as logged:
        async with radio(given) as (bridge, hub):
            await Talker(bridge.channel, 1, tone(3.0)).talk()
            assert alarm in hub.newest.alarms
    told = [line for line in logged if says in str(line.get("why"))]
    assert len(told) == 1, logged
    assert not any(bits & 0x6 == 0x2 for _, bits in serial.seen)
    assert {status.on_air for _, status in hub.statuses} == {"off"}
