"""Recordings: whole pages, what a killed bridge left, and a disk that is not filled."""

import io
import json
import threading
import time
from pathlib import Path

import av
import numpy as np
import pytest

from hub.audio import ogg
from radio_bridge.adapters.recordings import Recordings
from radio_bridge.config import Records
from radio_bridge.link import Recorded
from radio_bridge.transmit import Grant

TONE = (0.3 * np.sin(2 * np.pi * 700 * np.arange(48_000) / 48_000)).astype(np.float32)
GRANT = Grant(7, "operator", 60.0, False, renewed_s=0.0)


class Made:
    """A folder of recordings, and what was told of them."""

    def __init__(self, folder: Path, settings: Records | None = None) -> None:
        self.folder = folder
        self.told: list[Recorded] = []
        self.recordings = Recordings(folder, settings or Records(), self.told.append)
        self.recordings.start()

    def one(self, seconds: int = 1, grant: Grant | None = GRANT) -> str:
        recording = self.recordings.begin(1_700_000_000_000, grant)
        for _ in range(seconds):
            for start in range(0, TONE.size, 480):
                self.recordings.write(recording, TONE[start : start + 480])
        self.recordings.end(recording)
        return recording


def decoded(data: bytes) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    with av.open(io.BytesIO(data)) as container:
        frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
    return np.concatenate(frames, axis=1)[0]


def test_another_decoder_plays_it_at_its_length(tmp_path: Path) -> None:
    made = Made(tmp_path)
    made.one(seconds=3)
    made.recordings.close()
    (told,) = made.told
    said = told.said
    assert (said.direction, said.talker, said.grant) == ("sent", "operator", 7)
    assert (said.known_by, said.length_ms, said.mime) == ("grant", 3_000, "audio/ogg")
    data = told.path.read_bytes()
    assert said.bytes == len(data)
    heard = decoded(data)
    assert abs(heard.size - 3 * 48_000) < 1_000
    hz = np.argmax(np.abs(np.fft.rfft(heard[:48_000])))
    assert abs(int(hz) - 700) <= 2


def test_whose_it_was_is_kept_beside_it(tmp_path: Path) -> None:
    made = Made(tmp_path)
    recording = made.recordings.begin(5, None)
    made.recordings.write(recording, TONE)
    made.recordings.name(recording, "01A7", "mdc1200")
    made.recordings.end(recording)
    made.recordings.close()
    said = made.told[0].said
    assert (said.direction, said.unit, said.known_by) == ("received", "01A7", "mdc1200")
    assert json.loads((tmp_path / f"{recording}.json").read_text())["unit"] == "01A7"


@pytest.mark.parametrize("torn", [0, 1, 100, 2_000])
def test_what_a_killed_bridge_left_is_finished_to_its_last_whole_page(
    tmp_path: Path, torn: int
) -> None:
    made = Made(tmp_path)
    name = made.one(seconds=4)
    made.recordings.close()
    whole = (tmp_path / f"{name}.opus").read_bytes()
    (tmp_path / f"{name}.opus").unlink()
    (tmp_path / f"{name}.part").write_bytes(whole[: len(whole) - torn] if torn else whole)
    again = Made(tmp_path)
    again.recordings.close()
    (told,) = again.told
    assert told.said.id == name and told.said.talker == "operator"
    assert 2_900 <= told.said.length_ms <= 4_100
    data = told.path.read_bytes()
    assert ogg.whole(data)[0] == len(data)
    assert abs(decoded(data).size / 48 - told.said.length_ms) < 20


def test_what_the_hub_has_not_got_is_told_again_at_the_next_start(tmp_path: Path) -> None:
    made = Made(tmp_path)
    first, second = made.one(), made.one()
    made.recordings.delivered(first)
    made.recordings.close()
    (tmp_path / "x.opus").write_bytes(b"nobody knows of it")
    again = Made(tmp_path)
    again.recordings.close()
    assert [told.said.id for told in again.told] == [second]
    assert again.told[0].said == made.told[1].said


@pytest.mark.parametrize("left", [b"", b"OggS", b"nonsense" * 100])
def test_what_cannot_be_finished_is_removed(tmp_path: Path, left: bytes) -> None:
    (tmp_path / "x.part").write_bytes(left)
    (tmp_path / "x.json").write_text("{")
    made = Made(tmp_path)
    made.recordings.close()
    assert made.told == [] and list(tmp_path.iterdir()) == []


def test_the_oldest_go_and_first_those_the_hub_has(tmp_path: Path) -> None:
    made = Made(tmp_path)
    names = [made.one() for _ in range(3)]
    made.recordings.delivered(names[1])
    made.recordings.close()
    size = sum(path.stat().st_size for path in tmp_path.glob("*.opus"))
    small = Made(tmp_path, Records.model_construct(keep_mb=size * 0.7 / 1e6, leave_free_mb=1))
    newest = small.one()
    small.recordings.close()
    left = {path.stem for path in tmp_path.glob("*.opus")}
    assert left == {names[0], names[2], newest}
    assert not (tmp_path / f"{names[1]}.json").exists()


def test_a_disk_that_is_full_stops_recording_and_nothing_else(tmp_path: Path) -> None:
    made = Made(tmp_path, Records(leave_free_mb=1_000_000))
    name = made.one()
    deadline_s = time.monotonic() + 5
    while not made.recordings.full() and time.monotonic() < deadline_s:
        time.sleep(0.01)
    made.recordings.close()
    assert made.recordings.full() and list(tmp_path.glob("*.part")) == []
    (told,) = made.told
    assert (told.said.id, told.said.lost, told.path.exists()) == (name, "disk_full", False)
    assert told.said.length_ms > 900, "that somebody talked is in the log all the same"


def test_a_disk_that_stands_still_loses_sound_but_no_recording(tmp_path: Path) -> None:
    made = Made(tmp_path)
    stands, goes_on = threading.Event(), threading.Event()
    made.recordings._order(lambda: (stands.set(), goes_on.wait(10.0)) and None)
    assert stands.wait(10.0)
    first = made.one(seconds=12)
    second = made.one()
    assert made.recordings.full()
    goes_on.set()
    made.recordings.close()
    assert [told.said.id for told in made.told] == [first, second]
    assert 9_000 < made.told[0].said.length_ms < 12_000


def test_a_fault_in_one_recording_ends_no_other(tmp_path: Path) -> None:
    made = Made(tmp_path)
    made.recordings._order(lambda: 1 / 0 and None)
    name = made.one()
    made.recordings.close()
    assert [told.said.id for told in made.told] == [name]


def test_a_folder_of_many_is_looked_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[str] = []
    glob = Path.glob
    monkeypatch.setattr(Path, "glob", lambda path, what: looks.append(what) or glob(path, what))
    made = Made(tmp_path)
    for _ in range(5):
        made.recordings.delivered(made.one())
    made.recordings.close()
    assert len(looks) <= 3, looks


def test_a_page_that_was_changed_is_none() -> None:
    pages = ogg.Pages(1)
    data = pages.head() + pages.page([b"\xf8\xff\xfe"] * 50, 48_000)
    assert ogg.whole(data) == (len(data), 48_000 - ogg.PRE_SKIP)
    changed = bytearray(data)
    changed[-1] ^= 1
    assert ogg.whole(bytes(changed))[1] == 0
