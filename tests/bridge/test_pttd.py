"""The transmitter always lets go: `pttd` on a serial port, killed, stopped, silenced, unplugged."""

import asyncio
import signal
import sys

import pytest

from radio_bridge.ptt import GAP_S, LEASE_S
from tests.bridge.keyer import Keyer, keyer, now_s, off_after, on_again, transmits
from tests.bridge.rig import CTS, Rig

LINES = ("dtr-not-rts", "rts", "dtr")
AT_ONCE_S = 1.0
"""Ample for a busy machine: benchmarks.radio says how long it takes."""


async def keyed(port: Rig, line: str, running: Keyer) -> None:
    await running.key()
    assert transmits(line, port.bits), "it says keyed when the line is"


@pytest.mark.parametrize("line", LINES)
async def test_it_keys_lets_go_and_says_so(port: Rig, line: str) -> None:
    async with keyer(port.environment, "serial", port.device, "--line", line) as running:
        await running.says("ready")
        assert not transmits(line, port.bits)
        await keyed(port, line, running)
        running.fall_silent()
        running.order("off")
        assert await running.says("off") == "off asked"
        assert not transmits(line, port.bits)


async def test_where_dtr_and_not_rts_is_wanted_nothing_is_keyed_by_the_start(port: Rig) -> None:
    for _ in range(3):
        async with keyer(port.environment, "serial", port.device) as running:
            await running.says("ready")
            assert running.process.stdin
            running.process.stdin.close()
            assert await running.process.wait() == 0
    assert len(port.seen) > 3, "the lines were raised by each opening"
    assert not [bits for _, bits in port.seen if transmits("dtr-not-rts", bits)]


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("end", ["kill", "term", "int", "hang up", "end of file"])
async def test_it_lets_go_however_it_ends(port: Rig, line: str, end: str) -> None:
    numbers = {"kill": signal.SIGKILL, "term": signal.SIGTERM, "int": signal.SIGINT}
    async with keyer(port.environment, "serial", port.device, "--line", line) as running:
        await keyed(port, line, running)
        began_s = now_s()
        if end == "end of file":
            assert running.process.stdin
            running.fall_silent()
            running.process.stdin.close()
        else:
            running.process.send_signal(numbers.get(end, signal.SIGHUP))
        assert await off_after(port, line, began_s) < AT_ONCE_S
        assert await running.process.wait() == (-signal.SIGKILL if end == "kill" else 0)


async def test_a_bridge_that_hangs_does_not_hold_the_transmitter(port: Rig) -> None:
    async with keyer(port.environment, "serial", port.device) as running:
        await keyed(port, "dtr-not-rts", running)
        running.fall_silent()
        began_s = now_s()
        off_s = await off_after(port, "dtr-not-rts", began_s)
        assert LEASE_S / 2 < off_s < LEASE_S + AT_ONCE_S
        assert await running.says("off") == "off lease"


async def test_a_stuck_source_is_cut_off_and_stays_off(port: Rig) -> None:
    words = ("serial", port.device, "--limit-s", "0.6")
    async with keyer(port.environment, *words) as running:
        await keyed(port, "dtr-not-rts", running)
        assert await running.says("latched") == "latched limit"
        assert not transmits("dtr-not-rts", port.bits)
        for _ in range(5):
            assert await running.says("alive", "keyed") == "alive latched", "asked for all the time"
        running.fall_silent()
        running.order("off")
        await running.says("off")
        await asyncio.sleep(GAP_S + 0.1)
        await keyed(port, "dtr-not-rts", running)


async def test_what_waited_while_it_was_stopped_keys_no_more(port: Rig) -> None:
    async with keyer(port.environment, "serial", port.device) as running:
        await running.says("ready")
        running.process.send_signal(signal.SIGSTOP)
        running.order("key")
        await asyncio.sleep(LEASE_S + 0.1)
        running.process.send_signal(signal.SIGCONT)
        for _ in range(2):
            assert await running.says("alive", "keyed") == "alive off"
        assert not [bits for _, bits in port.seen if transmits("dtr-not-rts", bits)]


async def test_an_order_nobody_knows_lets_go(port: Rig) -> None:
    async with keyer(port.environment, "serial", port.device) as running:
        await keyed(port, "dtr-not-rts", running)
        running.fall_silent()
        running.order("kex 12")
        assert await running.says("off") == "off asked"


async def test_the_squelch_line_is_told(port: Rig) -> None:
    async with keyer(port.environment, "serial", port.device, "--carrier", "cts") as running:
        await running.says("closed")
        port.put(CTS, True)
        await running.says("open")
        port.put(CTS, False)
        await running.says("closed")


async def test_unplugged_it_says_so_and_ends(port: Rig) -> None:
    async with keyer(port.environment, "serial", port.device) as running:
        await keyed(port, "dtr-not-rts", running)
        port.unplug()
        assert "tercabut (unplugged)" in await running.says("failed")
        assert await running.process.wait() == 4


async def test_ports_that_cannot_be_used_are_one_sentence(port: Rig) -> None:
    async def failed(environment: dict[str, str], device: str) -> str:
        async with keyer(environment, "serial", device) as running:
            said = await running.says("failed")
            assert await running.process.wait() == 4
            return said

    assert "no such device" in await failed(port.environment, "/dev/ttyNONE")
    bare = {k: v for k, v in port.environment.items() if k != "LD_PRELOAD"}
    assert "not a serial port" in await failed(bare, port.device)
    async with keyer(port.environment, "serial", port.device) as running:
        await keyed(port, "dtr-not-rts", running)
        assert "in use by another program" in await failed(port.environment, port.device)
        await on_again(port, "dtr-not-rts")  # Whoever has it goes on.
        before = len(port.seen)
        opening = "import os, sys; os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY)"
        other = await asyncio.create_subprocess_exec(
            sys.executable, "-c", opening, port.device, env=port.environment
        )
        await other.wait()
        assert len(port.seen) > before, "a stranger that opens it moves its lines"
        await on_again(port, "dtr-not-rts")  # They are put right.


async def test_a_bridge_that_does_not_read_does_not_hold_the_transmitter(port: Rig) -> None:
    async with keyer(port.environment, "serial", port.device) as running:
        await running.says("ready")
        assert running.process.stdin
        async with asyncio.timeout(60.0):
            for _ in range(2_000):
                running.order("key")
                await running.process.stdin.drain()
                await asyncio.sleep(0)
                running.order("off")
        await running.key()
        running.fall_silent()
        began_s = now_s()
        assert await off_after(port, "dtr-not-rts", began_s) < 5.0


async def test_words_that_make_no_sense_are_refused(port: Rig) -> None:
    async with keyer(port.environment, "serial", port.device, "--inverted") as running:
        assert await running.process.wait() == 2
    async with keyer(port.environment, "serial", port.device, "--limit-s", "999") as running:
        assert await running.process.wait() == 2
    assert not [bits for _, bits in port.seen if bits]
