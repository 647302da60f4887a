"""Photos and files in real browsers: sent, seen, fetched as they were; also on a bad network."""

import asyncio
import io
import re
from pathlib import Path

from PIL import Image
from playwright.async_api import Page, Route, expect

from tests.browser.conftest import Enter
from tests.browser.hub_process import HubProcess
from tests.browser.test_chat import SOON_MS, open_chat, say, words
from tests.tus_client import digest, photo

SEND = "Kirim"


async def pick(page: Page, *files: tuple[str, str, bytes]) -> None:
    """Choose files (name, type, content) by the paper clip."""
    await page.locator("input[type=file]").set_input_files(
        [{"name": n, "mimeType": m, "buffer": data} for n, m, data in files]
    )


async def press_send(page: Page) -> None:
    await expect(page.get_by_role("button", name=SEND)).not_to_have_attribute(
        "aria-disabled", "true"
    )
    await page.get_by_role("button", name=SEND).click()


async def downloaded(page: Page, name: str | re.Pattern[str]) -> tuple[str, bytes]:
    async with page.expect_download() as download:
        await page.get_by_role("link", name=name, exact=isinstance(name, str)).click()
    file = await download.value
    kept = Path(await file.path())
    return file.suggested_filename, await asyncio.to_thread(kept.read_bytes)


def picture(page: Page):  # type: ignore[no-untyped-def]
    """The pictures of messages."""
    return page.locator("article .picture img")


async def natural(page: Page) -> list[list[int]]:
    """How large the pictures on the screen are."""
    return await page.locator("article .picture img").evaluate_all(
        "all => all.map((one) => [one.naturalWidth, one.naturalHeight])"
    )


async def test_a_photo_and_a_table_from_one_to_the_other(enter: Enter) -> None:
    a, b = await asyncio.gather(enter("walikota"), enter("bpbd"))
    await asyncio.gather(open_chat(a), open_chat(b))
    data, table = photo((1000, 700)), b"nama;jiwa\nKedunggaleng;41\n"
    await pick(b, ("tinggi-air.jpg", "image/jpeg", data), ("warga\u202evsc.csv", "text/csv", table))
    await expect(b.get_by_role("list", name="2 lampiran").get_by_role("listitem")).to_have_count(2)
    await b.get_by_role("textbox", name="Pesan").fill("Pukul 14.10")
    await press_send(b)

    await expect(picture(a)).to_have_count(1)
    await expect(picture(a)).to_have_js_property("complete", True)
    assert await natural(a) == [[480, 336]]
    box = await a.locator("article .picture").bounding_box()
    assert box and abs(box["width"] / box["height"] - 1000 / 700) < 0.02, "it has its shape"
    await expect(words(a)).to_contain_text("Pukul 14.10")
    line = a.get_by_role("link", name=re.compile("Unduh warga"))
    await expect(line).to_contain_text("⟨U+202E⟩")
    await expect(line).to_contain_text("26 B")
    name, got = await downloaded(a, re.compile("Unduh warga"))
    assert got == table and "\u202e" not in name

    await a.get_by_role("button", name="Lihat foto tinggi-air.jpg").click()
    viewer = a.get_by_role("dialog")
    name, got = await downloaded(a, "Unduh")
    assert (name, digest(got)) == ("tinggi-air.jpg", digest(data)), "as it was sent"
    await a.get_by_role("button", name="Perbesar").click()
    await expect(viewer.locator("img")).to_have_css("transform", re.compile(r"matrix\(1.5, "))
    await a.keyboard.press("Escape")
    await expect(viewer).to_have_count(0)
    await a.get_by_role("button", name="Lihat foto tinggi-air.jpg").click()
    await expect(viewer).to_be_visible()
    await a.go_back()
    await expect(viewer).to_have_count(0)
    await expect(a.get_by_role("tab", name="Obrolan")).to_be_visible()


async def test_a_large_photo_goes_out_smaller_and_says_nothing_of_its_place(
    enter: Enter, hub: HubProcess
) -> None:
    a, b = await asyncio.gather(enter("walikota"), enter("bpbd"))
    await asyncio.gather(open_chat(a), open_chat(b))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x8825] = {1: "S", 2: (7.0, 45.0, 0.0)}
    data = photo((3600, 1800), exif=exif)
    await pick(b, ("IMG_0001.jpeg", "image/jpeg", data))
    await press_send(b)
    await a.get_by_role("button", name="Lihat foto IMG_0001.jpg").click()
    _, got = await downloaded(a, "Unduh")
    sent = Image.open(io.BytesIO(got))
    assert (sent.format, sent.size) == ("JPEG", (1280, 2560)), "upright"
    assert len(got) < len(data) and not sent.getexif()

    await pick(b, ("IMG_0002.jpeg", "image/jpeg", data))
    await b.get_by_label(re.compile("Kirim ukuran asli, ")).check()
    await press_send(b)
    await a.keyboard.press("Escape")
    await a.get_by_role("button", name="Lihat foto IMG_0002.jpeg").click()
    assert digest((await downloaded(a, "Unduh"))[1]) == digest(data)


async def test_the_network_goes_in_the_middle_of_an_upload(enter: Enter) -> None:
    a, b = await asyncio.gather(enter("walikota"), enter("bpbd"))
    await asyncio.gather(open_chat(a), open_chat(b))
    data = photo((2000, 1500))
    offsets: list[int] = []
    cut = asyncio.Event()

    async def watch(route: Route) -> None:
        if route.request.method == "PATCH":
            offsets.append(int(route.request.headers["upload-offset"]))
            if len(offsets) == 2:
                await b.context.set_offline(True)
                cut.set()
        await route.continue_()

    await b.context.route(re.compile(r"/api/files"), watch)
    await pick(b, ("banjir.jpg", "image/jpeg", data))
    await press_send(b)
    await asyncio.wait_for(cut.wait(), 15)
    await expect(b.get_by_text("Menyambung ulang")).to_be_visible(timeout=SOON_MS)
    await expect(b.locator("article").get_by_text("menunggu dikirim")).to_be_visible()
    await say(b, "ini menyusul")
    await b.context.set_offline(False)
    await expect(picture(a)).to_have_count(1, timeout=2 * SOON_MS)
    await expect(words(a).filter(has_text="ini menyusul")).to_have_count(1)
    assert offsets[1] > 0 and max(offsets[2:]) >= offsets[1], "it went on where it stopped"
    assert 0 not in offsets[1:], offsets
    await a.get_by_role("button", name="Lihat foto banjir.jpg").click()
    _, got = await downloaded(a, "Unduh")
    assert digest(got) == digest(data)


async def test_what_waits_outlives_the_page(enter: Enter) -> None:
    a, b = await asyncio.gather(enter("walikota"), enter("bpbd"))
    await asyncio.gather(open_chat(a), open_chat(b))
    cut = True

    async def request(route: Route) -> None:
        await (route.abort() if cut else route.continue_())

    await b.context.route(re.compile(r"/api/files"), request)
    await pick(b, ("rumah.jpg", "image/jpeg", photo((900, 600))))
    await press_send(b)
    await expect(b.get_by_text("menunggu dikirim")).to_be_visible()
    await b.reload()
    await expect(picture(b)).to_have_count(1)
    await expect(b.get_by_text("menunggu dikirim")).to_be_visible()
    cut = False
    await expect(picture(a)).to_have_count(1, timeout=2 * SOON_MS)
    await expect(b.get_by_text("menunggu dikirim")).to_have_count(0)


async def test_called_off_and_too_big(enter: Enter, hub: HubProcess, tmp_path: Path) -> None:
    b = await enter("bpbd")
    await open_chat(b)
    huge = tmp_path / "besar.bin"
    with huge.open("wb") as file:
        file.truncate(25_000_001)
    await b.locator("input[type=file]").set_input_files(huge)
    await expect(b.get_by_role("alert")).to_contain_text("besar.bin lebih besar dari 25 MB")
    await expect(b.get_by_role("button", name=SEND)).to_have_attribute("aria-disabled", "true")
    await pick(b, ("film.bin", "application/octet-stream", bytes(1000)))
    await expect(b.get_by_role("button", name=SEND)).to_have_attribute("aria-disabled", "false")
    await b.get_by_role("button", name="Buang besar.bin").click()
    await expect(b.get_by_role("alert")).to_have_count(0)

    await b.context.route(re.compile(r"/api/files"), lambda route: route.abort())
    await press_send(b)
    await b.get_by_role("button", name="Batalkan").click()
    await expect(b.locator("article")).to_have_count(0)
    await b.reload()
    await expect(b.get_by_text("Belum ada pesan di ruang ini")).to_be_visible()
    assert not list((hub.data_dir / "uploads").glob("*"))


async def test_pasted_dropped_and_only_over_wifi(enter: Enter) -> None:
    a, b = await asyncio.gather(enter("walikota"), enter("bpbd"))
    await asyncio.gather(open_chat(a), open_chat(b))
    data = list(photo((300, 200)))
    give = """([data, kind]) => {
      const files = new DataTransfer();
      files.items.add(new File([new Uint8Array(data)], 'tempel.jpg', { type: 'image/jpeg' }));
      const field = document.querySelector('textarea');
      const event = kind === 'paste'
        ? new ClipboardEvent('paste', { clipboardData: files, bubbles: true, cancelable: true })
        : new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true });
      field.dispatchEvent(event);
    }"""
    for kind in ("paste", "drop"):
        await b.evaluate(give, [data, kind])
    await expect(b.get_by_role("list", name="2 lampiran")).to_be_visible()
    await a.evaluate(
        "Object.defineProperty(navigator, 'connection', { value: { type: 'cellular' } })"
    )
    await a.evaluate("localStorage.setItem('posko.settings', JSON.stringify({ wifi_only: true }))")
    await a.context.add_init_script(
        "Object.defineProperty(navigator, 'connection', { value: { type: 'cellular' } })"
    )
    await a.reload()
    await press_send(b)
    loads = a.get_by_role("button", name="Muat foto tempel.jpg")
    await expect(loads).to_have_count(2)
    await expect(picture(a)).to_have_count(0)
    await loads.first.click()
    await expect(picture(a)).to_have_count(1)
