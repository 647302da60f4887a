"""What is kept of files, as the services see it: their rows, their bytes, and their thumbnails."""

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from typing import Protocol

from hub.domain.files import File, Usage


class Files(Protocol):
    """The rows."""

    async def add(self, file: File) -> None:
        """Note a new one."""

    async def get(self, file_id: str) -> File | None:
        """Give one."""

    async def save(self, file: File) -> None:
        """Put it in the place of the one with its id."""

    async def usage(self, author: str, since_ms: int) -> Usage:
        """Say what a post has under way, and what it has begun since."""

    async def unfinished(self) -> set[str]:
        """Give the ids of all that are on their way."""

    async def stale(self, before_ms: int) -> list[File]:
        """Give those that hang on no message, and were begun and finished before."""

    async def remove(self, ids: Collection[str]) -> None:
        """Forget these."""

    async def held(self, sha256: str) -> bool:
        """Is there any file of this content?"""


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds: the name of its content, and what it is."""

    sha256: str
    mime: str


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A small picture, as a file of its own; width, height: of the one it was made of."""

    data: bytes
    width: int
    height: int


class Blobs(Protocol):
    """The bytes. Each method raises NotSaved when the disk is full or does not answer."""

    async def check_room(self, size: int) -> None:
        """Is there room for so much, and enough left for everything else?"""

    async def length(self, part: str) -> int:
        """Say how much of an upload is on the disk, and will be there after a crash."""

    async def append(self, part: str, pieces: AsyncIterator[bytes]) -> int:
        """Write what comes, to the disk; give the length after it. NotSaved: nothing was added."""

    async def look(self, part: str) -> Content:
        """Say what a whole upload holds."""

    async def picture(self, part: str, mime: str) -> Thumbnail | None:
        """Make a thumbnail of a whole upload; None when it is no picture, or not a good one."""

    async def keep(self, part: str, content: Content, thumbnail: Thumbnail | None) -> None:
        """Put a whole upload where finished files are; the upload itself stays."""

    async def drop_part(self, part: str) -> None:
        """Remove an upload, if there is one."""

    async def drop(self, sha256: str) -> None:
        """Remove a finished content and its thumbnail, if there are any."""

    async def parts(self) -> list[str]:
        """Give all uploads there are."""
