"""Where no UDP comes through: a Chromium that may use nothing but the city's relay talks and hears.

The relay is a real coturn, which takes the name and the password that the hub made.
"""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Playwright, async_playwright, expect

from tests.browser.chromium import launch
from tests.browser.conftest import comes_true, join, talk_button
from tests.browser.coturn import SECRET, Coturn, coturn, why_not
from tests.browser.hub_process import HubProcess, hub_process
from tests.browser.page_sound import BEFORE_PAGE, hears_only, write_tone
from tests.browser.test_voice import hold
from tests.nursery import Nursery

pytestmark = pytest.mark.skipif(why_not() is not None, reason=str(why_not()))

HZ = 1000.0
FAR = ("dinkes", "dishub", "dlh")
"""Posts that have only the relay, one for each way to it."""
TRUSTING = "--ignore-certificate-errors"
"""The relay's certificate is its own; a city's is one that browsers know."""
WAYS: dict[str, Callable[[Coturn], str]] = {
    "udp": lambda one: f"turn:127.0.0.1:{one.port}?transport=udp",
    "tcp": lambda one: f"turn:127.0.0.1:{one.port}?transport=tcp",
    "tls": lambda one: f"turns:turn.localhost:{one.tls_port}?transport=tcp",
}
USED = """async () => {
  const stats = [...(await window.__connections.at(-1).getStats()).values()];
  const pair = stats.find((s) => s.type === 'candidate-pair' && s.nominated);
  const local = pair && stats.find((s) => s.id === pair.localCandidateId);
  return local && `${local.candidateType} ${local.relayProtocol ?? ''}`.trim();
}"""


async def browser_that_hears(playwright: Playwright, folder: Path) -> Browser:
    """Start a lean Chromium with a tone for a voice."""
    voice = folder / "voice.wav"
    write_tone(str(voice), HZ)
    return await launch(playwright, microphone=voice, lean=True, flags=[TRUSTING])


async def page_of(browser: Browser, hub: HubProcess, post: str, forced: str) -> Page:
    """Sign in on a page whose connections are made as is said."""
    context = await browser.new_context(
        permissions=["microphone"], locale="id-ID", service_workers="block"
    )
    await context.add_init_script(path=BEFORE_PAGE)
    await context.add_init_script(f"window.__forced = {forced};")
    page = await context.new_page()
    await page.goto(hub.link(post))
    await page.get_by_role("button", name="Masuk", exact=True).click()
    return page


@pytest.mark.quiet
async def test_by_the_relay_alone_each_way(tmp_path: Path, nursery: Nursery) -> None:
    async with coturn(tmp_path) as relay, async_playwright() as playwright:
        browser = await browser_that_hears(playwright, tmp_path)
        (tmp_path / "turn.secret").write_text(SECRET + "\n")
        ways = {way: url(relay) for way, url in WAYS.items()}
        urls = ", ".join(f'"{url}"' for url in ways.values())
        more = f'[turn]\nurls = [{urls}]\nsecret_file = "turn.secret"\n'
        async with hub_process(tmp_path, start=nursery.start, more=more) as hub:
            near, *far = await asyncio.gather(
                page_of(browser, hub, "bpbd", "{}"),
                *(
                    page_of(browser, hub, post, f"{{iceTransportPolicy: 'relay', only: '{url}'}}")
                    for post, url in zip(FAR, ways.values(), strict=True)
                ),
            )
            for page in (near, *far):
                await join(page, "Siaga Banjir")
            assert (await near.evaluate(USED)).startswith(("host", "prflx"))
            for way, page in zip(ways, far, strict=True):
                used = await comes_true(page, USED)
                assert used == f"relay {way}", relay.log.read_text()[-2000:]
            await heard(near, *far)
            for page in far:
                await heard(page, near)


async def heard(talker: Page, *listeners: Page) -> None:
    """Each of them hears him, and then his key is free again."""
    await hold(talker)
    for listener in listeners:
        await expect(talk_button(listener)).to_have_class(re.compile(r"\breceiving\b"))
    for listener in listeners:
        await hears_only(listener, HZ)
    await talker.mouse.up()
    await expect(talk_button(talker)).to_have_class(re.compile(r"\bidle\b"))
