"""The sound card: PortAudio at 48 kHz, 10 ms a block, mono. Its callbacks copy and leave.

A card that goes and comes back gets another number, and PortAudio lists devices only when it
begins: so it is ended and begun again at every opening (`sd._terminate`, `sd._initialize`), by a
thread, since a driver may hang in it.

In and out are streams of their own. One stream for both, over a sound server, never refills what
it plays from once the machine has stood still for 100 ms: from then on it waits for its
microphone by asking without pause, and takes a whole processor for good.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

import numpy as np

from hub.realtime import thread_goes_first
from radio_bridge.config import Sound
from radio_bridge.dsp import BLOCK, RATE_HZ, Audio
from radio_bridge.lead import Lead

MOST_BEHIND = 100
"""Captured blocks that may wait for the loop: a second. Beyond that the oldest are lost."""
GIVE_UP_S = 5.0
NO_PORTAUDIO = "PortAudio tidak ada (is missing): apt-get install libportaudio2"

_BYTES = BLOCK * 4

Ended = Callable[[Exception | None], None]
"""Told when a stream has ended by itself, or by a fault of its listener."""


class CardFailed(Exception):
    """The card cannot be had; the text is one line for the operator."""


class CardHangs(CardFailed):
    """Its driver, or the sound server, does not answer."""


class Listener(Protocol):
    """What a card is for; called in the event loop."""

    def heard(self, raw: Audio) -> None:
        """BLOCK samples were captured."""

    def next_block(self, later_s: float) -> Audio:
        """Give the next BLOCK samples; they are heard about so much later."""

    def looped(self, sound: Audio) -> None:
        """The loop-back captured these."""


class SoundCard:
    """One card, opened once. A new one is made for every opening."""

    def __init__(
        self, settings: Sound, listener: Listener, ended: Ended, lead: Lead | None = None
    ) -> None:
        """lead: what was learned at the openings before."""
        self._settings, self._listener, self._ended = settings, listener, ended
        self._loop = asyncio.get_running_loop()
        self._ready: deque[Any] = deque()
        self._captured: deque[Any] = deque(maxlen=MOST_BEHIND)
        self._lead = lead or Lead()
        self._late = self._known_late = 0
        """Holes in words: the card came and found no block. How many of them the loop knows of."""
        self._sounds = False
        """The newest block was not silence."""
        self._streams: list[Any] = []
        self._card_s = 0.0
        """What the card itself adds."""
        self._closing = False
        self._went_first: set[int] = set()

    async def open(self) -> None:
        """Begin. CardFailed when it cannot be had, CardHangs when its driver does not answer."""
        try:
            async with asyncio.timeout(GIVE_UP_S):
                await self._in_thread(self._open)
        except TimeoutError:
            raise CardHangs(f"{self._settings.device}: tidak menjawab (does not answer)") from None

    async def close(self) -> None:
        """End. A driver that hangs is left behind."""
        self._closing = True
        with suppress(TimeoutError):
            async with asyncio.timeout(GIVE_UP_S):
                await self._in_thread(self._close)

    def _in_thread(self, work: Callable[[], None]) -> "asyncio.Future[None]":
        """Run what may hang in a thread nobody waits for at the end."""
        done: asyncio.Future[None] = self._loop.create_future()

        def tell(error: BaseException | None) -> None:
            if done.cancelled():
                return
            if error is None:
                done.set_result(None)
            else:
                done.set_exception(error)

        def run() -> None:
            error: BaseException | None = None
            try:
                work()
            except Exception as failed:
                error = failed
            self._call(tell, error)

        threading.Thread(target=run, name="sound card", daemon=True).start()
        return done

    def _open(self) -> None:
        try:
            import sounddevice as sd  # It begins PortAudio, which takes its time.
        except (ImportError, OSError) as error:
            raise CardFailed(f"{NO_PORTAUDIO}: {error}") from None
        sd._terminate()
        sd._initialize()
        name = self._settings.device
        into, loopback = self._settings.input or name, self._settings.loopback
        try:
            playing = self._add(sd.RawOutputStream, name, self._play, self._finished)
            self._card_s = float(playing.latency)
            self._add(sd.RawInputStream, into, self._capture, self._finished)
            if loopback:
                self._add(sd.RawInputStream, loopback, self._loop_callback)
            for each in self._streams:
                each.start()
        except (sd.PortAudioError, ValueError) as error:
            self._close()
            raise CardFailed(f"{name}: {_sentence(error)}") from None

    def _add(self, kind: Any, device: str, callback: Any, finished: Any = None) -> Any:
        stream = kind(
            samplerate=RATE_HZ,
            blocksize=BLOCK,
            device=device,
            channels=1,
            dtype="float32",
            latency="low",
            callback=callback,
            finished_callback=finished,
        )
        self._streams.append(stream)
        return stream

    def _close(self) -> None:
        self._closing = True
        for stream in self._streams:
            stream.abort()
            stream.close()
        self._streams = []

    # --- In PortAudio's threads: copy and leave ---

    def _play(self, out: Any, frames: int, when: Any, status: Any) -> None:
        self._first()
        try:
            out[:] = self._ready.popleft()
        except IndexError:
            out[:] = bytes(_BYTES)  # The loop was late: what it holds goes out after this.
            self._late += self._sounds
        # At once, not when the next is captured: so the loop may be late by all that is ahead.
        self._call(self._turn)

    def _capture(self, captured: Any, frames: int, when: Any, status: Any) -> None:
        self._first()
        self._captured.append(bytes(captured))
        self._call(self._turn)

    def _first(self) -> None:
        """Let a thread of PortAudio's go before others, once."""
        if threading.get_ident() not in self._went_first:
            self._went_first.add(threading.get_ident())
            thread_goes_first()

    def _loop_callback(self, captured: Any, frames: int, when: Any, status: Any) -> None:
        self._call(self._looped, bytes(captured))

    def _finished(self) -> None:
        if not self._closing:
            self._call(self._ended, None)

    def _call(self, call: Callable[..., None], *words: Any) -> None:
        try:
            self._loop.call_soon_threadsafe(call, *words)
        except RuntimeError:
            pass  # The loop has ended before the card.

    # --- In the event loop ---

    def _turn(self) -> None:
        try:
            self._work()
        except Exception as error:  # A hundred times a second it would fill the log.
            self._closing = True
            self._ended(error)

    def _work(self) -> None:
        while self._captured and not self._closing:
            if len(self._ready) < self._lead.blocks:
                self._make()  # Before it listens: to look for signals takes longer.
            self._listener.heard(np.frombuffer(self._captured.popleft(), np.float32))
        while len(self._ready) < self._lead.blocks and not self._closing:
            self._make()

    def _make(self) -> None:
        late, self._known_late = self._late - self._known_late, self._late
        ahead_s = self._lead.made(late) * BLOCK / RATE_HZ
        block = self._listener.next_block(self._card_s + ahead_s)
        self._sounds = bool(block.any())
        self._ready.append(block.astype(np.float32).tobytes())

    def _looped(self, captured: bytes) -> None:
        if not self._closing:
            self._listener.looped(np.frombuffer(captured, np.float32))


def names() -> list[str]:
    """Give the names of what there is, for a person to choose from."""
    try:
        import sounddevice as sd
    except (ImportError, OSError):
        return [NO_PORTAUDIO]
    return [
        f"{device['name']} ({device['max_input_channels']} in, {device['max_output_channels']} out)"
        for device in sd.query_devices()
    ]


def _sentence(error: Exception) -> str:
    text = " ".join(str(error).split())
    if "No input/output device" in text or "No input device" in text or "No output device" in text:
        return "tidak ada kartu suara bernama itu (no such sound card); lihat posko-radio doctor"
    if "Invalid sample rate" in text:
        return "tidak mau 48 kHz (does not take 48 kHz)"
    if "Device unavailable" in text:
        return "dipakai program lain, atau tercabut (in use by another program, or unplugged)"
    return f"tak dapat dibuka (cannot be opened): {text}"
