"""Cursors and pages: whoever comes back gets exactly what he missed, and only what he may read."""

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from hub.domain.refusals import NoSuchRoom, NoSuchStream, NotAllowed, NotAMember, NotYours
from hub.services import streams as module
from tests.chat_town import ChatTown, chat_town, fresh_id


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[ChatTown]:
    async with chat_town(tmp_path) as made:
        yield made


async def test_a_first_visit_gets_the_newest_page(town: ChatTown) -> None:
    bpbd, dinkes = town.page("bpbd"), town.page("dinkes")
    for n in range(60):
        await town.send(bpbd, f"kabar {n}")
    page = await town.join(dinkes, after=None)
    assert [e.seq for e in page.events] == list(range(11, 61))
    assert (page.more, page.head, page.reset) == (False, 60, False)
    older = await town.streams.before(dinkes, "room:umum", 11)
    assert ([e.seq for e in older.events], older.more) == (list(range(1, 11)), False)


async def test_pages_follow_each_other_and_only_the_last_reads_along(
    town: ChatTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE_MAX_EVENTS", 10)
    bpbd, dinkes = town.page("bpbd"), town.page("dinkes")
    for n in range(25):
        await town.send(bpbd, f"kabar {n}")
    first = await town.join(dinkes)
    assert (first.more, [e.seq for e in first.events]) == (True, list(range(1, 11)))
    await town.send(bpbd, "di tengah")
    await town.settled()
    assert town.read(dinkes) == []
    assert (await town.join(dinkes, 10)).more
    last = await town.join(dinkes, 20)
    assert (last.more, [e.seq for e in last.events]) == (False, list(range(21, 27)))
    await town.send(bpbd, "sesudahnya")
    await town.settled()
    assert [e.seq for e in town.read(dinkes)] == [27]


@pytest.mark.parametrize("after", [7, 10**9])
async def test_a_cursor_that_is_not_of_this_log_begins_anew(town: ChatTown, after: int) -> None:
    bpbd = town.page("bpbd")
    await town.send(bpbd, "satu-satunya")
    page = await town.join(bpbd, after)
    assert (page.reset, [e.seq for e in page.events]) == (True, [1])


async def test_a_cursor_of_another_log_with_the_same_numbers_begins_anew(town: ChatTown) -> None:
    """As after an old backup was restored: the numbers go on, the events are others."""
    bpbd = town.page("bpbd")
    ids = [fresh_id() for _ in range(3)]
    for message in ids:
        await town.send(bpbd, "kabar", id=message)
    good = await town.streams.join(bpbd, "room:umum", 2, ids[1])
    assert (good.reset, [e.seq for e in good.events]) == (False, [3])
    other = await town.streams.join(bpbd, "room:umum", 2, fresh_id())
    assert (other.reset, [e.id for e in other.events]) == (True, ids)


async def test_a_cursor_too_old_begins_anew(
    town: ChatTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "OLDEST_CURSOR_EVENTS", 60)
    bpbd = town.page("bpbd")
    for n in range(70):
        await town.send(bpbd, f"kabar {n}")
    page = await town.join(bpbd, 5)
    assert (page.reset, len(page.events), page.events[-1].seq) == (True, 50, 70)
    assert not (await town.join(bpbd, 10)).reset


async def test_permission_is_asked_at_every_page_and_for_every_event(town: ChatTown) -> None:
    walikota, bpbd, dinkes = town.page("walikota"), town.page("bpbd"), town.page("dinkes")
    with pytest.raises(NotAMember):
        await town.join(dinkes, room="tertutup")
    await town.join(bpbd, room="tertutup")
    await town.send(walikota, "satu", room="tertutup")
    await town.settled()

    room = town.town.rooms["tertutup"]
    town.town.rooms["tertutup"] = replace(room, members=frozenset({"walikota"}))
    await town.send(walikota, "dua", room="tertutup")
    await town.settled()
    assert [e.seq for e in town.read(bpbd)] == [1]
    for again in (town.join(bpbd, 1, "tertutup"), town.streams.before(bpbd, "room:tertutup", 9)):
        with pytest.raises(NotAMember):
            await again


async def test_streams_that_are_not_mine(town: ChatTown) -> None:
    bpbd = town.page("bpbd")
    for stream, refusal in (
        ("person:dinkes", NotYours),
        ("board", NotAllowed),
        ("room:tiada", NoSuchRoom),
        ("hub:secret", NoSuchStream),
        ("air:tiada", NoSuchRoom),
        ("air:all-call", NotAMember),
    ):
        with pytest.raises(refusal):
            await town.streams.join(bpbd, stream, 0)
    assert (await town.streams.join(bpbd, "person:bpbd", 0)).head == 0
    names = [head.id for head in await town.streams.heads(bpbd.person)]
    assert names == ["room:siaga", "room:umum", "room:tertutup", "room:rapat", "person:bpbd"]


async def test_any_order_of_joins_and_messages_shows_the_whole_log(
    town: ChatTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Readers come and go while four write; each one's page and events together are the log."""
    seed = random.randrange(2**32)
    print(f"seed {seed}")  # noqa: T201
    rng = random.Random(seed)
    monkeypatch.setattr(module, "PAGE_MAX_EVENTS", 7)
    monkeypatch.setattr(module, "BATCH_EVENTS", 3)
    writers = [town.page(post) for post in ("walikota", "bpbd", "dinkes", "dishub")]
    readers = [town.page("operator") for _ in range(6)]
    views: dict[object, list[int]] = {reader.session: [] for reader in readers}

    async def write(writer: object) -> None:
        for n in range(40):
            await town.send(writer, f"kabar {n}")  # type: ignore[arg-type]
            if rng.random() < 0.3:
                await asyncio.sleep(0)

    async def follow(reader: object) -> None:
        view = views[reader.session]  # type: ignore[attr-defined]
        for _ in range(rng.randrange(1, 5)):
            town.pages.read[reader.session] = []  # type: ignore[attr-defined]
            more = True
            while more:
                page = await town.join(reader, len(view))  # type: ignore[arg-type]
                view.extend(e.seq for e in page.events)
                more = page.more
            await asyncio.sleep(rng.random() * 0.02)
            town.streams.leave(reader, "room:umum")  # type: ignore[arg-type]
            view.extend(e.seq for e in town.read(reader) if e.seq > len(view))  # type: ignore[arg-type]

    await asyncio.gather(*map(write, writers), *map(follow, readers))
    await town.settled()
    for reader in readers:
        await follow(reader)
        assert views[reader.session] == list(range(1, 161))
