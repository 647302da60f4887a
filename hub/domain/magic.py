"""What a file is, by its content alone: a short list, and everything else is just bytes.

What could run in a page is never on the list: HTML, SVG, or a picture that is a page as well.
"""

import re
import struct
from collections.abc import Callable, Iterator

BYTES = "application/octet-stream"
TEXT = "text/plain"
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
"""Of these there may be a thumbnail."""

HEAD_BYTES = 65_536
DIRECTORY_MAX_BYTES = 65_536
ENTRIES_MAX = 50

ReadAt = Callable[[int, int], bytes]
"""(offset, length) -> bytes of the file; fewer at its end."""

_PLAIN: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
_BRANDS = {
    "image/heic": (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis"),
    "image/heif": (b"mif1", b"msf1"),
    "audio/mp4": (b"M4A ", b"M4B "),
    "video/mp4": (
        *(b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1"),
        *(b"dash", b"M4V ", b"MSNV", b"3gp4", b"3gp5", b"3gp6"),
    ),
}
_OFFICE = {
    "word/document.xml": "wordprocessingml.document",
    "xl/workbook.xml": "spreadsheetml.sheet",
    "ppt/presentation.xml": "presentationml.presentation",
}
_ODT = b"mimetypeapplication/vnd.oasis.opendocument.text"
_PAGE = re.compile(
    rb"<\s*(script|html|head|body|svg|iframe|object|embed|img|meta|!doctype|\?xml-stylesheet)",
    re.IGNORECASE,
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_END_BYTES = 22
_SNIFFED_BYTES = 4_096


def mime_of(size: int, read_at: ReadAt) -> str:
    """Say what a file is; BYTES when it is nothing of ours, or could be taken for a page."""
    head = read_at(0, HEAD_BYTES)
    if _PAGE.search(head[:_SNIFFED_BYTES]):
        return BYTES
    if head.startswith(_LOCAL):
        return _zipped(head, size, read_at)
    return _binary(head) or _text(head, size)


def _binary(head: bytes) -> str | None:
    for magic, mime in _PLAIN:
        if head.startswith(magic):
            return mime
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], BYTES)
    if head[4:8] == b"ftyp":
        return next((m for m, brands in _BRANDS.items() if head[8:12] in brands), BYTES)
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "video/webm" if b"webm" in head[:64] else BYTES
    if head.startswith(b"OggS"):
        return "video/ogg" if b"theora" in head[:128] else "audio/ogg"
    return "audio/mpeg" if _is_mp3(head) else None


def _is_mp3(head: bytes) -> bool:
    """MPEG audio layer III begins with a frame: eleven ones, and no forbidden value."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bitrate, rate = head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer == 1 and bitrate not in (0, 15) and rate != 3


def _text(head: bytes, size: int) -> str:
    """Text is UTF-8 without control characters, and not markup from its first character on."""
    if not head or _CONTROL.search(head) or head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        return BYTES
    cut = 0 if len(head) >= size else 3  # The head may end inside a character.
    for drop in range(cut + 1):
        try:
            head[: len(head) - drop].decode()
        except UnicodeDecodeError:
            continue
        return TEXT if not _PAGE.search(head) else BYTES
    return BYTES


def _zipped(head: bytes, size: int, read_at: ReadAt) -> str:
    """An office document by the names of its parts, without unpacking any; no macros."""
    if head[30:].startswith(_ODT):
        return "application/vnd.oasis.opendocument.text"
    names = list(_entries(size, read_at))
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return BYTES
    kind = next((_OFFICE[name] for name in names if name in _OFFICE), None)
    if kind is None or "[Content_Types].xml" not in names:
        return BYTES
    return f"application/vnd.openxmlformats-officedocument.{kind}"


def _entries(size: int, read_at: ReadAt) -> Iterator[str]:
    """Give the first names of a zip's directory, as far as it makes sense."""
    tail_at = max(0, size - HEAD_BYTES - _END_BYTES)
    tail = read_at(tail_at, size - tail_at)
    end = tail.rfind(_END)
    if end < 0 or len(tail) < end + _END_BYTES:
        return
    (at,) = struct.unpack_from("<I", tail, end + 16)
    directory = read_at(at, DIRECTORY_MAX_BYTES) if at < size else b""
    place = 0
    for _ in range(ENTRIES_MAX):
        if directory[place : place + 4] != _CENTRAL or len(directory) < place + 46:
            return
        name, extra, comment = struct.unpack_from("<HHH", directory, place + 28)
        yield directory[place + 46 : place + 46 + name].decode("utf-8", "replace")
        place += 46 + name + extra + comment
