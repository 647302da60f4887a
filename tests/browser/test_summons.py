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

    await bpbd.set_viewport_size({"width": 844, "height": 390})  # The phone lies on its side.
    answers = bpbd.get_by_role("alertdialog").get_by_role("button")
    await expect(answers).to_have_count(6)
    for answer in await answers.all():
        await expect(answer).to_be_in_viewport(ratio=1)
    await bpbd.get_by_role("button", name="15 menit").click()
    await expect(bpbd.get_by_role("alertdialog")).to_have_count(0)
    await expect(rows).to_have_count(1)
    await expect(mayor.get_by_role("listitem").filter(has_text="menuju, 15 menit")).to_be_visible()

    await dinkes.get_by_role("button", name="Berhalangan").click()
    await dinkes.get_by_role("button", name="Sedang di luar kota").click()
    await expect(dinkes.get_by_role("alertdialog")).to_have_count(0)
    await expect(
        mayor.get_by_role("listitem").filter(has_text="Sedang di luar kota")
    ).to_be_visible()
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


async def test_the_operator_sees_on_the_console_who_is_missing_and_whom_to_call_by_radio(
    enter: Enter,
) -> None:
    desk = await enter("operator", 440.0, size=(1920, 1080), first="Meja operator")
    mayor, bpbd = await enter("walikota", 600.0), await enter("bpbd", 1000.0)
    await call(mayor, "BPBD", "Dishub")
    await expect(bpbd.get_by_role("alertdialog")).to_be_visible()
    await desk.get_by_role("link", name=re.compile(r"^Panggilan 2\b")).click()
    row = desk.get_by_role("listitem").filter(has_text="Dishub").filter(has_text="Panggil ulang")
    await expect(row).to_be_visible()
    await expect(desk.get_by_role("region", name="Kanal", exact=True)).to_be_visible()

    told = desk.get_by_role("alert").filter(has_text="Panggil di HT sekarang: Dishub")
    await row.get_by_role("button", name="Eskalasi sekarang").click()
    heard = told.get_by_role("button", name="Sudah dengar")
    await expect(heard).to_be_visible()
    await desk.keyboard.press("a")
    await expect(heard).to_have_count(0)
    await expect(told).to_be_visible()
    await row.get_by_role("button", name="Catat jawaban").click()
    await desk.get_by_role("dialog").get_by_role("button", name="Siap", exact=True).click()
    await expect(told).to_have_count(0)
    await expect(desk.get_by_role("link", name=re.compile(r"^Panggilan 1\b"))).to_be_visible()


async def test_who_answers_is_told_so_and_goes_on_where_he_was(enter: Enter) -> None:
    mayor, bpbd = await enter("walikota", 440.0), await enter("bpbd", 1000.0)
    await bpbd.get_by_role("link", name=re.compile("Umum")).click()
    field = bpbd.get_by_role("textbox", name="Pesan")
    await field.fill("Belum selesai")
    await call(mayor, "BPBD")
    ring = bpbd.get_by_role("alertdialog", name="Panggilan darurat Wali Kota")
    await expect(ring).to_be_focused()
    await ring.get_by_role("button", name="Wakilkan").click()
    posts = bpbd.get_by_role("dialog").get_by_role("listitem")
    await expect(posts.filter(has_text="Dinkes")).to_be_visible()
    await expect(posts.filter(has_text="Command Center")).to_have_count(0)  # On duty: offered last.
    await expect(posts.filter(has_text="Wali Kota")).to_have_count(0)
    await bpbd.get_by_role("button", name="Kembali ke panggilan").click()
    await ring.get_by_role("button", name="15 menit").click()
    told = bpbd.get_by_role("status").filter(has_text="Jawaban Anda tercatat: menuju, 15 menit.")
    await expect(told).to_be_visible()
    await expect(field).to_be_focused()
    await expect(field).to_have_value("Belum selesai")
    heard = mayor.get_by_role("status").filter(has_text="BPBD menuju, 15 menit. Tidak ada")
    await expect(heard).to_have_count(1)


async def test_the_focus_goes_along_from_screen_to_screen(enter: Enter) -> None:
    bpbd = await enter("bpbd", 1000.0)
    await expect(bpbd.get_by_role("heading", name="Ruang")).to_be_visible()
    await bpbd.get_by_role("link", name=re.compile("Siaga Banjir")).press("Enter")
    await expect(bpbd.get_by_role("heading", name="Siaga Banjir")).to_be_focused()
    await bpbd.get_by_role("tab", name="Suara").click()
    await bpbd.get_by_role("button", name="Gabung", exact=True).press("Enter")
    await expect(bpbd.locator("[data-talk]")).to_be_focused()
    await bpbd.get_by_role("button", name="Keluar").press("Enter")
    await expect(bpbd.get_by_role("heading", name="Ruang")).to_be_focused()


async def test_my_calls_stand_in_their_tab_and_an_answer_can_be_changed(
    enter: Enter,
) -> None:
    mayor, bpbd = await enter("walikota", 440.0), await enter("bpbd", 1000.0)
    tab = bpbd.get_by_role("link", name=re.compile("^Panggilan"))
    await tab.click()
    await expect(bpbd.get_by_text("Belum ada panggilan")).to_be_visible()
    await call(mayor, "BPBD")
    ring = bpbd.get_by_role("alertdialog")
    await expect(ring).to_be_visible()
    await expect(bpbd.locator("nav").get_by_text("1 panggilan menunggu")).to_have_count(1)
    await ring.get_by_role("button", name="15 menit").click()
    mine = bpbd.get_by_role("article")
    await expect(mine).to_contain_text("Menuju, 15 menit")
    await mine.get_by_role("button", name="Ubah jawaban").click()
    await bpbd.get_by_role("dialog").get_by_role("button", name="Siap").click()
    await expect(mine.locator("b").last).to_have_text("Siap")
    await expect(mayor.get_by_role("listitem").filter(has_text="siap")).to_be_visible()
    await expect(bpbd.locator("nav").get_by_text("menunggu")).to_have_count(0)

    await mine.get_by_role("button", name="Ubah jawaban").click()
    await bpbd.get_by_role("dialog").get_by_role("button", name="Wakilkan").click()
    await bpbd.get_by_role("searchbox").fill("dink")
    await bpbd.get_by_role("dialog").last.get_by_role("button", name=re.compile("^Dinkes")).click()
    await expect(mine).to_contain_text("Mewakilkan kepada Dinkes P2KB")
    told = mayor.get_by_role("status").filter(has_text="BPBD mewakilkan kepada Dinkes P2KB.")
    await expect(told).to_have_count(1)
    sent = mayor.get_by_role("listitem").filter(has_text="Dinkes P2KB").filter(has_text="Menunggu")
    await expect(sent).to_be_visible()


async def test_the_record_shows_what_each_agency_did_and_its_head_adds_a_note(
    enter: Enter,
) -> None:
    mayor, bpbd = await enter("walikota", 440.0), await enter("bpbd", 1000.0)
    await call(mayor, "BPBD", "Dinkes")
    await bpbd.get_by_role("alertdialog").get_by_role("button", name="15 menit").click()
    await expect(mayor.get_by_role("listitem").filter(has_text="menuju, 15 menit")).to_be_visible()
    await mayor.get_by_role("link", name="Rekap").click()
    mine = mayor.get_by_role("button", name=re.compile(r"^BPBD 1× dipanggil"))
    await expect(mine).to_contain_text("1 tepat waktu · 0 terlambat · 0 tidak dijawab")
    await mine.click()
    one = mayor.get_by_role("listitem").filter(
        has_text=re.compile("Menuju, setelah .* lewat aplikasi")
    )
    await expect(one.last).to_be_visible()

    await bpbd.get_by_role("link", name=re.compile("^Panggilan")).click()
    await bpbd.get_by_role("link", name="Rekap").click()
    await expect(bpbd.get_by_text("Dinkes")).to_have_count(0)
    await bpbd.get_by_role("button", name="Beri catatan koreksi").click()
    await bpbd.get_by_label("Catatan", exact=True).fill("Sudah dijawab lewat telepon pukul 08.10")
    await bpbd.get_by_role("button", name="Simpan catatan").click()
    await expect(bpbd.get_by_text("Sudah dijawab lewat telepon")).to_be_visible()
    await expect(bpbd.get_by_text("1 tepat waktu · 0 terlambat")).to_be_visible()

    async with bpbd.expect_download() as started:
        await bpbd.get_by_role("link", name="Unduh CSV").click()
    saved = await (await started.value).path()
    assert "BPBD" in saved.read_text(encoding="utf-8")


async def test_a_row_is_taken_in_hand_noted_and_given_back_and_the_other_board_sees_it(
    enter: Enter,
) -> None:
    desk = await enter("operator", 440.0, size=(1920, 1080), first="Meja operator")
    mayor = await enter("walikota", 600.0, size=(820, 1180))
    await call(mayor, "Dishub")
    await desk.get_by_role("link", name=re.compile(r"^Panggilan 1\b")).click()
    theirs, mine = (one.get_by_role("listitem").filter(has_text="Dishub") for one in (mayor, desk))
    await expect(theirs.get_by_role("button", name="Telepon")).to_have_count(0)

    await mine.get_by_role("button", name="Eskalasi sekarang").click()
    heed = desk.get_by_role("button", name="Sudah dengar")
    await expect(heed).to_be_visible()
    await expect(theirs.get_by_role("button", name="Lainnya")).to_be_hidden()
    await theirs.get_by_role("button", name="Ambil alih").click()
    await expect(theirs).to_contain_text("Anda yang menangani sejak")
    await expect(mine).to_contain_text("Ditangani Wali Kota sejak")
    await expect(heed).to_have_count(0)
    await expect(desk.get_by_text("Panggil di HT sekarang: Dishub")).to_be_visible()

    await mine.get_by_role("button", name="Lainnya").click()
    await mine.get_by_role("button", name="Ambil alih").click()
    first = desk.get_by_role("alert").filter(has_text="Dishub sudah ditangani Wali Kota sejak")
    await expect(first).to_be_visible()
    await mine.get_by_role("button", name="Beri catatan").click()
    sheet = desk.get_by_role("dialog")
    await sheet.get_by_label("Catatan", exact=True).fill("Sedang di lapangan, dihubungi ajudan")
    await sheet.get_by_role("button", name="Simpan").click()
    await expect(sheet).to_have_count(0)
    await expect(theirs.get_by_role("list", name="Catatan")).to_contain_text("Sedang di lapangan")

    await theirs.get_by_role("button", name="Kembalikan").click()
    await expect(mine).not_to_contain_text("Ditangani")
    await expect(heed).to_be_visible()
    await mine.get_by_role("button", name="Ambil alih").click()
    await expect(theirs).to_contain_text(re.compile("Ditangani .* sejak"))
