"""`posko-radio simulate`: a channel without a radio, to learn by; its handhelds are pages."""

import asyncio
import signal
from pathlib import Path
from typing import Annotated

import structlog
import typer

from radio_bridge.adapters.hub_link import HubLink, LinkSettings
from radio_bridge.adapters.parent import end_with_it
from radio_bridge.cli.settings import fail
from radio_bridge.config import read
from radio_bridge.simulation import Simulation

SETTINGS = """
data_dir = "."
service = "isr"
[hub]
url = "https://localhost"
token_file = "token"
[sound]
device = "simulated"
[ptt]
kind = "serial"
device = "simulated"
[carrier]
by = ["cts"]
[records]
keep_mb = 100
"""
"""Of a radio that tells its squelch. The hub is given at the command line."""

log = structlog.get_logger()


def simulate(
    hub: Annotated[str, typer.Option(help="alamat hub (address of the hub)")],
    token_file: Annotated[Path, typer.Option(help="berkas token (file with the token)")],
    socket: Annotated[Path, typer.Option(help="soket Unix untuk HT (for the handhelds)")],
    data: Annotated[Path, typer.Option(help="folder data (recordings, outbox)")],
    ca_file: Annotated[Path | None, typer.Option(help="otoritas sertifikat (authority)")] = None,
) -> None:
    """Jalankan radio tiruan untuk berlatih (run a simulated radio, to learn by)."""
    end_with_it(signal.SIGTERM)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    try:
        token = token_file.read_text().strip()
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fail(f"{error.filename}: {error.strerror}")
    link = HubLink(LinkSettings(hub, token, data / "outbox", ca=ca_file))
    try:
        asyncio.run(_run(Simulation(read(SETTINGS, "simulate", data), link), link, socket))
    except OSError as error:
        fail(f"{socket}: {error.strerror}")


async def _run(simulation: Simulation, link: HubLink, socket: Path) -> None:
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, ended.set)
    async with simulation.handhelds.serving(socket), asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(simulation.run()),
            group.create_task(link.run(simulation.channel)),
        ]
        await ended.wait()
        for task in tasks:
            task.cancel()
