"""The outbox: order kept, levels the newest only, slow pages spared and then cut off."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

from hub.adapters.sio.outbox import BEHIND_PACKETS, FAR_BEHIND_PACKETS, Outbox
from hub.services.ports import SessionId
from hub.wire.live import Levels, Live, RosterChanged

FAST, SLOW = SessionId("fast"), SessionId("slow")


class FakeServer:
    """As much of socket.io as the outbox touches. `waiting`: packets queued, by page."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, list[str], str]] = []
        self.waiting = {"fast": 0, "slow": 0}
        self.manager = SimpleNamespace(eio_sid_from_sid=lambda sid, _: sid)
        self.eio = SimpleNamespace(sockets=self)

    def get(self, sid: str) -> Any:
        return SimpleNamespace(queue=SimpleNamespace(qsize=lambda: self.waiting[sid]))

    async def emit(self, event: str, body: dict[str, Any], to: list[str]) -> None:
        self.sent.append((event, to, str(body["body"].get("levels", body["kind"]))))


@asynccontextmanager
async def an_outbox() -> AsyncIterator[tuple[Outbox, FakeServer, list[str]]]:
    server, cut = FakeServer(), []

    async def cut_off(eio_sid: str) -> None:
        cut.append(eio_sid)

    outbox = Outbox(server, {FAST: "fast", SLOW: "slow"}, cut_off)  # type: ignore[arg-type]
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
        server.waiting["slow"] = BEHIND_PACKETS + 1
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
