"""Delivers the outbox while the hub is there: signals at once, recordings behind them.

What the hub refuses for good is dropped and logged: it would stand before all that comes after it.
"""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import structlog

from radio_bridge.adapters.hub_files import FileLost, HubFiles
from radio_bridge.adapters.hub_outbox import Item, Kind, Outbox
from radio_bridge.adapters.hub_socket import HubGone, HubRefused, HubSocket

RETRY_S = 2.0
FOR_GOOD = frozenset({"bad_request", "id_taken", "not_a_member", "not_allowed", "no_such_room"})
LOST = frozenset({"no_such_file", "file_too_big"})
"""A recording is told all the same, without its file."""

log = structlog.get_logger()


class Delivery:
    """One connection's worth of delivering; run until it is lost."""

    def __init__(
        self,
        outbox: Outbox,
        socket: HubSocket,
        files: HubFiles,
        channel: str,
        delivered: Callable[[str], None],
    ) -> None:
        self._outbox = outbox
        self._socket = socket
        self._files = files
        self._channel = channel
        self._delivered = delivered

    async def run(self) -> None:
        """Deliver both kinds, for ever."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._deliver("signal"))
            tasks.create_task(self._deliver("recording"))

    async def _deliver(self, kind: Kind) -> None:
        filled = self._outbox.filled[kind]
        while True:
            await filled.wait()
            filled.clear()
            while (item := await self._outbox.next(kind)) is not None:
                try:
                    await (self._signal(item) if kind == "signal" else self._recording(item))
                except HubGone:
                    await asyncio.sleep(RETRY_S)
                    continue
                except HubRefused as refused:
                    if refused.code not in FOR_GOOD:
                        await asyncio.sleep(refused.retry_after_s or RETRY_S)
                        continue
                    log.error("hub does not take it", id=item.id, kind=kind, code=refused.code)
                await self._outbox.done(item.id)
                if kind == "recording":
                    self._delivered(item.id)

    async def _signal(self, item: Item) -> None:
        await self._socket.ask("radio:signal", {"signal": json.loads(item.body)})

    async def _recording(self, item: Item) -> None:
        """Bring the file, then say whose it is; one that is lost is told without it."""
        said: dict[str, object] = {"recording": json.loads(item.body), "file": item.id}
        try:
            await self._files.bring(item.id, self._channel, Path(item.path))
            await self._socket.ask("radio:recorded", said)
            return
        except FileLost:
            log.warning("recording is gone", id=item.id, path=item.path)
        except HubRefused as refused:
            if refused.code not in LOST:
                raise
            log.warning("hub does not take the file", id=item.id, code=refused.code)
        await self._socket.ask("radio:recorded", {**said, "file": None})
