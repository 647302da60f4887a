"""What waits for the hub survives a damaged card and a full disk, and ends no radio."""

import os
import sqlite3
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from radio_bridge.adapters.hub_outbox import FILE, Item, Kind, Outbox


async def delivered(box: Outbox, kind: Kind = "signal") -> list[str]:
    found = []
    while item := await box.next(kind):
        found.append(item.id)
        await box.done(item.id)
    return found


@pytest.mark.parametrize("rubbish", [b"SQLite format 3\0" + b"x" * 8_000, b"rubbish" * 1_000])
async def test_a_damaged_file_is_put_aside_and_said(tmp_path: Path, rubbish: bytes) -> None:
    (tmp_path / FILE).write_bytes(rubbish)
    box = Outbox(tmp_path)
    with capture_logs() as logged:
        box.put(Item("one", "signal", "{}"))
        assert await delivered(box) == ["one"]
    assert len([line for line in logged if line["log_level"] == "error"]) == 1, logged
    box.put(Item("two", "signal", "{}"))
    await box.close()
    again = Outbox(tmp_path)
    assert await delivered(again) == ["two"], "the new file is on the disk"
    await again.close()
    assert (tmp_path / FILE).with_suffix(".damaged").read_bytes() == rubbish


async def test_a_disk_that_takes_no_more_loses_nothing_while_the_radio_runs(
    tmp_path: Path,
) -> None:
    box = Outbox(tmp_path)
    box.put(Item("before", "signal", "{}"))
    await box.next("signal")
    await box._do(lambda: box._open().execute("PRAGMA max_page_count=1"))  # As a full disk says it.
    await box._do(lambda: box._open().execute("PRAGMA wal_autocheckpoint=0"))
    for n in range(30):
        box.put(Item(f"after-{n}", "signal", '"' + "x" * 1_000 + '"'))
    assert await delivered(box) == ["before", *(f"after-{n}" for n in range(30))]
    await box.close()


async def test_a_folder_that_cannot_be_made_ends_no_radio(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    box = Outbox(tmp_path / "file" / "outbox")
    box.put(Item("one", "recording", "{}"))
    assert await delivered(box, "recording") == ["one"]
    await box.close()


async def test_what_was_kept_before_is_there_after_a_kill(tmp_path: Path) -> None:
    box = Outbox(tmp_path)
    box.put(Item("one", "signal", "{}"))
    await box.next("signal")
    copied = tmp_path / "killed"
    copied.mkdir()
    for name in os.listdir(tmp_path):  # As a kill leaves it: nothing was closed.
        if name.startswith(FILE):
            (copied / name).write_bytes((tmp_path / name).read_bytes())
    again = Outbox(copied)
    assert await delivered(again) == ["one"]
    await again.close()
    await box.close()
    assert sqlite3.connect(tmp_path / FILE).execute("SELECT count(*) FROM item").fetchone() == (1,)
