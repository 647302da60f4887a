"""Whether a sound card is there: for the kernel, or for a sound server between us and it.

PortAudio goes on when its card is pulled out. The kernel says it at once: the card's folder in
/proc/asound is gone. A sound server (PulseAudio, PipeWire) is asked for the names of its devices.
"""

import asyncio
import os
import re
from collections.abc import Sequence
from contextlib import suppress

LOOK_S = 0.25
SERVED_S = 0.75
"""A sound server is asked that rarely: with its answer the alarm is there within a second."""
PATIENCE_S = 0.5
SERVER = "pulse:"

_ALSA = re.compile(r"\(hw:(\d+),\d+\)")


def of_device(name: str) -> tuple[str, ...]:
    """Give what must be there for a device of ALSA, by its name in PortAudio."""
    card = _ALSA.search(name)
    return (f"/proc/asound/card{card[1]}",) if card else ()


async def missing(wanted: Sequence[str], *, served: bool = True) -> str | None:
    """Give the first of these that is not there: paths, or `pulse:` names unless not `served`."""
    for path in wanted:
        if not path.startswith(SERVER) and not os.path.exists(path):  # noqa: ASYNC240 - /proc
            return path
    names = [name.removeprefix(SERVER) for name in wanted if name.startswith(SERVER)]
    if not served or not names:
        return None
    there = await _served()
    return next((SERVER + name for name in names if name not in there), None)


async def _served() -> set[str]:
    """Give the names of all sinks and sources, and what else there is; none without an answer."""
    try:
        asked = await asyncio.create_subprocess_exec(
            *("pactl", "list", "short"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError:
        return set()
    try:
        async with asyncio.timeout(PATIENCE_S):
            said, _ = await asked.communicate()
    except TimeoutError:
        said = b""
    finally:
        await _ended(asked)
    lines = (line.split("\t") for line in said.decode(errors="replace").splitlines())
    return {fields[1] for fields in lines if len(fields) > 1}


async def _ended(process: asyncio.subprocess.Process) -> None:
    """Leave nothing of it behind, also where nobody waits for its answer any more."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
    await process.wait()
    await asyncio.sleep(0)  # Its transport is closed by what the loop does next.
