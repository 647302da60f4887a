"""A hub with several media workers: one that dies is its rooms' matter, and figures are of all."""

import asyncio
import os
import signal
from pathlib import Path

from hub.adapters.clock import SystemClock
from hub.adapters.media_workers import MediaWorkers, _Of
from hub.config import check
from hub.media_parts import media_workers
from hub.services.recordings import AllTold
from hub.wire.worker import RecordingKept, RecordingsTold, RecordingStopped, Setup
from tests.contract.running_hub import FAKE_WORKER, Hub, Page, running_hub, until
from tests.contract.test_metrics import METRICS, scrape

ID = "6f0c1c9e-8f43-4f0b-9d0a-5d3a6f9c0b11"
OTHER = "6f0c1c9e-8f43-4f0b-9d0a-5d3a6f9c0b12"


async def joined(page: Page, room: str) -> str:
    reply = await page.ask("voice:join", room=room, sdp="v=0")
    assert reply["ok"], reply
    return str(reply["voice"])


def killed(hub: Hub, worker: int) -> None:
    pid = hub.running.worker_pids()[worker]
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


async def test_only_the_rooms_of_a_worker_that_dies_come_again(tmp_path: Path) -> None:
    async with (
        running_hub(tmp_path, workers=2, metrics=METRICS) as hub,
        hub.page("bpbd") as page,
        hub.page("dinkes") as other,
    ):
        first, pid = hub.running.worker_pids()
        voice, elsewhere = await joined(page, "siaga-banjir"), await joined(other, "umum")
        assert (await page.ask("ptt:request", voice=voice, request=1))["state"] == "granted"
        killed(hub, 1)
        ended = (await until(lambda: other.heard("voice")))[0]
        assert ended == {"voice": elsewhere, "why": "restarted"}
        assert hub.running.worker_pids()[0] == first
        assert hub.running.worker_pids()[1] != pid
        await joined(other, "umum")
        assert (await page.ask("ptt:held", voice=voice, request=1))["ok"]
        assert page.heard("voice") == page.heard("ptt") == [], "nothing happened here"
        found = await scrape(hub)
    assert found["posko_media_restarts_total",] == 1
    for worker in ("0", "1"):
        assert found["posko_media_up", worker] == 1
        assert found["posko_media_packets_sent_total", worker] == 12
        assert found["posko_media_refused_total", "stun", worker] == 7
        assert found["posko_worker_process_resident_memory_bytes", worker] > 1e6


async def test_rooms_of_a_worker_that_does_not_come_up_again_go_to_another(tmp_path: Path) -> None:
    fails = tmp_path / "fails"
    async with (
        running_hub(tmp_path, workers=2, worker=f"fails={fails}", metrics=METRICS) as hub,
        hub.page("bpbd") as page,
        hub.page("dinkes") as other,
    ):
        await joined(page, "siaga-banjir")
        voice = await joined(other, "umum")
        fails.touch()
        killed(hub, 1)
        ended = (await until(lambda: other.heard("voice")))[0]
        assert ended == {"voice": voice, "why": "restarted"}
        await joined(other, "umum")
        assert page.heard("voice") == []
        found = await scrape(hub)
    assert (found["posko_media_up", "0"], found["posko_media_up", "1"]) == (1, 0)


def test_each_worker_has_a_port_and_a_place_for_what_it_records(tmp_path: Path) -> None:
    left = tmp_path / "data" / "recordings" / "worker-7"
    left.mkdir(parents=True)
    (left.parent / "worker-2").mkdir()
    (left.parent / "worker-x").mkdir()
    media = {"listen": ["127.0.0.1"], "port": 9_000, "workers": 3}
    settings = check({"data_dir": "data", "media": media}, "test", tmp_path)
    made = media_workers(settings, FAKE_WORKER, SystemClock())
    setups = [link._setup for link in made._links]
    assert [one.port for one in setups] == [9_000, 9_001, 9_002]
    places = [one.shelf and Path(one.shelf.making or "").name for one in setups]
    assert places == ["recordings", "worker-1", "worker-2"]
    assert [one.shelf and one.shelf.adopt for one in setups] == [(str(left),), (), ()]


async def test_the_figures_are_of_all(tmp_path: Path) -> None:
    async with running_hub(tmp_path, workers=2) as hub, hub.page("admin") as admin:
        _, reply = await admin.post("/api/media/figures", {"reset": False})
    figures = reply["figures"]
    assert (figures["packets_sent"], figures["refused"]) == (24, {"stun": 14}), "sums"
    assert figures["tick_late_ms_p99"] == 1, "the worst"
    of_each = [(one["worker"], one["packets_sent"]) for one in figures["workers"]]
    assert of_each == [(0, 12), (1, 12)]


class Taker:
    """Who is told of recordings."""

    def __init__(self) -> None:
        self.heard: list[object] = []

    def told(self, news: RecordingKept | RecordingStopped) -> None:
        self.heard.append(news.recording)

    def all_told(self, making: object) -> None:
        assert isinstance(making, frozenset)
        self.heard.append(AllTold(making))

    def media_lost(self, rooms: object) -> None:
        self.heard.append(rooms)


class Nobody:
    """Who listens to workers, and does not mind."""

    def __getattr__(self, name: str) -> object:
        return lambda *_: None


def kept(recording: str) -> RecordingKept:
    sha = "0" * 64
    return RecordingKept(
        recording=recording, length_ms=1, bytes=1, sha256=sha, index_sha256=sha, cut=True
    )


async def test_nothing_is_given_up_for_lost_that_another_worker_may_have() -> None:
    setup = Setup(listen=("127.0.0.1",), port=0)
    media = MediaWorkers(FAKE_WORKER, (setup, setup), SystemClock())
    media.recordings = taker = Taker()
    running = asyncio.create_task(media.run(Nobody()))  # type: ignore[arg-type]
    try:
        await media.until_ready()
        of = [_Of(worker, media, Nobody()) for worker in (0, 1)]  # type: ignore[arg-type]
        of[0].recording(RecordingsTold())
        assert taker.heard == [], "the other one may still be at it"
        of[1].recording(kept(ID))
        of[1].recording(RecordingsTold())
        assert taker.heard == [ID, AllTold(frozenset())]

        await media.join("umum", "a", "v=0", "bpbd")
        media.record("umum", OTHER, False)
        media.record("umum", None, False)  # Its end is still to be told of.
        of[1].media_lost()
        of[1].recording(RecordingsTold())
        assert taker.heard[-1] == AllTold(frozenset({OTHER}))
        of[0].recording(kept(OTHER))
        of[0].recording(RecordingsTold())
        assert taker.heard[-2:] == [OTHER, AllTold(frozenset())]
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
