"""Text to speech: runs espeak-ng, and gives its sound as samples, to telephone and radio.

The program gets the text on its standard input, has a limit on time and on what it may give, and
is never part of this process. What is written as people write it is read as they say it
(`lexicon`).
"""

import asyncio
import contextlib
import re
import struct
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hub.audio.resample import resampled
from hub.lexicon import sayable

PROGRAM = "espeak-ng"
TIME_LIMIT_S = 10.0
WAV_MAX_BYTES = 8 << 20
PEAK = 0.7
LOWEST_HZ, HIGHEST_HZ = 8_000, 48_000


class CannotSpeak(Exception):
    """There is no speech; the text is one line."""


class Speaker:
    """A voice, as espeak-ng names it: `id`, `en`, `id+f3`."""

    def __init__(
        self, voice: str, words_a_minute: int, program: Sequence[str] = (PROGRAM,)
    ) -> None:
        self._voice = voice
        self._words_a_minute = words_a_minute
        self._program = tuple(program)

    async def wav(self, text: str) -> bytes:
        """Give a WAV that says it. CannotSpeak."""
        if self._voice.startswith("id"):
            text = sayable(text)
        try:
            process = await asyncio.create_subprocess_exec(
                *self._program,
                *("-v", self._voice, "-s", str(self._words_a_minute), "-b", "1"),
                *("--stdin", "--stdout"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                limit=WAV_MAX_BYTES,
            )
        except OSError as error:
            raise CannotSpeak(f"{self._program[0]}: {error.strerror}") from None
        try:
            async with asyncio.timeout(TIME_LIMIT_S):
                return await _asked(process, text)
        except TimeoutError:
            raise CannotSpeak(f"{self._program[0]}: > {TIME_LIMIT_S:g} s") from None
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _asked(process: asyncio.subprocess.Process, text: str) -> bytes:
    """Give it the text, take what it says."""
    assert process.stdin and process.stdout
    with contextlib.suppress(ConnectionError):
        process.stdin.write(text.encode())
        process.stdin.close()
    wav = b""
    while piece := await process.stdout.read(1 << 16):
        wav += piece
        if len(wav) > WAV_MAX_BYTES:
            raise CannotSpeak("too long")
    code = await process.wait()
    if code or not wav:
        raise CannotSpeak(f"exit {code}")
    return wav


def samples(wav: bytes, rate_hz: int) -> NDArray[np.float32]:
    """Give a mono WAV of 16 bits as (n,) at another rate, of a good loudness. CannotSpeak."""
    header = re.match(rb"RIFF....WAVEfmt (.{4})(.{16})", wav, re.DOTALL)
    start = wav.find(b"data", 36)
    if header is None or start < 0:
        raise CannotSpeak("not a WAV")
    kind, channels, its_hz, _, _, bits = struct.unpack("<HHIIHH", header[2])
    body = wav[start + 8 :]  # Its length in the header is a guess: it was written into a pipe.
    fits = (kind, channels, bits) == (1, 1, 16) and LOWEST_HZ <= its_hz <= HIGHEST_HZ
    if not fits or len(body) < 2:
        raise CannotSpeak("a WAV of another kind")
    said = np.frombuffer(body[: len(body) // 2 * 2], "<i2").astype(np.float32)
    sound = resampled(said, its_hz, rate_hz)
    peak = float(np.abs(sound).max())
    return sound * np.float32(PEAK / peak) if peak > 0 else sound
