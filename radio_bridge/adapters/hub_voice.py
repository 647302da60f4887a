"""The bridge's voice in the room of its channel: one WebRTC connection, encoded sound both ways."""

import asyncio
from collections.abc import Callable

import numpy as np
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from numpy.typing import NDArray

from hub.audio.opus import FRAME, RATE_HZ, Encoder
from radio_bridge.adapters.aiortc_seam import EncodedTrack, pass_packets_on
from radio_bridge.adapters.clock import now_s
from radio_bridge.link import Packet
from radio_bridge.transit import Transit, Unwrapped

BITRATE_BPS = 24_000
LOSS_PERCENT = 10
"""From here on libopus puts FEC into most packets of speech."""
CONNECT_LIMIT_S = 10.0


class VoiceFailed(Exception):
    """There is no connection for sound, and why."""


class HubVoice:
    """One connection, from its offer to its end. `sound` gets each packet with its grant."""

    def __init__(self, sound: Callable[[int, Packet], None]) -> None:
        self._sound = sound
        self._track = EncodedTrack()
        self._encoder = Encoder(BITRATE_BPS, fec=True, dtx=False, loss_percent=LOSS_PERCENT)
        self._began_s = now_s()
        self._next = 0
        self._transit = Transit()
        self._unwrapped = Unwrapped()
        self.heard_s = self._began_s
        """When the newest packet came, of whatever."""
        self.ended = asyncio.Event()
        self.elsewhere = False
        """It ended since another bridge came in by a token of this channel."""
        self._connected = asyncio.Event()
        # No server of the network outside is ever asked for our address.
        self._peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._peer.addTrack(self._track)
        pass_packets_on(self._peer.getReceivers()[0], self._taken)
        self._peer.on("connectionstatechange", self._changed)

    async def offer(self) -> str:
        """Give what is offered to the hub. VoiceFailed."""
        try:
            await self._peer.setLocalDescription(await self._peer.createOffer())
        except Exception as error:  # aiortc says what it likes of what it is given.
            raise VoiceFailed(f"{type(error).__name__}: {error}") from error
        return str(self._peer.localDescription.sdp)

    async def answered(self, sdp: str) -> None:
        """Take the hub's answer, and wait until both hear each other. VoiceFailed."""
        try:
            async with asyncio.timeout(CONNECT_LIMIT_S):
                await self._peer.setRemoteDescription(RTCSessionDescription(sdp, "answer"))
                await self._connected.wait()
        except TimeoutError:
            raise VoiceFailed("no sound comes through to the hub") from None
        except Exception as error:
            raise VoiceFailed(f"{type(error).__name__}: {error}") from error

    def begin(self) -> None:
        """A talk begins: its time goes on from now, for time went by in silence too."""
        self._next = max(self._next, round((now_s() - self._began_s) * RATE_HZ))

    def send(self, pcm: NDArray[np.float32]) -> None:
        """Send 20 ms."""
        frame = np.ascontiguousarray(pcm, np.float32)
        self._track.put(self._encoder.encode(frame), self._next)
        self._next += FRAME

    async def close(self) -> None:
        """End it."""
        self._track.stop()
        await self._peer.close()

    def _taken(self, grant: int | None, sequence: int, timestamp: int, payload: bytes) -> None:
        self.heard_s = came_s = now_s()
        late_s = self._transit.late_s(self._unwrapped.of(timestamp) / RATE_HZ, came_s)
        if grant is not None:
            self._sound(grant, Packet(payload, sequence, timestamp, came_s, late_s))

    def _changed(self) -> None:
        state = self._peer.connectionState
        if state == "connected":
            self._connected.set()
        elif state in ("failed", "closed"):
            self.ended.set()
