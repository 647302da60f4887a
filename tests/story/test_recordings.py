"""Stories of recordings: begun when people meet, ended when they part, kept as long as was said."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hub.adapters.files.recordings import DiskRecordings
from hub.adapters.store.writer import SqlStore
from hub.domain.refusals import NoSuchFile, NotAMember, NotSaved
from hub.services.recording_desk import RecordingDesk
from hub.services.recordings import RecordingTaker
from hub.wire.recordings import RecordingCard, Talked
from hub.wire.worker import RecordingKept, RecordingStopped
from tests.chat_town import running_store
from tests.town import Device, FullDisk, Town

DAY_S = 86_400


class Studio:
    """A town whose rooms may be recorded, on a real store and a real folder."""

    def __init__(self, town: Town, store: SqlStore, folder: Path) -> None:
        self.town, self.store = town, store
        self.shelf = DiskRecordings(folder)
        self.shelf.folder.mkdir(exist_ok=True)
        self.alarms: list[tuple[str, str]] = []
        self.numbers = iter(range(1, 10_000))
        self.taker = self.new_taker()

    def new_taker(self, store: object = None) -> RecordingTaker:
        taker = RecordingTaker(
            self.town.rooms,
            self.town.presence,
            self.town.worker,
            self.town.news,
            store or self.store,  # type: ignore[arg-type]
            self.shelf,
            self.town.clock,
            lambda: f"00000000-0000-4000-8000-{next(self.numbers):012x}",
            lambda room, recording, why: self.alarms.append((room, why)),
            self.prepare,
        )
        self.town.news.room_peopled = taker.look
        self.desk = RecordingDesk(self.town.rooms, taker, self.store, self.shelf, self.town.clock)
        return taker

    async def prepare(self) -> None:
        """The words are made ready."""
        self.town.told.append("words ready")

    async def events(self, room: str) -> list[tuple[str, str]]:
        found = await self.store.read(lambda tx: tx.events.after(f"air:{room}", 0, 100))
        return [(e.body["state"], e.body.get("why", "")) for e in found if e.kind == "recording"]

    async def trail(self) -> list[tuple[str, str]]:
        entries = await self.store.read(lambda tx: tx.audit.after(0, 1_000))
        return [(e.action, e.actor) for e in entries if e.action.startswith("recording:")]

    def makes(self, recording: str, length_ms: int = 60_000, cut: bool = False) -> RecordingKept:
        """The worker has it whole on the disk."""
        sound, index = b"OggS" * 100, b'{"ms":100,"on":"bpbd"}\n{"ms":900,"off":"bpbd"}\n'
        self.shelf.path(recording).write_bytes(sound)
        (self.shelf.folder / f"{recording}.talk").write_bytes(index)
        (self.shelf.folder / f"{recording}.kept").write_text("told")
        return RecordingKept(
            recording=recording,
            length_ms=length_ms,
            bytes=len(sound),
            sha256=hashlib.sha256(sound).hexdigest(),
            index_sha256=hashlib.sha256(index).hexdigest(),
            cut=cut,
        )

    def there(self) -> set[str]:
        return {path.suffix for path in self.shelf.folder.iterdir()}

    async def cards(self, device: Device, room: str = "umum") -> list[RecordingCard]:
        return list((await self.desk.page(device.caller, room, None)).recordings)

    def sees_it_recorded(self, device: Device, room: str = "umum") -> bool:
        self.town.wait(1.0)
        lines = [card for told in device.room_lists for card in told.rooms if card.id == room]
        return lines[-1].recorded


@asynccontextmanager
async def studio(folder: Path) -> AsyncIterator[Studio]:
    town = Town()
    async with running_store(folder, town.clock) as store:
        yield Studio(town, store, folder)


async def test_a_meeting_is_recorded_from_the_first_to_the_last_who_is_there(
    tmp_path: Path,
) -> None:
    async with studio(tmp_path) as it:
        mayor = it.town.device("walikota")
        await it.desk.set_rule(mayor.caller, "umum", True, 30)
        await it.taker.settle()
        assert it.town.worker.recording == {}, "nobody is there"
        [bpbd] = await it.town.in_room("umum", "bpbd")
        await it.taker.settle()
        recording = it.town.worker.recording["umum"]
        assert "worker: record umum with notice" in it.town.told
        prepared = it.town.told.index("words ready")
        assert prepared < it.town.told.index("worker: record umum with notice")
        assert it.sees_it_recorded(bpbd) and await it.events("umum") == [("begun", "")]
        await mayor.join("umum")
        it.town.voices.leave(bpbd.caller, bpbd.voice)
        await it.taker.settle()
        assert it.town.worker.recording == {"umum": recording}, "one goes on as long as they meet"
        it.town.clock.advance(60)
        it.town.voices.leave(mayor.caller, mayor.voice)
        await it.taker.settle()
        assert it.town.worker.recording == {} and not it.sees_it_recorded(mayor)
        assert await it.events("umum") == [("begun", ""), ("ended", "")]
        it.taker.told(kept := it.makes(recording))
        await it.taker.settle()
        [card] = await it.cards(mayor)
        assert (card.id, card.state, card.sha256) == (recording, "kept", kept.sha256)
        assert it.there() == {".opus", ".talk"}, "the worker's note is taken"
        whole = await it.desk.read(mayor.caller, recording)
        assert whole.talks == (Talked(who="bpbd", from_ms=100, to_ms=900),)


async def test_each_hour_begins_a_new_one_without_a_gap_and_without_a_second_notice(
    tmp_path: Path,
) -> None:
    async with studio(tmp_path) as it:
        operator = it.town.device("operator")
        await it.desk.set_rule(operator.caller, "umum", True, 30)
        await operator.join("umum")
        await it.taker.settle()
        first = it.town.worker.recording["umum"]
        it.town.told.clear()
        it.town.clock.advance(3_600)
        await it.taker.settle()
        assert it.town.worker.recording["umum"] != first
        assert [line for line in it.town.told if "record" in line] == ["worker: record umum"]
        assert it.sees_it_recorded(operator)


async def test_a_new_hour_that_cannot_be_saved_at_once_is_begun_when_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with studio(tmp_path) as it:
        [mayor] = await it.town.in_room("umum", "walikota")
        await it.desk.set_rule(mayor.caller, "umum", True, 30)
        await it.taker.settle()
        first = it.town.worker.recording["umum"]
        it.town.clock.advance(3_600)

        async def full(room: str, notice: bool) -> None:
            raise NotSaved

        with monkeypatch.context() as broken:
            broken.setattr(it.taker, "_begin", full)
            with pytest.raises(NotSaved):
                await it.taker.settle()
        assert it.town.worker.recording["umum"] == first, "meanwhile it goes on"
        await it.taker.settle()
        assert it.town.worker.recording["umum"] != first


async def test_only_who_leads_the_room_may_and_each_access_is_in_the_trail(tmp_path: Path) -> None:
    async with studio(tmp_path) as it:
        mayor, bpbd = it.town.device("walikota"), it.town.device("bpbd")
        await it.desk.set_rule(mayor.caller, "umum", True, 30)
        await mayor.join("umum")
        await it.taker.settle()
        recording = it.town.worker.recording["umum"]
        for ask in (
            lambda: it.desk.read(mayor.caller, recording),
            lambda: it.desk.fetch(mayor.caller, recording),
        ):
            with pytest.raises(NoSuchFile):
                await ask()  # It is not whole yet.
        it.taker.told(it.makes(recording))
        await it.taker.settle()
        for refused in (
            lambda: it.desk.set_rule(bpbd.caller, "umum", False, 30),
            lambda: it.desk.page(bpbd.caller, "umum", None),
            lambda: it.desk.read(bpbd.caller, recording),
            lambda: it.desk.fetch(bpbd.caller, recording),
            lambda: it.desk.drawn(bpbd.caller, recording),
        ):
            with pytest.raises(NotAMember):
                await refused()
        await it.desk.read(mayor.caller, recording)
        for _ in range(3):  # The ranges of one player.
            await it.desk.fetch(mayor.caller, recording)
        it.town.clock.advance(3_601)
        await it.desk.fetch(mayor.caller, recording)
        assert await it.trail() == [
            ("recording:set", "walikota"),
            ("recording:kept", "walikota"),
            ("recording:read", "walikota"),
            ("recording:fetched", "walikota"),
            ("recording:fetched", "walikota"),
        ]


async def test_a_disk_that_gives_up_ends_it_says_so_and_is_not_asked_again_at_once(
    tmp_path: Path,
) -> None:
    async with studio(tmp_path) as it:
        [mayor] = await it.town.in_room("umum", "walikota")
        await it.desk.set_rule(mayor.caller, "umum", True, 30)
        await it.taker.settle()
        recording = it.town.worker.recording["umum"]
        it.taker.told(RecordingStopped(recording=recording, why="disk_full"))
        await it.taker.settle()
        assert it.alarms == [("umum", "disk_full")] and not it.sees_it_recorded(mayor)
        assert (await it.events("umum"))[-1] == ("ended", "disk_full")
        await it.town.in_room("umum", "bpbd")
        await it.taker.settle()
        assert it.town.worker.recording == {}
        await it.desk.set_rule(mayor.caller, "umum", True, 30)
        await it.taker.settle()
        assert "umum" in it.town.worker.recording, "set anew, it is tried anew"


async def test_a_worker_that_dies_leaves_what_the_next_one_finishes(tmp_path: Path) -> None:
    async with studio(tmp_path) as it:
        [mayor] = await it.town.in_room("umum", "walikota")
        await it.desk.set_rule(mayor.caller, "umum", True, 30)
        await it.taker.settle()
        first = it.town.worker.recording["umum"]
        it.taker.media_lost({"siaga", "rapat"})
        await it.taker.settle()
        assert it.sees_it_recorded(mayor), "another worker's end is not this room's"
        it.town.worker_dies("umum")
        it.taker.media_lost({"umum"})
        await it.taker.settle()
        assert (await it.events("umum"))[-1] == ("ended", "media_down")
        assert not it.sees_it_recorded(mayor)
        it.town.worker_is_back()
        await mayor.join("umum")
        await it.taker.settle()
        second = it.town.worker.recording["umum"]
        it.taker.told(it.makes(first, 30_000, cut=True))
        it.taker.all_told(())
        await it.taker.settle()
        states = {card.id: (card.state, card.cut) for card in await it.cards(mayor)}
        assert states == {first: ("kept", True), second: ("under_way", False)}

        await it.desk.set_rule(mayor.caller, "umum", False, 30)
        await it.taker.settle()
        it.taker.all_told({second})
        await it.taker.settle()
        assert [c.state for c in await it.cards(mayor) if c.id == second] == ["under_way"]
        it.taker.all_told(())
        await it.taker.settle()
        assert [c.state for c in await it.cards(mayor) if c.id == second] == ["lost"]


async def test_a_hub_that_dies_finds_what_there_is_and_says_what_there_is_not(
    tmp_path: Path,
) -> None:
    async with studio(tmp_path) as it:
        mayor, _ = await it.town.in_room("umum", "walikota", "bpbd")
        await mayor.join("rapat")
        await it.desk.set_rule(mayor.caller, "umum", True, 30)
        await it.desk.set_rule(mayor.caller, "rapat", True, 30)
        await it.taker.settle()
        made, nothing = it.town.worker.recording["umum"], it.town.worker.recording["rapat"]
        after = it.new_taker()
        await after.load()
        assert after.rule("umum").on
        after.told(kept := it.makes(made, cut=True))
        after.told(kept)  # Told again: it is the same.
        after.all_told(())
        await after.settle()
        assert [(c.id, c.state) for c in await it.cards(mayor)] == [(made, "kept")]
        assert [(c.id, c.state) for c in await it.cards(mayor, "rapat")] == [(nothing, "lost")]
        assert [action for action, _ in await it.trail()].count("recording:kept") == 1


async def test_what_was_kept_long_enough_goes_and_the_trail_says_so(tmp_path: Path) -> None:
    async with studio(tmp_path) as it:
        [mayor] = await it.town.in_room("umum", "walikota")
        await it.desk.set_rule(mayor.caller, "umum", True, 30)
        await it.taker.settle()
        recording = it.town.worker.recording["umum"]
        it.town.voices.leave(mayor.caller, mayor.voice)
        it.taker.told(it.makes(recording))
        await it.taker.settle()
        await it.desk.set_rule(mayor.caller, "umum", True, 7)
        it.town.clock.advance(29 * DAY_S)
        await it.taker.settle()
        assert it.there() == {".opus", ".talk"}, "what was promised when it was made holds"
        it.town.clock.advance(2 * DAY_S)
        await it.taker.settle()
        assert it.there() == set()
        [card] = await it.cards(mayor)
        assert card.state == "swept" and card.sha256
        assert (await it.trail())[-1] == ("recording:swept", "")
        with pytest.raises(NoSuchFile):
            await it.desk.fetch(mayor.caller, recording)


async def test_what_cannot_be_saved_is_not_recorded_until_it_can(tmp_path: Path) -> None:
    async with studio(tmp_path) as it:
        [mayor] = await it.town.in_room("umum", "walikota")
        taker = it.new_taker(FullDisk())
        await it.desk.set_rule(mayor.caller, "umum", True, 30)
        with pytest.raises(Exception, match="not_saved"):
            await taker.settle()
        assert it.town.worker.recording == {} and not it.town.presence.recorded
        taker._store = it.store
        await taker.settle()
        assert "umum" in it.town.worker.recording


async def test_a_radio_alone_is_nobody_who_meets(tmp_path: Path) -> None:
    async with studio(tmp_path) as it:
        [mayor] = await it.town.in_room("umum", "walikota")
        await it.desk.set_rule(mayor.caller, "umum", True, 30)
        person = it.town.presence.in_room("umum")[0].person
        it.town.presence.in_room("umum")[0].person = type(person)(
            person.id, person.agency, person.short, person.post, "device"
        )
        await it.taker.settle()
        assert it.town.worker.recording == {}
