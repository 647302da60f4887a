"""Thumbnails: starts the process that makes one, for one picture at a time, and not for long."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import structlog

from hub.services.file_store import Thumbnail

MAKER = (sys.executable, "-m", "hub.adapters.files.thumbnailer")
LIMIT_S = 10.0
QUEUE_LIMIT_S = 20.0
"""A picture that would wait longer for its turn goes without: somebody waits for the answer."""
THUMBNAIL_MAX_BYTES = 1 << 20

log = structlog.get_logger()


class Thumbnails:
    """One maker at a time. What it cannot do, for whatever reason, is no thumbnail."""

    def __init__(self, maker: Sequence[str] = MAKER) -> None:
        self._maker = tuple(maker)
        self._turn = asyncio.Semaphore()

    async def make(self, path: Path, mime: str) -> Thumbnail | None:
        """Make one of a picture; None when there is nothing good to show."""
        try:
            async with asyncio.timeout(QUEUE_LIMIT_S):
                await self._turn.acquire()
        except TimeoutError:
            log.warning("no thumbnail", why="too many wait")
            return None
        try:
            return await self._make(path, mime.removeprefix("image/"))
        except (OSError, ValueError, KeyError, TimeoutError) as error:
            log.info("no thumbnail", why=type(error).__name__)
            return None
        finally:
            self._turn.release()

    async def _make(self, path: Path, kind: str) -> Thumbnail:
        """OSError, ValueError, KeyError, TimeoutError."""
        with path.open("rb") as picture:
            process = await asyncio.create_subprocess_exec(
                *self._maker,
                kind,
                stdin=picture,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                limit=2 * THUMBNAIL_MAX_BYTES,
            )
        assert process.stdout is not None
        try:
            async with asyncio.timeout(LIMIT_S):
                head = await process.stdout.readline()
                data = await process.stdout.read(THUMBNAIL_MAX_BYTES)
                while more := await process.stdout.read(THUMBNAIL_MAX_BYTES):
                    data += more
                    if len(data) > THUMBNAIL_MAX_BYTES:
                        raise ValueError("too large")
                if await process.wait() != 0:
                    raise ValueError(f"exit code {process.returncode}")
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        size = json.loads(head)
        return Thumbnail(data, int(size["width"]), int(size["height"]))
