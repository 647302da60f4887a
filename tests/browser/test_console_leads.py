"""A room is led from the console, which says how far the hub is; the trail is read."""

import re

from playwright.async_api import expect

from tests.browser.conftest import Enter, join, talk_button
from tests.browser.hub_process import HubProcess
from tests.browser.test_access import with_app

ROOM = "Rapat Pimpinan"


async def test_a_room_is_led_from_the_console(enter: Enter) -> None:
    desk = await enter("operator", 700.0, size=(1920, 1080), first="Kanal")
    head = await enter("bpbd", 1000.0)
    await expect(desk.get_by_text(re.compile(r"^Tersambung \d+ md$"))).to_be_visible()
    strip = desk.locator("li.strip").filter(has_text=ROOM)
    await strip.get_by_role("button", name="Dengarkan").click()
    await expect(strip.locator(".badge")).to_have_text("Siaga")
    await strip.locator(".pick").click()
    await join(head, ROOM)
    await talk_button(head).click()
    await expect(talk_button(head)).to_contain_text("Tangan terangkat")

    await expect(strip.get_by_title("Angkat tangan")).to_contain_text("1")

    people = desk.get_by_role("tab", name=re.compile("^Peserta"))
    await expect(people).to_contain_text("1")
    await people.click()
    await expect(desk.get_by_role("heading", name="Angkat tangan")).to_be_visible()
    await desk.get_by_role("button", name=re.compile("^Pandu 1$")).click()
    await desk.get_by_role("button", name="Beri giliran").click()
    await desk.keyboard.press("Escape")
    await expect(talk_button(head)).to_contain_text("Giliran Anda")

    await desk.get_by_role("button", name="Pandu BPBD").click()
    await desk.get_by_role("button", name="Bisukan", exact=True).click()
    await expect(talk_button(head)).to_contain_text("Anda dibisukan")
    await expect(desk.get_by_text("dibisukan oleh")).to_be_visible()
    await desk.get_by_role("button", name="Pandu", exact=True).click()
    await desk.get_by_role("button", name="Bisukan semua").click()
    await desk.get_by_role("button", name="Kunci ruang").click()
    await desk.keyboard.press("Escape")
    await expect(desk.get_by_text("Ruang terkunci")).to_be_visible()
    await expect(desk.get_by_text(re.compile("Semua dibisukan oleh"))).to_be_visible()


async def test_the_trail_says_who_did_what_and_that_it_is_whole(
    enter: Enter, hub: HubProcess
) -> None:
    admin = await enter("admin")
    await admin.goto(f"http://admin.localhost:{hub.port}/#/kelola/jejak")
    await expect(admin.get_by_role("alert")).to_contain_text("Pasang dulu kunci sandi")
    await with_app(admin, hub)
    await admin.goto(f"http://admin.localhost:{hub.port}/#/kelola/jejak")
    await expect(admin.get_by_text(re.compile("Rantai utuh: 3 catatan"))).to_be_visible()
    lines = admin.locator("summary")
    await expect(lines).to_have_count(3)
    await expect(lines.nth(1)).to_contain_text("memasang aplikasi autentikator")
    await admin.get_by_label("Jenis tindakan").select_option(label="Masuk dan keluar")
    await expect(lines).to_have_count(2)
    await expect(lines.last).to_contain_text("masuk")
    await lines.last.click()
    await expect(admin.get_by_text("session:begin")).to_be_visible()
    await admin.get_by_label("Oleh jabatan").select_option("bpbd")
    await expect(admin.get_by_text("Tidak ada catatan dengan saringan ini.")).to_be_visible()
