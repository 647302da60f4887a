"""Files over HTTP: uploads by tus, what they end as, and who gets them."""

import asyncio
import io
import struct
import uuid
import zlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from PIL import Image

from hub.services.files import PIECE_LIMIT_S
from tests.contract.running_hub import Hub, Page, running_hub, until
from tests.tus_client import OFFSET_TYPE, Tus, digest, pairs, photo


async def send(page: Page, *files: str, room: str = "umum", text: str = "") -> dict[str, Any]:
    return await page.ask("chat:send", id=str(uuid.uuid4()), room=room, text=text, files=[*files])


async def cards(page: Page, room: str = "umum") -> list[dict[str, Any]]:
    joined = await page.ask("stream:join", stream=f"room:{room}", after=0)
    return [card for event in joined["events"] for card in event["body"].get("files", ())]


async def test_a_photo_from_page_to_page(hub: Hub) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Merek HP"
    exif[0x8825] = {1: "S", 2: (7.0, 45.0, 0.0)}
    data = photo((800, 600), exif=exif)
    async with hub.page("bpbd") as bpbd, hub.page("dinkes") as dinkes:
        file = await Tus(bpbd).upload(data, chunk=100_000, name="tinggi air.jpg")
        assert (await send(bpbd, file))["ok"]
        [card] = await cards(dinkes)
        assert card == {
            "id": file,
            "name": "tinggi air.jpg",
            "mime": "image/jpeg",
            "size": len(data),
            "width": 600,
            "height": 800,
        }
        status, headers, body = await Tus(dinkes).get(file)
        assert (status, body, headers["Content-Type"]) == (200, data, "image/jpeg")

        status, headers, body = await Tus(dinkes).get(file, "/thumb")
        thumbnail = Image.open(io.BytesIO(body))
        assert (status, thumbnail.format, thumbnail.size) == (200, "WEBP", (360, 480))
        assert not thumbnail.getexif() and b"Merek" not in body and b"Exif" not in body
        assert headers["Content-Disposition"] == "inline"
    kept = hub.data / "files" / digest(data)[:2] / digest(data)
    assert kept.read_bytes() == data and kept.stat().st_mode & 0o777 == 0o600
    assert not list((hub.data / "uploads").iterdir())


async def test_headers_of_a_download(hub: Hub) -> None:
    data = b"nama;jiwa\nKedunggaleng;41\n"
    async with hub.page("bpbd") as page:
        file = await Tus(page).upload(data, name='../../daftar "warga" é\u202e.csv')
        await send(page, file)
        assert (await cards(page))[0]["name"] == "daftar _warga_ é\u202e.csv"
        _, headers, body = await Tus(page).get(file)
        assert body == data
        assert headers["Content-Type"] == "text/plain; charset=utf-8"
        assert headers["Content-Disposition"] == (
            "attachment; filename*=UTF-8''daftar%20_warga_%20%C3%A9_.csv"
        )
        assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"].startswith("private,")
        assert "immutable" in headers["Cache-Control"]

        status, headers, body = await Tus(page).get(file, Range="bytes=5-8")
        assert (status, body) == (206, data[5:9])
        assert headers["Content-Range"] == f"bytes 5-8/{len(data)}"
        assert (await Tus(page).get(file, Range="bytes=900-"))[0] == 416
        status, headers, reply = await Tus(page).get(file, "/thumb")
        assert (status, reply["code"], headers["Cache-Control"]) == (
            404,
            "no_such_file",
            "no-store",
        )


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<!doctype html><script>alert(1)</script>",
        b"GIF89a=1;/*<script>alert(1)</script>*/",
    ],
)
async def test_what_could_run_is_only_bytes(hub: Hub, data: bytes) -> None:
    async with hub.page("bpbd") as page:
        file = await Tus(page).upload(data, name="gambar.png")
        await send(page, file)
        [card] = await cards(page)
        assert card["mime"] == "application/octet-stream" and "width" not in card
        assert (await Tus(page).get(file))[1]["Content-Type"] == "application/octet-stream"
        assert (await Tus(page).get(file, "/thumb"))[0] == 404


def black(width: int, height: int, depth_bits: int) -> bytes:
    """Give a whole PNG of one colour; written by hand, as Pillow takes a gigabyte for a large one.

    Format: https://www.w3.org/TR/png-3/
    """

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))

    packer, line = zlib.compressobj(1), bytes(1 + width * depth_bits // 8)
    lines = [packer.compress(100 * line) for _ in range(height // 100)]
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth_bits, 0, 0, 0, 0)),
            chunk(b"IDAT", b"".join(lines) + packer.flush()),
            chunk(b"IEND", b""),
        )
    )


def test_what_is_written_by_hand_is_a_picture() -> None:
    for depth_bits, mode in ((1, "1"), (8, "L")):
        with Image.open(io.BytesIO(black(800, 600, depth_bits))) as read:
            read.load()
            assert (read.size, read.mode) == ((800, 600), mode)
            assert read.getextrema() == (0, 0)


async def test_a_bomb_is_a_file_without_a_thumbnail(hub: Hub) -> None:
    bomb, large = black(30_000, 30_000, 1), black(8_000, 6_500, 8)
    broken = photo()[:2_000] + b"\x00" * 5_000
    async with hub.page("bpbd") as page:
        for data in (bomb, large, broken):
            file = await Tus(page).upload(data)
            assert (await send(page, file))["ok"]
            assert "width" not in (await cards(page))[-1]
            assert (await Tus(page).get(file))[2] == data


async def test_it_goes_on_where_it_stopped(hub: Hub) -> None:
    data = photo((1200, 900))
    half = len(data) // 2
    async with hub.page("bpbd") as page:
        tus = Tus(page)
        file, (status, headers, _) = await tus.create(len(data))
        assert (status, headers["Location"]) == (201, f"/api/files/{file}")
        assert headers["Tus-Resumable"] == "1.0.0"
        await tus.patch(file, 0, data[:half])
        status, headers, _ = await tus.head(file)
        assert (status, headers["Cache-Control"]) == (200, "no-store")
        assert (headers["Upload-Offset"], headers["Upload-Length"]) == (str(half), str(len(data)))
        _, (status, headers, _) = await tus.create(len(data), file=file)
        assert (status, headers["Upload-Offset"]) == (201, str(half)), "the same upload"

        for offset in (0, half - 1, half + 1, len(data)):
            status, _, reply = await tus.patch(file, offset, data[half:])
            assert (status, reply["code"]) == (409, "wrong_offset"), offset
        assert (await tus.patch(file, half, data[half:]))[0] == 204
        await send(page, file)
        assert (await tus.get(file))[2] == data


async def test_a_connection_lost_in_the_middle_keeps_what_came(hub: Hub) -> None:
    data = photo((1200, 900))
    async with hub.page("bpbd") as page:
        tus = Tus(page)
        file, _ = await tus.create(len(data))

        async def stalls(start: int) -> AsyncIterator[bytes]:
            yield data[start : start + 100_000]
            await asyncio.Event().wait()

        headers = {"Content_Length": str(len(data))}
        lost = asyncio.create_task(tus.patch(file, 0, stalls(0), **headers))
        part = hub.data / "uploads" / f"{file}.part"
        await until(lambda: part.exists() and part.stat().st_size == 100_000)
        lost.cancel()
        await asyncio.wait([lost])
        assert (await tus.head(file))[1]["Upload-Offset"] == "100000"

        # The old connection stalls, and nobody has told the hub that it is dead.
        stalled = asyncio.create_task(
            tus.patch(file, 100_000, stalls(100_000), Content_Length="200000")
        )
        await until(lambda: part.stat().st_size == 200_000)
        async with asyncio.timeout(PIECE_LIMIT_S / 5):
            assert (await tus.head(file))[1]["Upload-Offset"] == "200000"
        assert (await stalled)[1]["Upload-Offset"] == "200000"
        for offset in range(200_000, len(data), 100_000):
            piece = data[offset : offset + 100_000]
            assert (await tus.patch(file, offset, piece))[0] == 204
        assert (await tus.get(file))[2] == data


async def test_a_hub_started_again_knows_what_it_has(tmp_path: Path) -> None:
    data = photo((1200, 900))
    async with running_hub(tmp_path) as hub, hub.page("bpbd") as page:
        file, _ = await Tus(page).create(len(data))
        await Tus(page).patch(file, 0, data[:70_000])
        whole, _ = await Tus(page).create(5, name="a.txt")
    # Killed between the last byte and the row that says so.
    (tmp_path / "uploads" / f"{whole}.part").write_bytes(b"halo\n")
    async with running_hub(tmp_path) as hub, hub.page("bpbd") as page:
        tus = Tus(page)
        assert (await tus.head(file))[1]["Upload-Offset"] == "70000"
        assert (await tus.patch(file, 70_000, data[70_000:]))[0] == 204
        assert (await tus.head(whole))[1]["Upload-Offset"] == "5"
        assert (await send(page, file, whole))["ok"]
        assert (await tus.get(file))[2] == data
        assert (await tus.get(whole))[2] == b"halo\n"
    assert (tmp_path / "files" / digest(data)[:2] / digest(data)).read_bytes() == data


async def test_what_is_no_upload(hub: Hub) -> None:
    async with hub.page("bpbd") as page, hub.page() as nobody:
        tus = Tus(page)
        assert (await Tus(nobody).create(5))[1][0] == 401
        good = {
            "Upload_Length": "5",
            "Upload_Metadata": pairs(id=str(uuid.uuid4()), room="umum", filename="x"),
        }
        for field, change in (
            ("Upload-Length", {"Upload_Length": "-1"}),
            ("Upload-Length", {"Upload_Length": "1e3"}),
            ("length", {"Upload_Length": "0"}),
            ("Upload-Metadata", {"Upload_Metadata": "id ***"}),
            ("Upload-Metadata", {"Upload_Metadata": f"{good['Upload_Metadata']},id aWQ="}),
            ("id", {"Upload_Metadata": pairs(room="umum", filename="x")}),
            ("id", {"Upload_Metadata": pairs(id="../x", room="umum", filename="x")}),
            ("room", {"Upload_Metadata": pairs(id=str(uuid.uuid4()), room="../x", filename="x")}),
        ):
            status, _, reply = await tus.ask("POST", "/api/files", **{**good, **change})
            assert (status, reply["code"], reply["field"]) == (400, "bad_request", field)
        another = {**good, "X_Posko_Post": "dinkes"}
        assert (await tus.ask("POST", "/api/files", **another))[0] == 401, "of a page left open"
        status, headers, _ = await tus.ask("POST", "/api/files", **good, Tus_Resumable="0.2.0")
        assert (status, headers["Tus-Version"]) == (412, "1.0.0")
        status, _, reply = await tus.ask("POST", "/api/files", **good, Origin="http://evil.example")
        assert status == 403
        _, (status, _, reply) = await tus.create(25_000_001)
        assert (status, reply["code"]) == (413, "file_too_big")
        _, (status, _, reply) = await tus.create(5, room="tiada")
        assert (status, reply["code"]) == (403, "not_a_member")
        assert (await tus.ask("OPTIONS", "/api/files"))[1][
            "Tus-Extension"
        ] == "creation,termination"

        file, _ = await tus.create(2_000_000)
        assert (await tus.patch(file, 0, b"x", Content_Type="text/plain"))[0] == 415
        assert (await tus.patch(file, 0, bytes((1 << 20) + 1)))[0] == 413
        status, _, reply = await tus.ask(
            "PATCH", f"/api/files/{file}", b"x", Content_Type=OFFSET_TYPE
        )
        assert (status, reply["field"]) == (400, "Upload-Offset")
        assert (await tus.patch(file, 0, bytes(1 << 20)))[0] == 204
        assert (await tus.patch(file, 1 << 20, bytes(1 << 20)))[0] == 413, "more than was said"
        assert (await tus.head(file))[1]["Upload-Offset"] == str(1 << 20)


async def test_an_upload_is_its_authors_alone(hub: Hub) -> None:
    async with hub.page("bpbd") as bpbd, hub.page("dinkes") as dinkes:
        file = await Tus(bpbd).upload(b"halo dunia\n")
        other = Tus(dinkes)
        for answer in (
            await other.head(file),
            await other.patch(file, 0, b"x"),
            await other.delete(file),
            await other.get(file),
        ):
            assert answer[0] == 404
        assert (await other.create(11, file=file))[1][0] == 409
        assert (await send(dinkes, file))["code"] == "no_such_file"
        assert (await send(bpbd, file, room="siaga-banjir"))["code"] == "no_such_file"
        assert (await Tus(bpbd).get(file))[0] == 200, "its author sees what he is about to send"
        assert (await send(bpbd, file))["ok"]
        assert (await send(bpbd, file))["code"] == "no_such_file", "each hangs on one message"
        assert (await other.get(file))[0] == 200
        assert (await Tus(bpbd).delete(file))[0] == 404


async def test_given_up(hub: Hub) -> None:
    async with hub.page("bpbd") as page:
        tus = Tus(page)
        file, _ = await tus.create(20)
        await tus.patch(file, 0, b"x" * 10)
        assert (await send(page, file))["code"] == "no_such_file", "it is not whole"
        done = await tus.upload(b"selesai juga\n")
        for one in (file, done):
            assert (await tus.delete(one))[0] == 204
            assert (await tus.head(one))[0] == 404
            assert (await tus.create(20, file=one))[1][0] in (404, 409)
        assert not [path for path in (hub.data / "files").rglob("*") if path.is_file()]
        assert not list((hub.data / "uploads").iterdir())


async def test_the_same_content_is_kept_once_and_as_long_as_it_is_needed(hub: Hub) -> None:
    data = b"isi yang sama\n"
    kept = hub.data / "files" / digest(data)[:2] / digest(data)
    async with hub.page("bpbd") as bpbd, hub.page("dinkes") as dinkes:
        one, two = await Tus(bpbd).upload(data), await Tus(dinkes).upload(data)
        assert kept.stat().st_nlink == 1
        await Tus(bpbd).delete(one)
        assert kept.exists()
        await send(dinkes, two)
        assert (await Tus(bpbd).get(two))[2] == data


async def test_so_many_and_no_more(hub: Hub) -> None:
    async with hub.page("bpbd") as page:
        tus = Tus(page)
        files = [await tus.create(20_000_000) for _ in range(10)]
        assert {status for _, (status, _, _) in files} == {201}
        _, (status, _, reply) = await tus.create(5)
        assert (status, reply["code"]) == (429, "upload_quota")
        _, (status, _, _) = await tus.create(20_000_000, file=files[0][0])
        assert status == 201, "asked again it is no other"
        await tus.delete(files[0][0])
        assert (await tus.create(25_000_000))[1][0] == 429, "200 MB under way"
        assert (await tus.create(5))[1][0] == 201
        async with hub.page("dinkes") as other:
            assert (await Tus(other).create(5))[1][0] == 201


async def test_who_leaves_the_room_gets_nothing_more(hub: Hub) -> None:
    async with hub.page("admin") as admin, hub.page("bpbd") as bpbd, hub.page("dinkes") as dinkes:
        file = await Tus(bpbd).upload(photo(), room="kritikal")
        unfinished, _ = await Tus(dinkes).create(20, room="kritikal")
        unsent = await Tus(dinkes).upload(b"belum dikirim\n", room="kritikal")
        assert (await send(bpbd, file, room="kritikal"))["ok"]
        assert (await Tus(dinkes).get(file))[0] == 200
        async with hub.page("dlh") as outside:
            for what in ("", "/thumb"):
                status, _, reply = await Tus(outside).get(file, what)
                assert (status, reply["code"]) == (403, "not_a_member")
            assert (await Tus(outside).create(5, room="kritikal"))[1][0] == 403

        book = await admin.ask("directory:get")
        agency = next(a for a in book["agencies"] if a["id"] == "dinkes")
        saved = await admin.ask("directory:save", agencies=[{**agency, "agency_class": "esensial"}])
        assert saved == {"ok": True}
        tus = Tus(dinkes)
        for answer in (
            await tus.get(file),
            await tus.get(file, "/thumb"),
            await tus.head(unfinished),
            await tus.patch(unfinished, 0, b"x"),
        ):
            assert answer[0] == 403
        assert (await send(dinkes, unsent, room="kritikal"))["code"] == "not_a_member"


async def test_files_of_a_message_that_was_taken_back(hub: Hub) -> None:
    data = photo()
    async with hub.page("bpbd") as bpbd, hub.page("dinkes") as dinkes:
        file, message = await Tus(bpbd).upload(data), str(uuid.uuid4())
        sent = await bpbd.ask("chat:send", id=message, room="umum", text="", files=[file])
        assert sent["ok"]
        deleted = await bpbd.ask("chat:delete", id=str(uuid.uuid4()), message=message)
        assert deleted["ok"]
        for page in (bpbd, dinkes):
            assert (await Tus(page).get(file))[0] == 404
            assert (await Tus(page).get(file, "/thumb"))[0] == 404
        assert (await send(bpbd, file))["code"] == "no_such_file"
    kept = hub.data / "files" / digest(data)[:2] / digest(data)
    assert kept.read_bytes() == data, "the record keeps it"
