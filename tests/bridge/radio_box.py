"""A whole bridge for the tests: real sound card, real keyer, a hub written by hand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from radio_bridge.config import Settings, read
from radio_bridge.main import Bridge
from tests.bridge.hub_double import HubDouble

SETTINGS = """
data_dir = "data"
service = "{service}"
[hub]
url = "https://localhost"
token_file = "token"
[sound]
device = "{card}"
present = ["pulse:rig_tx", "pulse:rig_rx_mic"]
[ptt]
kind = "serial"
device = "{port}"
tx_delay_ms = {tx_delay_ms}
limit_s = {limit_s}
[carrier]
by = ["cts"]
[log]
level = "info"
"""
RATE_HZ = 48_000


def settings(
    folder: Path,
    port: str,
    *,
    card: str = "soundcard",
    service: str = "isr",
    tx_delay_ms: float = 150,
    limit_s: float = 60,
    kind: str = "serial",
) -> Settings:
    """Give what a box on the rig has. kind: `serial`, or `cm108`."""
    text = SETTINGS.format(
        card=card, service=service, port=port, tx_delay_ms=tx_delay_ms, limit_s=limit_s
    )
    if kind == "cm108":
        text = text.replace('kind = "serial"', 'kind = "cm108"').replace('"cts"', '"cm108"')
    return read(text, "radio.toml", folder)


@asynccontextmanager
async def radio(given: Settings) -> AsyncIterator[tuple[Bridge, HubDouble]]:
    """Run a bridge until the block ends."""
    hub = HubDouble()
    bridge = Bridge(given, hub)
    running = asyncio.create_task(bridge.run())
    try:
        yield bridge, hub
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


def tone(seconds: float, hz: float = 1_000.0, level: float = 0.3) -> NDArray[np.float32]:
    """Give a steady tone."""
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return (level * np.sin(2 * np.pi * hz * t)).astype(np.float32)


def loud_ms(sound: NDArray[np.float32], threshold: float = 0.05) -> float:
    """Give in how many milliseconds something is heard: what a busy machine tears, stays whole."""
    peaks = np.abs(sound[: sound.size // 48 * 48].reshape(-1, 48)).max(axis=1)
    return float(np.count_nonzero(peaks > threshold))
