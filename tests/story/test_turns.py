"""Who asks for much at once waits behind himself, and nobody else does."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from hub.adapters.commands.chat import PAGES_AT_ONCE, ChatCommands
from hub.adapters.secrets import hashing
from hub.domain.refusals import NotYours, RateLimited, WrongCredentials
from hub.services import brakes, ceremonies
from hub.services.callers import Caller
from hub.services.passwords import TRIES_PER_MINUTE
from hub.services.streams import StreamService
from hub.wire.chat import ChatSearch
from hub.wire.streams import StreamJoin
from tests.access_town import access_town
from tests.chat_town import ChatTown, chat_town
from tests.town import FakeClock

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


async def test_names_that_are_made_up_do_not_make_room_for_more_guesses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brakes, "KEYS_MAX", 150)
    monkeypatch.setattr(hashing, "MEMORY_KIB", 64)  # Guesses are counted, whatever one costs.
    async with access_town(tmp_path) as town:
        sign_in = town.parts.passwords.sign_in
        for _ in range(TRIES_PER_MINUTE):
            with pytest.raises(WrongCredentials):
                await sign_in("bpbd", "x", None, town.visitor())
        for number in range(300):  # So many accounts push the oldest out of memory.
            with pytest.raises((RateLimited, WrongCredentials)):
                await sign_in(f"p{number}", "x", None, town.visitor())
        with pytest.raises(RateLimited):
            await sign_in("bpbd", "x", None, town.visitor(address="10.9.9.9"))


def test_one_session_does_not_push_out_what_others_were_asked() -> None:
    numbers = itertools.count()
    out = ceremonies.Ceremonies(FakeClock(), lambda: str(next(numbers)), lambda: b"challenge")
    number, _ = out.begin("step_up", "https://posko.example", "of an administrator")
    for _ in range(ceremonies.OUT_MAX + 1):
        out.begin("new", "https://posko.example", "of a head")
    assert out.take(number, "step_up", "of an administrator")


async def test_posts_that_are_made_up_are_not_remembered(tmp_path: Path) -> None:
    async with access_town(tmp_path) as town:
        caller = town.caller(await town.sign_in("bpbd"))
        for number in range(50):
            with pytest.raises(NotYours):
                await town.parts.devices.act(caller, f"p{number}")
        assert len(town.directory._acting) < 10
