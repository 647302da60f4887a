"""Who asks for much at once waits behind himself, and nobody else does."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from hub.adapters.commands.chat import PAGES_AT_ONCE, ChatCommands
from hub.domain.refusals import RateLimited
from hub.services.callers import Caller
from hub.services.streams import StreamService
from hub.wire.chat import ChatSearch
from hub.wire.streams import StreamJoin
from tests.chat_town import ChatTown, chat_town

JOIN = StreamJoin(stream="room:umum", after=0)


class Counted:
    """Answers that last until the test lets them end; how many of them are made at once."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.now: list[str] = []
        self.most = 0
        self.go_on = asyncio.Event()

    async def __call__(self, caller: Caller, *asked: Any) -> Any:
        self.now.append(caller.person.holder)
        self.most = max(self.most, len(self.now))
        try:
            await self.go_on.wait()
            return await self.answer(caller, *asked)
        finally:
            self.now.remove(caller.person.holder)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[ChatTown]:
    async with chat_town(tmp_path) as made:
        yield made


def commands(town: ChatTown, streams: StreamService | None = None) -> ChatCommands:
    return ChatCommands(
        town.town.rooms, streams or town.streams, town.chat, town.attention, town.town.clock
    )


async def test_pages_of_one_official_are_made_one_by_one_and_others_meanwhile(
    town: ChatTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    joins = Counted(town.streams.join)
    monkeypatch.setattr(town.streams, "join", joins)
    ask = commands(town).table["stream:join"]
    greedy = [town.page("bpbd", "greedy") for _ in range(3)]  # More pages, the same official.
    modest = town.page("dinkes", "modest")
    asked = [asyncio.create_task(ask(page, JOIN)) for page in greedy * 5]
    await asyncio.sleep(0.01)
    asked.append(asyncio.create_task(ask(modest, JOIN)))
    await asyncio.sleep(0.01)
    assert joins.now == ["greedy", "modest"]
    joins.go_on.set()
    await asyncio.gather(*asked)
    assert joins.most == 2


async def test_one_search_at_a_time_whoever_asks(
    town: ChatTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    searches = Counted(town.chat.search)
    monkeypatch.setattr(town.chat, "search", searches)
    ask = commands(town).table["chat:search"]
    pages = [town.page("bpbd", f"o{n}") for n in range(4)]
    asked = [asyncio.create_task(ask(page, ChatSearch(words="air"))) for page in pages * 2]
    await asyncio.sleep(0.01)
    searches.go_on.set()
    await asyncio.gather(*asked)
    assert searches.most == 1


async def test_too_many_pages_are_refused_until_time_has_passed(town: ChatTown) -> None:
    ask = commands(town).table["stream:join"]
    page = town.page("bpbd")
    for _ in range(PAGES_AT_ONCE):
        await ask(page, JOIN)
    with pytest.raises(RateLimited):
        await ask(page, JOIN)
    assert (await ask(town.page("dinkes", "another"), JOIN)).ok
    town.town.clock.advance(1)
    assert (await ask(page, JOIN)).ok
