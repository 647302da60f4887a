"""A hub killed while a file comes: the upload goes on from what is on the disk."""

import asyncio
import os
import signal
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp

from tests.browser.test_chat import posko
from tests.contract.running_hub import until
from tests.nursery import nursery
from tests.tus_client import OFFSET_TYPE, RESUMABLE, pairs, photo

PIECE = 100_000


async def test_killed_in_the_middle_of_a_piece(tmp_path: Path) -> None:
    data, file = photo((1600, 1200)), str(uuid.uuid4())
    part = tmp_path / "var" / "uploads" / f"{file}.part"
    path = f"/api/files/{file}"
    async with aiohttp.ClientSession(headers=RESUMABLE) as http:

        async def ask(port: int, method: str, path: str, **more: object) -> aiohttp.ClientResponse:
            url = f"http://localhost:{port}{path}"
            async with http.request(method, url, **more) as response:  # type: ignore[arg-type]
                await response.read()
                return response

        async def stalls() -> AsyncIterator[bytes]:
            yield data[:PIECE]
            await asyncio.Event().wait()

        async with posko(tmp_path, 0, nursery().start) as hub:
            port = hub.port
            await ask(port, "POST", "/api/link/use", json={"token": hub.token("bpbd")})
            metadata = pairs(id=file, room="umum", filename="banjir.jpg")
            about = {"Upload-Length": str(len(data)), "Upload-Metadata": metadata}
            assert (await ask(port, "POST", "/api/files", headers=about)).status == 201
            headers = {"Upload-Offset": "0", "Content-Type": OFFSET_TYPE}
            length = {"Content-Length": str(2 * PIECE)}
            piece = asyncio.create_task(
                ask(port, "PATCH", path, data=stalls(), headers=headers | length)
            )
            await until(lambda: part.exists() and part.stat().st_size == PIECE)
            os.kill(hub.pid, signal.SIGKILL)
        await asyncio.gather(piece, return_exceptions=True)
        async with posko(tmp_path, port, nursery().start):
            at = int((await ask(port, "HEAD", path)).headers["Upload-Offset"])
            assert at == PIECE
            while at < len(data):
                headers = {"Upload-Offset": str(at), "Content-Type": OFFSET_TYPE}
                piece_now = data[at : at + PIECE]
                sent = await ask(port, "PATCH", path, data=piece_now, headers=headers)
                at = int(sent.headers["Upload-Offset"])
            async with http.get(f"http://localhost:{port}{path}") as response:
                assert await response.read() == data
    assert not part.exists()
