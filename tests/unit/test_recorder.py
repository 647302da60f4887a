"""Recording: packets of a mix become a file that plays as long as it lasted, and who talked."""

import asyncio
import hashlib
import io
import json
import random
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from hub.adapters.files.recordings import DiskRecordings
from hub.audio import ogg
from hub.audio.opus import FRAME, Encoder
from hub.audio.talk_index import Talk, TalkIndex, read
from hub.media import record_files
from hub.media.faults import Faults
from hub.media.record_files import RecordFiles
from hub.media.recorder import Recorder
from hub.wire.worker import RecordingKept, RecordingsTold, RecordingStopped, Tell

ID = "0b6f4b4e-5f0c-4b7e-9d4e-3f3a5c1d2e01"
OTHER = "0b6f4b4e-5f0c-4b7e-9d4e-3f3a5c1d2e02"


def packets(seconds: float) -> list[bytes]:
    encoder = Encoder()
    t = np.arange(round(seconds * 50) * FRAME) / 48_000
    sound = (0.3 * np.sin(2 * np.pi * 700 * t)).astype(np.float32)
    return [encoder.encode(frame) for frame in sound.reshape(-1, FRAME)]


SECOND = packets(1)


class Room:
    """A recorder with one room, its disk, and what it tells."""

    def __init__(self, folder: Path, leave_free_bytes: int = 0) -> None:
        self.folder = folder / "recordings"
        self.told: list[Tell] = []
        self.files = RecordFiles(self.folder, leave_free_bytes, Faults(), self.told.append)
        self.recorder = Recorder(self.files, self.told.append)
        self.media_time = 0

    def plays(self, sound: list[bytes], who: str = "") -> None:
        for payload in sound:
            self.recorder.take("umum", self.media_time, payload, [who] if who else [])
            self.media_time += FRAME

    def is_still(self, ticks: int) -> None:
        for _ in range(ticks):
            self.recorder.take("umum", self.media_time, None, [])
            self.media_time += FRAME

    def kept(self) -> list[RecordingKept]:
        return [news for news in self.told if isinstance(news, RecordingKept)]

    def stopped(self) -> list[str]:
        return [news.why for news in self.told if isinstance(news, RecordingStopped)]

    def heard(self, recording: str = ID) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
        with av.open(io.BytesIO((self.folder / f"{recording}.opus").read_bytes())) as container:
            frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
        return np.concatenate(frames, axis=1)[0]

    def talks(self, kept: RecordingKept) -> list[Talk]:
        text = (self.folder / f"{kept.recording}.talk").read_text()
        assert hashlib.sha256(text.encode()).hexdigest() == kept.index_sha256
        return read(text.splitlines(), kept.length_ms)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    yield made
    made.recorder.close()


def test_pauses_are_as_long_as_they_were_and_the_index_says_who_talked(room: Room) -> None:
    room.recorder.record("umum", ID)
    room.plays(SECOND, "bpbd")
    room.is_still(75)
    room.media_time += 100 * FRAME  # The worker stood still: its ticks were left out.
    room.plays(SECOND + SECOND, "dinkes")
    room.recorder.record("umum", None)
    room.recorder.close()
    [kept] = room.kept()
    data = (room.folder / f"{ID}.opus").read_bytes()
    assert (kept.bytes, kept.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert ogg.whole(data)[0] == len(data)
    assert abs(kept.length_ms - 6_500) < 20 and not kept.cut
    sound = room.heard()
    assert abs(sound.size / 48 - 6_500) < 20
    power = [float(np.square(sound[at : at + 24_000]).mean()) for at in range(0, 312_000, 24_000)]
    assert [level > 1e-3 for level in power] == [True] * 2 + [False] * 7 + [True] * 4, power
    assert room.talks(kept) == [Talk("bpbd", 0, 1_000), Talk("dinkes", 4_500, kept.length_ms)]
    assert json.loads((room.folder / f"{ID}.kept").read_text())["sha256"] == kept.sha256


def test_workers_leave_each_others_recordings_alone_and_one_adopts_what_nobody_has(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "recordings"
    second, third, fourth = (folder / f"worker-{number}" for number in (1, 2, 3))
    told: list[Tell] = []

    def files(making: Path, *adopt: Path) -> RecordFiles:
        return RecordFiles(folder, 0, Faults(), told.append, making, adopt)

    third.mkdir(parents=True)
    page = ogg.Pages(uuid.UUID(OTHER).int)
    data = page.head() + page.page(SECOND, 48_000)
    (third / f"{OTHER}.opus.part").write_bytes(data)
    (third / f"{OTHER}.talk.part").write_bytes(b"")
    making = files(second)
    making.begin(ID)
    making.write(ID, record_files.Second(SECOND, 48_000, []))
    files(folder, third, fourth).close()
    assert [type(news) for news in told] == [RecordingsTold, RecordingKept, RecordingsTold]
    assert told[1].recording == OTHER and told[1].cut  # type: ignore[union-attr]
    assert (folder / f"{OTHER}.opus").read_bytes() == data and not third.exists()
    making.end(ID)
    making.close()
    assert told[3].recording == ID and not told[3].cut  # type: ignore[union-attr]
    assert (folder / f"{ID}.opus").exists() and (second / f"{ID}.kept").exists()
    files(second).close()
    assert told[4] == told[3], "told again until the hub has it"
    asyncio.run(DiskRecordings(tmp_path).taken(ID))
    assert not (second / f"{ID}.kept").exists()


def test_one_after_the_other_goes_on_without_a_gap(room: Room) -> None:
    room.recorder.record("umum", ID)
    room.plays(SECOND[:30])
    room.recorder.record("umum", OTHER)
    room.plays(SECOND[30:])
    room.recorder.record("umum", None)
    room.recorder.close()
    lengths = [round((kept.length_ms * 48 + ogg.PRE_SKIP) / FRAME) for kept in room.kept()]
    assert lengths == [30, 20]


@pytest.mark.parametrize("torn", [0, 1, 90, 2_000])
def test_what_a_killed_worker_left_is_finished_by_the_next(tmp_path: Path, torn: int) -> None:
    room = Room(tmp_path)
    room.recorder.record("umum", ID)
    for _ in range(4):
        room.plays(SECOND, "bpbd")
    deadline_s = time.monotonic() + 10
    part = room.folder / f"{ID}.opus.part"
    while not part.exists() or ogg.whole(part.read_bytes())[1] < 4 * 48_000 - ogg.PRE_SKIP:
        assert time.monotonic() < deadline_s
        time.sleep(0.005)
    left = tmp_path / "left"
    (left / "recordings").mkdir(parents=True)
    for path in room.folder.iterdir():  # As it is on the disk now, with the worker still at it.
        data = path.read_bytes()
        (left / "recordings" / path.name).write_bytes(data[: len(data) - torn] if torn else data)
    room.recorder.close()
    after = Room(left)
    after.recorder.close()
    assert isinstance(after.told[-1], RecordingsTold)
    [kept] = after.kept()
    data = (after.folder / f"{ID}.opus").read_bytes()
    assert kept.cut and hashlib.sha256(data).hexdigest() == kept.sha256
    assert 2_900 < kept.length_ms < 4_000
    assert abs(after.heard().size / 48 - kept.length_ms) < 20
    if torn < 2:
        talks = after.talks(kept)
        assert talks == ([] if torn else [Talk("bpbd", 0, kept.length_ms)])
    again = Room(left)
    again.recorder.close()
    assert again.kept() == [kept], "until the hub has it, each worker tells it"


def test_a_disk_too_full_is_told_and_nothing_is_begun(tmp_path: Path) -> None:
    room = Room(tmp_path, leave_free_bytes=1 << 60)
    room.recorder.record("umum", ID)
    room.plays(SECOND)
    room.recorder.close()
    assert room.stopped() == ["disk_full"] and room.kept() == []
    assert not room.folder.exists()


def test_a_disk_that_fills_ends_it_whole(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_files, "SYNC_EVERY", 2)
    room.recorder.record("umum", ID)
    room.plays(SECOND)
    while not room.files._open:
        time.sleep(0.005)
    room.files._leave_free_bytes = 1 << 60
    for _ in range(5):
        room.plays(SECOND)
    room.recorder.close()
    assert room.stopped() == ["disk_full"]
    [kept] = room.kept()
    assert 1_900 < kept.length_ms < 2_000
    assert abs(room.heard().size / 48 - kept.length_ms) < 20


def test_a_disk_that_stands_still_ends_it_and_holds_up_nobody(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_files, "WAITING_MAX", 5)
    stands, goes_on = threading.Event(), threading.Event()
    room.files._orders.put(lambda: (stands.set(), goes_on.wait(20)) and None)
    assert stands.wait(10)
    room.recorder.record("umum", ID)
    began_s, said = time.monotonic(), 0
    while room.recorder.rooms:
        room.plays(SECOND[:1], "bpbd")
        said += 1
        assert said < 50 * 10
    assert room.stopped() == ["slow_disk"]
    assert time.monotonic() - began_s < 5, "no tick waited for the disk"
    goes_on.set()
    room.recorder.close()
    [kept] = room.kept()
    assert kept.length_ms > 2_900, "what was taken before is there"


def test_a_file_that_cannot_be_written_stops_one_recording_and_no_other(room: Room) -> None:
    while not room.told:  # It has looked at what others left: this is not of them.
        time.sleep(0.005)
    room.folder.mkdir()
    (room.folder / f"{ID}.opus.part").write_bytes(b"taken")
    room.recorder.record("umum", ID)
    room.plays(SECOND)
    room.recorder.record("umum", OTHER)
    room.plays(SECOND)
    room.recorder.close()
    assert room.stopped() == ["disk_failed"]
    assert [kept.recording for kept in room.kept()] == [OTHER]


def test_large_packets_fill_more_than_one_page() -> None:
    second = record_files.Second([b"\x08" + bytes(1_274)] * 50, 48_000, [])
    made = record_files._pages(second)
    assert sum(samples for _, samples in made) == 48_000 and len(made) == 2
    pages = ogg.Pages(1)
    data = pages.head() + b"".join(pages.page(*one) for one in made)
    assert ogg.whole(data) == (len(data), 48_000 - ogg.PRE_SKIP)


def test_who_is_heard_again_soon_has_not_stopped_and_two_may_talk_at_once() -> None:
    index, lines = TalkIndex(), list[str]()
    for at_ms in range(0, 6_000, 20):
        who = [name for name, spans in {
            "bpbd": [(0, 1_000), (1_600, 2_000), (4_000, 6_000)],
            "dinkes": [(1_500, 1_800)],
        }.items() if any(begins <= at_ms < ends for begins, ends in spans)]  # fmt: skip
        lines += index.heard(at_ms, who)
    assert read(lines, 6_000) == [
        Talk("bpbd", 0, 2_000), Talk("dinkes", 1_500, 1_800), Talk("bpbd", 4_000, 6_000),
    ]  # fmt: skip
    lines += index.end()
    assert read(lines, 6_000)[-1] == Talk("bpbd", 4_000, 6_000)


def test_any_cut_of_an_index_reads() -> None:
    seed = random.randrange(1 << 30)
    chance = random.Random(seed)
    index, text = TalkIndex(), ""
    for at_ms in range(0, 60_000, 20):
        text += "".join(index.heard(at_ms, [w for w in "abc" if chance.random() < 0.01]))
    for _ in range(200):
        length_ms = chance.randrange(1, 60_000)
        talks = read(text[: chance.randrange(len(text))].splitlines(), length_ms)
        assert all(0 <= t.from_ms < t.to_ms <= length_ms for t in talks), seed
