"""The outbox: order kept, levels the newest only, slow pages spared and then cut off."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from hub.adapters.sio.frames import event_frame
from hub.adapters.sio.outbox import FAR_BEHIND_BYTES, FAR_BEHIND_PACKETS, Outbox
from hub.domain.streams import Event
from hub.services.ports import SessionId
from hub.wire.live import Levels, Live, RosterChanged

FAST, SLOW = SessionId("fast"), SessionId("slow")


class FakeServer:
    """As much of socket.io as the outbox touches. `waiting`: packets queued, by page."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, list[str], str]] = []
        self.waiting = {"fast": 0, "slow": 0}
        self.unsent: dict[str, int] = {}
        self.aborted: list[str] = []
        self.eio = SimpleNamespace(sockets=self)

    def get(self, sid: str) -> Any:
        return SimpleNamespace(queue=SimpleNamespace(qsize=lambda: self.waiting[sid]))

    async def emit(self, event: str, body: dict[str, Any], to: list[str]) -> None:
        self.sent.append((event, to, str(body["body"].get("levels", body["kind"]))))


class FakeLine:
    """A connection whose names are the page's."""

    def __init__(self, server: FakeServer, page: str) -> None:
        self.sid = self.eio_sid = page
        self.wire = FakeWire(server, page)


class FakeWire:
    """A transport that notes frames beside what socket.io sent."""

    def __init__(self, server: FakeServer, page: str) -> None:
        self.server, self.page = server, page

    def abort(self) -> None:
        self.server.aborted.append(self.page)

    def is_closing(self) -> bool:
        return False

    def get_write_buffer_size(self) -> int:
        return self.server.unsent.get(self.page, 0)

    def write(self, data: bytes) -> None:
        event, body = json.loads(data[data.index(b"42[") + 2 :])
        said = body["body"].get("levels", body.get("seq"))
        self.server.sent.append((event, [self.page], str(said)))


@asynccontextmanager
async def an_outbox() -> AsyncIterator[tuple[Outbox, FakeServer, list[str]]]:
    server, cut = FakeServer(), []

    async def cut_off(eio_sid: str) -> None:
        cut.append(eio_sid)

    lines = {page: FakeLine(server, page) for page in (FAST, SLOW)}
    outbox = Outbox(server, lines, cut_off)  # type: ignore[arg-type]
    task = asyncio.create_task(outbox.run())
    try:
        yield outbox, server, cut
    finally:
        task.cancel()


def levels(level: int, room: str = "umum") -> Live:
    return Live(room=room, kind="levels", body=Levels(levels={"bpbd": level}))


ROSTER = Live(room="umum", kind="roster", body=RosterChanged())


async def turn() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_of_levels_only_the_newest_of_each_room_is_sent() -> None:
    async with an_outbox() as (outbox, server, _):
        for level in (40, 30, 20):
            outbox.tell([FAST], levels(level), newest_only=True)
        outbox.tell([FAST], ROSTER)
        outbox.tell([FAST], levels(50, "siaga"), newest_only=True)
        await turn()
        assert [what for _, _, what in server.sent] == ["{'bpbd': 20}", "roster", "{'bpbd': 50}"]


async def test_a_page_that_is_behind_gets_no_levels_but_all_else() -> None:
    async with an_outbox() as (outbox, server, cut):
        server.unsent["slow"] = 1  # Bytes that the connection has not taken yet.
        outbox.tell([FAST, SLOW], levels(40), newest_only=True)
        outbox.tell([FAST, SLOW], ROSTER)
        await turn()
        assert [to for _, to, _ in server.sent] == [["fast"], ["fast", "slow"]]
        assert cut == []


async def test_a_page_that_is_far_behind_is_cut_off() -> None:
    async with an_outbox() as (outbox, server, cut):
        server.waiting["slow"] = FAR_BEHIND_PACKETS + 1
        outbox.tell([FAST, SLOW], ROSTER)
        await turn()
        assert [to for _, to, _ in server.sent] == [["fast"]]
        assert cut == ["slow"]


async def test_pages_that_are_gone_are_no_error() -> None:
    async with an_outbox() as (outbox, server, _):
        outbox.tell([SessionId("gone")], ROSTER)
        await turn()
        assert server.sent == []


@pytest.mark.parametrize("people", [1, 60])
def test_a_frame_says_its_length_as_websockets_do(people: int) -> None:
    body = {"levels": {f"opd-{n}": n for n in range(people)}}
    frame = event_frame("live", body)
    head = 2 if len(frame) < 128 else 4
    length = frame[1] if head == 2 else int.from_bytes(frame[2:4], "big")
    assert frame[0] == 0x81 and length == len(frame) - head
    assert json.loads(frame[head + 2 :]) == ["live", body]


def an_event(seq: int) -> Event:
    name = f"00000000-0000-4000-8000-{seq:012}"
    return Event("room:umum", seq, name, "message", 1, "bpbd", "o1", {"text": "air naik"})


async def test_events_go_out_at_once_and_a_page_that_does_not_read_is_cut_off() -> None:
    async with an_outbox() as (outbox, server, cut):
        server.unsent["slow"] = FAR_BEHIND_BYTES + 1
        outbox.events([FAST, SLOW, SessionId("gone")], [an_event(1)])
        assert server.sent == [("event", ["fast"], "1")]
        assert server.aborted == ["slow"]
        await asyncio.sleep(0)
        assert cut == ["slow"]
