"""Files on messages: whose they are, on which message they hang, and what becomes of the rest."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hub.adapters.files.disk import DiskBlobs
from hub.adapters.files.thumbnails import Thumbnails
from hub.adapters.store.backup import back_up, restore
from hub.adapters.store.engine import FILE
from hub.adapters.store.inspect import inspect
from hub.domain.files import DAY_MAX_BYTES, DAY_S, FILE_MAX_BYTES, File
from hub.domain.refusals import NoSuchFile, NotAMember, UploadQuota, WrongOffset
from hub.services.callers import Caller
from hub.services.files import FileService
from hub.wire.files import UploadAsk
from tests.chat_town import ChatTown, chat_town, fresh_id
from tests.tus_client import digest, photo


@dataclass
class FileTown:
    """A town that can write and bring files."""

    chat: ChatTown
    files: FileService
    data: Path

    def page(self, post: str, holder: str = "o1") -> Caller:
        return self.chat.page(post, holder)

    async def begin(self, caller: Caller, size: int, room: str = "umum", name: str = "x") -> str:
        ask = UploadAsk(id=fresh_id(), room=room, filename=name, length=size)
        await self.files.create(caller, ask)
        return ask.id

    async def add(self, caller: Caller, file: str, offset: int, data: bytes) -> int:
        async def pieces() -> AsyncIterator[bytes]:
            yield data

        done = await self.files.append(caller, file, offset, len(data), pieces())
        return done.offset

    async def bring(self, caller: Caller, data: bytes, room: str = "umum") -> str:
        file = await self.begin(caller, len(data), room)
        assert await self.add(caller, file, 0, data) == len(data)
        return file

    def kept(self) -> set[str]:
        """Contents on the disk, and uploads."""
        files = [path for path in self.data.rglob("*") if path.is_file()]
        return {path.name for path in files if path.parent.name != self.data.name}


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[FileTown]:
    async with chat_town(tmp_path) as chat:
        blobs = DiskBlobs(tmp_path, Thumbnails())
        yield FileTown(
            chat, FileService(chat.town.rooms, chat.store, blobs, chat.town.clock), tmp_path
        )


async def test_files_hang_on_one_message_in_their_order(town: FileTown) -> None:
    bpbd, dinkes = town.page("bpbd"), town.page("dinkes")
    files = [await town.bring(bpbd, data) for data in (photo((64, 48)), b"satu\n", b"dua\n")]
    await town.chat.send(bpbd, "", files=files)
    [event] = (await town.chat.join(dinkes)).events
    cards = event.model_dump(mode="json")["body"]["files"]
    assert [(card["id"], card["mime"]) for card in cards] == [
        (files[0], "image/jpeg"),
        (files[1], "text/plain"),
        (files[2], "text/plain"),
    ]
    assert (cards[0]["width"], cards[0]["height"]) == (64, 48)
    assert (await town.files.fetch(dinkes, files[1])).sha256 == digest(b"satu\n")


async def test_a_command_sent_again_hangs_nothing_twice(town: FileTown) -> None:
    bpbd = town.page("bpbd")
    file, message = await town.bring(bpbd, b"sekali\n"), fresh_id()
    first = await town.chat.send(bpbd, "", id=message, files=[file])
    assert await town.chat.send(bpbd, "", id=message, files=[file]) == first
    for files in ([file], [file, file]):
        with pytest.raises(NoSuchFile):
            await town.chat.send(bpbd, "", files=files)


async def test_a_message_that_is_refused_leaves_its_files_free(town: FileTown) -> None:
    bpbd = town.page("bpbd")
    good = await town.bring(bpbd, b"baik\n")
    half = await town.begin(bpbd, 10)
    for files in ([good, half], [good, fresh_id()], [good, good]):
        with pytest.raises(NoSuchFile):
            await town.chat.send(bpbd, "dua berkas", files=files)
    assert (await town.chat.send(bpbd, "", files=[good])).seq == 1


async def test_whose_files_may_hang_where(town: FileTown) -> None:
    walikota, bpbd, dinkes = (town.page(post) for post in ("walikota", "bpbd", "dinkes"))
    mine = await town.bring(bpbd, b"milik bpbd\n")
    secret = await town.bring(walikota, b"rahasia\n", room="tertutup")
    for caller, file in ((dinkes, mine), (town.page("bpbd", "o2"), mine), (walikota, secret)):
        with pytest.raises(NoSuchFile):
            await town.chat.send(caller, "", files=[file])
    with pytest.raises(NotAMember):
        await town.begin(dinkes, 5, room="tertutup")
    with pytest.raises(NoSuchFile):
        await town.add(town.page("bpbd", "o2"), mine, 0, b"x")
    await town.chat.send(walikota, "", room="tertutup", files=[secret])
    with pytest.raises(NotAMember):
        await town.files.fetch(dinkes, secret)
    assert await town.files.fetch(bpbd, secret)


async def test_who_left_the_room_goes_on_with_nothing(town: FileTown) -> None:
    bpbd = town.page("bpbd")
    file = await town.begin(bpbd, 10, room="tertutup")
    await town.add(bpbd, file, 0, b"12345")
    done = await town.bring(bpbd, b"sudah\n", room="tertutup")
    room = town.chat.town.rooms["tertutup"]
    left = type(room)(room.id, room.name, room.mode, room.members - {"bpbd"})
    town.chat.town.rooms["tertutup"] = left
    for attempt in (
        town.add(bpbd, file, 5, b"67890"),
        town.files.progress(bpbd, file),
        town.files.fetch(bpbd, done),
        town.chat.send(bpbd, "", room="tertutup", files=[done]),
    ):
        with pytest.raises(NotAMember):
            await attempt


async def test_taken_back_with_its_message(town: FileTown) -> None:
    bpbd, operator = town.page("bpbd"), town.page("operator")
    file, message = await town.bring(bpbd, b"salah kirim\n"), fresh_id()
    await town.chat.send(bpbd, "", id=message, files=[file])
    await town.chat.delete(operator, message)
    for caller in (bpbd, operator):
        with pytest.raises(NoSuchFile):
            await town.files.fetch(caller, file)
    assert "berkas" not in str((await town.chat.join(bpbd)).events[0].body)
    town.chat.town.clock.advance(2 * DAY_S)
    await town.files.sweep()
    assert digest(b"salah kirim\n") in town.kept(), "the record keeps it"


async def test_what_nobody_came_back_for_is_removed_after_a_day(town: FileTown) -> None:
    bpbd = town.page("bpbd")
    unsent = await town.bring(bpbd, photo((64, 48)))
    sent = await town.bring(bpbd, b"terkirim\n")
    same = await town.bring(bpbd, b"terkirim\n")
    await town.chat.send(bpbd, "", files=[sent])
    half = await town.begin(bpbd, 10)
    await town.add(bpbd, half, 0, b"12345")
    (town.data / "uploads" / f"{fresh_id()}.part").write_bytes(b"of nobody")
    await town.files.sweep()
    assert f"{half}.part" in town.kept() and len(town.kept()) == 4

    town.chat.town.clock.advance(DAY_S - 60)
    fresh = await town.begin(bpbd, 10)
    await town.add(bpbd, fresh, 0, b"1")
    town.chat.town.clock.advance(120)
    await town.files.sweep()
    assert town.kept() == {digest(b"terkirim\n"), f"{fresh}.part"}
    for file in (unsent, same, half):
        with pytest.raises(NoSuchFile):
            await town.files.progress(bpbd, file)
    assert await town.files.fetch(bpbd, sent)


async def test_so_much_a_day(town: FileTown) -> None:
    bpbd = town.page("bpbd")
    for _ in range(DAY_MAX_BYTES // FILE_MAX_BYTES):
        file = await town.begin(bpbd, FILE_MAX_BYTES)
        await town.add(bpbd, file, 0, b"x")
        await town.files.give_up(bpbd, file)
    for _ in range(8):
        await town.bring(bpbd, b"sedikit\n")
    day = await town.chat.store.read(lambda tx: tx.files.usage("bpbd", 0))
    assert (day.unfinished, day.day_bytes) == (0, 20 + 64), "only what came counts"

    await town.chat.store.write(lambda tx: _heavy(tx, bpbd))
    with pytest.raises(UploadQuota):
        await town.begin(bpbd, 1_000)
    town.chat.town.clock.advance(DAY_S + 1)
    assert await town.begin(bpbd, 1_000)


async def _heavy(tx, caller: Caller) -> None:  # type: ignore[no-untyped-def]
    """One row as of a whole day's work."""
    now_ms = 1_800_000_000_000
    author, holder = caller.person.id, caller.person.holder
    await tx.files.add(
        File("heavy", author, holder, "umum", "x", DAY_MAX_BYTES - 1_000, now_ms, now_ms)
    )


async def test_pieces_go_on_where_the_last_one_ended(town: FileTown) -> None:
    bpbd = town.page("bpbd")
    file = await town.begin(bpbd, 10)
    assert await town.add(bpbd, file, 0, b"12345") == 5
    for offset in (0, 4, 6):
        with pytest.raises(WrongOffset):
            await town.add(bpbd, file, offset, b"67890")
    assert await town.add(bpbd, file, 5, b"67890") == 10
    assert await town.add(bpbd, file, 10, b"") == 10
    assert (await town.files.fetch(bpbd, file)).sha256 == digest(b"1234567890")


async def test_verify_names_the_file_that_is_not_what_it_was(town: FileTown) -> None:
    bpbd = town.page("bpbd")
    files = [await town.bring(bpbd, data) for data in (b"satu\n", b"dua\n", photo((64, 48)))]
    await town.chat.send(bpbd, "", files=files)
    half = await town.begin(bpbd, 10)
    await town.add(bpbd, half, 0, b"12345")
    database, folder = town.data / FILE, town.data / "files"
    assert inspect(database, folder).problems == ()

    made = back_up(town.data, town.data / "safe", 0)
    assert made.files == 4, "a thumbnail is one too, half an upload is none"
    new = town.data / "new"
    restore(made.path, new, 0)
    assert inspect(new / FILE, new / "files").problems == ()

    one, two = (folder / digest(data)[:2] / digest(data) for data in (b"satu\n", b"dua\n"))
    one.unlink()
    two.write_bytes(b"duA\n")
    problems = inspect(database, folder).problems
    assert sorted(problem.split()[2] for problem in problems) == ["berubah", "hilang"]
    assert all(any(file in problem for problem in problems) for file in files[:2])
