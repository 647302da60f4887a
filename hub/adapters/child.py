"""The end of a process of ours: nothing is left of it, also when the wait for it is cancelled."""

import asyncio
import contextlib

import structlog

log = structlog.get_logger()


async def ended(process: asyncio.subprocess.Process, name: str, limit_s: float) -> None:
    """Wait for one that was told to end; kill it when it takes longer, or nobody waits any more."""
    try:
        async with asyncio.timeout(limit_s):
            await process.wait()
    except TimeoutError:
        log.error(f"{name} does not end, killed", pid=process.pid)
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        await process.wait()
