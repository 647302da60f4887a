"""A way through to a TCP server that a test can let fall silent, as a cut network does."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit


class Gate:
    """Passes bytes on both ways; held, it passes none and loses none."""

    def __init__(self, url: str) -> None:
        self._there = urlsplit(url)
        self._open = asyncio.Event()
        self._open.set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.url = ""

    @classmethod
    @asynccontextmanager
    async def to(cls, url: str) -> AsyncIterator["Gate"]:
        """Stand before the server at this address until the block ends."""
        gate = cls(url)
        server = await asyncio.start_server(gate._connected, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        gate.url = f"http://127.0.0.1:{port}"
        try:
            yield gate
        finally:
            gate.let_go()
            server.close()
            for task in gate._tasks:
                task.cancel()
            await asyncio.gather(*gate._tasks, return_exceptions=True)

    def hold(self) -> None:
        """Nothing comes through from now on."""
        self._open.clear()

    def let_go(self) -> None:
        """All that was held comes through, at once."""
        self._open.set()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        there = await asyncio.open_connection(self._there.hostname, self._there.port)
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pass_on(reader, there[1]))
                both.create_task(self._pass_on(there[0], writer))
        finally:
            for end in (writer, there[1]):
                end.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65_536):
                await self._open.wait()
                writer.write(data)
                await writer.drain()
        writer.close()
