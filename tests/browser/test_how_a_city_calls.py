"""Ladders, templates and leave in real browsers: changed in Kelola, felt by whoever calls."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser.conftest import Enter
from tests.browser.hub_process import HubProcess, hub_process
from tests.nursery import Nursery


@pytest_asyncio.fixture(loop_scope="session")
async def hub(tmp_path: Path, nursery: Nursery) -> AsyncIterator[HubProcess]:
    """A hub whose administrators need not prove who they are."""
    async with hub_process(tmp_path, start=nursery.start, second_factor="optional") as running:
        yield running


async def go(page: Page, hub: HubProcess, where: str, post: str) -> None:
    await page.goto(f"http://{post}.localhost:{hub.port}/#{where}")


async def test_a_ladder_is_changed_checked_and_taken_back(enter: Enter, hub: HubProcess) -> None:
    admin, mayor = await enter("admin"), await enter("walikota")
    await go(admin, hub, "/kelola/tangga", "admin")
    step = admin.get_by_role("group", name="Waktu langkah 5")
    await expect(step.get_by_role("spinbutton").first).to_have_value("1")
    await step.get_by_role("spinbutton").first.fill("6")
    await step.get_by_role("spinbutton").first.press("Tab")
    last = admin.get_by_role("listitem").filter(
        has=admin.get_by_role("group", name="Waktu langkah 7")
    )
    await expect(last).to_contain_text("Tidak akan pernah dicoba")
    save = admin.get_by_role("button", name=re.compile("^(Simpan|Belum ada)"))
    await admin.get_by_role("button", name="Hapus langkah 7").click()
    await admin.get_by_role("group", name="Batas waktu").get_by_role("spinbutton").first.fill("4")
    await admin.keyboard.press("Tab")
    await expect(admin.get_by_text("Kanal ini belum dipasang").first).to_be_visible()
    await save.click()
    await admin.get_by_role("button", name="Ya, simpan").click()
    await expect(admin.get_by_text("Tersimpan sebagai versi 2.")).to_be_visible()

    await go(mayor, hub, "/panggil", "walikota")
    await mayor.get_by_role("radio", name="Darurat").check()
    await expect(mayor.get_by_text(re.compile("batas 4 menit"))).to_be_visible()

    await admin.get_by_role("button", name="Pakai bawaan").click()
    await save.click()
    await admin.get_by_role("button", name="Ya, simpan").click()
    await expect(admin.get_by_text("Tersimpan sebagai versi 3.")).to_be_visible()
    await admin.get_by_role("button", name="Pakai lagi versi 2").click()
    await expect(admin.get_by_role("group", name="Waktu langkah 7")).to_have_count(0)


async def test_a_template_and_a_group_make_a_call_short(enter: Enter, hub: HubProcess) -> None:
    admin, mayor = await enter("admin"), await enter("walikota")
    await go(admin, hub, "/kelola/templat", "admin")
    await admin.get_by_role("button", name="Tambah templat").click()
    await admin.get_by_label("Nama templat").fill("Banjir")
    await admin.get_by_label("Isi alasan").fill("Banjir. Merapat ke posko.")
    await admin.get_by_label("Sifat").select_option("darurat")
    await admin.get_by_role("button", name="Simpan").click()
    await expect(admin.get_by_role("button", name="Ubah Banjir")).to_be_visible()

    await go(mayor, hub, "/panggil", "walikota")
    group = mayor.get_by_role("button", name=re.compile("^Camat"))
    await group.click()
    await expect(group).to_have_attribute("aria-pressed", "true")
    await mayor.get_by_role("button", name="Banjir", exact=True).click()
    await expect(mayor.get_by_role("radio", name="Darurat")).to_be_checked()
    await mayor.get_by_role("checkbox", name=re.compile("^Latihan")).check()
    await mayor.get_by_role("button", name="Panggil 5 pejabat").click()
    sure = mayor.get_by_role("dialog")
    await expect(sure).to_contain_text("LATIHAN · Darurat · “Banjir. Merapat ke posko.”")
    await sure.get_by_role("button", name="Ya, panggil sekarang").click()
    await expect(mayor.get_by_role("heading", name="Banjir. Merapat ke posko.")).to_be_visible()

    await go(mayor, hub, "/panggil", "walikota")
    first = mayor.get_by_role("listitem").filter(has=mayor.get_by_role("checkbox")).first
    await expect(first).to_contain_text("Camat")


async def test_a_head_notes_his_leave_and_the_mayor_is_told(enter: Enter, hub: HubProcess) -> None:
    head, mayor = await enter("bpbd"), await enter("walikota")
    await go(head, hub, "/lain", "bpbd")
    today = await head.evaluate("new Date(Date.now() + 7 * 3600e3).toISOString().slice(0, 10)")
    await head.get_by_role("button", name="Catat cuti baru").click()
    await head.get_by_label("Mulai tanggal").fill(today)
    await head.get_by_label("Sampai dengan tanggal").fill(today)
    await head.get_by_label("Keterangan").fill("Cuti tahunan")
    await head.get_by_role("button", name="Catat cuti", exact=True).click()
    await expect(head.get_by_text("sedang cuti")).to_be_visible()

    await go(mayor, hub, "/panggil", "walikota")
    await mayor.get_by_role("checkbox", name=re.compile("^BPBD")).check()
    await expect(mayor.get_by_text("Tidak dapat dipanggil, akan dilewati: BPBD")).to_be_visible()
    await head.get_by_role("button", name=re.compile("^Hapus cuti")).click()
    await expect(head.get_by_text("Tidak ada cuti yang tercatat.")).to_be_visible()
