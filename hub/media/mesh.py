"""The sockets between the workers of a machine: a talker's frames on their way to rooms elsewhere.

Each worker has one datagram socket that all others write to. Both ends of each are kept open by
the hub, so that a worker that is killed breaks nobody's socket, and the next one has the same.
What a worker does not read is lost to it, beyond some ten frames: nobody waits.
"""

import socket
import struct
from collections.abc import Callable, Sequence

import numpy as np

from hub.audio.opus import FRAME, Audio
from hub.media.guests import Said

_HEAD = struct.Struct("=IdB")
"""Stream, when it was said (monotonic, of this machine), level in -dBov."""

FRAME_BYTES = FRAME * 4
DATAGRAM_BYTES = _HEAD.size + FRAME_BYTES


class Mesh:
    """One worker's ends."""

    def __init__(self, hears: socket.socket, reaches: Sequence[socket.socket]) -> None:
        """hears: what others send us. reaches: where each of them hears, by its number."""
        self._hears, self._reaches = hears, reaches
        for end in (hears, *reaches):
            end.setblocking(False)
        self.dropped = 0
        """Frames another worker had no place for: it is being replaced, or stands still."""

    @classmethod
    def inherited(cls, hears: int, reaches: Sequence[int]) -> "Mesh":
        """Have the sockets this process was started with, by their numbers. OSError."""
        return cls(socket.socket(fileno=hears), [socket.socket(fileno=n) for n in reaches])

    def send(self, worker: int, stream: int, said: Said) -> None:
        """Send a frame, or drop it. Its samples: (960,) float32."""
        audio = np.ascontiguousarray(said.audio, np.float32)
        assert audio.shape == (FRAME,), audio.shape
        head = _HEAD.pack(stream, said.said_s, min(max(said.level, 0), 127))
        try:
            self._reaches[worker].send(head + audio.tobytes())
        except OSError:  # Full, mostly. Whatever it is, this frame is not worth a tick.
            self.dropped += 1

    def drain(self, put: Callable[[int, Said], None]) -> None:
        """Hand over all that has come; `put` is given the stream of each."""
        while True:
            try:
                datagram = self._hears.recv(DATAGRAM_BYTES + 1)
            except OSError:
                return  # Nothing more has come; or the hub is gone, which its own socket tells.
            if len(datagram) == DATAGRAM_BYTES:
                stream, said_s, level = _HEAD.unpack_from(datagram)
                put(stream, Said(said_s, level, _audio(datagram)))

    def close(self) -> None:
        """Let go of the sockets."""
        for end in (self._hears, *self._reaches):
            end.close()


def _audio(datagram: bytes) -> Audio:
    return np.frombuffer(datagram, np.float32, FRAME, _HEAD.size)
