"""Posko on the device: installable, opens without the hub, and tells of a newer version."""

import json
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, expect

from hub.main import WEBAPP
from tests.browser.chromium import Chromiums
from tests.browser.conftest import comes_true, join, talk_button
from tests.browser.test_chat import ROOM, open_chat, say
from tests.contract.running_hub import Hub, running_hub

SOON_MS = 15_000
KEPT = "async () => { await navigator.serviceWorker.ready; return (await caches.keys()).length }"
LOOK = "navigator.serviceWorker.getRegistration().then((one) => one.update())"
SETTLED = "navigator.serviceWorker.getRegistration().then((one) => !one.installing && !one.waiting)"
ENTRY = "document.querySelector('script[type=module]').src.split('/').pop()"


@pytest_asyncio.fixture(loop_scope="session")
async def page(chromiums: Chromiums) -> AsyncIterator[Page]:
    """A phone."""
    async with chromiums.lent(whole=True) as browser:
        phone = await browser.new_context(
            viewport={"width": 390, "height": 844}, locale="id-ID", permissions=["microphone"]
        )
        yield await phone.new_page()


async def first_visit(page: Page, hub: Hub) -> None:
    """Sign BPBD in, and stay until all is kept that a start needs."""
    port, token = hub.running.http_port, hub.running.link_token("bpbd")
    await page.goto(f"http://bpbd.localhost:{port}/masuk#{token}")
    await page.get_by_role("button", name="Masuk", exact=True).click()
    await expect(page.get_by_role("heading", name="Ruang")).to_be_visible()
    assert await page.evaluate(KEPT) == 1


async def offers_to_install(context: BrowserContext, page: Page) -> list[str]:
    """What Chromium has against installing it."""
    session = await context.new_cdp_session(page)
    found = await session.send("Page.getInstallabilityErrors")
    errors = [error["errorId"] for error in found["installabilityErrors"]]
    manifest = await session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert json.loads(manifest["data"])["display"] == "standalone"
    return [error for error in errors if error != "in-incognito"]  # As every test context is.


async def test_it_opens_without_the_hub_and_sends_then(tmp_path: Path, page: Page) -> None:
    async with running_hub(tmp_path, WEBAPP) as hub:
        port = hub.running.http_port
        await first_visit(page, hub)
        assert await offers_to_install(page.context, page) == []
        await open_chat(page)
        await say(page, "Pintu air naik")
        await expect(page.locator("article .state")).to_contain_text("terkirim")

    await page.reload()
    await expect(page.locator("article")).to_contain_text("Pintu air naik")
    await expect(page.get_by_text("Menyambung ulang")).to_be_visible(timeout=SOON_MS)
    await say(page, "Dua pintu dibuka")
    await expect(page.locator("article")).to_have_count(2)
    await page.goto(f"http://bpbd.localhost:{port}/")
    line = page.get_by_role("link", name=re.compile(ROOM))
    await expect(line).to_contain_text("Anda: Dua pintu dibuka")
    await expect(line).to_contain_text("menunggu dikirim")

    async with running_hub(tmp_path, WEBAPP, http={"port": port}) as hub:
        await expect(line).not_to_contain_text("menunggu dikirim", timeout=SOON_MS)
        await expect(line).to_contain_text("Anda: Dua pintu dibuka")
        async with hub.page("walikota") as other:
            room = next(one["id"] for one in other.hello["rooms"] if one["name"] == ROOM)
            found = await other.ask("stream:join", stream=f"room:{room}", after=0)
        said = [event["body"]["text"] for event in found["events"]]
        assert said == ["Pintu air naik", "Dua pintu dibuka"]

        await page.get_by_role("link", name="Lain").click()
        await page.get_by_role("button", name="Keluar dari perangkat ini").click()
        await page.get_by_role("dialog").get_by_role("button", name="Ya, keluar").click()
        await expect(page.get_by_label("Kode 6 angka")).to_be_visible()
    # Signed out, nothing of it is shown, with the hub or without.
    await page.goto(f"http://bpbd.localhost:{port}/")
    await expect(page.get_by_role("button", name="Coba lagi")).to_be_visible(timeout=SOON_MS)
    await expect(line).to_have_count(0)


@pytest.fixture
def webapp(tmp_path: Path) -> Path:
    folder = tmp_path / "built"
    shutil.copytree(WEBAPP, folder)
    return folder


def build_another(webapp: Path) -> str:
    """Put another build in the place of the one that is served; give its first script."""
    index = webapp / "index.html"
    entry = re.search(r"assets/(index-[\w-]+\.js)", index.read_text()).group(1)  # type: ignore[union-attr]
    newer = "index-newer123.js"
    (webapp / "assets" / entry).rename(webapp / "assets" / newer)
    for file in webapp.rglob("*"):
        if file.suffix in (".br", ".gz"):
            file.unlink()
        elif file.suffix in (".html", ".js"):
            file.write_text(file.read_text().replace(entry, newer))
    return newer


async def test_a_newer_version_waits_until_nothing_is_interrupted(
    tmp_path: Path, webapp: Path, page: Page
) -> None:
    newer = page.get_by_text("Versi baru Posko tersedia")
    async with running_hub(tmp_path / "data", webapp, media=True) as hub:
        await first_visit(page, hub)
        await join(page, ROOM)
        await talk_button(page).hover()
        await page.mouse.down()
        await expect(talk_button(page)).to_have_class(re.compile(r"\bonair\b"))
        entry = build_another(webapp)
        await page.evaluate(LOOK)
        await comes_true(page, f"caches.match('/assets/{entry}').then(Boolean)")
        await comes_true(page, SETTLED)
        await expect(talk_button(page)).to_have_class(re.compile(r"\bonair\b"))
        await expect(newer).to_have_count(0)

        await page.mouse.up()
        await page.get_by_role("button", name="Keluar").click()
        await expect(newer).to_be_visible()
        assert await page.evaluate(ENTRY) != entry  # It never loads itself anew.
        await page.get_by_role("button", name="Muat ulang").click()
        await expect(newer).to_have_count(0)
        await expect(page.get_by_role("heading", name="Ruang")).to_be_visible()
        assert await page.evaluate(ENTRY) == entry
