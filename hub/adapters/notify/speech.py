"""Text to speech for the telephone: runs espeak-ng, and keeps what it said.

The program gets the text on its standard input, has a limit on time and on what it may give, and
is never part of this process. Files are 16-bit samples, mono, 8000 a second, no header, named by
what is said, so that a summons of thirty people is spoken once.
"""

import asyncio
import contextlib
import hashlib
import re
import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from hub.adapters.whole_file import write_whole
from hub.audio.resample import resampled
from hub.domain.summons.spoken import Language

PROGRAM = "espeak-ng"
RATE_HZ = 8_000
WORDS_A_MINUTE = 140
TEXT_MAX_CHARS = 1_000
TIME_LIMIT_S = 10.0
WAV_MAX_BYTES = 8 << 20
PEAK = 0.7
FILES_MAX = 100
AT_ONCE = 2


class CannotSpeak(Exception):
    """There is no speech; the text is one line."""


class Speech:
    """Speaks in one language. folder: where what was said is kept; others may not read it."""

    def __init__(
        self, folder: Path, language: Language, program: Sequence[str] = (PROGRAM,)
    ) -> None:
        self._folder = folder
        self._language = language
        self._program = tuple(program)
        self._at_once = asyncio.Semaphore(AT_ONCE)

    async def file(self, text: str) -> Path:
        """Give a file that says it. CannotSpeak."""
        text = text[:TEXT_MAX_CHARS]
        name = hashlib.sha256(f"{self._language} {WORDS_A_MINUTE} {text}".encode()).hexdigest()
        file = self._folder / f"{name[:40]}.pcm"
        async with self._at_once:
            try:
                if file.exists():
                    file.touch()
                else:
                    wav = await self._run(text)
                    await asyncio.to_thread(self._keep, file, wav)
            except OSError as error:
                raise CannotSpeak(f"{self._folder}: {error.strerror}") from None
        return file

    async def _run(self, text: str) -> bytes:
        try:
            process = await asyncio.create_subprocess_exec(
                *self._program,
                *("-v", self._language, "-s", str(WORDS_A_MINUTE), "-b", "1"),
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

    def _keep(self, file: Path, wav: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(file, telephone_sound(wav), 0o600)
        kept = sorted(self._folder.glob("*.pcm"), key=lambda one: one.stat().st_mtime)
        for old in kept[:-FILES_MAX]:
            old.unlink(missing_ok=True)


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


def telephone_sound(wav: bytes) -> bytes:
    """Give 16-bit mono samples at the telephone's rate, of a good loudness. CannotSpeak."""
    header = re.match(rb"RIFF....WAVEfmt (.{4})(.{16})", wav, re.DOTALL)
    start = wav.find(b"data", 36)
    if header is None or start < 0:
        raise CannotSpeak("not a WAV")
    kind, channels, rate_hz, _, _, bits = struct.unpack("<HHIIHH", header[2])
    body = wav[start + 8 :]  # Its length in the header is a guess: it was written into a pipe.
    if (kind, channels, bits) != (1, 1, 16) or not RATE_HZ <= rate_hz <= 48_000 or len(body) < 2:
        raise CannotSpeak("a WAV of another kind")
    samples = np.frombuffer(body[: len(body) // 2 * 2], "<i2").astype(np.float32)
    sound = resampled(samples, rate_hz, RATE_HZ)
    peak = float(np.abs(sound).max())
    if peak > 0:
        sound = sound * np.float32(PEAK / peak)
    return bytes((sound * 32_767).astype("<i2").tobytes())
