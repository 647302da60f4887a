"""A full disk: nothing is acknowledged that was not saved, voice goes on, and it recovers."""

import os
import subprocess
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from hub.adapters.files.disk import DiskBlobs
from hub.adapters.files.thumbnails import Thumbnails
from hub.adapters.store.migrate import StoreUnusable, migrate
from hub.domain.refusals import NotSaved
from tests.contract.running_hub import Page, running_hub, until
from tests.tus_client import Tus, digest, photo

SIZE = "12m"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("mounting a small disk needs root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(ballast: Path) -> None:
    """Take what room there is."""
    with ballast.open("wb", buffering=0) as file:
        for size in (65_536, 512):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue


async def say(page: Page, message: str) -> dict[str, object]:
    return await page.ask("chat:send", id=message, room="umum", text="Pintu air naik " * 100)


async def test_a_full_disk(small_disk: Path) -> None:
    async with (
        running_hub(small_disk) as hub,
        hub.page("bpbd") as bpbd,
        hub.page("dinkes") as dinkes,
    ):
        acknowledged = []
        ballast = small_disk / "ballast"
        assert bpbd.hello["storage_ok"]
        acknowledged.append(first := str(uuid.uuid4()))
        assert (await say(bpbd, first))["ok"]

        fill(ballast)
        refused: list[str] = []
        for _ in range(35):  # A page of the log may still have room.
            message = str(uuid.uuid4())
            reply = await say(bpbd, message)
            if reply["ok"]:
                acknowledged.append(message)
                continue
            assert (reply["code"], reply["retry_after_s"]) == ("not_saved", 5.0)
            refused.append(message)
            if len(refused) == 3:
                break
        assert len(refused) == 3
        assert (await until(lambda: dinkes.heard("storage"))) == [{"ok": False}], "a banner"

        page = await dinkes.ask("stream:join", stream="room:umum", after=0)
        assert [e["id"] for e in page["events"]] == acknowledged, "reading goes on"
        voice = (await bpbd.ask("voice:join", room="siaga-banjir", sdp="offer"))["voice"]
        reply = await bpbd.ask("ptt:request", voice=voice, request=1)
        assert reply["state"] == "granted", "voice goes on"
        assert (await hub_ready(dinkes)) == 200

        ballast.unlink()
        await until(lambda: {"ok": True} in dinkes.heard("storage"), limit_s=6.0)
        for message in refused:
            assert (await say(bpbd, message))["ok"]
        page = await dinkes.ask("stream:join", stream="room:umum", after=0)
        assert [e["id"] for e in page["events"]] == acknowledged + refused
        assert [e["seq"] for e in page["events"]] == list(range(1, len(page["events"]) + 1))


async def test_a_full_disk_and_a_file_half_brought(small_disk: Path) -> None:
    data = photo((1600, 1200))
    half = len(data) // 2
    async with running_hub(small_disk) as hub, hub.page("bpbd") as bpbd:
        tus = Tus(bpbd)
        file, _ = await tus.create(len(data))
        assert (await tus.patch(file, 0, data[:half]))[0] == 204
        ballast = small_disk / "ballast"
        fill(ballast)
        status, _, reply = await tus.patch(file, half, data[half:])
        assert (status, reply["code"]) == (507, "not_saved")
        assert (await tus.head(file))[1]["Upload-Offset"] == str(half)
        _, (status, _, reply) = await tus.create(100_000)
        assert (status, reply["code"]) == (507, "not_saved")
        ballast.unlink()
        assert (await tus.patch(file, half, data[half:]))[0] == 204
        await until(lambda: bpbd.hello)
        sent = await bpbd.ask("chat:send", id=str(uuid.uuid4()), room="umum", text="", files=[file])
        assert sent["ok"]
        assert (await tus.get(file))[2] == data


async def test_what_did_not_fit_was_not_added(small_disk: Path) -> None:
    blobs = DiskBlobs(small_disk, Thumbnails())

    async def pieces(*sizes: int) -> AsyncIterator[bytes]:
        for size in sizes:
            yield b"x" * size

    assert await blobs.append("a", pieces(1_000, 2_000)) == 3_000
    with pytest.raises(NotSaved):
        await blobs.append("a", pieces(*[1 << 20] * 20))
    assert await blobs.length("a") == 3_000, "and there is room again"
    assert await blobs.append("a", pieces(1 << 20)) == 3_000 + (1 << 20)
    with pytest.raises(NotSaved):
        await blobs.check_room(12 << 20)
    whole = b"x" * (3_000 + (1 << 20))
    assert (await blobs.look("a")).sha256 == digest(whole), "the hash was made anew"


async def hub_ready(page: Page) -> int:
    return (await page.get("/health/ready"))[0]


def test_a_migration_on_a_full_disk_is_one_line(small_disk: Path) -> None:
    fill(small_disk / "ballast")
    with pytest.raises(StoreUnusable) as refused:
        migrate(small_disk, 1_800_000_000.0)
    assert "\n" not in str(refused.value) and "posko.db" in str(refused.value)
    (small_disk / "ballast").unlink()
    migrate(small_disk, 1_800_000_000.0)


def test_so_is_one_that_runs_out_of_room_half_way(small_disk: Path) -> None:
    """There is room for the first tables, and not for all."""
    (small_disk / "posko.db").touch()
    fill(small_disk / "ballast")
    os.truncate(small_disk / "ballast", (small_disk / "ballast").stat().st_size - 60_000)
    with pytest.raises(StoreUnusable, match="full|I/O") as refused:
        migrate(small_disk, 1_800_000_000.0)
    assert "\n" not in str(refused.value)
