"""The hub, or its media worker, dies or hangs while the radio is keyed: it lets go, and comes back.

Each is a process as on a server: `posko run`, its worker, `posko-radio run` and its keyer.
"""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.bridge.keyer import now_s, off_after, transmits
from tests.bridge.linked import CHANNEL, Voice, new_channel, voice
from tests.bridge.rig import Rig
from tests.bridge.test_run import ROOMS, posko_radio, well
from tests.bridge.unhurried import unhurried
from tests.browser.hub_process import SETTINGS, HubProcess
from tests.contract.running_hub import Hub, until
from tests.nursery import nursery

pytestmark = pytest.mark.quiet
LINE = "dtr-not-rts"
UNKEYED_S = 2.0
"""The design says 0.7: this machine does other things besides."""
BACK_S = 40.0


@dataclass
class Served:
    """A hub that runs, and its two processes."""

    hub: Hub
    pid: int
    worker_pid: int


@asynccontextmanager
async def served(folder: Path, port: int = 0) -> AsyncIterator[Served]:
    """Run `posko run` in a folder until the block ends, however it is ended before."""
    (folder / "rooms.csv").write_text(ROOMS)
    settings = SETTINGS.format(tls="", media='["127.0.0.1"]').replace("port = 0", f"port = {port}")
    settings += '[rooms]\nfile = "rooms.csv"\n[security]\nsecond_factor = "optional"\n'
    (folder / "posko.toml").write_text(settings)
    process = await nursery().start("run", "--config", str(folder / "posko.toml"), "--json")
    try:
        said = json.loads(await asyncio.wait_for(process.stdout.readline(), 60))
        at = int(said["url"].rpartition(":")[2])
        ours = HubProcess(at, process.pid, int(said["worker_pids"][0]), folder / "var")
        running: Any = SimpleNamespace(link_token=ours.token, http_port=at)
        hub = Hub(f"http://127.0.0.1:{at}", running, ours.data_dir)
        yield Served(hub, process.pid, ours.worker_pid)
    finally:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGCONT)
            process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), 15)


@asynccontextmanager
async def in_room(hub: Hub) -> AsyncIterator[Voice]:
    """The operator comes in, once there is a worker to come in to."""
    async with AsyncExitStack() as stack:
        async with asyncio.timeout(BACK_S):
            page = await stack.enter_async_context(hub.page("operator"))
            asking = {"room": CHANNEL, "sdp": "v=0"}
            while (joined := await page.ask("voice:join", **asking))["code"] != "bad_sdp":
                assert joined["code"] == "media_down", joined
                await asyncio.sleep(joined["retry_after_s"])
        yield await stack.enter_async_context(voice(hub, "operator"))


async def keyed(operator: Voice, port: Rig) -> None:
    """The radio is there again by itself, and can be keyed."""
    await until(lambda: well(operator), BACK_S)
    assert (await operator.press())["state"] == "granted"
    await until(lambda: transmits(LINE, port.bits))


async def lets_go(
    operator: Voice, port: Rig, pid: int, number: int, *, hub_hears: bool = False
) -> None:
    """Whoever that is dies or hangs: the line is down, and stays so when it goes on."""
    began_s = now_s()
    os.kill(pid, number)
    try:
        assert await off_after(port, LINE, began_s) < UNKEYED_S, signal.Signals(number).name
        await operator.let_go() if hub_hears else operator.freeze()
    finally:
        if number == signal.SIGSTOP:
            os.kill(pid, signal.SIGCONT)
    await asyncio.sleep(1.2)  # A worker that goes on sends what is left of the last word.
    assert not transmits(LINE, port.bits), "whoever talked must press again"


@unhurried
async def test_hub_and_worker_hang_and_die_while_somebody_is_on_the_air(
    serial: Rig, ht: object, tmp_path: Path
) -> None:
    async with served(tmp_path) as first:
        port, secret = int(first.hub.url.rpartition(":")[2]), await new_channel(first.hub)
        async with posko_radio(tmp_path, first.hub.url, serial.device, secret):
            for whose, number in (
                ("worker", signal.SIGSTOP),
                ("worker", signal.SIGKILL),
                ("hub", signal.SIGSTOP),
                ("hub", signal.SIGKILL),
            ):
                async with in_room(first.hub) as operator:
                    await keyed(operator, serial)
                    of_hub = whose == "hub"
                    pid = first.pid if of_hub else first.worker_pid
                    await lets_go(operator, serial, pid, number, hub_hears=not of_hub)
            async with served(tmp_path, port) as again, in_room(again.hub) as operator:
                await keyed(operator, serial)
                await operator.let_go()
                await until(lambda: not transmits(LINE, serial.bits))
