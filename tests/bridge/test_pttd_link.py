"""The bridge's end of `pttd`: whatever happens to it, the line is down and the bridge knows."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import pytest

from radio_bridge.adapters.keyer_cm108 import put_down
from radio_bridge.adapters.pttd_link import PttdLink
from radio_bridge.ptt import LEASE_S, RENEW_S
from tests.bridge.card import DOWN, PIN, UP, Card
from tests.bridge.keyer import PATIENCE_S, keyer, now_s, off_after, transmits
from tests.bridge.rig import DTR, RTS, Rig


class Bridge:
    """What the bridge heard of its keyer."""

    def __init__(self, *words: str, put_down: Callable[[], None] = lambda: None) -> None:
        self.heard: list[str] = []
        self.link = PttdLink(words, lambda word, _: self.heard.append(word), put_down=put_down)
        self._talking: asyncio.Task[None] | None = None

    def key(self) -> None:
        """Talk until `off`."""
        self._talking = asyncio.create_task(self._talk())

    def off(self) -> None:
        self.fall_silent()
        self.link.off()

    def fall_silent(self) -> None:
        """Say no more, as a talker whose task has died."""
        if self._talking:
            self._talking.cancel()

    async def _talk(self) -> None:
        while True:
            self.link.key()
            await asyncio.sleep(RENEW_S)

    async def hears(self, word: str, times: int = 1) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while self.heard.count(word) < times:  # noqa: ASYNC110 - it is told by a call.
                await asyncio.sleep(0.005)

    def signal(self, number: int) -> None:
        assert self.link.pid
        os.kill(self.link.pid, number)


@asynccontextmanager
async def bridge(*words: str, put_down: Callable[[], None] = lambda: None) -> AsyncIterator[Bridge]:
    running = Bridge(*words, put_down=put_down)
    task = asyncio.create_task(running.link.run())
    try:
        await running.hears("ready")
        yield running
    finally:
        running.fall_silent()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        assert running.link.pid is None


async def test_it_keys_for_longer_than_a_lease_and_lets_go(serial: Rig) -> None:
    async with bridge("serial", serial.device) as at:
        at.key()
        await at.hears("keyed")
        await asyncio.sleep(1.2)
        assert transmits("dtr-not-rts", serial.bits), "the lease is renewed"
        at.off()
        await at.hears("off")
        assert not transmits("dtr-not-rts", serial.bits)


@pytest.mark.parametrize("number", [signal.SIGSTOP, signal.SIGKILL])
async def test_a_keyer_that_hangs_or_dies_lets_go_and_is_started_again(
    serial: Rig, number: int
) -> None:
    async with bridge("serial", serial.device) as at:
        at.key()
        await at.hears("keyed")
        began_s = now_s()
        at.signal(number)
        assert await off_after(serial, "dtr-not-rts", began_s) < 2.0
        await at.hears("gone")
        await at.hears("ready", 2)
        await asyncio.sleep(0.3)
        assert at.heard.count("keyed") == 1, "whoever talked must let go first"
        at.off()
        at.key()
        await at.hears("keyed", 2)


async def test_a_talker_whose_task_dies_does_not_hold_the_transmitter(serial: Rig) -> None:
    async with bridge("serial", serial.device) as at:
        at.key()
        await at.hears("keyed")
        at.fall_silent()
        await at.hears("off")


async def test_it_goes_on_when_what_a_dead_keyer_left_cannot_be_put_down(serial: Rig) -> None:
    def gone() -> None:
        raise FileNotFoundError("/dev/hidraw0")

    async with bridge("serial", serial.device, put_down=gone) as at:
        at.signal(signal.SIGKILL)
        await at.hears("gone")
        await at.hears("ready", 2)
        assert "failed" in at.heard


async def test_an_inverted_line_is_put_up_when_its_keyer_is_killed(serial: Rig) -> None:
    words = ("serial", serial.device, "--line", "rts", "--inverted")
    async with bridge(*words, put_down=lambda: raise_lines(serial)) as at:
        assert serial.bits & RTS
        at.key()
        await at.hears("keyed")
        assert not serial.bits & RTS
        at.signal(signal.SIGKILL)
        await at.hears("gone")
        assert serial.bits & RTS


def raise_lines(port: Rig) -> None:
    """Do as `put_down`, in a process that has the rig's library."""
    code = (
        "import sys; from radio_bridge.adapters.keyer_serial import put_down; put_down(sys.argv[1])"
    )
    subprocess.run([sys.executable, "-c", code, port.device], env=port.environment, check=True)


async def test_a_bridge_that_is_ended_takes_its_keyer_with_it(serial: Rig) -> None:
    async with bridge("serial", serial.device) as at:
        at.key()
        await at.hears("keyed")
    assert not transmits("dtr-not-rts", serial.bits)


async def test_unplugged_and_plugged_in_again(serial: Rig) -> None:
    async with bridge("serial", serial.device) as at:
        serial.unplug()
        await at.hears("failed")
        await at.hears("gone")
        serial.plug_in()
        await at.hears("ready", 2)


async def test_a_sound_card_keys_by_its_pin_and_is_put_down_when_its_keyer_is_killed() -> None:
    card = Card()
    words = ("cm108", card.device, "--carrier", "volume-down")
    async with bridge(*words, put_down=lambda: put_down(card.device, PIN)) as at:
        await card.shows(DOWN)
        assert UP not in card.reports(), "nothing is keyed by the start"
        await at.hears("closed")
        card.squelch(True)
        await at.hears("open")
        card.squelch(False)
        await at.hears("closed", 2)
        at.key()
        await at.hears("keyed")
        await card.shows(UP)
        at.signal(signal.SIGKILL)
        await card.shows(DOWN)
        await at.hears("gone")
    card.close()


async def test_a_second_bridge_leaves_the_pin_to_the_first() -> None:
    card = Card()
    words = ("cm108", card.device)
    async with bridge(*words) as at:
        at.key()
        await card.shows(UP)
        down: list[None] = []
        other = Bridge(*words, put_down=lambda: down.append(None))
        task = asyncio.create_task(other.link.run())
        await other.hears("failed")
        await other.hears("gone")
        task.cancel()
        await asyncio.wait([task])
        assert not down, "it was refused the card: what is up there is not its own"
        assert card.reports()[-1] == UP
    card.close()


async def test_a_bridge_that_stood_still_does_not_blame_its_keyer(serial: Rig) -> None:
    async with bridge("serial", serial.device) as at:
        pid = at.link.pid
        for _ in range(3):
            await asyncio.sleep(0.05)
            time.sleep(LEASE_S + 0.1)  # noqa: ASYNC251 - as after a laptop was shut, or behind a slow disk.
        await asyncio.sleep(0.3)
        assert at.link.pid == pid and "gone" not in at.heard
        at.key()
        await at.hears("keyed")


async def test_a_card_that_hangs_does_not_hold_up_the_sound(serial: Rig) -> None:
    async with bridge("serial", serial.device, put_down=lambda: time.sleep(1.0)) as at:
        at.signal(signal.SIGKILL)
        longest_s, before_s = 0.0, now_s()
        while "gone" not in at.heard:
            await asyncio.sleep(0.01)
            longest_s, before_s = max(longest_s, now_s() - before_s), now_s()
        assert longest_s < 0.5


@pytest.mark.parametrize("numbers", [("TERM", "HUP"), ("TERM",), ("INT", "QUIT"), ("HUP", "INT")])
async def test_two_signals_at_once_do_not_keep_the_pin_up(numbers: tuple[str, ...]) -> None:
    card = Card()
    async with keyer(dict(os.environ), "cm108", card.device) as running:
        await running.key()
        await card.shows(UP)
        for name in numbers:
            with suppress(ProcessLookupError):  # It has ended by the first.
                os.kill(running.process.pid, getattr(signal, f"SIG{name}"))
        assert await running.process.wait() == 0
        await card.shows(DOWN)
    card.close()


async def test_a_flood_of_presses_ends_with_the_line_down(serial: Rig) -> None:
    async with bridge("serial", serial.device) as at:
        for _ in range(500):
            at.link.key()
            at.link.off()
        await asyncio.sleep(0.3)
        assert not serial.bits & DTR
