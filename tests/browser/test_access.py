"""Signing in by every way, and being signed out, in real browsers."""

import re
from typing import Any

import pyotp
from playwright.async_api import Page, expect

from tests.browser.conftest import Enter, join, talk_button
from tests.browser.hub_process import HubProcess

SOON_MS = 10_000
REVOKED_MS = 2_000
GUESSES = """async () => {
  const headers = {'content-type': 'application/json'}, body = JSON.stringify({code: '000000'});
  for (let n = 0; n < 20; n += 1) await fetch('/api/code/use', {method: 'POST', headers, body});
}"""


async def go(page: Page, hub: HubProcess, post: str, part: str = "") -> None:
    await page.goto(f"http://{post}.localhost:{hub.port}/#/lain{part}")


async def rooms(page: Page) -> None:
    await expect(page.get_by_role("heading", name="Ruang")).to_be_visible(timeout=SOON_MS)


async def with_app(page: Page, hub: HubProcess) -> tuple[str, list[str]]:
    """Set an authenticator app up; give the code that was used and the recovery codes."""
    await go(page, hub, "admin", "/cara-masuk")
    await page.get_by_role("button", name="Pasang aplikasi autentikator").click()
    await expect(page.get_by_role("img", name="QR untuk aplikasi autentikator")).to_be_visible()
    secret = (await page.locator(".secret").inner_text()).replace(" ", "")
    used = pyotp.TOTP(secret).now()
    await page.get_by_label("2. Masukkan 6 angka").fill(used)
    await page.get_by_role("button", name="Aktifkan").click()
    await expect(page.get_by_text("Catat kode cadangan ini sekarang")).to_be_visible()
    codes = await page.locator("ol li").all_inner_texts()
    await page.get_by_role("button", name="Sudah saya catat").click()
    return used, codes


async def invite(page: Page, hub: HubProcess, post: str) -> None:
    await go(page, hub, "admin", "/undang")
    await page.get_by_label("Untuk jabatan").fill(post)
    await page.get_by_role("listitem").first.click()
    await page.get_by_role("button", name="Buat undangan").click()


async def test_a_device_is_let_in_by_six_digits(enter: Enter, hub: HubProcess) -> None:
    admin = await enter("admin")
    needed = admin.get_by_text("Untuk mengelola dan mengundang, pasang dulu")
    await expect(needed).to_be_visible()
    await admin.goto(f"http://admin.localhost:{hub.port}/#/kelola/jabatan")
    await expect(needed).to_be_visible()
    await invite(admin, hub, "bpbd")
    await expect(needed).to_be_visible()
    await expect(admin.get_by_role("alert")).to_contain_text("Pasang dulu kunci sandi")
    await with_app(admin, hub)
    await invite(admin, hub, "bpbd")
    await expect(needed).to_have_count(0)
    code = await admin.locator("[data-code]").inner_text()
    link = await admin.locator("[data-link]").inner_text()
    await expect(admin.get_by_text(re.compile(r"Berlaku \d\d:\d\d lagi"))).to_be_visible()

    assert admin.context.browser
    context = await admin.context.browser.new_context(locale="id-ID", service_workers="block")
    phone = await context.new_page()
    await phone.goto(f"http://bpbd.localhost:{hub.port}/")
    await phone.get_by_label("Kode 6 angka").fill("000 000")
    await phone.get_by_role("button", name="Masuk", exact=True).click()
    await expect(phone.get_by_role("alert")).to_contain_text("Kode salah")
    await phone.get_by_label("Kode 6 angka").fill(code)
    await phone.get_by_role("button", name="Masuk", exact=True).click()
    await rooms(phone)

    await expect(admin.get_by_text(re.compile(r"Sudah dipakai \d\d\.\d\d WIB"))).to_be_visible(
        timeout=SOON_MS
    )
    await expect(admin.locator("[data-code], [data-link]")).to_have_count(0)
    await admin.get_by_role("button", name="Lihat perangkatnya").click()
    await expect(admin.get_by_text("lewat kode")).to_be_visible()
    await expect(admin.get_by_text("Dipakai sekarang")).to_be_visible()

    late = await admin.context.browser.new_page(locale="id-ID")
    await late.goto(link)
    await expect(late.get_by_text("Tautan ini sudah dipakai")).to_be_visible()
    await late.get_by_role("button", name="Masuk dengan cara lain").click()
    await expect(late.get_by_label("Kode 6 angka")).to_be_visible()
    await late.evaluate(GUESSES)
    await late.get_by_label("Kode 6 angka").fill("111111")
    await late.get_by_role("button", name="Masuk", exact=True).click()
    await expect(late.get_by_role("alert")).to_contain_text("Kode Anda belum diperiksa")


async def test_a_device_that_is_revoked_loses_its_page_and_its_voice(
    enter: Enter, hub: HubProcess
) -> None:
    lost = await enter("bpbd")
    await join(lost, "Siaga Banjir")
    await lost.get_by_role("tab", name="Obrolan").click()
    await lost.get_by_role("textbox", name="Pesan").fill("Tinggi air sekarang")
    await lost.get_by_role("tab", name="Suara").click()
    other = await enter("dinkes")
    await join(other, "Siaga Banjir")
    await expect(other.get_by_text("BPBD", exact=True).first).to_be_visible()

    assert lost.context.browser
    context = await lost.context.browser.new_context(locale="id-ID", service_workers="block")
    mine = await context.new_page()
    await mine.goto(hub.link("bpbd"))
    await mine.get_by_role("button", name="Masuk", exact=True).click()
    await rooms(mine)
    await go(mine, hub, "bpbd", "/perangkat")
    await expect(mine.get_by_text("Sedang terbuka")).to_be_visible()
    await mine.get_by_role("button", name=re.compile("^Keluarkan")).click()
    await mine.get_by_role("button", name="Ya, keluarkan").click()

    await expect(lost.get_by_text("Sesi di perangkat ini sudah berakhir")).to_be_visible(
        timeout=REVOKED_MS
    )
    await expect(talk_button(lost)).to_have_count(0)
    await expect(other.get_by_text("BPBD", exact=True)).to_have_count(0, timeout=REVOKED_MS)
    await expect(mine.get_by_text("Sudah dikeluarkan.")).to_be_visible()

    await lost.goto(hub.link("bpbd"))
    await lost.get_by_role("button", name="Masuk", exact=True).click()
    await lost.get_by_role("link", name=re.compile("Siaga Banjir")).click()
    await lost.get_by_role("tab", name="Obrolan").click()
    await expect(lost.get_by_role("textbox", name="Pesan")).to_have_value("Tinggi air sekarang")


async def test_a_passkey_is_made_and_signs_in(enter: Enter, hub: HubProcess) -> None:
    page = await enter("bpbd")
    cdp = await page.context.new_cdp_session(page)
    await cdp.send("WebAuthn.enable")
    options: dict[str, Any] = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    await cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    await go(page, hub, "bpbd", "/cara-masuk")
    await page.get_by_role("button", name="Tambah kunci sandi").click()
    await expect(page.get_by_text("Chrome di Linux")).to_be_visible()

    await go(page, hub, "bpbd")
    await page.get_by_role("button", name="Keluar dari perangkat ini").click()
    await page.get_by_role("button", name="Ya, keluar").click()
    await expect(page.get_by_label("Kode 6 angka")).to_be_visible()
    await page.get_by_role("button", name="Pakai kunci sandi").click()
    await rooms(page)
    await expect(page.get_by_role("link", name=re.compile("Siaga Banjir"))).to_be_visible()
    await expect(page.get_by_text("Tersambung lagi")).to_have_count(0)
    await go(page, hub, "bpbd", "/perangkat")
    await expect(page.get_by_text("lewat kunci sandi")).to_be_visible()


async def test_an_administrator_proves_it_again_and_what_was_asked_goes_on(
    enter: Enter, hub: HubProcess
) -> None:
    admin = await enter("admin")
    used, codes = await with_app(admin, hub)
    assert admin.context.browser
    context = await admin.context.browser.new_context(locale="id-ID", service_workers="block")
    second = await context.new_page()
    await second.goto(hub.link("admin"))
    await second.get_by_role("button", name="Masuk", exact=True).click()
    await rooms(second)
    await invite(second, hub, "dinkes")
    dialog = second.get_by_role("dialog", name="Buktikan bahwa ini Anda")
    await dialog.get_by_label("Kode aplikasi").fill(used)
    await dialog.get_by_role("button", name="Lanjutkan").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("sudah dipakai")
    await dialog.get_by_label("Kode aplikasi").fill(codes[0])
    await dialog.get_by_role("button", name="Lanjutkan").click()
    await expect(dialog).to_have_count(0)
    await expect(second.locator("[data-code]")).to_be_visible()


async def test_a_password_and_then_the_code_of_the_app(enter: Enter, hub: HubProcess) -> None:
    admin = await enter("admin")
    _, codes = await with_app(admin, hub)
    await admin.get_by_role("button", name="Buat kata sandi").click()
    fresh = admin.get_by_label("Kata sandi baru")
    await fresh.fill("rahasia1234")
    await expect(fresh).to_have_attribute("type", "password")
    await admin.get_by_role("button", name="Perlihatkan kata sandi").click()
    await expect(fresh).to_have_attribute("type", "text")
    await admin.get_by_role("button", name="Simpan").click()
    await expect(admin.get_by_role("alert")).to_contain_text("Mudah ditebak")
    await admin.get_by_label("Kata sandi baru").fill("kapal biru menunggu hujan")
    await admin.get_by_role("button", name="Simpan").click()
    await expect(admin.get_by_text("Kata sandi tersimpan.")).to_be_visible()

    assert admin.context.browser
    context = await admin.context.browser.new_context(locale="id-ID", service_workers="block")
    page = await context.new_page()
    await page.goto(f"http://admin.localhost:{hub.port}/")
    await page.get_by_role("button", name="Pakai kata sandi").click()
    await page.get_by_label("Nama jabatan").fill("Admin")
    await page.get_by_label("Kata sandi").fill("salah salah salah")
    await page.get_by_role("button", name="Masuk", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("Nama atau kata sandi salah")
    await page.get_by_label("Kata sandi").fill("kapal biru menunggu hujan")
    await page.get_by_role("button", name="Masuk", exact=True).click()
    await page.get_by_label("Kode aplikasi autentikator").fill(codes[0])
    await page.get_by_role("button", name="Masuk", exact=True).click()
    await rooms(page)
