"""One message as the bytes that go to every page: socket.io v5 event, in a WebSocket text frame.

Ten times a second to a hundred pages, the library's way (a queue, two tasks and an encoding for
each page) costs a tenth of a core. What may be lost and need not be in order with the rest is
written once, by this, and handed to each connection as it is.
"""

import struct
from typing import Any, Protocol

from hub.adapters.sio import packets

_MESSAGE, _EVENT = "4", "2"
"""engine.io `message`; socket.io `event` of the namespace `/` (socket.io protocol v5)."""

# RFC 6455 §5.2: final frame of text, unmasked from a server; lengths of 7, 16 and 64 bits.
_TEXT, _LENGTH_16, _LENGTH_64 = 0x81, 126, 127
_16_BITS = 65_535


class Wire(Protocol):
    """A connection's transport, as asyncio has it."""

    def write(self, data: bytes) -> None: ...
    def abort(self) -> None: ...
    def is_closing(self) -> bool: ...
    def get_write_buffer_size(self) -> int: ...


def event_frame(event: str, body: dict[str, Any]) -> bytes:
    """Give the frame of an event without acknowledgement."""
    body_text = packets.dumps(body, separators=(",", ":"))
    text = f"{_MESSAGE}{event_text(event, body_text)}".encode()
    if len(text) < _LENGTH_16:
        return struct.pack("!BB", _TEXT, len(text)) + text
    if len(text) <= _16_BITS:
        return struct.pack("!BBH", _TEXT, _LENGTH_16, len(text)) + text
    return struct.pack("!BBQ", _TEXT, _LENGTH_64, len(text)) + text


def event_text(event: str, body: str) -> str:
    """Give the packet of an event whose body is JSON already, as engine.io is handed it."""
    return f'{_EVENT}["{event}",{body}]'


def put(wire: Wire | None, frame: bytes) -> None:
    """Write a frame, unless the connection is gone or has not yet taken what it was given."""
    if wire is not None and not wire.is_closing() and unsent_bytes(wire) == 0:
        wire.write(frame)


def unsent_bytes(wire: Wire) -> int:
    """Count what the kernel has not yet taken.

    Over TLS asyncio tells of the outer layer only; what waits below, up to 64 KiB, would be
    levels of a minute ago. There is no public way to it, so without that layer's name: the outer.
    """
    inner: Wire | None = getattr(getattr(wire, "_ssl_protocol", None), "_transport", None)
    below = inner.get_write_buffer_size() if inner is not None else 0
    return wire.get_write_buffer_size() + below
