"""A small roll-call in real browsers: a form without a link, a voice in its turn, the close."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Enter, talk_button

ON_AIR = re.compile(r"\bonair\b")
ROOM = "Rapat Pimpinan"


async def announce(mayor: Page, *agencies: str) -> None:
    """Begin a roll-call of some, from the mayor's home."""
    await mayor.get_by_role("link", name="Mulai apel").click()
    await mayor.get_by_role("button", name="Mulai apel").click()
    await mayor.get_by_label("Nama apel").fill("Apel banjir")
    await mayor.get_by_label("Ruang suara").select_option(label=ROOM)
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
    await head.get_by_role("button", name="Kirim laporan").click()


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
async def test_a_roll_call_from_its_announcement_to_its_signature(enter: Enter) -> None:
    mayor = await enter("walikota", 440.0, size=(820, 1180))
    desk = await enter("operator", 600.0, size=(1920, 1080), first="Meja operator")
    bpbd, dinkes = await enter("bpbd", 1000.0), await enter("dinkes", 1300.0)
    assert await desk.evaluate(RULE_OF_A_SECTION)
    await announce(mayor, "BPBD", "Dinkes", "Dishub")
    await report_without_a_link(dinkes, mayor)
    await report_an_obstacle(bpbd)
    await expect(tile(mayor, "BPBD")).to_contain_text("Ada halangan")
    await mayor.get_by_role("button", name="Buka apel").click()
    await mayor.get_by_role("button", name="Panggil BPBD").click()
    await talk(bpbd, mayor)

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
    await mayor.get_by_role("button", name="Sahkan apel").click()
    await expect(mayor.get_by_text("Disahkan")).to_be_visible()
    await expect(bpbd.get_by_text("Laporan terkirim")).to_have_count(0)
    await plan_one(mayor)
