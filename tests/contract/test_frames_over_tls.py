"""Levels to a page that does not read, over TLS: they are left out, not piled up below it."""

import asyncio
from pathlib import Path

from hub.adapters.clock import SystemClock
from hub.adapters.sio.frames import put
from hub.adapters.tls.serving import Certificate
from tests.contract.test_tls import lan, trusting

FRAME = bytes(1000)


async def test_what_waits_below_tls_is_counted_too(tmp_path: Path) -> None:
    files, _ = lan(tmp_path)
    context = Certificate(files.certificate, files.key, SystemClock()).context
    came: asyncio.Future[asyncio.StreamWriter] = asyncio.get_running_loop().create_future()
    server = await asyncio.start_server(
        lambda _, writer: came.set_result(writer), "127.0.0.1", 0, ssl=context
    )
    async with server:
        port = server.sockets[0].getsockname()[1]
        _, page = await asyncio.open_connection("127.0.0.1", port, ssl=trusting(files))
        page.transport.pause_reading()
        wire = (await came).transport
        for _ in range(20_000):
            put(wire, FRAME)
        below = wire._ssl_protocol._transport  # type: ignore[attr-defined]
        assert 0 < below.get_write_buffer_size() < 2 * len(FRAME), "one at most is waiting"
        assert wire.get_write_buffer_size() == 0, "which asyncio does not tell"
        page.transport.abort()
        wire.abort()
