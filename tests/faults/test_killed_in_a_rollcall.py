"""A hub killed in the middle of a roll-call: what was acknowledged is kept, and so is the turn."""

import asyncio
import json
import os
from pathlib import Path
from typing import Any

from benchmarks.city import START_LIMIT_S
from benchmarks.survive_rollcall import measure
from tests.nursery import Forked, nursery

KILLS = 2


async def started(settings: Path) -> tuple[Forked, dict[str, Any]]:
    """Run a hub by its settings; give its process and what it said when it was ready."""
    process = await nursery().start("run", "--config", str(settings), "--json")
    said = json.loads(await asyncio.wait_for(process.stdout.readline(), START_LIMIT_S))
    return process, said


async def test_nothing_is_lost_and_the_turn_stays() -> None:
    seed = int.from_bytes(os.urandom(4))
    figures = await measure(KILLS, seed, started)
    wrong = (figures["lost"], figures["floor_changed"], figures["rewritten"])
    assert figures["acknowledged"] and wrong == (0, 0, 0), (seed, figures)
