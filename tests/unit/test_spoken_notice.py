"""The words by which a room learns that it is recorded: spoken once, and heard after the tones."""

import asyncio
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from structlog.testing import capture_logs

from hub.adapters.files.spoken_notice import SpokenNotice, place
from hub.audio.notice import recording_notice, spoken_pcm, words_of
from hub.audio.opus import FRAME, Audio
from hub.media.notice_words import NoticeWords
from hub.speech import PROGRAM, Speaker

SPEECH = (0.3 * np.sin(np.arange(48_000) / 20)).astype(np.float32)
TONES = recording_notice()


async def said(notice: NoticeWords) -> Audio:
    """What is handed over to be said."""
    given: asyncio.Future[Audio] = asyncio.get_running_loop().create_future()
    notice.give(given.set_result)
    return await asyncio.wait_for(given, 10)


def test_the_words_come_after_the_tones_in_whole_frames_and_not_for_ever() -> None:
    frames = recording_notice(SPEECH)
    assert frames.dtype == np.float32 and frames.shape[1] == FRAME
    assert np.array_equal(frames[: len(TONES)], TONES)
    after = frames.reshape(-1)[TONES.size :]
    begins = int(np.flatnonzero(np.abs(after) > 0.01)[0])
    assert 0.1 < begins / 48_000 < 0.2
    assert abs(float(np.abs(after).max()) - 0.3) < 0.01
    assert len(recording_notice(np.tile(SPEECH, 60))) * 0.02 < 6
    assert np.array_equal(recording_notice(SPEECH[:0]), TONES)


def test_kept_words_are_what_they_were_without_the_stillness_about_them() -> None:
    still = np.zeros(9_600, np.float32)
    back = words_of(spoken_pcm(np.concatenate([still, SPEECH, still])))
    assert abs(back.size - SPEECH.size) < 20 and float(np.abs(back).max()) < 0.31
    assert spoken_pcm(still) == b"" and words_of(b"\0").size == 0


async def test_the_worker_reads_them_in_a_thread_and_once(tmp_path: Path) -> None:
    file = tmp_path / "words.pcm"
    notice = NoticeWords(file)
    assert np.array_equal(await said(notice), TONES), "none there: tones"
    file.write_bytes(spoken_pcm(SPEECH))
    whole = await said(notice)
    assert len(whole) > len(TONES), "there meanwhile"
    file.unlink()
    at_once: list[Audio] = []
    notice.give(at_once.append)
    assert at_once[0] is whole
    assert np.array_equal(await said(NoticeWords(None)), TONES)


@pytest.mark.skipif(shutil.which(PROGRAM) is None, reason=f"{PROGRAM} is not installed")
async def test_they_are_spoken_once_and_kept(tmp_path: Path) -> None:
    file = place(tmp_path)
    await SpokenNotice(file).ready()
    made = file.stat()
    words = words_of(file.read_bytes())
    assert 0.7 < words.size / 48_000 < 3 and 0.3 < float(np.abs(words).max()) < 0.4
    assert made.st_mode & 0o777 == 0o600
    await SpokenNotice(file, Speaker("id", 150, ("no-such-program",))).ready()
    assert file.stat().st_mtime_ns == made.st_mtime_ns


@pytest.mark.parametrize("program", ["no-such-program", sys.executable])
async def test_where_nothing_speaks_that_is_said_once_and_in_words(
    tmp_path: Path, program: str
) -> None:
    notice = SpokenNotice(place(tmp_path), Speaker("id", 150, (program,)))
    with capture_logs() as logs:
        await notice.ready()
        await notice.ready()
    [line] = logs
    assert line["event"] == "a recording is told by tones alone" and "espeak-ng" in line["then"]
    assert not place(tmp_path).exists()
