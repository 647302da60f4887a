"""/pasang in a real Chromium: it sees when https works, and what Posko needs of a browser."""

import base64
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest_asyncio
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.async_api import Browser, Page, async_playwright, expect

from hub.adapters.clock import SystemClock
from hub.adapters.tls.authority import Subjects, fingerprint
from hub.adapters.tls.lan import LanFiles, keep_up
from tests.browser.chromium import Chromiums, launch
from tests.browser.hub_process import HubProcess, hub_process
from tests.nursery import Nursery

CHECKS = ("secure", "trusted", "socket", "microphone", "worker")
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)
ANDROID = (
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Mobile Safari/537.36"
)


@pytest_asyncio.fixture(loop_scope="session")
async def hub(tmp_path: Path, nursery: Nursery) -> AsyncIterator[HubProcess]:
    """A hub with certificates of its own."""
    now = datetime.fromtimestamp(SystemClock().now(), UTC)
    names = Subjects.of(["localhost"], ["127.0.0.1"])
    keep_up(LanFiles(tmp_path / "var" / "tls"), "Kota Probolinggo", names, now)
    async with hub_process(tmp_path, start=nursery.start, tls=True) as running:
        yield running


@asynccontextmanager
async def opened(browser: Browser, address: str, **phone: Any) -> AsyncIterator[Page]:
    """Open an address, and see that the page's policy stands in the way of nothing of ours.

    phone: what is special about it. `ignore_https_errors`: its owner clicked the warning away.
    """
    context = await browser.new_context(viewport={"width": 390, "height": 844}, **phone)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    await page.goto(address)
    yield page
    assert not [line for line in complaints if "Content Security Policy" in line]


async def test_a_phone_that_trusts_us_is_led_to_the_checks_and_passes_them(
    hub: HubProcess,
) -> None:
    trusting = [f"--ignore-certificate-errors-spki-list={_spki(hub)}"]
    address = f"http://127.0.0.1:{hub.install_port}/pasang"
    async with (
        async_playwright() as playwright,
        await launch(playwright, flags=trusting) as browser,
        opened(browser, address) as page,
    ):
        await expect(page.locator("[data-check=https]")).to_have_attribute("data-state", "good")
        await page.get_by_role("link", name="Lanjut ke pemeriksaan akhir").click()
        await expect(page).to_have_url(f"https://127.0.0.1:{hub.port}/pasang")
        for check in CHECKS:
            found = page.locator(f"[data-check={check}]")
            await expect(found).to_have_attribute("data-state", "good")
        await page.get_by_role("link", name="Siap. Buka Posko").click()
        await expect(page).to_have_url(re.compile(rf"https://127.0.0.1:{hub.port}/"))
        await expect(page.get_by_text("Posko").first).to_be_visible()


async def test_phones_that_do_not_trust_us_yet_are_told_what_to_do(
    hub: HubProcess, chromiums: Chromiums
) -> None:
    plain = f"http://127.0.0.1:{hub.install_port}/pasang"
    async with chromiums.lent(whole=True) as browser:
        await an_android_is_given_our_certificate(browser, hub, plain)
        await an_iphone_has_its_steps_first_and_in_english_too(browser, plain)
        await who_clicked_the_warning_away_is_not_told_that_all_is_well(
            browser, f"https://127.0.0.1:{hub.port}/pasang"
        )


async def an_android_is_given_our_certificate(
    browser: Browser, hub: HubProcess, address: str
) -> None:
    async with opened(browser, address, user_agent=ANDROID) as page:
        https = page.locator("[data-check=https]")
        await expect(https).to_have_attribute("data-state", "bad")
        await expect(https).to_contain_text("Ikuti langkah di bawah")
        await expect(page.get_by_role("link", name="Lanjut")).to_be_hidden()
        await expect(page.locator("details[open]")).to_have_attribute("data-os", "android")
        ours = _authority(hub)
        await expect(page.locator("[data-fingerprint]")).to_have_text(fingerprint(ours))
        async with page.expect_download() as download:
            await page.locator("details[open]").get_by_role("link", name="posko-ca.crt").click()
        file = await (await download.value).path()
        assert x509.load_der_x509_certificate(file.read_bytes()) == ours


async def who_clicked_the_warning_away_is_not_told_that_all_is_well(
    browser: Browser, address: str
) -> None:
    async with opened(browser, address, ignore_https_errors=True) as page:
        await expect(page.locator("[data-check=trusted]")).to_have_attribute("data-state", "bad")
        for check in ("secure", "socket", "microphone", "worker"):
            found = page.locator(f"[data-check={check}]")
            await expect(found).to_have_attribute("data-state", "good")
        await expect(page.get_by_role("link", name="Siap. Buka Posko")).to_be_hidden()


async def an_iphone_has_its_steps_first_and_in_english_too(browser: Browser, address: str) -> None:
    async with opened(browser, address, user_agent=IPHONE) as page:
        first = page.locator("details").first
        await expect(first).to_have_attribute("data-os", "ios")
        await expect(first).to_have_attribute("open", "")
        await expect(first).to_contain_text("Posko LAN CA")
        heading = page.get_by_role("heading", level=1)
        await expect(heading).to_have_text("Pasang sertifikat", use_inner_text=True)
        await page.get_by_role("button", name="English").click()
        await expect(heading).to_have_text("Install the certificate", use_inner_text=True)
        await expect(page.get_by_role("link", name="Posko profile")).to_be_visible()


def _authority(hub: HubProcess) -> x509.Certificate:
    files = LanFiles(hub.data_dir / "tls")
    return x509.load_pem_x509_certificate(files.ca_certificate.read_bytes())


def _spki(hub: HubProcess) -> str:
    """Give the hash by which Chromium may be told to trust a server's key."""
    files = LanFiles(hub.data_dir / "tls")
    key = x509.load_pem_x509_certificate(files.certificate.read_bytes()).public_key()
    digest = hashes.Hash(hashes.SHA256())
    digest.update(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    return base64.b64encode(digest.finalize()).decode()
