"""The link to the worker, over a real socket pair with a scripted process at its end."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest

from hub.adapters import media_link
from hub.adapters.clock import SystemClock
from hub.adapters.media_link import MediaLink, WorkerFailed
from hub.domain.refusals import BadSdp, MediaDown
from hub.wire.quality import Quality
from hub.wire.worker import Setup
from tests.contract.running_hub import FAKE_WORKER, until


class Events:
    """Who listens to the worker."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def media_ready(self) -> None:
        self.said.append("ready")

    def media_lost(self) -> None:
        self.said.append("lost")

    def media_failed(self) -> None:
        self.said.append("failed")

    def recording(self, news: object) -> None:
        self.said.append("of recordings")

    def voice_connected(self, voice_id: str) -> None:
        self.said.append(f"{voice_id} connected")

    def voice_gone(self, voice_id: str, why: str) -> None:
        self.said.append(f"{voice_id} {why}")

    def levels(self, room_id: str, levels: Mapping[str, int]) -> None:
        self.said.append(f"{room_id} {dict(levels)}")

    def quality(self, room_id: str, peers: Mapping[str, Quality]) -> None:
        self.said.append(f"{room_id} quality of {', '.join(peers)}")


def a_link(*mode: str) -> MediaLink:
    setup = Setup(listen=("127.0.0.1",), port=0)
    return MediaLink((*FAKE_WORKER, *mode), setup, SystemClock())


@asynccontextmanager
async def running(link: MediaLink) -> AsyncIterator[Events]:
    events = Events()
    task = asyncio.create_task(link.run(events))
    try:
        async with asyncio.timeout(5.0):
            await link.until_ready()
        yield events
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert link.pid is None, "the worker is gone when the link is"


async def test_asking_and_being_told() -> None:
    link = a_link()
    assert not link.up
    async with running(link) as events:
        assert link.port == 40_000
        assert await link.join("umum", "v1", "offer", "bpbd") == "answer to offer"
        with pytest.raises(BadSdp):
            await link.join("umum", "v2", "bad", "bpbd")
        link.permit("v1", True)
        link.leave("v1")
        await link.offer("v1", "gone")
        assert (await link.stats())["refused"] == {"stun": 7}
        assert events.said == ["ready", "v1 closed"]
    assert not link.up
    with pytest.raises(MediaDown):
        await link.join("umum", "v1", "offer", "bpbd")
    link.permit("v1", True)


async def test_a_killed_worker_is_back_in_time() -> None:
    link = a_link()
    async with running(link) as events:
        for _ in range(3):
            pid = link.pid
            assert pid
            asking = asyncio.create_task(link.join("umum", "v1", "mute", "bpbd"))
            await asyncio.sleep(0)
            os.kill(pid, signal.SIGKILL)
            with pytest.raises(MediaDown):
                await asking
            assert not link.up
            async with asyncio.timeout(1.5):
                await link.until_ready()
            assert link.pid != pid
        assert events.said == ["ready", "lost"] * 3 + ["ready"]


async def test_a_worker_that_hangs_is_killed_and_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media_link, "PING_EVERY_S", 0.05)
    monkeypatch.setattr(media_link, "PING_LIMIT_S", 0.3)
    link = a_link()
    async with running(link) as events:
        pid = link.pid
        assert pid
        os.kill(pid, signal.SIGSTOP)
        await until(lambda: events.said == ["ready", "lost", "ready"])
        assert link.pid != pid


async def test_a_join_given_up_is_let_go_when_its_answer_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    link = a_link()
    async with running(link):
        said: list[str] = []
        monkeypatch.setattr(link, "leave", said.append)
        joining = asyncio.create_task(link.join("umum", "v1", "offer", "bpbd"))
        await asyncio.sleep(0)
        joining.cancel()
        await asyncio.gather(joining, return_exceptions=True)
        await link.stats()
        assert said == ["v1"]


@pytest.mark.parametrize(("mode", "code"), [("port-taken", 3), ("broken", 1)])
async def test_a_worker_that_never_comes_up(
    mode: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media_link, "RETRY_S", (0.0,))
    with pytest.raises(WorkerFailed, match=rf"kode \(code\) {code}"):
        await a_link(mode).run(Events())


async def test_a_worker_that_is_deaf_never_comes_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media_link, "RETRY_S", (0.0,))
    monkeypatch.setattr(media_link, "READY_LIMIT_S", 0.1)
    with pytest.raises(WorkerFailed):
        await a_link("deaf").run(Events())
