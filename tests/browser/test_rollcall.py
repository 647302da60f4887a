"""A small roll-call in real browsers: form, voice, a decision, the close, minutes, their print."""

import asyncio
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Page, expect

from tests.browser import test_ht
from tests.browser.chromium import Chromiums
from tests.browser.conftest import Enter, talk_button
from tests.nursery import Forked

ON_AIR = re.compile(r"\bonair\b")
ROOM = "Rapat Pimpinan"
DARK = 128
EDGE_MM = 6.0
"""What printers leave white."""


async def announce(mayor: Page, *agencies: str, room: str = ROOM) -> None:
    """Begin a roll-call of some, from the mayor's home."""
    await mayor.get_by_role("link", name="Mulai apel").click()
    await mayor.get_by_role("button", name="Mulai apel").click()
    await mayor.get_by_label("Nama apel").fill("Apel banjir")
    await mayor.get_by_label("Ruang suara").select_option(label=room)
    await mayor.get_by_role("checkbox", name="Bunyikan ponsel mereka").uncheck()
    await mayor.get_by_role("button", name=re.compile("^Semua")).click()
    for agency in agencies:
        await mayor.get_by_role("checkbox", name=re.compile(f"^{agency}\\b")).check()
    await mayor.get_by_role("button", name=f"Umumkan ke {len(agencies)} OPD").click()
    await mayor.get_by_role("button", name="Ya, umumkan sekarang").click()
    await expect(mayor.get_by_role("button", name="Buka apel")).to_be_visible()


def tile(page: Page, agency: str):  # type: ignore[no-untyped-def]
    """An agency on the board."""
    return page.get_by_role("listitem").filter(has_text=agency).get_by_role("button")


async def report_without_a_link(head: Page, mayor: Page) -> None:
    """Kept, and sent once the link is back."""
    await head.get_by_role("link", name="HADIR").click()
    await head.get_by_label("WFO", exact=True).fill("42")
    await head.context.set_offline(True)
    await head.get_by_role("button", name="Tambah Sakit").click()
    await head.get_by_role("button", name="Kirim laporan").click()
    await expect(head.get_by_text("dikirim begitu tersambung").first).to_be_visible()
    await expect(tile(mayor, "Dinkes")).to_contain_text("Menunggu")
    await head.context.set_offline(False)
    await expect(tile(mayor, "Dinkes")).to_contain_text("Formulir masuk", timeout=20_000)
    await expect(head.get_by_text("Laporan terkirim").first).to_be_visible()


RULE_OF_A_SECTION = """async () => {
  const rules = [{ section: "pelayanan", op: "min", percent: 100, agency: "bpbd" }];
  const letter = { letter_no: "800/7", title: "Pelayanan tetap buka", from_day: "2020-01-01" };
  const circular = { id: crypto.randomUUID(), ...letter, rules };
  const reply = await fetch("/api/command/circular:save", { method: "POST",
    headers: { "content-type": "application/json" }, body: JSON.stringify({ circular }) });
  return (await reply.json()).ok;
}"""


async def report_by_section(head: Page) -> None:
    """A circular has a rule of one: the figures are said by section, and added up."""
    await head.get_by_role("radio", name="Per bidang").check(force=True)
    await head.get_by_label("WFO", exact=True).fill("9")
    await head.get_by_role("radio", name="Administrasi").check(force=True)
    await head.get_by_label("WFH", exact=True).fill("4")
    await expect(head.get_by_text("Jumlah 13 ASN")).to_be_visible()


async def report_an_obstacle(head: Page) -> None:
    """It has to be said which."""
    await head.get_by_role("link", name="HADIR").click()
    await report_by_section(head)
    await head.get_by_role("radio", name="Ada").press("Space")
    await head.get_by_role("button", name="Kirim laporan").click()
    await expect(head.get_by_role("alert").filter(has_text="Tulis halangannya")).to_be_visible()
    await head.get_by_label("Apa halangannya").fill("Air naik")
    await head.reload()  # What was typed is there again, and still to be sent.
    await expect(head.get_by_role("status").filter(has_text="belum dikirim")).to_be_visible()
    await expect(head.get_by_label("Apa halangannya")).to_have_value("Air naik")
    await head.get_by_role("button", name="Kirim laporan").click()
    await expect(head.get_by_text("Laporan terkirim").first).to_be_visible()


async def call(mayor: Page, agency: str) -> None:
    """Whoever calls is heard where he calls, and may leave the voice and come back to it."""
    bar = mayor.get_by_role("region", name="Suara Anda")
    await expect(bar).to_contain_text("Anda belum terdengar di Rapat Pimpinan")
    await mayor.get_by_role("button", name=f"Panggil {agency}").click()
    await talk_button(mayor).click()
    await expect(talk_button(mayor)).to_have_class(ON_AIR)
    await talk_button(mayor).click()
    await expect(talk_button(mayor)).not_to_have_class(ON_AIR)
    await bar.get_by_role("button", name="Keluar").click()
    await expect(bar).to_contain_text("Anda belum terdengar")
    await bar.get_by_role("button", name="Gabung suara").click()
    await expect(talk_button(mayor)).to_be_visible()


async def talk(head: Page, mayor: Page) -> None:
    """It is called, put off for a moment, and heard."""
    turn = head.get_by_role("region", name="Giliran Anda")
    await expect(turn).to_contain_text("Giliran Anda: tahan untuk bicara")
    await head.get_by_role("button", name="Bicara", exact=True).click()
    await expect(talk_button(head)).not_to_have_class(re.compile(r"\boff\b"))
    await mayor.get_by_role("button", name="Jeda").click()
    await expect(turn).to_contain_text("ditunda")
    await mayor.get_by_role("button", name="Lanjutkan apel").click()
    await expect(turn).to_contain_text("tahan untuk bicara")
    await expect(talk_button(head)).to_contain_text("Giliran Anda")
    await talk_button(head).click()
    await expect(talk_button(head)).to_have_class(ON_AIR)
    floor = mayor.get_by_role("region", name="Giliran bicara")
    await expect(floor).to_contain_text("Sedang melapor")  # Opening the microphone answers.
    await expect(turn).to_contain_text("Sisa waktu")


async def take_over(desk: Page) -> None:
    """The operator runs it from now on, and enters what he heard by radio."""
    await desk.get_by_role("link", name=re.compile("^Apel")).click()
    await expect(desk.get_by_text("Kendali dipegang Wali Kota")).to_be_visible()
    await desk.get_by_role("button", name="Ambil alih kendali").click()
    await tile(desk, "Dishub").click()
    await desk.get_by_role("button", name="Catat laporan dari HT").click()
    await desk.get_by_label("WFO", exact=True).fill("7")
    await desk.get_by_role("button", name="Simpan laporan").click()
    await tile(desk, "Dishub").click()  # What it said can be read.
    await expect(desk.get_by_role("dialog").get_by_role("definition").first).to_have_text("7")
    await desk.keyboard.press("Escape")


async def decide(mayor: Page, head: Page) -> None:
    """In its turn; a day that has passed is refused in words, and what was typed stays."""
    yesterday = datetime.now(UTC) + timedelta(hours=7) - timedelta(days=1)
    await mayor.get_by_role("button", name="Beri keputusan").click()
    sheet = mayor.get_by_role("dialog")
    await sheet.get_by_label("Keputusan", exact=True).fill("Kirim genset\nke balai kelurahan")
    await sheet.get_by_label("Tenggat").fill(yesterday.date().isoformat())
    await sheet.get_by_role("button", name="Beri keputusan").click()
    await expect(sheet.get_by_role("alert")).to_have_text(
        "Tenggat sudah lewat. Pilih hari ini atau sesudahnya."
    )
    await sheet.get_by_role("button", name="Hari ini").click()
    await sheet.get_by_label("Bunyikan ponsel").uncheck()
    await sheet.get_by_role("button", name="Beri keputusan").click()
    await expect(sheet).to_have_count(0)
    items = mayor.get_by_role("region", name="Keputusan yang belum selesai")
    await expect(items).to_contain_text("Belum disanggupi")
    card = head.get_by_role("region", name="Keputusan untuk Anda")
    await expect(card).to_contain_text("Kirim genset")
    await expect(card).to_contain_text("Hari ini")
    await card.get_by_role("button", name="Laksanakan").click()
    await expect(items).to_contain_text("Disanggupi")
    await expect(card).to_have_count(0)


async def carry_out(mayor: Page, head: Page) -> None:
    """Its owner says what shows that it is done; it is verified on the board, and off it."""
    await head.get_by_role("link", name="Kembali ke daftar ruang").click()
    await head.reload()  # It is told again with the first word.
    await head.get_by_role("link", name="1 keputusan Anda laksanakan").click()
    await head.get_by_role("button", name="Selesai").click()
    await head.get_by_label("Apa buktinya").fill("Menyala 09.40, foto di ruang.")
    await head.get_by_role("button", name="Kirim sebagai selesai").click()
    await mayor.get_by_role("link", name="Keputusan").click()
    verdict = mayor.get_by_role("region", name="Menunggu verifikasi")
    await expect(verdict).to_contain_text("Bukti: Menyala 09.40, foto di ruang.")
    await verdict.get_by_role("button", name="Verifikasi").click()
    await expect(mayor.get_by_text("Tidak ada keputusan yang menunggu")).to_be_visible()
    await expect(head.get_by_text("Tidak ada keputusan yang menunggu")).to_be_visible()


async def sign(mayor: Page) -> None:
    """It is asked once more: it cannot be taken back."""
    await mayor.get_by_role("button", name="Sahkan notulen").click()
    await mayor.get_by_role("button", name="Ya, sahkan").click()
    await expect(mayor.get_by_role("dialog")).to_have_count(0)


async def minute(mayor: Page, desk: Page) -> None:
    """The draft is corrected by the operator, signed by the mayor, then only added to."""
    await mayor.get_by_role("link", name="Notulen").click()
    await mayor.get_by_role("link", name=re.compile("Apel banjir")).click()
    await expect(mayor.get_by_text("Disanggupi")).to_be_visible()  # As it stood at the close.
    await desk.get_by_role("link", name="Baca notulen").click()
    await desk.get_by_role("button", name="Perbaiki konsep").click()
    await desk.get_by_label("Catatan notulis: BPBD").fill("Genset menyala 09.40.")
    await desk.get_by_role("button", name="Simpan versi baru").click()
    await expect(desk.get_by_text("Catatan notulis: Genset menyala 09.40.")).to_be_visible()
    await expect(desk.get_by_role("button", name="Sahkan notulen")).to_have_count(0)
    await sign(mayor)  # What he has not read is not signed.
    await expect(mayor.get_by_role("alert").filter(has_text="Baca dulu")).to_be_visible()
    await expect(mayor.get_by_text("Genset menyala 09.40.")).to_be_visible()
    await expect(mayor.get_by_text("Terverifikasi")).to_be_visible()
    await sign(mayor)
    await expect(desk.get_by_role("status").filter(has_text="Disahkan Wali Kota")).to_be_visible()
    await desk.get_by_role("button", name="Tambah ralat").click()
    await desk.get_by_label("Ralat", exact=True).fill("WFO Dishub 8, bukan 7.")
    await desk.get_by_role("button", name="Simpan ralat").click()
    await expect(mayor.get_by_text("WFO Dishub 8, bukan 7.")).to_be_visible()
    await expect(mayor.locator("code")).to_have_count(4)  # Draft, edit, signature, addendum.


def inked(pdf: Path) -> None:
    """Each page as it is printed has ink, and none where printers leave it white."""
    assert pdf.read_bytes().startswith(b"%PDF-")
    if (printer := shutil.which("pdftoppm")) is None:
        return  # Not installed here: what is in it is tested in tests/unit/test_minutes_files.py.
    page = pdf.with_name("page")
    subprocess.run([printer, "-r", "50", "-gray", pdf, page], check=True, timeout=60)
    pages = sorted(pdf.parent.glob("page-*.pgm"))
    assert pages
    for page in pages:
        with Image.open(page) as image:
            ink = image.point(lambda grey: 255 if grey < DARK else 0).getbbox()
            assert ink is not None, page.name
            edge = image.width * EDGE_MM / 210  # A4.
            right, below = image.width - edge, image.height - edge
            assert ink[0] >= edge and ink[1] >= edge, (page.name, ink)
            assert ink[2] <= right and ink[3] <= below, (page.name, ink)


async def take_away(mayor: Page, pdf: Path) -> None:
    """The minutes as a file."""
    async with mayor.expect_download() as waits:
        await mayor.get_by_role("link", name="Unduh PDF").click()
    await (await waits.value).save_as(pdf)
    await asyncio.to_thread(inked, pdf)


async def plan_one(mayor: Page) -> None:
    """From now on one is announced by itself, and can be put off."""
    await mayor.get_by_role("button", name="Jadwalkan apel").click()
    sheet = mayor.get_by_role("dialog")
    await sheet.get_by_label("Nama apel").fill("Apel Senin")
    for day in ("Selasa", "Rabu", "Kamis", "Jumat"):
        await sheet.get_by_role("checkbox", name=day).uncheck()
    await sheet.get_by_label("Pukul").fill("07:45")
    await sheet.get_by_role("button", name="Simpan jadwal").click()
    planned = mayor.get_by_role("region", name="Apel terjadwal")
    await expect(planned).to_contain_text("Senin pukul 07.45")
    await expect(planned).to_contain_text("Berikutnya Sen,")
    await planned.get_by_role("checkbox", name="Aktif Apel Senin").uncheck()
    await expect(planned).to_contain_text("Tidak diumumkan sendiri")


@pytest.mark.quiet
async def test_a_roll_call_from_its_announcement_to_its_minutes(
    enter: Enter, tmp_path: Path
) -> None:
    mayor, desk, bpbd, dinkes = await asyncio.gather(
        enter("walikota", 440.0, size=(820, 1180)),
        enter("operator", 600.0, size=(1920, 1080), first="Meja operator"),
        enter("bpbd", 1000.0),
        enter("dinkes", 1300.0),
    )
    assert await desk.evaluate(RULE_OF_A_SECTION)
    await announce(mayor, "BPBD", "Dinkes", "Dishub")
    await report_without_a_link(dinkes, mayor)
    await report_an_obstacle(bpbd)
    await expect(tile(mayor, "BPBD")).to_contain_text("Ada halangan")
    await expect(mayor.get_by_text("2 formulir masuk")).to_be_visible()
    await mayor.get_by_role("button", name="Buka apel").click()
    await call(mayor, "BPBD")
    await talk(bpbd, mayor)
    await decide(mayor, bpbd)

    await take_over(desk)
    await expect(tile(mayor, "Dishub")).to_contain_text("Formulir masuk")
    await expect(mayor.get_by_text("Kendali dipegang")).to_be_visible()
    await desk.get_by_role("button", name="Terima laporan").click()
    await expect(tile(mayor, "BPBD")).to_contain_text("Hadir")
    await expect(talk_button(bpbd)).not_to_have_class(ON_AIR)
    await expect(bpbd.get_by_role("region", name="Giliran Anda")).to_have_count(0)

    await desk.get_by_role("button", name="Bacakan 2 laporan nihil").click()
    await expect(mayor.get_by_text("3 dari 3 OPD sudah melapor")).to_be_visible()
    await desk.get_by_role("button", name="Tutup apel").click()
    await desk.get_by_role("dialog").get_by_role("button", name="Tutup apel").click()
    await expect(mayor.get_by_role("link", name="Baca dan sahkan notulen")).to_be_visible()
    await expect(bpbd.get_by_text("Laporan terkirim")).to_have_count(0)
    await carry_out(mayor, bpbd)
    await minute(mayor, desk)
    await take_away(mayor, tmp_path / "minutes.pdf")
    await mayor.evaluate("location.hash = '#/apel'")
    await plan_one(mayor)


async def sooner(mayor: Page, agency: str) -> None:
    """Of those still to be called it comes first."""
    await tile(mayor, agency).click()
    sheet = mayor.get_by_role("dialog")
    await expect(sheet).to_contain_text("Urutan ke-2 dari 2")
    await sheet.get_by_role("button", name="Lebih dulu").click()
    await expect(sheet).to_contain_text("Urutan ke-1 dari 2")
    await expect(sheet.get_by_role("button", name="Lebih dulu")).to_be_disabled()
    await mayor.keyboard.press("Escape")


@pytest.mark.quiet
async def test_who_has_only_a_handheld_is_present_by_its_keys(
    demo: tuple[Forked, dict[str, str]], chromiums: Chromiums
) -> None:
    _, at = demo
    async with chromiums.lent(440.0) as one, chromiums.lent(1000.0) as other:
        ht, mayor = await asyncio.gather(
            test_ht.turned_on(other, at["ht"]), test_ht.page_of(one, at["walikota"])
        )
        await mayor.set_viewport_size({"width": 820, "height": 1180})
        await mayor.get_by_role("button", name="Masuk", exact=True).click()
        await announce(mayor, "BPBD", "Dinkes", room=test_ht.ROOM)
        await mayor.get_by_role("button", name="Buka apel").click()
        names = mayor.get_by_role("button", name=re.compile("^Panggil (BPBD|Dinkes)"))
        first = (await names.inner_text()).removeprefix("Panggil ").strip()
        other_one = "Dinkes" if first == "BPBD" else "BPBD"
        await sooner(mayor, other_one)
        await expect(names).to_have_text(re.compile(other_one))
        for key in "10113#":
            await ht.get_by_role("button", name=key, exact=True).click()
        await expect(tile(mayor, "BPBD")).to_contain_text("Hadir lewat HT")
        await expect(tile(mayor, "Dinkes")).not_to_contain_text("lewat HT")
