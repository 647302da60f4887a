"""Backups: a restore drill, and what a damaged or altered archive or database is told to be."""

import asyncio
import hashlib
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from hub.adapters.store import backup
from hub.adapters.store.backup import BadBackup, back_up, prune, restore
from hub.adapters.store.copies import Copies
from hub.adapters.store.inspect import inspect
from hub.adapters.store.kept_recordings import kept, odd, sums_of
from hub.adapters.store.migrate import StoreUnusable, migrate
from hub.adapters.store.seal import Seal
from hub.domain.officials import Official
from hub.domain.recording import Recording
from hub.domain.refusals import LinkUsed
from hub.services.store import Draft
from tests.access_town import access_town
from tests.chat_town import fresh_id, running_store
from tests.town import FakeClock

NOW = 1_800_000_000.0
KEY = b"the key of this town"


def prepare(folder: Path) -> None:
    (folder / "files" / "ab").mkdir(parents=True)
    (folder / "secret.key").write_bytes(KEY)
    (folder / "files" / "ab" / "abcd").write_bytes(b"picture")
    (folder / "files" / "ab" / "half.part").write_bytes(b"not yet")


async def fill(folder: Path, events: int = 30) -> None:
    """A data folder somebody has worked with."""
    prepare(folder)
    async with running_store(folder) as store:
        store._seal = Seal(KEY)  # noqa: SLF001

        async def write(n: int) -> None:
            async def change(tx):  # type: ignore[no-untyped-def]
                await tx.events.append(
                    Draft(f"room:{n % 3}", fresh_id(), "message", n, "bpbd", "o1", {"text": "x"})
                )
                await tx.audit.add(n, "admin", "test", str(n))

            await store.write(change)

        await asyncio.gather(*(write(n) for n in range(events)))
        await store.write(lambda tx: tx.people.save(Official("o1", "Pejabat 1", "+62811")))


async def test_the_restore_drill(tmp_path: Path) -> None:
    await fill(tmp_path / "data")
    before = inspect(tmp_path / "data" / "posko.db")
    made = back_up(tmp_path / "data", tmp_path / "safe", NOW)
    assert (made.findings, made.files) == (before, 1)

    new = tmp_path / "new"
    new.mkdir()
    (new / "secret.key").write_bytes(KEY)
    restored = restore(made.path, new, NOW).findings
    assert restored == before
    assert not restored.problems
    there = inspect(new / "posko.db")
    assert (there.problems, there.heads, there.revision) == ((), before.heads, before.revision)
    noted = {"audit": before.rows["audit"] + 1}
    assert there.rows == before.rows | noted, "the trail tells of it; all else is as it was"
    assert restored.heads == {f"room:{n}": 10 for n in range(3)}
    assert (restored.audit_rows, restored.rows["event"]) == (30, 30)
    assert (new / "files" / "ab" / "abcd").read_bytes() == b"picture"
    async with running_store(new) as store:
        store._seal = Seal(KEY)  # noqa: SLF001
        book = await store.read(lambda tx: tx.people.load())
        assert book.officials["o1"].name == "Pejabat 1"


@pytest.mark.parametrize("keep_sessions", [False, True])
async def test_after_a_restore_who_was_shown_out_since_is_not_in(
    tmp_path: Path, keep_sessions: bool
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "secret.key").write_bytes(KEY)
    async with access_town(data) as town:
        lost, mine = await town.sign_in("bpbd"), await town.sign_in("dinkes")
        used, out = town.links.issue("bpbd"), town.links.issue("walikota")
        made = back_up(data, tmp_path / "safe", NOW)
        await town.parts.enrolments.use_link(used, None, town.visitor())
        admin = await town.sign_in("admin")
        await town.enable_app(admin)
        await town.parts.devices.end(town.caller(admin), lost.session.id)
    restored = restore(made.path, data, NOW + 1, keep_sessions=keep_sessions)
    assert restored.ended == (0 if keep_sessions else 2)
    assert not inspect(data / "posko.db").problems
    async with access_town(data) as town:
        assert town.is_in(lost) == town.is_in(mine) == keep_sessions
        for link in () if keep_sessions else (used, out):
            with pytest.raises(LinkUsed):
                await town.parts.enrolments.use_link(link, None, town.visitor())
        town.clock.advance(2)
        assert town.is_in(await town.sign_in("bpbd")), "a new link lets him in"
        told = (await town.audit())[2]
        assert (told.actor, told.action) == ("posko restore", "data:restore")


async def test_what_was_there_before_a_restore_is_kept(tmp_path: Path) -> None:
    data = tmp_path / "data"
    await fill(data)
    made = back_up(data, tmp_path / "safe", NOW)
    (data / "posko.db").write_bytes(b"ruined")
    restore(made.path, data, NOW)
    assert (data / "replaced-20270115-080000" / "posko.db").read_bytes() == b"ruined"
    assert not inspect(data / "posko.db").problems


async def test_the_key_is_only_there_when_asked_for(tmp_path: Path) -> None:
    await fill(tmp_path / "data")
    without = back_up(tmp_path / "data", tmp_path / "a", NOW)
    with_key = back_up(tmp_path / "data", tmp_path / "b", NOW, with_key=True)
    with tarfile.open(without.path) as archive:
        assert "secret.key" not in archive.getnames()
    assert without.path.stat().st_mode & 0o777 == 0o600
    for folder, line in (("none", "perlu kuncinya"), ("other", "bukan kunci data ini")):
        (tmp_path / folder).mkdir()
        if folder == "other":
            (tmp_path / folder / "secret.key").write_bytes(b"another")
        with pytest.raises(BadBackup, match=line):
            restore(without.path, tmp_path / folder, NOW)
        assert not (tmp_path / folder / "posko.db").exists(), "nothing was touched"
    restore(with_key.path, tmp_path / "none", NOW)


def recording(data: Path, number: int) -> Recording:
    """One as the worker leaves it, and its row."""
    one = f"00000000-0000-4000-8000-{number:012x}"
    sound, index = b"OggS" + bytes([number]) * 2_000, b'{"ms":0,"on":"bpbd"}\n'
    folder = data / "recordings"
    folder.mkdir(exist_ok=True)
    (folder / f"{one}.opus").write_bytes(sound)
    (folder / f"{one}.talk").write_bytes(index)
    (folder / f"{one}.peaks").write_bytes(b"made anew when it is looked at")
    sums = (hashlib.sha256(sound).hexdigest(), hashlib.sha256(index).hexdigest())
    return Recording(one, "umum", number, 90, "kept", number, 40_000, len(sound), *sums)


async def with_recordings(data: Path) -> list[Recording]:
    """A data folder with two that are whole and one under way."""
    await fill(data)
    rows = [recording(data, 1), recording(data, 2)]
    under_way = Recording("00000000-0000-4000-8000-000000000009", "umum", 9, 90)
    (data / "recordings" / f"{under_way.id}.opus.part").write_bytes(b"OggS")
    async with running_store(data) as store:

        async def change(tx):  # type: ignore[no-untyped-def]
            for row in (*rows, under_way):
                await tx.recordings.add(row)

        await store.write(change)
    return rows


def sounds(data: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (data / "recordings").iterdir()}


async def test_recordings_are_in_it_when_asked_for_and_come_back_as_they_were(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    rows = await with_recordings(data)
    without = back_up(data, tmp_path / "a", NOW)
    made = back_up(data, tmp_path / "b", NOW, with_recordings=True)
    assert {one.id for one in without.recordings} == {row.id for row in rows}
    assert (made.files, made.odd) == (without.files, ())
    with tarfile.open(made.path) as archive:
        there = {name for name in archive.getnames() if name.startswith("recordings/")}
    names = {f"{row.id}{kind}" for row in rows for kind in (".opus", ".talk")}
    assert there == {f"recordings/{name}" for name in names}, "nothing half made"
    before = sounds(data)
    (data / "recordings" / f"{rows[0].id}.opus").write_bytes(b"ruined")
    restored = restore(without.path, data, NOW)
    assert (restored.recordings, restored.odd) == (None, ())
    assert sounds(data)[f"{rows[0].id}.opus"] == b"ruined", "none in it: they stay as they are"
    restored = restore(made.path, data, NOW + 1)
    assert (restored.recordings, restored.odd) == (2, ())
    assert sounds(data) == {name: before[name] for name in names}
    aside = data / "replaced-20270115-080001" / "recordings" / f"{rows[0].id}.opus"
    assert aside.read_bytes() == b"ruined"


async def test_a_recording_that_is_gone_or_changed_is_named_and_keeps_nothing_back(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    gone, changed = await with_recordings(data)
    (data / "recordings" / f"{gone.id}.opus").unlink()
    (data / "recordings" / f"{changed.id}.talk").write_bytes(b"other")
    recordings = kept(data / "posko.db")
    named = [gone.id, "hilang"], [changed.id, "berubah"]
    made = back_up(data, tmp_path / "safe", NOW, with_recordings=True)
    for odd_ones in (made.odd, tuple(odd(recordings, sums_of(recordings, data)))):
        for line, words in zip(odd_ones, named, strict=True):
            assert all(word in line for word in words), line
    restored = restore(made.path, data, NOW)
    assert (restored.recordings, restored.odd) == (2, made.odd)
    assert not restored.findings.problems
    assert (data / "recordings" / f"{changed.id}.talk").read_bytes() == b"other"


async def test_an_archive_with_a_damaged_recording_gives_back_all_else(tmp_path: Path) -> None:
    data = tmp_path / "data"
    rows = await with_recordings(data)
    made = back_up(data, tmp_path / "safe", NOW, with_recordings=True)
    content = bytearray(made.path.read_bytes())
    content[content.index(b"OggS\x02") + 1_000] ^= 1
    made.path.write_bytes(content)
    restored = restore(made.path, data, NOW)
    [line] = restored.odd
    assert rows[1].id in line and "berubah" in line
    assert not inspect(data / "posko.db").problems


class Killed(BaseException):
    """The power went."""


@pytest.mark.parametrize("step", range(7))
async def test_a_restore_cut_short_is_noticed_and_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    data = tmp_path / "data"
    await fill(data)
    made = back_up(data, tmp_path / "safe", NOW, with_key=True)
    await asyncio.to_thread(lambda: (data / "posko.db-journal").write_bytes(b"of the old one"))
    (data / "secret.key").write_bytes(b"the key of before")
    left = step

    def dying(move: Any) -> Any:
        def moved(self: Path, target: Path) -> Path:
            nonlocal left
            if self.parent != data and target.parent != data:
                return move(self, target)  # type: ignore[no-any-return]
            if left == 0:
                raise Killed
            left -= 1
            return move(self, target)  # type: ignore[no-any-return]

        return moved

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", dying(Path.rename))
        patched.setattr(Path, "replace", dying(Path.replace))
        with pytest.raises(Killed):
            restore(made.path, data, NOW)
    if (data / "restoring").exists():
        with pytest.raises(StoreUnusable, match="posko restore"):
            migrate(data, NOW)
    else:
        migrate(data, NOW)
        assert inspect(data / "posko.db") == made.findings, "nothing was touched yet"
    restore(made.path, data, NOW + 1)
    there = inspect(data / "posko.db")
    assert (there.problems, there.heads) == ((), made.findings.heads)
    assert there.audit_rows == made.findings.audit_rows + 1
    assert (data / "secret.key").read_bytes() == KEY
    assert not (data / "posko.db-journal").exists()
    asides = list(data.glob("replaced-*"))
    assert any((aside / "posko.db").exists() for aside in asides)
    assert (min(asides) / "secret.key").read_bytes() == b"the key of before"
    assert not list(data.glob("restoring*"))


async def test_an_upload_given_up_meanwhile_does_not_spoil_a_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    await fill(data)

    monkeypatch.setattr(backup, "_files", lambda _: [("files/ab/gone", data / "files/ab/never")])
    made = back_up(data, tmp_path / "safe", NOW)
    assert made.files == 0
    restore(made.path, data, NOW)


async def test_what_is_in_an_archive_and_not_noted_is_refused(tmp_path: Path) -> None:
    data = tmp_path / "data"
    await fill(data)
    made = back_up(data, tmp_path / "safe", NOW)
    (tmp_path / "more").write_bytes(b"slipped in")
    with tarfile.open(made.path, "a") as archive:
        archive.add(tmp_path / "more", "files/ab/more")
    with pytest.raises(BadBackup):
        restore(made.path, data, NOW)


@pytest.mark.parametrize("damage", ["byte", "short", "empty", "missing"])
async def test_a_damaged_archive_changes_nothing(tmp_path: Path, damage: str) -> None:
    data = tmp_path / "data"
    await fill(data)
    made = back_up(data, tmp_path / "safe", NOW)
    before = inspect(data / "posko.db")
    content = bytearray(made.path.read_bytes())
    if damage == "byte":
        content[len(content) // 3] ^= 1
    made.path.write_bytes({"short": content[:5000], "empty": b""}.get(damage, content))
    if damage == "missing":
        made.path.unlink()
    with pytest.raises(BadBackup) as refused:
        restore(made.path, data, NOW)
    assert "\n" not in str(refused.value)
    assert inspect(data / "posko.db") == before
    assert not list(data.glob("replaced-*"))


@pytest.mark.parametrize(
    ("sql", "line"),
    [
        ("DELETE FROM event WHERE stream = 'room:1' AND seq = 4", "room:1"),
        ("UPDATE stream SET seq = 99 WHERE id = 'room:2'", "room:2"),
        ("UPDATE audit SET actor = 'x' WHERE seq = 7", "baris 7"),
        ("DELETE FROM audit WHERE seq = 12", "baris 12"),
    ],
)
async def test_whatever_was_altered_is_named(tmp_path: Path, sql: str, line: str) -> None:
    await fill(tmp_path / "data")
    path = tmp_path / "data" / "posko.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        for trigger in ("audit_no_update", "audit_no_delete"):
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(sql)
    [problem] = inspect(path).problems
    assert line in problem
    made = back_up(tmp_path / "data", tmp_path / "safe", NOW)
    with pytest.raises(BadBackup):
        restore(made.path, tmp_path / "data", NOW)


async def test_one_flipped_byte_of_the_trail_names_its_row(tmp_path: Path) -> None:
    await fill(tmp_path / "data")
    path = tmp_path / "data" / "posko.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER audit_no_update")
        connection.execute("UPDATE audit SET subject = char(unicode(subject) + 1) WHERE seq = 23")
    assert "23" in inspect(path).problems[0]


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    for n in range(5):
        (tmp_path / f"posko-2027010{n}-000000.tar").touch()
    (tmp_path / "catatan.txt").touch()
    prune(tmp_path, 2)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["catatan.txt", "posko-20270103-000000.tar", "posko-20270104-000000.tar"]


async def test_copies_while_the_hub_runs(tmp_path: Path) -> None:
    await fill(tmp_path / "data")
    clock = FakeClock()
    copies = Copies(tmp_path / "data", tmp_path / "safe", 900.0, 3, clock)
    with capture_logs() as logs:
        for _ in range(5):
            await copies.copy()
            clock.advance(900)
    assert len(list((tmp_path / "safe").glob("copy-*.db"))) == 3
    trail = inspect(tmp_path / "data" / "posko.db")
    assert (logs[-1]["audit_rows"], logs[-1]["audit_hash"]) == (30, trail.audit_hash)
    assert copies.last_at == clock.now() - 900

    (tmp_path / "data" / "posko.db").write_bytes(b"ruined" * 1000)
    with capture_logs() as logs:
        await copies.copy()
    assert [entry["event"] for entry in logs] == ["database not copied"]
    assert len(list((tmp_path / "safe").glob("*"))) == 3, "nothing half done is left"
