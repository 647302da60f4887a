"""A summons in real browsers: the press, the ring, the answer, and the board of who is missing."""

import re

from playwright.async_api import Page, expect

from tests.browser.conftest import Enter

RING = "Gabung suara sekarang"


async def call(mayor: Page, *agencies: str) -> None:
    """The mayor calls heads, from his home to the board."""
    await mayor.get_by_role("link", name="Panggil pejabat").click()
    go = mayor.get_by_role("button", name=re.compile("^Panggil \\d+ pejabat"))
    await expect(go).to_be_disabled()
    for agency in agencies:
        await mayor.get_by_role("checkbox", name=re.compile(f"^{agency}\\b")).check()
    await mayor.get_by_role("button", name=RING).click()
    await mayor.get_by_role("radio", name="Darurat").check()
    await go.click()
    await mayor.get_by_role("button", name="Ya, panggil sekarang").click()
    await expect(mayor.get_by_role("heading", name=RING)).to_be_visible()


async def test_from_the_press_to_the_answers(enter: Enter) -> None:
    mayor = await enter("walikota", 440.0)
    bpbd, dinkes = await enter("bpbd", 1000.0), await enter("dinkes", 1300.0)
    await call(mayor, "BPBD", "Dinkes")
    await expect(mayor.get_by_text("berikutnya panggil di HT").first).to_be_visible()
    for head in (bpbd, dinkes):
        ring = head.get_by_role("alertdialog")
        await expect(ring.get_by_role("heading", name="Wali Kota")).to_be_visible()
        await expect(ring).to_contain_text(RING)
    rows = mayor.get_by_role("listitem").filter(has_text="Panggil ulang")
    await expect(rows).to_have_count(2)
    await expect(rows.first).to_contain_text("Tampil di layar")

    await bpbd.get_by_role("button", name="15 menit").click()
    await expect(bpbd.get_by_role("alertdialog")).to_have_count(0)
    await expect(rows).to_have_count(1)
    await expect(mayor.get_by_text("menuju, 15 menit")).to_be_visible()

    await dinkes.get_by_role("button", name="Berhalangan").click()
    await dinkes.get_by_role("button", name="Sedang di luar kota").click()
    await expect(dinkes.get_by_role("alertdialog")).to_have_count(0)
    await expect(mayor.get_by_text("berhalangan: Sedang di luar kota")).to_be_visible()
    await expect(mayor.get_by_text("Semua sudah menjawab.")).to_be_visible()


async def test_an_answer_without_a_link_is_sent_once_when_it_is_back(enter: Enter) -> None:
    mayor, bpbd = await enter("walikota", 440.0), await enter("bpbd", 1000.0)
    await call(mayor, "BPBD")
    await expect(bpbd.get_by_role("alertdialog")).to_be_visible()
    await bpbd.context.set_offline(True)
    await bpbd.get_by_role("button", name=re.compile("^Siap")).click()
    await expect(bpbd.get_by_role("alertdialog")).to_have_count(0)
    await expect(mayor.get_by_text("Semua sudah menjawab.")).to_have_count(0)
    await bpbd.context.set_offline(False)
    await expect(mayor.get_by_text("Semua sudah menjawab.")).to_be_visible(timeout=20_000)


async def test_it_is_called_off_and_all_are_quiet(enter: Enter) -> None:
    mayor, bpbd = await enter("walikota", 440.0), await enter("bpbd", 1000.0)
    await call(mayor, "BPBD")
    await expect(bpbd.get_by_role("alertdialog")).to_be_visible()
    await mayor.get_by_role("button", name="Batalkan panggilan").click()
    await mayor.get_by_role("dialog").get_by_role("button", name="Batalkan panggilan").click()
    await expect(bpbd.get_by_role("alertdialog")).to_have_count(0)
    await expect(mayor.get_by_text("Dibatalkan.")).to_be_visible()
