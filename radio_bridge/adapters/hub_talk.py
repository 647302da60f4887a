"""What the radio hears, on its way into the room: the carrier, then the sound.

The hub lets nobody be heard before it knows of his carrier, so sound waits here until it has
answered. Then it goes out at the pace it was spoken in, later by the pre-roll and that wait: sent
all at once, the hub would squeeze the first syllable into a third of its time to catch up. The
carrier's end is told once the last of it is out; while it lasts, that is said again and again.
"""

import asyncio
import itertools
from collections import deque
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray

from radio_bridge.adapters.clock import now_s
from radio_bridge.adapters.hub_socket import HubGone, HubRefused, HubSocket
from radio_bridge.adapters.hub_voice import HubVoice

HELD_EVERY_S = 0.2
FRAME_S = 0.02
BEHIND_MAX_S = 0.1
WAITING_MAX = 150
"""Frames that wait, 3 s; the oldest are dropped."""


class HubTalk:
    """One radio's receiver, as the room hears it. `run` with each connection."""

    def __init__(self) -> None:
        self._receiving = False
        self._emergency = False
        self._numbers = itertools.count(1)
        self._request = 0
        self._told = 0
        """The request the hub knows to be open; 0: none."""
        self._heard = 0
        """The request whose sound goes out: the hub has answered."""
        self._waiting: deque[NDArray[np.float32]] = deque(maxlen=WAITING_MAX)
        self._voice: HubVoice | None = None
        self._name = ""
        self._changed = asyncio.Event()
        self._filled = asyncio.Event()

    @property
    def _open(self) -> bool:
        """Is there a talk, as the hub is to see it?"""
        return self._receiving or bool(self._waiting)

    def carrier(self, is_open: bool) -> None:
        """The receiver hears somebody, or no longer."""
        if is_open == self._receiving:
            return
        if is_open and not self._open:
            self._request = next(self._numbers)
            self._emergency = False
        self._receiving = is_open
        self._changed.set()

    def received(self, pcm: NDArray[np.float32]) -> None:
        """20 ms of it."""
        if self._voice is not None:
            self._waiting.append(pcm)
            self._filled.set()

    def in_need(self) -> None:
        """The radio that talks says that it is in need."""
        self._emergency = True
        self._changed.set()

    def joined(self, name: str, voice: HubVoice) -> None:
        """A voice is in the room: what is heard now is a new press for it."""
        self._name, self._voice = name, voice
        self._ask_anew()

    def left(self) -> None:
        """There is no voice any more."""
        self._voice, self._name = None, ""
        self._told = self._heard = 0
        self._waiting.clear()

    def ended(self, request: int) -> None:
        """The hub took the floor back from the radio; with its next word it asks anew."""
        if self._open and request == self._request:
            self._ask_anew()

    async def run(self, socket: HubSocket) -> None:
        """Say how the carrier is and send what is heard, until cancelled. HubGone."""
        pace = asyncio.create_task(self._pace())
        try:
            while True:
                if self._voice is not None:
                    await self._say(socket)
                with suppress(TimeoutError):
                    async with asyncio.timeout(HELD_EVERY_S):
                        await self._changed.wait()
                self._changed.clear()
        finally:
            pace.cancel()
            await asyncio.wait([pace])

    async def _pace(self) -> None:
        """Send a frame each 20 ms while there are any whose request the hub has answered."""
        due_s = 0.0
        while True:
            await self._filled.wait()
            self._filled.clear()
            due_s = max(due_s, now_s())  # What comes to an empty line goes at once.
            while self._waiting and self._voice is not None and self._heard == self._request:
                self._voice.send(self._waiting.popleft())
                # A moment in which this process stood still is made up for, not kept as delay.
                due_s = max(due_s + FRAME_S, now_s() - BEHIND_MAX_S)
                await asyncio.sleep(max(0.0, due_s - now_s()))
            if not self._open:
                self._changed.set()

    async def _say(self, socket: HubSocket) -> None:
        request, name, is_open = self._request, self._name, self._open
        if is_open and self._told == request and not self._emergency:
            await socket.tell("ptt:held", {"voice": name, "request": request})
        elif is_open or self._told == request != 0:
            emergency, self._emergency = self._emergency, False
            self._told = request if is_open else 0
            body = {"voice": name, "request": request, "open": is_open, "emergency": emergency}
            try:
                await socket.ask("radio:carrier", body)
            except HubGone:
                self._told = 0
                raise
            except HubRefused as refused:
                await self._refused(refused)
                return
            if is_open:
                self._let_out(request)

    async def _refused(self, refused: HubRefused) -> None:
        """Ask again where that helps; who is muted is recorded all the same."""
        if refused.code in ("rate_limited", "media_down"):
            self._told = 0
            await asyncio.sleep(min(refused.retry_after_s or HELD_EVERY_S, HELD_EVERY_S))
            self._changed.set()
        else:
            self._waiting.clear()

    def _let_out(self, request: int) -> None:
        if self._voice is not None and request == self._request and self._heard != request:
            self._heard = request
            self._voice.begin()
            self._filled.set()

    def _ask_anew(self) -> None:
        self._told = self._heard = 0
        if self._open:
            self._request = next(self._numbers)
        self._changed.set()
