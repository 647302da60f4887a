"""What the radio says of its own speech to the hub: short words, in order, of this moment only.

They are of no use to a connection that comes later: the hub begins anew then.
"""

import asyncio
from collections import deque

import structlog

from hub.wire.base import Message
from radio_bridge.adapters.hub_socket import HubRefused, HubSocket

WAITING_MAX = 16

log = structlog.get_logger()


class HubWords:
    """`put` from the loop, `run` with each connection."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[str, Message]] = deque(maxlen=WAITING_MAX)
        self._filled = asyncio.Event()

    def put(self, command: str, said: Message) -> None:
        """Say it as soon as those before it are said."""
        self._waiting.append((command, said))
        self._filled.set()

    async def run(self, socket: HubSocket) -> None:
        """Go on until cancelled. HubGone."""
        self._waiting.clear()
        while True:
            await self._filled.wait()
            self._filled.clear()
            while self._waiting:
                command, said = self._waiting.popleft()
                try:
                    await socket.ask(command, said.model_dump(mode="json", exclude_defaults=True))
                except HubRefused as refused:
                    log.warning("the hub does not take it", command=command, code=refused.code)
