"""Recordings on their way to the hub: by tus 1.0, so that one goes on where it stopped."""

import asyncio
import base64
import ssl
from pathlib import Path

import aiohttp

from radio_bridge.adapters.hub_socket import HubGone, HubRefused

PIECE_BYTES = 256 * 1024
LIMIT_S = 60.0
_VERSION = {"Tus-Resumable": "1.0.0"}


class FileLost(Exception):
    """The file is not there any more, or not what it was."""


class HubFiles:
    """Brings files to the room of a channel."""

    def __init__(self, url: str, token: str, tls: ssl.SSLContext | None) -> None:
        self._url = f"{url}/api/files"
        self._headers = {**_VERSION, "Authorization": f"Bearer {token}"}
        self._tls = tls

    async def bring(self, file_id: str, room: str, path: Path) -> None:
        """Bring it all, or what is missing of it. HubGone, HubRefused, FileLost."""
        size = await asyncio.to_thread(_size, path)
        limit = aiohttp.ClientTimeout(total=LIMIT_S)
        connector = aiohttp.TCPConnector(ssl=self._tls or True)
        try:
            async with aiohttp.ClientSession(
                connector=connector, timeout=limit, headers=self._headers
            ) as http:
                offset = await self._create(http, file_id, room, path.name, size)
                while offset < size:
                    piece = await asyncio.to_thread(_read, path, offset)
                    if not piece:
                        raise FileLost(str(path))
                    offset = await self._append(http, file_id, offset, piece)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise HubGone(str(error) or type(error).__name__) from None

    async def _create(
        self, http: aiohttp.ClientSession, file_id: str, room: str, name: str, size: int
    ) -> int:
        told = {"id": file_id, "room": room, "filename": name}
        pairs = ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in told.items())
        headers = {"Upload-Length": str(size), "Upload-Metadata": pairs}
        async with http.post(self._url, headers=headers) as response:
            return await _offset(response)

    async def _append(
        self, http: aiohttp.ClientSession, file_id: str, offset: int, piece: bytes
    ) -> int:
        headers = {
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
        }
        where = f"{self._url}/{file_id}"
        async with http.patch(where, headers=headers, data=piece) as response:
            if response.status != 409:
                return await _offset(response)
        async with http.head(where) as response:  # A piece of before came after all.
            return await _offset(response)


async def _offset(response: aiohttp.ClientResponse) -> int:
    if response.status >= 400:
        reply = {}
        if response.content_type == "application/json":
            reply = await response.json()
        if response.status >= 500 and response.status != 507:
            raise HubGone(f"HTTP {response.status}")
        raise HubRefused(str(reply.get("code", response.status)), reply.get("retry_after_s"))
    return int(response.headers["Upload-Offset"])


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise FileLost(str(path)) from error


def _read(path: Path, offset: int) -> bytes:
    try:
        with path.open("rb") as file:
            file.seek(offset)
            return file.read(PIECE_BYTES)
    except OSError as error:
        raise FileLost(str(path)) from error
