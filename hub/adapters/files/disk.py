"""Files on the disk: uploads as they come in `uploads/<id>.part`, finished ones by their content in
`files/ab/abcd…`, each beside its thumbnail. What is told to be there is there after a crash.
"""

import asyncio
import contextlib
import functools
import hashlib
import os
import shutil
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol, TypeVar

import structlog

from hub.adapters.files.thumbnails import Thumbnails
from hub.adapters.whole_file import write_whole
from hub.domain.magic import PICTURES, mime_of
from hub.domain.refusals import NotSaved
from hub.services.file_store import Content, Thumbnail

FILES = "files"
UPLOADS = "uploads"
PART = ".part"
THUMBNAIL = ".thumb.webp"
MODE, FOLDER_MODE = 0o600, 0o700

THREADS = 2
SPARE_SHARE, SPARE_MAX_BYTES = 20, 200_000_000
"""Of the disk one part in so many, at most so many bytes, is left to the database and the log."""
RETRY_S = 5.0
READ_BYTES = 1 << 20

T = TypeVar("T")
log = structlog.get_logger()


class Hash(Protocol):
    """As hashlib makes them."""

    def update(self, data: bytes, /) -> None: ...
    def hexdigest(self) -> str: ...


class DiskBlobs:
    """The port `Blobs` in a data folder."""

    def __init__(self, data_dir: Path, thumbnails: Thumbnails) -> None:
        self._data_dir = data_dir
        self._files = data_dir / FILES
        self._uploads = data_dir / UPLOADS
        self._thumbnails = thumbnails
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="files")
        self._hashes: dict[str, tuple[int, Hash]] = {}  # Of uploads: of so many bytes.

    def path(self, sha256: str) -> Path:
        """Where a finished content is."""
        return self._files / sha256[:2] / sha256

    def thumbnail_path(self, sha256: str) -> Path:
        """Where its thumbnail is, if it has one."""
        return self._files / sha256[:2] / f"{sha256}{THUMBNAIL}"

    async def check_room(self, size: int) -> None:
        """See the port."""
        await self._visit(functools.partial(self._check_room, size))

    async def length(self, part: str) -> int:
        """See the port."""
        return await self._visit(functools.partial(_synced, self._part(part)))

    async def append(self, part: str, pieces: AsyncIterator[bytes]) -> int:
        """See the port."""
        path = self._part(part)
        begun = await self._visit(functools.partial(self._open, path))
        with contextlib.closing(os.fdopen(begun, "ab", buffering=0)) as file:
            start = file.tell()
            at, hashed = self._hashes.pop(part, (0, hashlib.sha256()))
            follows = at == start  # Else the hub was started meanwhile: it is made anew at the end.
            try:
                async for piece in pieces:
                    await self._visit(functools.partial(_write, file, piece))
                    if follows:
                        hashed.update(piece)
                await self._visit(functools.partial(os.fsync, file.fileno()))
            except BaseException:
                with contextlib.suppress(OSError):  # It is looked at anew before anything is added.
                    file.truncate(start)
                raise
            if follows:
                self._hashes[part] = file.tell(), hashed
            return file.tell()

    async def look(self, part: str) -> Content:
        """See the port."""
        at, hashed = self._hashes.get(part, (-1, None))
        return await self._visit(functools.partial(_look, self._part(part), at, hashed))

    async def picture(self, part: str, mime: str) -> Thumbnail | None:
        """See the port."""
        if mime not in PICTURES:
            return None
        return await self._thumbnails.make(self._part(part), mime)

    async def keep(self, part: str, content: Content, thumbnail: Thumbnail | None) -> None:
        """See the port."""
        await self._visit(functools.partial(self._keep, part, content.sha256, thumbnail))

    async def drop_part(self, part: str) -> None:
        """See the port."""
        self._hashes.pop(part, None)
        await self._visit(functools.partial(self._part(part).unlink, missing_ok=True))

    async def drop(self, sha256: str) -> None:
        """See the port."""
        for path in (self.path(sha256), self.thumbnail_path(sha256)):
            await self._visit(functools.partial(path.unlink, missing_ok=True))

    async def parts(self) -> list[str]:
        """See the port."""
        found = await self._visit(lambda: list(self._uploads.glob(f"*{PART}")))
        return [path.name.removesuffix(PART) for path in found]

    def _part(self, part: str) -> Path:
        return self._uploads / f"{part}{PART}"

    async def _visit(self, work: Callable[[], T]) -> T:
        """Work in a thread. NotSaved when the disk says no."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        except OSError as error:
            log.error("file not saved", why=f"{type(error).__name__}: {error.strerror}")
            raise NotSaved(str(error), retry_after_s=RETRY_S) from None

    # In a thread

    def _check_room(self, size: int) -> None:
        disk = shutil.disk_usage(self._data_dir)
        spare = min(disk.total // SPARE_SHARE, SPARE_MAX_BYTES)
        if disk.free - spare < size:
            raise NotSaved(f"{disk.free} bytes free", retry_after_s=RETRY_S)

    def _open(self, path: Path) -> int:
        path.parent.mkdir(mode=FOLDER_MODE, exist_ok=True)
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, MODE)

    def _keep(self, part: str, sha256: str, thumbnail: Thumbnail | None) -> None:
        target = self.path(sha256)
        for folder in (target.parent.parent, target.parent):
            folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
            _sync_folder(folder.parent)
        if thumbnail:
            write_whole(self.thumbnail_path(sha256), thumbnail.data, MODE)
        with contextlib.suppress(FileExistsError):  # Somebody brought the same before.
            os.link(self._part(part), target)
        _sync_folder(target.parent)


def _write(file: Any, piece: bytes) -> None:
    """All of it, or OSError."""
    rest = memoryview(piece)
    while rest:
        rest = rest[file.write(rest) :]


def _synced(path: Path) -> int:
    """The length of a file, once it is on the disk. 0 when there is none."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return 0
    try:
        os.fsync(handle)
        return os.fstat(handle).st_size
    finally:
        os.close(handle)


def _look(path: Path, at: int, hashed: Hash | None) -> Content:
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size

        def read_at(offset: int, length: int) -> bytes:
            file.seek(offset)
            return file.read(length)

        mime = mime_of(size, read_at)
        if hashed is None or at != size:  # The hub was started meanwhile.
            file.seek(0)
            hashed = hashlib.sha256()
            while piece := file.read(READ_BYTES):
                hashed.update(piece)
        return Content(hashed.hexdigest(), mime)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
