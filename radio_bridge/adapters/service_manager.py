"""Tells systemd that the bridge's event loop turns: one that hangs for good is started anew.

A bridge that hangs lets go of the transmitter by itself (`pttd`); but nobody is heard any more.
"""

import asyncio
import os
import socket
from collections.abc import Mapping
from contextlib import suppress

PING_S = 1.0


async def keep_told(environment: Mapping[str, str] = os.environ) -> None:
    """Say that it is ready, and then that it turns; without a manager there is nothing to do."""
    name = environment.get("NOTIFY_SOCKET", "")
    if not name:
        return
    address = f"\0{name[1:]}" if name.startswith("@") else name
    _say(address, "READY=1")
    while True:
        _say(address, "WATCHDOG=1")
        await asyncio.sleep(PING_S)


def _say(address: str, state: str) -> None:
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
        out.setblocking(False)
        out.sendto(state.encode(), address)
