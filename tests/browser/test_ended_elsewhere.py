"""All other devices are signed out from one of them: at once, and nothing read stays on them."""

import re

from playwright.async_api import Page, expect

from tests.browser.conftest import Enter, comes_true
from tests.browser.hub_process import HubProcess
from tests.browser.test_chat import ROOM, open_chat, say, words

ENDED_MS = 2_000
KEPT = """async () => {
  const open = indexedDB.open('posko.bpbd');
  const db = await new Promise((done) => { open.onsuccess = () => done(open.result) });
  const count = (kind) => new Promise((done) => {
    const asked = db.transaction(kind).objectStore(kind).count();
    asked.onsuccess = () => done(asked.result);
  });
  const kept = [await count('events'), await count('words')];
  db.close();
  return kept;
}"""


async def another(page: Page, hub: HubProcess) -> Page:
    """A second device of the same post."""
    assert page.context.browser
    context = await page.context.browser.new_context(locale="id-ID")
    device = await context.new_page()
    await device.goto(hub.link("bpbd"))
    await device.get_by_role("button", name="Masuk", exact=True).click()
    await expect(device.get_by_role("heading", name="Ruang")).to_be_visible()
    return device


async def test_all_others_are_out_within_two_seconds_and_forget_what_they_read(
    enter: Enter, hub: HubProcess
) -> None:
    mine = await enter("bpbd")
    others = [await another(mine, hub), await another(mine, hub)]
    for page in others:
        await open_chat(page, ROOM)
    await say(others[0], "Pintu air dibuka")
    await expect(words(others[1])).to_have_text("Pintu air dibuka")
    await others[1].get_by_role("textbox", name="Pesan").fill("Belum selesai")
    for page in others:
        assert all(await page.evaluate(KEPT)), "what was read is kept for a lost link"

    await mine.goto(f"http://bpbd.localhost:{hub.port}/#/lain/perangkat")
    await mine.get_by_role("button", name="Keluarkan semua yang lain").click()
    await mine.get_by_role("button", name="Ya, keluarkan").click()
    for page in others:
        await expect(page.get_by_text("Sesi di perangkat ini sudah berakhir")).to_be_visible(
            timeout=ENDED_MS
        )
    await expect(mine.get_by_role("button", name=re.compile("^Keluarkan"))).to_have_count(0)
    for page in others:
        await comes_true(page, f"async () => !(await ({KEPT})()).some(Boolean)")

    await others[1].goto(hub.link("bpbd"))
    await others[1].get_by_role("button", name="Masuk", exact=True).click()
    await open_chat(others[1], ROOM)
    await expect(others[1].get_by_role("textbox", name="Pesan")).to_have_value("Belum selesai")
    await expect(words(others[1])).to_have_text("Pintu air dibuka")
