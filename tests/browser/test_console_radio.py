"""The operator's console and a handheld on its air: what is really sent, recordings, patches."""

import re

from playwright.async_api import Locator, Page, expect

from tests.bridge.unhurried import unhurried
from tests.browser.chromium import Chromiums
from tests.browser.conftest import talk_button
from tests.browser.looking import SIZES, Looking, Theme
from tests.browser.test_console import FLOOD, select
from tests.browser.test_ht import ON_AIR, RECEIVING, ROOM, turned_on
from tests.browser.test_voice import hold
from tests.nursery import Forked

SOON_MS = 20_000
DESK = {"width": 1920, "height": 1080}
IDLE = re.compile(r"\bidle\b")


async def console_of(browser: object, address: str) -> Page:
    """The operator at a desk."""
    context = await browser.new_context(  # type: ignore[attr-defined]
        permissions=["microphone"],
        viewport=DESK,
        locale="id-ID",
        reduced_motion="reduce",
        service_workers="block",
    )
    page: Page = await context.new_page()
    await page.goto(address)
    await page.get_by_role("button", name="Masuk", exact=True).click()
    await expect(page.get_by_role("heading", name="Kanal")).to_be_visible(timeout=SOON_MS)
    return page


def row(page: Page, n: int) -> Locator:
    """A line of the log, the newest first."""
    return page.locator("tbody tr").nth(n)


def named(page: Page, room: str) -> Locator:
    """The strip of this channel, and of none that only speaks of it."""
    name = page.locator(".pick > b", has_text=room)
    return page.locator("li.strip").filter(has=name)


@unhurried
async def key_the_radio(desk: Page, ht: Page) -> None:
    """The lamps say what the bridge says, and then the button is red."""
    await desk.keyboard.up("Space")  # It may be tried again.
    lamps = desk.get_by_role("list", name="Lampu pancar")
    await expect(lamps).not_to_contain_text("ya")
    await desk.keyboard.down("Space")
    await expect(talk_button(desk)).to_have_class(ON_AIR)
    await expect(lamps.get_by_text("PTT tertekan").locator("..")).to_contain_text("ya")
    await expect(talk_button(ht)).to_have_class(RECEIVING)
    await desk.keyboard.up("Space")
    await expect(talk_button(ht)).to_have_class(IDLE)
    await expect(row(desk, 0).get_by_role("button", name="Putar")).to_be_visible(timeout=SOON_MS)


@unhurried
async def hear_a_handheld(desk: Page, ht: Page) -> None:
    """It says its number, and is in the log with its recording, which is heard again."""
    await ht.mouse.up()
    await ht.get_by_role("button", name="Atur HT").click()
    await ht.get_by_label("Nomor HT").fill("112")
    await ht.keyboard.press("Escape")
    await expect(ht.get_by_role("dialog")).to_have_count(0)
    await hold(ht)
    await expect(talk_button(desk)).to_have_class(RECEIVING)
    await ht.mouse.up()
    await expect(talk_button(desk)).to_have_class(IDLE)
    await expect(row(desk, 0)).to_contain_text("HT nomor 0112", timeout=SOON_MS)
    await expect(row(desk, 0)).to_contain_text("belum ada di daftar")
    again = row(desk, 0).get_by_role("button", name="Putar")
    await expect(again).to_be_visible(timeout=SOON_MS)
    await desk.keyboard.press("r")
    await expect(row(desk, 0).get_by_role("button", name="Hentikan")).to_be_visible()
    await expect(again).to_be_visible()


async def name_it(desk: Page) -> None:
    """Whose the number is: the row says so from now on."""
    await row(desk, 0).get_by_role("button", name="Beri nama unit 0112").click()
    sheet = desk.get_by_role("dialog")
    await sheet.get_by_label("Nama panggilan").fill("Mobil 12")
    looking = Looking(desk)
    await looking.look("console-name")
    assert not looking.wrong, "\n".join(looking.wrong)
    await sheet.get_by_role("button", name="Simpan nama").click()
    await expect(row(desk, 0)).to_contain_text("Mobil 12")
    await expect(row(desk, 0)).to_contain_text("Dikenali dari PTT-ID")


async def patch_a_room(desk: Page) -> None:
    """It is seen on both ends."""
    await desk.keyboard.press("p")
    sheet = desk.get_by_role("dialog")
    await sheet.get_by_label("Ruang", exact=True).select_option(label=FLOOD)
    await sheet.get_by_role("button", name="Sambung sekarang").click()
    await expect(sheet).to_contain_text(f"{FLOOD} dengan {ROOM}")
    await sheet.get_by_role("button", name="Tutup", exact=True).last.click()
    await expect(named(desk, FLOOD)).to_contain_text(f"disambung ke {ROOM}")
    await expect(named(desk, ROOM)).to_contain_text(f"disambung dengan {FLOOD}")


async def test_the_console_and_a_handheld(
    demo: tuple[Forked, dict[str, str]], chromiums: Chromiums
) -> None:
    _, at = demo
    async with chromiums.lent(440.0) as one, chromiums.lent(1000.0) as other:
        desk, ht = await console_of(one, at["operator"]), await turned_on(other, at["ht"])
        await select(desk, ROOM)
        await expect(desk.get_by_role("heading", name=f"Radio HT, {ROOM}")).to_be_visible()
        await key_the_radio(desk, ht)
        await hear_a_handheld(desk, ht)
        await name_it(desk)

        # Another channel is selected, and the radio's own key talks to the radio all the same.
        before = await desk.locator("tbody tr").count()
        await select(desk, FLOOD)
        await desk.keyboard.press("Control+Space", delay=1_500)
        await expect(desk.locator("tbody tr")).to_have_count(before + 1)
        await expect(row(desk, 0)).to_contain_text(ROOM)

        await patch_a_room(desk)
        looking = Looking(desk)
        themes: tuple[Theme, ...] = ("dark", "light")
        for theme in themes:
            await looking.dress(theme)
            await looking.look(f"console-radio {theme}")
        assert not looking.wrong, "\n".join(looking.wrong)
        await desk.keyboard.press("Control+k")
        find = desk.get_by_role("combobox", name="Kanal, jabatan, atau tindakan")
        await find.fill("putus semua")
        await find.press("Enter")
        await expect(named(desk, ROOM)).not_to_contain_text("disambung")


async def test_administrators_name_a_unit_and_issue_a_token(
    demo: tuple[Forked, dict[str, str]], chromiums: Chromiums
) -> None:
    _, at = demo
    async with chromiums.lent() as one:
        context = await one.new_context(
            viewport={"width": 820, "height": 1180}, locale="id-ID", service_workers="block"
        )
        page = await context.new_page()
        await page.goto(at["admin"])
        await page.get_by_role("button", name="Masuk", exact=True).click()
        await expect(page.get_by_role("heading", name="Ruang")).to_be_visible(timeout=SOON_MS)
        await page.evaluate("location.hash = '#/kelola/radio'")
        await expect(page.get_by_role("heading", name=ROOM)).to_be_visible(timeout=SOON_MS)
        await expect(page.get_by_text("Terhubung", exact=True)).to_be_visible(timeout=SOON_MS)
        main = page.get_by_role("main")

        await main.get_by_role("button", name="Tambah unit").click()
        await main.get_by_label("Nomor unit").fill("112")
        await main.get_by_label("Nama panggilan").fill("Bayuangga 12")
        await main.get_by_role("button", name="Simpan").click()
        await expect(main.get_by_role("listitem").filter(has_text="Bayuangga 12")).to_be_visible()

        await main.get_by_label("Untuk PC radio mana").fill("PC cadangan")
        await main.get_by_role("button", name="Terbitkan token").click()
        await expect(main.locator("code")).to_have_text(re.compile(r"^\S{16,}$"))
        looking = Looking(page)
        for size in SIZES:
            await page.set_viewport_size({"width": size[0], "height": size[1]})
            await looking.look(f"radio-desk {size[0]}")
        assert not looking.wrong, "\n".join(looking.wrong)
        await main.get_by_role("button", name="Sudah disimpan").click()
        await expect(main.locator("code")).to_have_count(0)
        await main.get_by_role("button", name="Cabut token PC cadangan").click()
        await page.get_by_role("dialog").get_by_role("button", name="Cabut").click()
        spare = main.get_by_role("listitem").filter(has_text="PC cadangan")
        await expect(spare).to_contain_text("dicabut")

        await main.get_by_role("button", name="Hapus unit 112").click()
        await expect(main).to_contain_text("Unit 112 dihapus")
        await expect(main.get_by_role("listitem").filter(has_text="Bayuangga 12")).to_have_count(0)
        await main.get_by_role("button", name="Batalkan").click()
        await expect(main.get_by_role("listitem").filter(has_text="Bayuangga 12")).to_be_visible()
