"""The directory in real browsers: tables brought in, Plt. on the screens of others, a mutasi."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Enter
from tests.browser.hub_process import HubProcess, hub_process
from tests.nursery import Nursery

SOON_MS = 10_000
OUT_MS = 2_000
OFFICIALS = "post;name;phone;kind\r\n"


@pytest_asyncio.fixture(loop_scope="session")
async def hub(tmp_path: Path, nursery: Nursery) -> AsyncIterator[HubProcess]:
    """A hub whose administrators need not prove who they are."""
    async with hub_process(tmp_path, start=nursery.start, second_factor="optional") as running:
        yield running


async def desk(page: Page, hub: HubProcess, where: str, post: str = "admin") -> None:
    await page.goto(f"http://{post}.localhost:{hub.port}/#/kelola{where}")


async def bring(page: Page, hub: HubProcess, lines: str) -> None:
    """Take in officials; nothing may be wrong with them."""
    await desk(page, hub, "/impor")
    await page.get_by_label("Atau tempel isinya").fill(OFFICIALS + lines)
    await page.get_by_role("button", name="Periksa dulu").click()
    await page.get_by_role("button", name="Terapkan").click()
    await expect(page.get_by_text("Sudah diterapkan")).to_be_visible()
    await page.get_by_role("button", name="Impor tabel lain").click()


def lines_of(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8-sig").splitlines()


def holder(page: Page) -> Locator:
    """Who holds the post that is open, as a link each."""
    part = page.locator("section", has=page.get_by_role("heading", name="Pemegang sekarang"))
    return part.get_by_role("listitem").get_by_role("link")


async def choose(scope: Page | Locator, label: str, words: str) -> None:
    await scope.get_by_role("searchbox", name=label).fill(words)
    await scope.get_by_role("searchbox", name=label).press("Enter")


async def test_a_table_with_a_bad_line_is_mended_and_applied(
    enter: Enter, hub: HubProcess, tmp_path: Path
) -> None:
    page = await enter("admin")
    await page.get_by_role("link", name="Kelola", exact=True).click()
    await page.get_by_role("link", name=re.compile("^Impor tabel")).click()
    await expect(page.get_by_role("heading", name="Impor tabel")).to_be_focused()
    table = tmp_path / "pejabat.csv"
    lines = "bpbd;Pejabat Uji Satu;0811-0000-0001;\r\ndinkes;Pejabat Uji Dua;;tetap\r\n"
    table.write_bytes((OFFICIALS + lines).encode("cp1252"))
    await page.locator("input[type=file]").set_input_files(table)
    await expect(page.get_by_text("pejabat.csv: 2 baris")).to_be_visible()
    await page.get_by_role("button", name="Periksa dulu").click()
    await expect(page.get_by_role("heading", name="1 baris bermasalah")).to_be_visible()
    bad = page.get_by_role("listitem").filter(has_text="Baris 3, kolom kind")
    await expect(bad).to_contain_text("tetap")
    await expect(bad).to_contain_text("Yang boleh: definitif, plt, plh.")
    await expect(page.get_by_role("button", name="Terapkan")).to_have_count(0)

    table.write_text(OFFICIALS + lines.replace("tetap", "plt"), encoding="utf-8")
    await page.locator("input[type=file]").set_input_files(table)
    await expect(page.get_by_text("1 baris bermasalah")).to_have_count(0)
    await page.get_by_role("button", name="Periksa dulu").click()
    await expect(page.get_by_text("Tidak ada masalah")).to_be_visible()
    await page.get_by_role("button", name="Terapkan").click()
    await expect(page.get_by_text("Sudah diterapkan")).to_be_visible()
    await desk(page, hub, "/jabatan/dinkes")
    await expect(holder(page)).to_have_text(["Pejabat Uji Dua"])
    await expect(page.get_by_text("Belum ada pemegang sebelumnya.")).to_be_visible()
    await expect(page.locator(".detail .badge")).to_have_text("Plt.")


async def test_a_template_is_downloaded_and_an_excel_file_is_no_table(
    enter: Enter, hub: HubProcess, tmp_path: Path
) -> None:
    page = await enter("admin")
    await desk(page, hub, "/impor")
    async with page.expect_download() as coming:
        await page.get_by_role("link", name="Unduh templat").click()
    head, example, *_ = lines_of(await (await coming.value).path())
    assert head == "jabatan;nama;telepon;status;mulai;sampai"
    assert "Pejabat Uji" in example
    excel = tmp_path / "pejabat.xlsx"
    excel.write_bytes(b"PK\x03\x04 and so on")
    await page.locator("input[type=file]").set_input_files(excel)
    await expect(page.get_by_role("alert")).to_contain_text("Ini berkas Excel")
    await page.get_by_label("Atau tempel isinya").fill("x" * 48_001)
    await expect(page.get_by_role("alert")).to_contain_text("48.000 huruf")
    await expect(page.get_by_role("button", name="Periksa dulu")).to_be_disabled()


async def test_whoever_acts_is_plt_on_the_screens_of_others_until_it_is_undone(
    enter: Enter, hub: HubProcess
) -> None:
    admin, other = await asyncio.gather(enter("admin"), enter("bpbd"))
    await other.get_by_role("link", name="Lain", exact=True).click()
    await desk(admin, hub, "/jabatan/dishub")
    await expect(admin.locator(".detail").get_by_text("Kosong", exact=True)).to_be_visible()
    await admin.get_by_role("button", name="Tetapkan pemegang").click()
    dialog = admin.get_by_role("dialog")
    await dialog.get_by_role("searchbox", name="Pejabat").fill("Pejabat Uji Tiga")
    await dialog.get_by_role("button", name=re.compile("^Tambah")).click()
    await dialog.get_by_role("radio", name=re.compile("^Plt")).check()
    await dialog.get_by_role("button", name="Tetapkan", exact=True).click()
    await expect(dialog).to_have_count(0)
    await expect(holder(admin)).to_have_text(["Pejabat Uji Tiga"])

    await desk(admin, hub, "/jabatan/dinkes")
    third = await enter("dishub")
    await third.get_by_role("link", name="Lain", exact=True).click()
    await expect(third.get_by_text(re.compile("Plt. Kepala Dinas"))).to_be_visible()
    await desk(admin, hub, "/jabatan/bpbd")
    await admin.get_by_role("button", name="Ganti pemegang").click()
    await choose(dialog, "Pejabat", "Uji Tiga")
    await dialog.get_by_role("radio", name=re.compile("^Plt")).check()
    await expect(dialog.get_by_text("berhenti memegang jabatan ini")).to_be_visible()
    await dialog.get_by_role("button", name="Tetapkan", exact=True).click()
    await expect(holder(admin)).to_have_text(["Pejabat Uji Tiga"])
    await admin.get_by_role("button", name="Urungkan").click()
    await expect(admin.get_by_text("Dikembalikan seperti semula")).to_be_visible()
    await expect(holder(admin)).to_have_text(["Tanpa nama"])


async def test_two_change_places_in_a_mutasi(enter: Enter, hub: HubProcess) -> None:
    page = await enter("admin")
    await bring(page, hub, "bpbd;Pejabat Uji Satu;;\ndinkes;Pejabat Uji Dua;;\n")
    await desk(page, hub, "/mutasi")
    moves = (("penanggulangan", "Uji Dua"), ("dinkes", "Uji Satu"))
    for n, (post, who) in enumerate(moves):
        await page.get_by_role("button", name="Tambah perpindahan").click()
        row = page.get_by_role("listitem").filter(has_text=f"Perpindahan {n + 1}")
        await choose(row, "Jabatan yang diisi", post)
        await choose(row, "Siapa yang masuk", who)
    await page.get_by_role("button", name="Periksa dulu").click()
    turns = page.get_by_role("region", name="Sebelum dan sesudah")
    await expect(turns.get_by_text("Tidak ada jabatan yang menjadi kosong")).to_be_visible()
    await expect(turns.get_by_role("listitem").first).to_contain_text(
        re.compile("BPBD.*Sebelum: *Pejabat Uji Satu.*Sesudah: *Pejabat Uji Dua", re.DOTALL)
    )
    await page.get_by_role("button", name="Terapkan").click()
    await expect(page.get_by_text("Sudah diterapkan")).to_be_visible()
    await desk(page, hub, "/jabatan/bpbd")
    await expect(holder(page)).to_have_text(["Pejabat Uji Dua"])
    await desk(page, hub, "/jabatan/dinkes")
    await expect(holder(page)).to_have_text(["Pejabat Uji Satu"])
    history = page.locator("section", has=page.get_by_role("heading", name="Riwayat"))
    await expect(history.get_by_role("link")).to_have_text(["Pejabat Uji Dua"])


async def test_an_official_out_of_service_is_out_at_once(enter: Enter, hub: HubProcess) -> None:
    admin = await enter("admin")
    await bring(admin, hub, "bpbd;Pejabat Uji Satu;;\n")
    his = await enter("bpbd")
    await desk(admin, hub, "/pejabat")
    await admin.get_by_role("searchbox", name="Cari").fill("satu")
    await admin.get_by_role("link", name=re.compile("Pejabat Uji Satu")).click()
    await admin.get_by_role("button", name=re.compile("^Nonaktifkan")).click()
    await expect(admin.get_by_role("dialog")).to_contain_text("1 jabatannya menjadi kosong")
    await admin.get_by_role("button", name="Ya, nonaktifkan").click()
    await expect(his.get_by_text("Sesi di perangkat ini sudah berakhir")).to_be_visible(
        timeout=OUT_MS
    )
    await desk(admin, hub, "/jabatan/bpbd")
    await expect(admin.locator(".detail").get_by_text("Kosong", exact=True)).to_be_visible()


async def test_an_agency_and_a_post_are_made_and_invited(enter: Enter, hub: HubProcess) -> None:
    page = await enter("admin")
    await desk(page, hub, "/perangkat-daerah/+")
    await page.get_by_label("Nama pendek").fill("BPBD")
    await page.get_by_role("button", name="Simpan").click()
    await expect(page.get_by_text("Sudah dipakai yang lain.")).to_be_visible()
    await page.get_by_label("Nama pendek").fill("Dinas Uji")
    await page.get_by_label("Nama lengkap").fill("Dinas Uji Coba")
    await page.get_by_label("Jabatan kepala").fill("Kepala Dinas")
    await page.get_by_role("button", name="Simpan").click()
    await expect(page).to_have_url(re.compile("perangkat-daerah/dinas-uji$"))
    await desk(page, hub, "/jabatan/+")
    await choose(page, "Perangkat daerah", "dinas uji")
    await page.get_by_label("Nama jabatan").fill("Sekretaris")
    await page.get_by_role("button", name="Simpan").click()
    await expect(page).to_have_url(re.compile("jabatan/dinas-uji-sekretaris$"))
    await page.get_by_role("link", name="Undang perangkat").last.click()
    await expect(page.get_by_text("Dinas Uji Coba")).to_be_visible(timeout=SOON_MS)
    await page.get_by_role("button", name="Buat undangan").click()
    await expect(page.locator("[data-code]")).to_be_visible()


async def test_a_head_does_not_see_it_and_an_operator_changes_nothing(
    enter: Enter, hub: HubProcess
) -> None:
    head, operator = await asyncio.gather(enter("bpbd"), enter("operator"))
    await head.get_by_role("link", name="Lain", exact=True).click()
    await expect(head.get_by_role("link", name=re.compile("Undang|Kelola"))).to_have_count(0)
    await desk(head, hub, "/pejabat", "bpbd")
    await expect(head.get_by_text("Halaman ini untuk administrator")).to_be_visible()
    await expect(head.get_by_role("listitem")).to_have_count(0)
    await desk(operator, hub, "/jabatan/bpbd", "operator")
    await expect(operator.get_by_text("Hanya lihat.")).to_be_visible()
    await expect(holder(operator)).to_have_text(["Tanpa nama"])
    await expect(operator.get_by_role("button")).to_have_count(0)
