"""A hub killed in the middle of a roll-call: what was acknowledged is kept, and so is the turn."""

import os

from benchmarks.survive_rollcall import measure

KILLS = 2


async def test_nothing_is_lost_and_the_turn_stays() -> None:
    seed = int.from_bytes(os.urandom(4))
    figures = await measure(KILLS, seed)
    wrong = (figures["lost"], figures["floor_changed"], figures["rewritten"])
    assert figures["acknowledged"] and wrong == (0, 0, 0), (seed, figures)
