"""A pin of a sound card stays as it was left: whatever dies or hangs, somebody puts it down.

Each of the two processes is killed and stopped while the radio is keyed, then both at once.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bridge.air import Air
from tests.bridge.box import Box, box
from tests.bridge.card import Card
from tests.bridge.keyer import PATIENCE_S, now_s
from tests.bridge.radio_box import SETTINGS
from tests.bridge.unhurried import unhurried

pytestmark = pytest.mark.quiet
COMMAND = "from radio_bridge.cli import main; main()"


@pytest.fixture
def card() -> Iterator[Card]:
    """A CM108."""
    made = Card()
    yield made
    made.close()


async def keyed(running: Box, card: Card, grant: int) -> None:
    running.talk(grant, 3.0)
    async with asyncio.timeout(PATIENCE_S):
        while not card.up:  # noqa: ASYNC110
            await asyncio.sleep(0.002)


async def down_after(card: Card, since_s: float) -> float:
    async with asyncio.timeout(PATIENCE_S):
        while card.up:  # noqa: ASYNC110
            await asyncio.sleep(0.002)
    return now_s() - since_s


async def unkeyed(folder: Path, card: Card) -> None:
    """Do as the systemd unit when the bridge has ended, however."""
    text = SETTINGS.format(
        card="soundcard", service="isr", port=card.device, tx_delay_ms=150, limit_s=60
    )
    text = text.replace('kind = "serial"', 'kind = "cm108"').replace('"cts"', '"cm108"')
    (folder / "radio.toml").write_text(text)
    unkey = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", COMMAND, "unkey", "-c", str(folder / "radio.toml")),
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        stdout=asyncio.subprocess.DEVNULL,
    )
    assert await unkey.wait() == 0


@unhurried
async def test_each_of_the_two_is_stopped_and_killed(
    card: Card, cards: Air, tmp_path: Path
) -> None:
    async with box(tmp_path, card.device, "cm108") as running:
        cases = (
            (running.keyer_now, signal.SIGSTOP, 1.2),
            (running.keyer_now, signal.SIGKILL, 0.1),
            (lambda: running.process.pid, signal.SIGSTOP, 0.6),
            (lambda: running.process.pid, signal.SIGKILL, 0.1),
        )
        for grant, (whose, number, most_s) in enumerate(cases, start=1):
            await keyed(running, card, grant)
            keyer, pid = running.keyer_now(), whose()
            began_s = now_s()
            os.kill(pid, number)
            assert await down_after(card, began_s) < most_s, (grant, number)
            if pid == keyer:
                await running.hears("status", "off", "keyer_lost")
                await running.hears("status", "off")
            elif number == signal.SIGSTOP:
                os.kill(pid, signal.SIGCONT)
                await asyncio.sleep(0.7)  # Its talker is still there, and must let go.
            assert not card.up


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
@unhurried
async def test_both_at_once_and_then_the_unit_puts_it_down(
    card: Card, cards: Air, tmp_path: Path, number: int
) -> None:
    async with box(tmp_path, card.device, "cm108") as running:
        await keyed(running, card, 1)
        for pid in (running.keyer_now(), running.process.pid):
            os.kill(pid, number)
        await asyncio.sleep(0.7)
        assert card.up, "nothing but the unit, or the radio's own timer, ends this: see pttd"
        if number == signal.SIGSTOP:  # Its watchdog kills what hangs.
            running.process.kill()
        await unkeyed(tmp_path, card)
        assert not card.up
