"""Speech: a program is run, its voice comes at the telephone's rate, its faults stay its own."""

import shutil
import stat
import sys
from pathlib import Path

import numpy as np
import pytest

import hub.speech
from hub.adapters.notify import speech as speaking
from hub.adapters.notify.speech import CannotSpeak, Speech

needs_espeak = pytest.mark.skipif(
    shutil.which("espeak-ng") is None, reason="espeak-ng is not installed"
)


@needs_espeak
async def test_a_sentence_is_spoken_loud_enough_and_kept_for_its_owner(tmp_path: Path) -> None:
    folder = tmp_path / "speech"
    speech = Speech(folder, "id")
    file = await speech.file("Tekan 1 untuk siap.")
    sound = np.frombuffer(file.read_bytes(), "<i2").astype(float) / 32_768
    assert 1.0 < len(sound) / 8_000 < 4.0
    assert 0.6 < np.abs(sound).max() <= 0.71
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    spectrum = np.abs(np.fft.rfft(sound)) ** 2
    voice = spectrum[(f := np.fft.rfftfreq(len(sound), 1 / 8_000)) > 100][: len(f) // 2].sum()
    assert voice > 0.5 * spectrum.sum(), "a voice, not noise"


@needs_espeak
async def test_what_was_said_is_not_said_anew(tmp_path: Path) -> None:
    file = await Speech(tmp_path, "id").file("Siap.")
    before = file.read_bytes()
    silent = Speech(tmp_path, "id", ("/bin/false",))
    assert (await silent.file("Siap.")).read_bytes() == before
    with pytest.raises(CannotSpeak):
        await silent.file("Lain.")
    assert await Speech(tmp_path, "en").file("Siap.") != file, "another voice"


@needs_espeak
async def test_old_speech_makes_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speaking, "FILES_MAX", 2)
    speech = Speech(tmp_path, "id")
    files = [await speech.file(word) for word in ("satu", "dua", "tiga")]
    assert [file.exists() for file in files] == [False, True, True]


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("import time; time.sleep(60)", "> 0.5 s"),
        ("import sys\nwhile 1: sys.stdout.write('x' * 65536)", "too long"),
        ("print('not a wav')", "not a WAV"),
        ("import os; os.abort()", "exit -6"),
        ("pass", "exit 0"),
    ],
)
async def test_a_program_that_does_not_do_its_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, why: str
) -> None:
    monkeypatch.setattr(hub.speech, "TIME_LIMIT_S", 0.5 if "sleep" in script else 10.0)
    speech = Speech(tmp_path, "id", (sys.executable, "-c", script))
    with pytest.raises(CannotSpeak, match=why):
        await speech.file("Siap.")
    assert not list(tmp_path.iterdir())  # noqa: ASYNC240


async def test_a_machine_without_the_program(tmp_path: Path) -> None:
    with pytest.raises(CannotSpeak, match="No such file"):
        await Speech(tmp_path, "id", ("no-such-voice",)).file("Siap.")
