"""A client of uploads: what a page does, step by step, and headers as a test wants them."""

import base64
import hashlib
import io
import random
import uuid
from typing import Any

from PIL import Image

from tests.contract.running_hub import Page

RESUMABLE = {"Tus-Resumable": "1.0.0"}
OFFSET_TYPE = "application/offset+octet-stream"

Answer = tuple[int, dict[str, str], Any]
"""Status, headers, body."""


def photo(size: tuple[int, int] = (800, 600), seed: int = 7, **options: Any) -> bytes:
    """A picture with something in it, as JPEG."""
    noise = random.Random(seed).randbytes(size[0] * size[1])
    out = io.BytesIO()
    Image.frombytes("L", size, noise).convert("RGB").save(out, "JPEG", quality=80, **options)
    return out.getvalue()


def pairs(**values: str) -> str:
    """Upload-Metadata."""
    return ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in values.items())


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class Tus:
    """Uploads of one page."""

    def __init__(self, page: Page) -> None:
        self._page = page

    async def ask(self, method: str, path: str, data: Any = None, **headers: str) -> Answer:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        if isinstance(data, bytes):
            data = io.BytesIO(data)
        async with self._page.http.request(
            method, self._page.hub.url + path, data=data, headers={**RESUMABLE, **told}
        ) as response:
            body = await response.read()
            is_json = response.content_type == "application/json" and body
            return (
                response.status,
                dict(response.headers),
                await response.json() if is_json else body,
            )

    async def create(
        self, size: int, name: str = "foto.jpg", room: str = "umum", file: str | None = None
    ) -> tuple[str, Answer]:
        file = file or str(uuid.uuid4())
        answer = await self.ask(
            "POST",
            "/api/files",
            Upload_Length=str(size),
            Upload_Metadata=pairs(id=file, room=room, filename=name),
        )
        return file, answer

    async def head(self, file: str) -> Answer:
        return await self.ask("HEAD", f"/api/files/{file}")

    async def patch(self, file: str, offset: int, data: Any, **headers: str) -> Answer:
        told = {"Upload_Offset": str(offset), "Content_Type": OFFSET_TYPE, **headers}
        return await self.ask("PATCH", f"/api/files/{file}", data, **told)

    async def delete(self, file: str) -> Answer:
        return await self.ask("DELETE", f"/api/files/{file}")

    async def get(self, file: str, what: str = "", **headers: str) -> Answer:
        return await self.ask("GET", f"/api/files/{file}{what}", **headers)

    async def upload(self, data: bytes, chunk: int = 1 << 20, **where: str) -> str:
        """Bring a whole file."""
        file, (status, _, body) = await self.create(len(data), **where)
        assert status == 201, body
        for offset in range(0, len(data), chunk):
            piece = data[offset : offset + chunk]
            status, headers, body = await self.patch(file, offset, piece)
            assert (status, headers.get("Upload-Offset")) == (204, str(offset + len(piece))), body
        return file
