"""The waveform of a recording: as loud as it was, where it was, also of what is damaged or long."""

import asyncio
import random
import re
from pathlib import Path

import numpy as np
import pytest
from structlog.testing import capture_logs

from hub.adapters.files.recordings import DiskRecordings
from hub.adapters.files.waveforms import Waveforms
from hub.adapters.http.waveform_svg import svg
from hub.audio import ogg, peaks
from tests.media.sound import tone

ID = "0b6f4b4e-5f0c-4b7e-9d4e-3f3a5c1d2e01"
LOUD, SOFT = tone(440, 1, 0.5), tone(440, 1, 0.1)
STILL = ogg.pause(50, LOUD[0])


def file(*seconds: list[bytes]) -> bytes:
    pages = ogg.Pages(1)
    return pages.head() + b"".join(pages.page(packets, 48_000) for packets in seconds)


def of_seconds(made: bytes, seconds: int) -> list[float]:
    """The loudest of each second, 0..1."""
    each = np.frombuffer(made, np.uint8).reshape(seconds, -1).max(axis=1) / 255
    return [round(float(one), 1) for one in each]


def test_it_is_loud_where_the_sound_is_and_still_in_pauses() -> None:
    made = peaks.peaks(file(LOUD, STILL, SOFT, LOUD))
    assert len(made) == 200, "one for each 20 ms of what is short"
    assert of_seconds(made, 4) == [0.5, 0.0, 0.1, 0.5]


def test_a_damaged_page_is_still_and_all_after_it_is_in_its_place() -> None:
    data = bytearray(file(LOUD, LOUD, SOFT, STILL, LOUD))
    second = [found.start() for found in re.finditer(b"OggS", data)][3]
    data[second + 100] ^= 1
    assert of_seconds(peaks.peaks(bytes(data)), 5) == [0.5, 0.0, 0.1, 0.0, 0.5]
    torn = peaks.peaks(file(LOUD, STILL, SOFT, LOUD)[:-10])
    assert of_seconds(torn, 3) == [0.5, 0.0, 0.1], "what is there"


def test_of_a_long_one_a_part_of_each_second_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peaks, "DECODED_MAX", 0)
    monkeypatch.setattr(peaks, "PEAKS_MAX", 10)
    decoded = []
    decode = peaks.Decoder.decode
    monkeypatch.setattr(
        peaks.Decoder, "decode", lambda self, one: decoded.append(1) or decode(self, one)
    )
    seconds = [LOUD, STILL, SOFT, STILL, LOUD, LOUD, STILL, SOFT, STILL, LOUD]
    made = peaks.peaks(file(*seconds))
    assert of_seconds(made, 10) == [0.5, 0, 0.1, 0, 0.5, 0.5, 0, 0.1, 0, 0.5]
    assert len(decoded) == 6 * peaks.OF_A_PAGE_MIN


def test_anything_at_all_is_read() -> None:
    seed = random.randrange(1 << 30)
    chance = random.Random(seed)
    whole = file(LOUD, SOFT)
    for _ in range(40):
        data = bytearray(whole[: chance.randrange(len(whole))])
        for _ in range(chance.randrange(4) if data else 0):
            data[chance.randrange(len(data))] = chance.randrange(256)
        assert len(peaks.peaks(bytes(data))) <= 100, seed
    assert peaks.peaks(b"") == peaks.peaks(b"OggS" * 20) == b""


def test_it_is_drawn_as_one_path_as_high_as_its_loudest() -> None:
    drawn = svg(bytes([0, 100, 200]))
    assert 'viewBox="0 -1 3 2"' in drawn and drawn.count("<path") == 1
    assert "M0 0V-0h1V-0.5h1V-1h1V1h-1V0.5h-1V0h-1Z" in drawn
    assert "V-0.25h1" in svg(bytes([8])), "what is soft throughout stays soft"
    assert "<path" in svg(b"")


async def test_it_is_made_once_kept_and_never_the_reason_not_to_play(tmp_path: Path) -> None:
    shelf = DiskRecordings(tmp_path)
    waveforms = Waveforms(shelf)
    shelf.folder.mkdir()
    with capture_logs() as logs:
        assert await waveforms.of(ID) == b"", "its sound is gone"
    assert [entry["event"] for entry in logs] == ["no waveform"]
    shelf.path(ID).write_bytes(file(LOUD))
    made = await asyncio.gather(*(waveforms.of(ID) for _ in range(3)))
    assert len(set(made)) == 1 and shelf.peaks_path(ID).read_bytes() == made[0] != b""
    shelf.path(ID).write_bytes(b"")
    assert await waveforms.of(ID) == made[0], "not made again"
    await shelf.drop(ID)
    assert list(shelf.folder.iterdir()) == []
