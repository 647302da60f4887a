"""Of a process that is to end nothing is left, however the wait for it ends."""

import asyncio

import pytest

from hub.adapters.child import ended

LONG_S = 600.0


async def sleeper() -> asyncio.subprocess.Process:
    """One that has not been told to end."""
    return await asyncio.create_subprocess_exec("sleep", str(LONG_S))


async def test_one_that_takes_longer_is_killed() -> None:
    process = await sleeper()
    await ended(process, "sleeper", 0.01)
    assert process.returncode == -9


async def test_it_is_killed_when_nobody_waits_any_more() -> None:
    process = await sleeper()
    waiting = asyncio.create_task(ended(process, "sleeper", LONG_S))
    await asyncio.sleep(0)  # It has begun.
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert process.returncode == -9


async def test_one_that_has_ended_by_itself_is_not_asked_again() -> None:
    process = await asyncio.create_subprocess_exec("true")
    await ended(process, "true", LONG_S)
    assert process.returncode == 0
