"""People write to each other in real browsers: nothing is lost, doubled or out of order."""

import asyncio
import contextlib
import json
import os
import re
import signal
from collections.abc import AsyncIterator
from pathlib import Path

from playwright.async_api import Browser, Page, Route, WebSocketRoute, expect

from tests.browser.chromium import Chromiums
from tests.browser.conftest import Enter
from tests.browser.hub_process import SETTINGS, HubProcess, Start, executed
from tests.nursery import Nursery

ROOM = "Siaga Banjir"
SOON_MS = 15_000
KILLS = 2


async def open_chat(page: Page, room: str = ROOM) -> None:
    await page.get_by_role("link", name=re.compile(room)).click()
    await expect(page.get_by_role("tab", name="Obrolan")).to_have_attribute("aria-selected", "true")


SEND = """async ({ room, texts }) => {
  for (const text of texts) {
    const body = JSON.stringify({ id: crypto.randomUUID(), room, text });
    for (let told = { ok: false }; !told.ok; ) {
      const headers = { "content-type": "application/json" };
      const reply = await fetch("/api/command/chat:send", { method: "POST", headers, body });
      told = await reply.json();
      if (!told.ok && told.code !== "rate_limited") throw new Error(told.code);
      if (!told.ok) await new Promise((done) => setTimeout(done, told.retry_after_s * 1000));
    }
  }
}"""
"""Written without a page's help, as fast as the hub takes it."""


async def say(page: Page, text: str) -> None:
    await page.get_by_role("textbox", name="Pesan").fill(text)
    await page.get_by_role("button", name="Kirim").click()


def words(page: Page):  # type: ignore[no-untyped-def]
    """What the messages on the screen say, from the first to the last."""
    return page.locator("article .body")


async def act(page: Page, message: str, name: str) -> None:
    """Open a message's menu, and take one thing of it."""
    await page.locator("article", has_text=message).first.click(button="right")
    await page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()


async def test_two_write_to_each_other(enter: Enter) -> None:
    a, b = await asyncio.gather(enter("walikota"), enter("bpbd"))
    await open_chat(a)
    await expect(a.get_by_text("Belum ada pesan di ruang ini")).to_be_visible()
    await say(a, "Laporan pintu air?")

    line = b.get_by_role("link", name=re.compile(ROOM))
    await expect(line).to_contain_text("Wali Kota: Laporan pintu air?")
    await expect(line).to_contain_text(re.compile("1\\s*pesan baru"))
    await expect(b).to_have_title(re.compile(r"^\(1\)"))
    await open_chat(b)
    await expect(a.locator("article .state")).to_contain_text("dibaca 1 dari 32")

    await b.get_by_role("textbox", name="Pesan").press_sequentially("Naik")
    await expect(a.get_by_text("BPBD menulis…")).to_be_visible()
    await b.get_by_role("textbox", name="Pesan").press("Shift+Enter")
    await b.get_by_role("textbox", name="Pesan").press_sequentially("ke 2,4 m.")
    await b.get_by_role("textbox", name="Pesan").press("Enter")
    for page in (a, b):
        await expect(words(page)).to_have_text(["Laporan pintu air?", "Naik\nke 2,4 m."])
    await expect(a.get_by_text("BPBD menulis…")).to_have_count(0)
    await b.get_by_role("link", name="Kembali ke daftar ruang").click()
    await expect(line).to_contain_text("Anda: Naik ke 2,4 m.")
    await expect(line).not_to_contain_text("pesan baru")


async def test_each_line_of_a_short_room_is_read_as_it_comes_and_a_post_is_named(
    enter: Enter,
) -> None:
    a, b = await asyncio.gather(enter("walikota"), enter("bpbd"))
    await asyncio.gather(open_chat(a), open_chat(b))
    for text in ("satu", "dua", "tiga"):
        await say(a, text)
        await expect(words(b).last).to_have_text(text)
        written = a.locator("article", has_text=text).locator(".state")
        await expect(written).to_contain_text("dibaca 1 dari 32")

    field = a.get_by_role("textbox", name="Pesan")
    await field.press_sequentially("Tolong @bp")
    await expect(a.get_by_role("option", selected=True)).to_have_text(re.compile("BPBD"))
    await field.press("Enter")
    await expect(field).to_have_value("Tolong @BPBD ")
    await field.press_sequentially("cek")
    await field.press("Enter")
    await expect(b.locator("article .text b")).to_have_text("@BPBD")


async def test_a_reply_an_edit_and_a_deletion(enter: Enter) -> None:
    a, b = await asyncio.gather(enter("walikota"), enter("bpbd"))
    await asyncio.gather(open_chat(a), open_chat(b))
    await say(a, "Berapa jiwa mengungsi?")
    await act(b, "Berapa jiwa", "Balas")
    await expect(b.get_by_text("Membalas Wali Kota")).to_be_visible()
    await say(b, "41 jiwa")
    await expect(a.locator("article .quote")).to_have_text(
        re.compile("Anda\\s*Berapa jiwa mengungsi?")
    )

    await act(b, "41 jiwa", "Ubah")
    field = b.get_by_role("textbox", name="Pesan")
    await expect(field).to_have_value("41 jiwa")
    await field.fill("43 jiwa")
    await b.get_by_role("button", name="Simpan perubahan").click()
    await expect(a.locator("article", has_text="43 jiwa").locator(".state")).to_have_text(
        "disunting"
    )
    await act(a, "43 jiwa", "Riwayat perubahan")
    await expect(a.get_by_role("dialog").get_by_role("listitem")).to_have_text(
        [re.compile("43 jiwa"), re.compile("41 jiwa")]
    )
    where = a.url
    await a.evaluate("__watchers.at(-1).requestClose()")  # A phone's way back.
    await expect(a.get_by_role("dialog")).to_have_count(0)
    assert a.url == where

    await act(b, "43 jiwa", "Hapus")
    await b.get_by_role("button", name="Urungkan").click()
    await expect(words(b).last).to_contain_text("43 jiwa")
    await act(b, "43 jiwa", "Hapus")
    await expect(b.get_by_text("Pesan akan dihapus")).to_be_visible()
    await expect(words(a).last).to_have_text("Pesan dihapus", timeout=SOON_MS)
    await expect(words(b).last).to_have_text("Pesan dihapus")


async def test_what_is_written_without_a_network_arrives_once_and_in_order(enter: Enter) -> None:
    a, b = await asyncio.gather(enter("walikota"), enter("bpbd"))
    await asyncio.gather(open_chat(a), open_chat(b))
    await say(b, "satu")
    await expect(words(a)).to_have_text(["satu"])

    await b.context.set_offline(True)
    await expect(b.get_by_text("Menyambung ulang")).to_be_visible(timeout=SOON_MS)
    for text in ("dua", "tiga", "empat"):
        await say(b, text)
    await expect(words(b)).to_have_text(["satu", "dua", "tiga", "empat"])
    await expect(b.get_by_text("menunggu dikirim")).to_have_count(3)
    await say(a, "di sini tersambung")
    await expect(words(a)).to_have_text(["satu", "di sini tersambung"])

    await b.context.set_offline(False)
    await expect(b.get_by_text("Tersambung. 3 pesan terkirim.")).to_be_visible(timeout=SOON_MS)
    for page in (a, b):
        await expect(words(page)).to_have_text(
            ["satu", "di sini tersambung", "dua", "tiga", "empat"], timeout=SOON_MS
        )
    await expect(b.get_by_text("menunggu dikirim")).to_have_count(0)


async def test_what_was_read_and_what_waits_survive_the_page(enter: Enter, hub: HubProcess) -> None:
    a, b = await asyncio.gather(enter("walikota"), enter("bpbd"))
    await asyncio.gather(open_chat(a), open_chat(b))
    await say(a, "Siaga satu")
    await expect(words(b)).to_have_text(["Siaga satu"])
    await b.get_by_role("textbox", name="Pesan").fill("belum selesai")

    cut = True

    async def request(route: Route) -> None:
        await (route.abort() if cut else route.continue_())

    async def socket(route: WebSocketRoute) -> None:
        if cut:
            await route.close()
        else:
            route.connect_to_server()

    await b.route(re.compile(r"/api/|/socket\.io/"), request)
    await b.route_web_socket(re.compile(r"/socket\.io/"), socket)
    await b.reload()
    await expect(words(b)).to_have_text(["Siaga satu"])
    await expect(b.get_by_role("textbox", name="Pesan")).to_have_value("belum selesai")
    await say(b, "ditulis tanpa hub")
    await b.reload()
    await expect(words(b)).to_have_text(["Siaga satu", "ditulis tanpa hub"])
    await expect(b.get_by_text("menunggu dikirim")).to_be_visible()

    # Another post signs in on this device: it neither sees nor sends any of it.
    page = await b.context.new_page()
    await page.goto(hub.link("dinkes").replace("dinkes.localhost", "bpbd.localhost"))
    await page.get_by_role("button", name="Masuk", exact=True).click()
    await open_chat(page)
    await expect(words(page)).to_have_text(["Siaga satu"])
    await expect(page.get_by_role("textbox", name="Pesan")).to_have_value("")
    cut = False  # Only now: before, what waits would be sent in time.
    # The page left open is that post's as well.
    await expect(words(b)).to_have_text(["Siaga satu"], timeout=SOON_MS)
    await asyncio.sleep(4.0)  # One round of the outbox, if it had one.
    await expect(words(a)).to_have_text(["Siaga satu"])

    await page.goto(hub.link("bpbd"))
    await page.get_by_role("button", name="Masuk", exact=True).click()
    await expect(words(a)).to_have_text(["Siaga satu", "ditulis tanpa hub"], timeout=SOON_MS)
    await expect(a.locator("article", has_text="ditulis tanpa hub")).to_contain_text("BPBD")


async def test_without_a_socket_it_goes_by_a_plain_request(enter: Enter) -> None:
    a, b = await asyncio.gather(enter("walikota"), enter("bpbd"))
    await asyncio.gather(open_chat(a), open_chat(b))

    async def shut(route: WebSocketRoute) -> None:
        await route.close()

    await b.context.route_web_socket(re.compile(r"/socket\.io/"), shut)
    await b.reload()
    await expect(b.get_by_text("Menyambung ulang")).to_be_visible(timeout=SOON_MS)
    await say(b, "lewat pintu lain")
    await expect(words(a)).to_have_text(["lewat pintu lain"], timeout=SOON_MS)
    await expect(b.locator("article .state")).to_contain_text("terkirim")


async def test_two_pages_of_one_post_send_once(enter: Enter) -> None:
    a, b = await asyncio.gather(enter("walikota"), enter("bpbd"))
    second = await b.context.new_page()
    await second.goto(b.url)
    for page in (a, b, second):
        await open_chat(page)
    await say(b, "dari halaman pertama")
    await say(second, "dari halaman kedua")
    for page in (a, b, second):
        await expect(words(page)).to_have_text(["dari halaman pertama", "dari halaman kedua"])
    await second.close()
    await say(b, "yang kedua sudah ditutup")
    await expect(words(a).last).to_have_text("yang kedua sudah ditutup", timeout=SOON_MS)
    await expect(words(a)).to_have_count(3)


async def test_a_message_is_found_and_shown_where_it_stands(enter: Enter) -> None:
    a, b = await asyncio.gather(enter("walikota"), enter("bpbd"))
    await open_chat(a)
    await say(a, "Tanggul Kedunggaleng retak")
    await a.evaluate(SEND, {"room": "siaga-banjir", "texts": [f"kabar {n}" for n in range(70)]})
    await expect(words(a).last).to_have_text("kabar 69")
    await expect(a.get_by_text("menunggu dikirim")).to_have_count(0, timeout=SOON_MS)

    await b.get_by_role("link", name="Cari pesan").click()
    await b.get_by_role("searchbox", name="Kata yang dicari").fill("tanggul")
    await b.get_by_role("link", name=re.compile("Kedunggaleng retak")).click()
    found = b.locator("article", has_text="Tanggul Kedunggaleng retak")
    await expect(found).to_be_in_viewport()
    await b.get_by_role("button", name=re.compile("pesan baru|Ke pesan terbaru")).click()
    await expect(b.locator("article", has_text="kabar 69")).to_be_in_viewport()


@contextlib.asynccontextmanager
async def posko(folder: Path, port: int, start: Start = executed) -> AsyncIterator[HubProcess]:
    """Run a hub that may be killed; port 0 takes a free one."""
    settings = folder / "posko.toml"
    text = SETTINGS.replace("{media}", '["127.0.0.1"]').replace("{tls}", "")
    settings.write_text(text.replace("port = 0", f"port = {port}", 1), encoding="utf-8")
    process = await start("run", "--config", str(settings), "--json")
    assert process.stdout is not None
    try:
        said = json.loads(await asyncio.wait_for(process.stdout.readline(), 60))
        found = int(said["url"].rpartition(":")[2])
        yield HubProcess(found, process.pid, int(said["worker_pids"][0]), folder / "var")
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
        await process.wait()


async def signed_in(browser: Browser, hub: HubProcess, post: str) -> Page:
    context = await browser.new_context(
        viewport={"width": 390, "height": 844}, locale="id-ID", service_workers="block"
    )
    page = await context.new_page()
    await page.goto(hub.link(post))
    await page.get_by_role("button", name="Masuk", exact=True).click()
    await open_chat(page)
    return page


async def test_a_hub_killed_while_one_writes_loses_and_doubles_nothing(
    tmp_path: Path, chromiums: Chromiums, nursery: Nursery
) -> None:
    written: list[str] = []

    async with chromiums.lent() as browser:
        async with posko(tmp_path, 0, nursery.start) as hub:
            a = await signed_in(browser, hub, "walikota")
            b = await signed_in(browser, hub, "bpbd")
            port = hub.port
            enough = asyncio.Event()
            writing = asyncio.create_task(_write(a, written, enough))
            await expect(words(b)).not_to_have_count(0)
            os.kill(hub.pid, signal.SIGKILL)
        for turn in range(KILLS):
            async with posko(tmp_path, port, nursery.start) as hub:
                if turn < KILLS - 1:
                    seen = await words(b).count()
                    await expect(words(b).nth(seen)).to_be_attached(timeout=SOON_MS)
                    os.kill(hub.pid, signal.SIGKILL)
                    continue
                enough.set()
                await writing
                for page in (a, b):
                    await expect(words(page)).to_have_text(written, timeout=2 * SOON_MS)
                await expect(a.get_by_text("menunggu dikirim")).to_have_count(0, timeout=SOON_MS)


async def _write(page: Page, written: list[str], enough: asyncio.Event) -> None:
    """A message after another, whether there is a hub or not; few enough that all are drawn."""
    for n in range(50):
        if enough.is_set():
            return
        text = f"pesan {n}"
        await page.get_by_role("textbox", name="Pesan").fill(text)
        written.append(text)
        await page.get_by_role("button", name="Kirim").click()
        await asyncio.sleep(0.15)
