"""One running hub for a test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.contract.running_hub import Hub, running_hub


@pytest_asyncio.fixture
async def hub(tmp_path: Path) -> AsyncIterator[Hub]:
    async with running_hub(tmp_path) as hub:
        yield hub
