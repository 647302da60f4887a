"""Hours of synthetic speech for decoders to be silent on: espeak-ng in Indonesian, many voices."""

import io
import shutil
import subprocess
import wave
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 48_000
MINUTE = 60 * RATE_HZ
SPOKEN_HZ = 22_050
SPOKEN_MINUTE = 60 * SPOKEN_HZ
PROGRAM = "espeak-ng"
VOICES = (
    *(f"id+m{n}" for n in range(1, 9)),
    *(f"id+f{n}" for n in range(1, 6)),
    "id",
    "id+croak",
    "id+whisper",
    "id+klatt",
    "id+klatt4",
)

WORDS = (
    "posko kepala dinas perhubungan kesehatan kebakaran camat lurah wali kota banjir longsor gempa "
    "jalan jembatan pasar sekolah rumah sakit warga korban selamat luka mengungsi tenda air bersih "
    "genset listrik padam pohon tumbang ambulans perahu karet truk logistik beras selimut obat "
    "petugas regu siaga meluncur tiba lokasi menunggu perintah mohon bantuan segera lapor diterima "
    "ganti siap hadir menuju berhalangan diwakili sudah belum masih akan di ke dari dengan untuk "
    "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh ratus ribu meter kilometer menit "
    "tinggi muka hujan deras arus sungai tanggul jebol evakuasi selesai aman terkendali koordinasi"
).split()
_SYLLABLES = [a + b for a in "b c d g h j k l m n p r s t w y ng ny".split() for b in "aeiou"]


def installed() -> bool:
    """Say whether there is anybody to speak."""
    return shutil.which(PROGRAM) is not None


def said(voice: str, text: str, words_per_minute: int, pitch: int) -> NDArray[np.float32]:
    """Give what espeak-ng says, (samples,) at 48 kHz, peak 0.7."""
    sound = _spoken(voice, text, words_per_minute, pitch)
    minutes = -(-sound.size // SPOKEN_MINUTE)
    longer = resampled(np.pad(sound, (0, minutes * SPOKEN_MINUTE - sound.size)))
    return longer[: sound.size * RATE_HZ // SPOKEN_HZ]


def _spoken(voice: str, text: str, words_per_minute: int, pitch: int) -> NDArray[np.float32]:
    """Give the same at espeak-ng's own rate."""
    command = [PROGRAM, "--stdout", "-v", voice, "-s", str(words_per_minute), "-p", str(pitch)]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=True)
    with wave.open(io.BytesIO(done.stdout)) as file:
        assert file.getframerate() == SPOKEN_HZ, file.getframerate()
        raw = np.frombuffer(file.readframes(2**30), "<i2").astype(np.float32)
    return raw * np.float32(0.7 / max(1.0, float(np.abs(raw).max(initial=0.0))))


def resampled(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give whole minutes at 48 kHz instead, by their spectrum: exact, and fast for such lengths."""
    longer = sound.size // SPOKEN_MINUTE * MINUTE
    if not longer:
        return np.zeros(0, np.float32)
    out = np.fft.irfft(np.fft.rfft(sound) * (longer / sound.size), longer)
    return out.astype(np.float32)


def text(rng: np.random.Generator, words: int) -> str:
    """Give sentences of words of the trade, a third of them made up: no two hours are the same."""
    out: list[str] = []
    for n in range(words):
        made_up = "".join(rng.choice(_SYLLABLES, rng.integers(2, 5)))
        word = str(rng.choice(WORDS)) if rng.random() < 0.67 else made_up
        out.append(word + (", " if n % 9 == 8 else ". " if n % 17 == 16 else " "))
    return "".join(out)


def speech(hours: float, seed: int) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Give minutes of speech, each by the next voice, at a random pace and pitch."""
    rng = np.random.default_rng(seed)
    for minute in range(round(hours * 60)):
        voice = VOICES[minute % len(VOICES)]
        sound = np.zeros(0, np.float32)
        while sound.size < SPOKEN_MINUTE:
            pace, pitch = int(rng.integers(110, 200)), int(rng.integers(10, 90))
            sound = np.concatenate((sound, _spoken(voice, text(rng, 160), pace, pitch)))
        yield voice, resampled(sound[:SPOKEN_MINUTE])
