"""What tests of the telephone need: a PBX that is not ours, and the link to a real worker."""

import asyncio
import contextlib
import importlib.util
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from hub.adapters.clock import SystemClock
from hub.adapters.notify.phone_process import PhoneLink
from hub.wire.phone import Account, Limits, Setup
from tests.phone.ear import tone
from tests.phone.pbx import Pbx, pbx
from tests.phone.scenario import DOMAIN, PASSWORD, USER

needs_phone = pytest.mark.skipif(
    shutil.which("sipp") is None or importlib.util.find_spec("baresip") is None,
    reason="sipp (sip-tester) or baresip-python is not installed",
)


@pytest.fixture
async def exchange(tmp_path: Path) -> AsyncIterator[Pbx]:
    async with pbx(tmp_path) as running:
        yield running


@pytest.fixture
def text(tmp_path: Path) -> Path:
    """What a call says."""
    file = tmp_path / "text.pcm"
    file.write_bytes(tone(1000, 0.5) + tone(400, 0.5))
    return file


@pytest.fixture
def word(tmp_path: Path) -> Path:
    """What is said to a key."""
    file = tmp_path / "word.pcm"
    file.write_bytes(tone(2000, 0.5))
    return file


def setup(server_port: int, **more: Any) -> Setup:
    """Give the settings for a PBX on loopback, less patient than a city's."""
    account = Account(
        user=USER,
        domain=DOMAIN,
        password=more.pop("password", PASSWORD),
        server=f"127.0.0.1:{server_port}",
        display_name="Pusat Siaga",
        register_s=more.pop("register_s", 0),
    )
    limits = more.pop("limits", Limits(reply_s=2.0, ring_s=10.0, call_s=12.0, goodbye_s=1.0))
    values = {"account": account, "limits": limits, "listen": "127.0.0.1", "calls_max": 20}
    return Setup.model_validate(values | more)


@contextlib.asynccontextmanager
async def linked(made: Setup, **more: Any) -> AsyncIterator[PhoneLink]:
    """Run a link to a worker, and wait until it can ring."""
    link = PhoneLink(made, SystemClock(), **more)
    running = asyncio.create_task(link.run())
    try:
        async with asyncio.timeout(10):
            await link.until_ready()
        yield link
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
