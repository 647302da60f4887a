"""Writing in rooms: told as it happens to those who write and read."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.domain.refusals import (
    BadText,
    EmptyMessage,
    IdTaken,
    NoSuchFile,
    NoSuchMessage,
    NoSuchRoom,
    NotAMember,
    NotYours,
    TooLate,
)
from hub.services.chat import EDIT_LIMIT_S, EDITS_MAX
from hub.wire.chat import ChatSearch, ChatSend
from tests.chat_town import ChatTown, chat_town, fresh_id


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[ChatTown]:
    async with chat_town(tmp_path) as made:
        yield made


async def test_who_reads_along_gets_each_message_once_and_in_order(town: ChatTown) -> None:
    bpbd, dinkes = town.page("bpbd"), town.page("dinkes")
    await town.join(dinkes)
    for n in range(120):
        receipt = await town.send(bpbd, f"kabar {n}")
        assert receipt.seq == n + 1
    await town.settled()
    assert [e.seq for e in town.read(dinkes)] == list(range(1, 121))
    assert [e.body["text"] for e in town.read(dinkes)][-1] == "kabar 119"


async def test_a_command_sent_again_is_one_message_with_one_receipt(town: ChatTown) -> None:
    bpbd, dinkes = town.page("bpbd"), town.page("dinkes")
    message = fresh_id()
    first = await town.send(bpbd, "air naik", id=message)
    town.town.clock.advance(60)
    assert await town.send(bpbd, "air naik", id=message) == first
    with pytest.raises(IdTaken):
        await town.send(dinkes, "air naik", id=message)
    assert (await town.join(dinkes)).head == 1


async def test_a_message_that_is_refused_leaves_no_hole(town: ChatTown) -> None:
    bpbd = town.page("bpbd")
    await town.send(bpbd, "satu")
    with pytest.raises(NoSuchMessage):
        await town.send(bpbd, "jawaban", reply_to=fresh_id())
    with pytest.raises(NoSuchFile):
        await town.send(bpbd, "foto", files=[fresh_id()])
    assert (await town.send(bpbd, "dua")).seq == 2


async def test_what_cannot_be_written(town: ChatTown) -> None:
    dinkes = town.page("dinkes")
    with pytest.raises(NoSuchRoom):
        await town.send(dinkes, "x", room="tiada")
    with pytest.raises(NotAMember):
        await town.send(dinkes, "x", room="tertutup")
    with pytest.raises(EmptyMessage):
        await town.send(dinkes, " \n ")
    for text in ("nol \x00", "\x1b[31m", "\ud800"):
        with pytest.raises(BadText):
            command = ChatSend.model_construct(
                id=fresh_id(), room="umum", text=text, reply_to=None, mentions=(), files=()
            )
            await town.chat.send(dinkes, command)
    assert (await town.join(dinkes)).head == 0


async def test_reply_and_mention(town: ChatTown) -> None:
    bpbd, dinkes = town.page("bpbd"), town.page("dinkes")
    first = fresh_id()
    await town.send(bpbd, "air naik", id=first)
    await town.send(dinkes, "di mana?", reply_to=first, mentions=["bpbd", "orang-lain"])
    page = await town.join(bpbd)
    assert page.events[1].model_dump(mode="json")["body"] == {
        "text": "di mana?",
        "reply_to": first,
        "mentions": ["bpbd"],
    }


async def test_a_reply_cannot_lead_out_of_the_room(town: ChatTown) -> None:
    walikota, dinkes = town.page("walikota"), town.page("dinkes")
    secret = fresh_id()
    await town.send(walikota, "rahasia", room="tertutup", id=secret)
    with pytest.raises(NoSuchMessage):
        await town.send(dinkes, "apa?", reply_to=secret)


async def test_an_edit_is_an_event_and_the_earlier_words_are_kept(town: ChatTown) -> None:
    bpbd, dinkes = town.page("bpbd"), town.page("dinkes")
    message = fresh_id()
    await town.send(bpbd, "air niak", id=message)
    town.town.clock.advance(5)
    assert (await town.edit(bpbd, message, "air naik")).seq == 2
    await town.edit(bpbd, message, "air naik 2,4 m")
    versions = (await town.chat.history(dinkes, message)).versions
    assert [v.text for v in versions] == ["air niak", "air naik", "air naik 2,4 m"]
    with pytest.raises(NotYours):
        await town.edit(dinkes, message, "air turun")
    with pytest.raises(NotYours):
        await town.edit(town.page("bpbd", holder="o2"), message, "kata pengganti")
    town.town.clock.advance(EDIT_LIMIT_S)
    with pytest.raises(TooLate):
        await town.edit(bpbd, message, "lain lagi")


async def test_nobody_can_make_the_history_of_a_message_long_without_end(town: ChatTown) -> None:
    bpbd = town.page("bpbd")
    message = fresh_id()
    await town.send(bpbd, "air naik", id=message)
    for n in range(EDITS_MAX):
        await town.edit(bpbd, message, f"air naik {n}")
    with pytest.raises(TooLate):
        await town.edit(bpbd, message, "sekali lagi")
    assert len((await town.chat.history(bpbd, message)).versions) == EDITS_MAX + 1
    await town.delete(bpbd, message)


async def test_of_what_is_in_another_room_not_even_that_it_is_there(town: ChatTown) -> None:
    walikota, dinkes = town.page("walikota"), town.page("dinkes")
    message = fresh_id()
    await town.send(walikota, "rahasia", id=message, room="tertutup")
    for attempt in (
        town.chat.history(dinkes, message),
        town.edit(dinkes, message, "x"),
        town.delete(dinkes, message),
        town.send(dinkes, "jawaban", reply_to=message),
    ):
        with pytest.raises(NoSuchMessage):
            await attempt


async def test_what_is_taken_back_is_read_and_found_by_nobody(town: ChatTown) -> None:
    bpbd, dinkes, operator = town.page("bpbd"), town.page("dinkes"), town.page("operator")
    message = fresh_id()
    await town.send(bpbd, "salah kirim", id=message)
    await town.edit(bpbd, message, "salah kirim juga")
    with pytest.raises(NotYours):
        await town.delete(dinkes, message)
    assert (await town.delete(operator, message)).seq == 3

    shown = str((await town.join(dinkes)).model_dump(mode="json"))
    assert "salah" not in shown
    assert not (await town.chat.search(dinkes, ChatSearch(words="salah"))).hits
    for attempt in (town.chat.history(dinkes, message), town.edit(bpbd, message, "ubah")):
        with pytest.raises(NoSuchMessage):
            await attempt
    trail = await town.store.read(lambda tx: tx.audit.after(0, 10))
    assert [(e.actor, e.action, e.subject) for e in trail] == [("operator", "chat:delete", message)]


async def test_searching_finds_in_my_rooms_alone(town: ChatTown) -> None:
    walikota, dinkes = town.page("walikota"), town.page("dinkes")
    await town.send(walikota, "Pintu air Kedunggaleng", room="tertutup")
    for n in range(3):
        town.town.clock.advance(1)
        await town.send(dinkes, f"pintu air nomor {n}")
    found = await town.chat.search(dinkes, ChatSearch(words="PINTU nom"))
    assert [h.body.text for h in found.hits] == [f"pintu air nomor {n}" for n in (2, 1, 0)]  # type: ignore[union-attr]
    assert not (await town.chat.search(dinkes, ChatSearch(words="kedung"))).hits
    assert len((await town.chat.search(walikota, ChatSearch(words="pintu"))).hits) == 4
    with pytest.raises(NotAMember):
        await town.chat.search(dinkes, ChatSearch(words="pintu", room="tertutup"))
    for nonsense in ('"', "AND", "pintu*", "a:b", "NEAR(", "^", "()"):
        await town.chat.search(dinkes, ChatSearch(words=nonsense))
    older = ChatSearch(words="pintu nomor", before=found.hits[0].id)
    assert len((await town.chat.search(dinkes, older)).hits) == 2


async def test_unread_is_what_others_wrote_since_i_read(town: ChatTown) -> None:
    bpbd, dinkes = town.page("bpbd"), town.page("dinkes")
    await town.join(bpbd)
    for n in range(4):
        await town.send(bpbd, f"kabar {n}")
    await town.send(dinkes, "siap")

    async def unread(caller: object) -> int:
        heads = await town.streams.heads(caller.person)  # type: ignore[attr-defined]
        return next(h.unread for h in heads if h.id == "room:umum")

    assert (await unread(bpbd), await unread(dinkes)) == (1, 0), "who writes has read"
    await town.attention.read(bpbd, "room:umum", 99)
    await town.attention.read(bpbd, "room:umum", 2)
    assert await unread(bpbd) == 0, "a mark never goes back"
    town.town.wait(2)
    reads = [m.body.reads for m in town.pages.heard[bpbd.session] if m.kind == "reads"]  # type: ignore[union-attr]
    assert reads == [{"bpbd": 5}]


async def test_typing_is_told_to_readers_and_forgotten(town: ChatTown) -> None:
    bpbd, dinkes = town.page("bpbd"), town.page("dinkes")
    await town.join(dinkes)
    town.attention.typing(bpbd, town.town.rooms["umum"])
    town.attention.typing(bpbd, town.town.rooms["umum"])
    town.town.wait(7)
    told = [m.body.who for m in town.pages.heard[dinkes.session] if m.kind == "typing"]  # type: ignore[union-attr]
    assert told == [("bpbd",), ()]
    with pytest.raises(NotAMember):
        town.attention.typing(dinkes, town.town.rooms["tertutup"])


async def test_presence_is_told_once_for_all_pages_of_a_post(town: ChatTown) -> None:
    dinkes = town.page("dinkes")
    town.town.wait(2)
    one, two = town.page("bpbd"), town.page("bpbd")
    town.town.wait(2)
    town.listener.session_lost(one.session)
    town.town.wait(2)
    town.listener.session_lost(two.session)
    town.town.wait(2)
    told = [m.body for m in town.pages.heard[dinkes.session] if m.kind == "presence"]
    assert [(b.came, b.went) for b in told] == [  # type: ignore[union-attr]
        (("dinkes",), ()),
        (("bpbd",), ()),
        ((), ("bpbd",)),
    ]
