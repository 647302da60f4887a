"""What the radio hears, on its way into the room: the carrier, then the sound.

The hub lets nobody be heard before it knows of his carrier: sound waits here until it has answered,
and goes out at once then. While the carrier is open it is said again and again.
"""

import asyncio
import itertools
from collections import deque

import numpy as np
from numpy.typing import NDArray

from radio_bridge.adapters.hub_socket import HubGone, HubRefused, HubSocket
from radio_bridge.adapters.hub_voice import HubVoice

HELD_EVERY_S = 0.2
WAITING_MAX = 150
"""Frames that wait for the hub's answer, 3 s; the oldest are dropped."""


class HubTalk:
    """One radio's receiver, as the room hears it. `run` with each connection."""

    def __init__(self) -> None:
        self._open = False
        self._emergency = False
        self._numbers = itertools.count(1)
        self._request = 0
        self._told = 0
        self._may_send = 0
        """The request the hub has answered: its sound goes out."""
        self._waiting: deque[NDArray[np.float32]] = deque(maxlen=WAITING_MAX)
        self._voice: HubVoice | None = None
        self._name = ""
        self._changed = asyncio.Event()

    def carrier(self, is_open: bool) -> None:
        """The receiver hears somebody, or no longer."""
        if is_open == self._open:
            return
        self._open = is_open
        if is_open:
            self._request = next(self._numbers)
            self._emergency = False
        self._changed.set()

    def received(self, pcm: NDArray[np.float32]) -> None:
        """20 ms of it."""
        if self._voice is None:
            return
        if self._may_send == self._request:
            self._voice.send(pcm)
        else:
            self._waiting.append(pcm)

    def in_need(self) -> None:
        """The radio that talks says that it is in need."""
        self._emergency = True
        self._changed.set()

    def joined(self, name: str, voice: HubVoice) -> None:
        """A voice is in the room: what is heard now is a new press for it."""
        self._name, self._voice = name, voice
        self._told = self._may_send = 0
        if self._open:
            self._request = next(self._numbers)
        self._changed.set()

    def left(self) -> None:
        """There is no voice any more."""
        self._voice, self._name = None, ""
        self._told = self._may_send = 0
        self._waiting.clear()

    def ended(self, request: int) -> None:
        """The hub took the floor back from the radio; with its next word it asks anew."""
        if self._open and request == self._request:
            self._request = next(self._numbers)
            self._told = 0
            self._changed.set()

    async def run(self, socket: HubSocket) -> None:
        """Say how the carrier is, until the connection is lost. HubGone."""
        while True:
            if self._voice is not None:
                await self._say(socket)
            try:
                async with asyncio.timeout(HELD_EVERY_S):
                    await self._changed.wait()
            except TimeoutError:
                continue
            self._changed.clear()

    async def _say(self, socket: HubSocket) -> None:
        request, name, is_open = self._request, self._name, self._open
        if is_open and self._told == request and not self._emergency:
            await socket.tell("ptt:held", {"voice": name, "request": request})
        elif is_open or self._told == request != 0:
            emergency, self._emergency = self._emergency, False
            self._told = request if is_open else 0
            body = {"voice": name, "request": request, "open": is_open, "emergency": emergency}
            try:
                await self._ask(socket, body)
            except HubRefused:
                return  # Muted, or the worker is away: it is recorded all the same.
            if is_open and request == self._request:
                self._let_out(request)

    async def _ask(self, socket: HubSocket, body: dict[str, object]) -> None:
        try:
            await socket.ask("radio:carrier", body)
        except HubGone:
            self._told = 0
            raise

    def _let_out(self, request: int) -> None:
        if self._voice is None or self._may_send == request:
            return
        self._may_send = request
        self._voice.begin()
        while self._waiting:
            self._voice.send(self._waiting.popleft())
