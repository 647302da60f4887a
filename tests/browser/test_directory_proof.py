"""Changing the directory where administrators must prove who they are."""

import re

from playwright.async_api import Page, expect

from tests.browser.conftest import Enter
from tests.browser.hub_process import HubProcess
from tests.browser.test_access import rooms, with_app


async def appoint(page: Page, hub: HubProcess) -> None:
    """Ask for somebody new to hold a post; the dialog is open afterwards."""
    await page.goto(f"http://admin.localhost:{hub.port}/#/kelola/jabatan/dishub")
    await page.get_by_role("button", name="Tetapkan pemegang").click()
    dialog = page.get_by_role("dialog", name="Tetapkan pemegang jabatan")
    await dialog.get_by_role("searchbox", name="Pejabat").fill("Pejabat Uji")
    await dialog.get_by_role("button", name=re.compile("^Tambah")).click()
    await dialog.get_by_role("button", name="Tetapkan", exact=True).click()


async def test_without_a_second_factor_it_says_where_to_set_one_up(
    enter: Enter, hub: HubProcess
) -> None:
    page = await enter("admin")
    await appoint(page, hub)
    dialog = page.get_by_role("dialog", name="Tetapkan pemegang jabatan")
    await expect(dialog.get_by_role("alert")).to_contain_text("Pasang dulu kunci sandi")
    await dialog.get_by_role("link", name="Buka Cara masuk").click()
    await expect(page.get_by_role("heading", name="Cara masuk")).to_be_visible()


async def test_proved_over_the_open_dialog_it_goes_on(enter: Enter, hub: HubProcess) -> None:
    first = await enter("admin")
    _, codes = await with_app(first, hub)
    assert first.context.browser
    context = await first.context.browser.new_context(
        locale="id-ID", viewport={"width": 820, "height": 1180}, service_workers="block"
    )
    page = await context.new_page()
    await page.goto(hub.link("admin"))
    await page.get_by_role("button", name="Masuk", exact=True).click()
    await rooms(page)
    await appoint(page, hub)
    proof = page.get_by_role("dialog", name="Buktikan bahwa ini Anda")
    await proof.get_by_label("Kode aplikasi").fill(codes[0])
    await proof.get_by_role("button", name="Lanjutkan").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.get_by_text("Tersimpan.")).to_be_visible()
    await expect(page.get_by_role("link", name="Pejabat Uji", exact=True)).to_be_visible()
