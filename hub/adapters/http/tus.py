"""The words of tus 1.0, the protocol of uploads that go on where they stopped: what headers say.

https://tus.io/protocols/resumable-upload
"""

import base64
import binascii
import re

from hub.wire.files import LENGTH_MAX, UploadAsk

VERSION = "1.0.0"
EXTENSIONS = "creation,termination"
OFFSET_TYPE = "application/offset+octet-stream"

PAIRS_MAX = 10

_NUMBER = re.compile(r"[0-9]{1,16}")


class BadHeader(Exception):
    """A header that says nothing of ours. field: its name."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def number(text: str | None, field: str) -> int:
    """Read an offset or a length. BadHeader."""
    if text is None or not _NUMBER.fullmatch(text) or int(text) > LENGTH_MAX:
        raise BadHeader(field)
    return int(text)


def metadata(text: str) -> dict[str, str]:
    """Read `Upload-Metadata`: pairs of a name and a text in base64, with commas. BadHeader."""
    pairs = text.split(",") if text.strip() else []
    found: dict[str, str] = {}
    for pair in pairs[: PAIRS_MAX + 1]:
        name, _, encoded = pair.strip().partition(" ")
        if not name or name in found or len(found) == PAIRS_MAX:
            raise BadHeader("Upload-Metadata")
        try:
            found[name] = base64.b64decode(encoded, validate=True).decode()
        except (binascii.Error, ValueError):
            raise BadHeader("Upload-Metadata") from None
    return found


def asked(length: str | None, pairs: str) -> UploadAsk:
    """Read what is asked for in a creation. BadHeader; pydantic's ValidationError."""
    told = metadata(pairs)
    names = ("id", "room", "filename")
    values = {name: told[name] for name in names if name in told}
    return UploadAsk.model_validate({**values, "length": number(length, "Upload-Length")})
