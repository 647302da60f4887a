"""The store: one writer, a savepoint for each change, one commit for all that wait."""

import asyncio
import itertools
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from hub.adapters.store.migrate import HEAD, StoreUnusable, copy_database, migrate
from hub.adapters.store.tables import metadata
from hub.adapters.store.writer import Transaction
from hub.domain.audit import first_broken
from hub.domain.streams import Event
from hub.services.store import Draft
from tests.chat_town import fresh_id, running_store


def draft(stream: str = "room:umum", **other: object) -> Draft:
    values = {"id": fresh_id(), "kind": "message", "at_ms": 1, "by": "bpbd", "holder": ""}
    return Draft(stream=stream, **{**values, "body": {"text": "x"}, **other})  # type: ignore[arg-type]


async def append(tx: Transaction) -> Event:
    return await tx.events.append(draft())


async def test_numbers_are_gapless_however_many_write(tmp_path: Path) -> None:
    async with running_store(tmp_path) as store:
        rooms = [f"room:{n % 3}" for n in range(300)]

        async def one(room: str) -> Event:
            return await store.write(lambda tx: tx.events.append(draft(room)))

        events = await asyncio.gather(*map(one, rooms))
        for room in set(rooms):
            assert [e.seq for e in events if e.stream == room] == list(range(1, 101))
            kept = await store.read(lambda tx, room=room: tx.events.after(room, 0, 1000))
            assert [e.id for e in kept] == [e.id for e in events if e.stream == room]


async def test_a_change_that_fails_is_undone_alone(tmp_path: Path) -> None:
    async with running_store(tmp_path) as store:
        taken = draft()
        await store.write(lambda tx: tx.events.append(taken))

        async def half_done(tx: Transaction) -> None:
            await tx.events.append(draft())
            raise LookupError("after the first half")

        results = await asyncio.gather(
            store.write(append),
            store.write(half_done),
            store.write(append),
            store.write(lambda tx: tx.events.append(taken)),
            store.write(append),
            return_exceptions=True,
        )
        kinds = [r.seq if isinstance(r, Event) else type(r) for r in results]
        assert kinds == [2, LookupError, 3, IntegrityError, 4]
        assert store.ok


async def test_any_mix_of_changes_leaves_no_hole(tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")  # noqa: T201
    rng = random.Random(seed)

    def change(fails: bool, count: int) -> object:
        async def run(tx: Transaction) -> list[int]:
            made = [(await tx.events.append(draft())).seq for _ in range(count)]
            if fails:
                raise LookupError
            return made

        return run

    async with running_store(tmp_path) as store:
        asked = [change(rng.random() < 0.4, rng.randrange(1, 4)) for _ in range(200)]
        done = await asyncio.gather(
            *(store.write(one) for one in asked),  # type: ignore[arg-type]
            return_exceptions=True,
        )
        numbers = [n for result in done if isinstance(result, list) for n in result]
        assert numbers == list(range(1, len(numbers) + 1))


async def test_what_was_answered_is_there_when_the_file_is_opened_anew(tmp_path: Path) -> None:
    async with running_store(tmp_path) as store:
        events = await asyncio.gather(*(store.write(append) for _ in range(20)))
        # As after a loss of power: whatever is on the disk now, without a word to the database.
        copy = tmp_path / "copy"
        _copy_files(tmp_path, copy)
    async with running_store(copy) as store:
        kept = await store.read(lambda tx: tx.events.after("room:umum", 0, 100))
        assert [e.id for e in kept] == [e.id for e in events]


async def test_a_caller_who_left_does_not_stop_the_change(tmp_path: Path) -> None:
    async with running_store(tmp_path) as store:
        asked = asyncio.create_task(store.write(append))
        await asyncio.sleep(0)
        asked.cancel()
        assert (await store.write(append)).seq == 2


async def test_streams_that_grew_are_told_after_the_commit(tmp_path: Path) -> None:
    async with running_store(tmp_path) as store:
        told: list[tuple[set[str], int]] = []
        answered = itertools.count()
        store.listen(lambda streams: told.append((streams, next(answered))), lambda ok: None)
        await store.write(append)
        assert told == [({"room:umum"}, 0)]
        await store.write(lambda tx: tx.marks.move("bpbd", "room:umum", 1))
        assert len(told) == 1, "nothing grew"


async def test_the_audit_trail_is_chained_and_cannot_be_altered(tmp_path: Path) -> None:
    async with running_store(tmp_path) as store:
        await asyncio.gather(
            *(
                store.write(lambda tx, n=n: tx.audit.add(n, "admin", "post:save", str(n)))
                for n in range(5)
            )
        )
        trail = await store.read(lambda tx: tx.audit.after(0, 100))
        assert [e.seq for e in trail] == [1, 2, 3, 4, 5]
        assert first_broken(trail) is None
        for n, entry in enumerate(trail):
            altered = [*trail]
            altered[n] = type(entry)(**{**_fields(entry), "actor": "orang lain"})
            assert first_broken(altered) == n + 1
        assert first_broken(trail[:2] + trail[3:]) == 3
        for sql in ("UPDATE audit SET actor = 'x'", "DELETE FROM audit"):
            with pytest.raises(IntegrityError, match="append-only"):
                await store.write(lambda tx, sql=sql: tx.audit._connection.run(sql))


def test_a_new_database_has_every_table_and_is_left_alone_the_second_time(tmp_path: Path) -> None:
    migrate(tmp_path, 0.0)
    with closing(sqlite3.connect(tmp_path / "posko.db")) as connection:
        for table in metadata.sorted_tables:
            columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table.name})")}
            assert columns == {column.name for column in table.columns}, table.name
    before = (tmp_path / "posko.db").stat().st_mtime_ns
    migrate(tmp_path, 0.0)
    assert (tmp_path / "posko.db").stat().st_mtime_ns == before
    assert not (tmp_path / "backups").exists()


def test_an_older_database_is_copied_and_then_brought_up_to_date(tmp_path: Path) -> None:
    migrate(tmp_path, 0.0)
    path = tmp_path / "posko.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        for table in _made_after("0001"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.execute("INSERT INTO stream VALUES ('room:umum', 7)")
    migrate(tmp_path, 1_800_000_000.0)
    [copy] = (tmp_path / "backups").iterdir()
    assert copy.name == f"before-{HEAD}-from-0001-20270115-080000.db"
    for file, version in ((path, HEAD), (copy, "0001")):
        with closing(sqlite3.connect(file)) as connection:
            assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (
                version,
            )
            assert connection.execute("SELECT * FROM stream").fetchall() == [("room:umum", 7)]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"not a database, but long enough to be looked at as one" * 40, "tak dapat dipakai"),
        ("CREATE TABLE x (a)", "bukan data Posko"),
        ("CREATE TABLE alembic_version (version_num TEXT)|9999", "dari Posko yang lebih baru"),
    ],
)
def test_a_file_that_is_not_ours_is_one_line(
    tmp_path: Path, content: bytes | str, line: str
) -> None:
    path = tmp_path / "posko.db"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        sql, _, version = content.partition("|")
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(sql)
            if version:
                connection.execute("INSERT INTO alembic_version VALUES (?)", (version,))
    with pytest.raises(StoreUnusable, match=line) as refused:
        migrate(tmp_path, 0.0)
    assert "\n" not in str(refused.value)


async def test_a_copy_of_a_database_in_use_is_whole(tmp_path: Path) -> None:
    async with running_store(tmp_path) as store:
        writes = asyncio.gather(*(store.write(append) for _ in range(200)))
        await asyncio.sleep(0.01)
        await asyncio.to_thread(copy_database, tmp_path / "posko.db", tmp_path / "c" / "posko.db")
        await writes
    async with running_store(tmp_path / "c") as store:
        head = await store.read(lambda tx: tx.events.head("room:umum"))
        kept = await store.read(lambda tx: tx.events.after("room:umum", 0, 1000))
        assert [e.seq for e in kept] == list(range(1, head + 1))


def _copy_files(source: Path, target: Path) -> None:
    target.mkdir()
    for file in source.glob("posko.db*"):
        (target / file.name).write_bytes(file.read_bytes())


def _fields(entry: object) -> dict[str, object]:
    return {name: getattr(entry, name) for name in entry.__dataclass_fields__}  # type: ignore[attr-defined]


def _made_after(revision: str) -> list[str]:
    first = {"stream", "event", "message", "message_version", "read_mark", "audit", "probe"}
    assert revision == "0001"
    return [table.name for table in metadata.sorted_tables if table.name not in first]
