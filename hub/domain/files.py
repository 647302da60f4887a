"""Files that hang on messages: how large and how many, and a name that harms nobody's disk."""

import re
import unicodedata
from dataclasses import dataclass

from hub.domain.refusals import FileTooBig, UploadQuota

FILE_MAX_BYTES = 25_000_000
CHUNK_MAX_BYTES = 1 << 20
UNFINISHED_MAX = 10
UNFINISHED_MAX_BYTES = 200_000_000
DAY_MAX_BYTES = 500_000_000
DAY_S = 24 * 3600
"""For so long an upload may be unfinished, and a file on no message."""

NAME_MAX_CHARS = 120
NAMELESS = "berkas"
BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of writing; `a\\u202egnp.exe` reads as `aexe.png`."""

_SUFFIX_MAX_CHARS = 16
_NOT_ON_A_DISK = frozenset('<>:"|?*')
_OF_A_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class File:
    """A file: on its way, finished, or given up. `name` is clean, `mime` is what it is by content.

    author: a post; holder: the person who held it. message: on which it hangs, if any. width,
    height: of an image, of which there is a thumbnail.
    """

    id: str
    author: str
    holder: str
    room: str
    name: str
    size: int
    created_ms: int
    finished_ms: int | None = None
    ended_ms: int | None = None
    sha256: str = ""
    mime: str = ""
    width: int | None = None
    height: int | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """What one post has under way, and brought within a day."""

    unfinished: int
    unfinished_bytes: int
    day_bytes: int


def check_size(size: int) -> None:
    """May a file be as large as this? FileTooBig."""
    if size > FILE_MAX_BYTES:
        raise FileTooBig(f"{size} > {FILE_MAX_BYTES}")


def check_quota(usage: Usage, size: int) -> None:
    """May one more of this size be begun? UploadQuota."""
    if usage.unfinished >= UNFINISHED_MAX:
        raise UploadQuota(f"{usage.unfinished} unfinished")
    if usage.unfinished_bytes + size > UNFINISHED_MAX_BYTES:
        raise UploadQuota(f"{usage.unfinished_bytes} bytes unfinished")
    if usage.day_bytes + size > DAY_MAX_BYTES:
        raise UploadQuota(f"{usage.day_bytes} bytes within a day")


def file_name(told: str) -> str:
    """Give a name as one line without any path, at most NAME_MAX_CHARS, never empty.

    Turning marks stay: whoever shows it shows them too.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", told))[-1]
    line = " ".join("".join(map(_on_a_disk, last)).split())
    name = _trimmed(line)
    if _OF_A_DEVICE.match(name):
        name = f"_{name}"
    return _trimmed(_shortened(name)) or NAMELESS


def disk_name(name: str) -> str:
    """Give a name for the disk of whoever downloads it: there nobody shows turning marks."""
    return "".join("_" if char in BIDI else char for char in name)


def _on_a_disk(char: str) -> str:
    if unicodedata.category(char) == "Cc":
        return " "
    return "_" if char in _NOT_ON_A_DISK or unicodedata.category(char) == "Cs" else char


def _trimmed(name: str) -> str:
    """Without what hides a file on one system, or cannot end a name on another."""
    return name.strip(" .")


def _shortened(name: str) -> str:
    if len(name) <= NAME_MAX_CHARS:
        return name
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > _SUFFIX_MAX_CHARS:
        return name[:NAME_MAX_CHARS]
    return f"{stem[: NAME_MAX_CHARS - len(suffix) - 1].rstrip(' .')}.{suffix}"
