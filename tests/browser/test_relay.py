"""Where no UDP comes through: a Chromium that may use nothing but the city's relay talks and hears.

The relay is a real coturn, which takes the name and the password that the hub made.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Playwright, async_playwright, expect

from tests.browser.chromium import launch
from tests.browser.conftest import join, talk_button
from tests.browser.coturn import SECRET, Coturn, coturn, why_not
from tests.browser.hub_process import HubProcess, hub_process
from tests.browser.page_sound import BEFORE_PAGE, hears_only, write_tone
from tests.browser.test_voice import hold
from tests.nursery import Nursery

pytestmark = pytest.mark.skipif(why_not() is not None, reason=str(why_not()))

HZ = 1000.0
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
    """Be in the flood room on a page whose connections are made as is said."""
    context = await browser.new_context(
        permissions=["microphone"], locale="id-ID", service_workers="block"
    )
    await context.add_init_script(path=BEFORE_PAGE)
    await context.add_init_script(f"window.__forced = {forced};")
    page = await context.new_page()
    await page.goto(hub.link(post))
    await page.get_by_role("button", name="Masuk", exact=True).click()
    await join(page, "Siaga Banjir")
    return page


@pytest.mark.quiet
async def test_by_the_relay_alone_each_way(tmp_path: Path, nursery: Nursery) -> None:
    async with coturn(tmp_path) as relay, async_playwright() as playwright:
        browser = await browser_that_hears(playwright, tmp_path)
        (tmp_path / "turn.secret").write_text(SECRET + "\n")
        urls = ", ".join(f'"{url(relay)}"' for url in WAYS.values())
        more = f'[turn]\nurls = [{urls}]\nsecret_file = "turn.secret"\n'
        async with hub_process(tmp_path, start=nursery.start, more=more) as hub:
            near = await page_of(browser, hub, "bpbd", "{}")
            assert (await near.evaluate(USED)).startswith(("host", "prflx"))
            for way, url in WAYS.items():
                only = f"{{iceTransportPolicy: 'relay', only: '{url(relay)}'}}"
                far = await page_of(browser, hub, "dinkes", only)
                handle = await far.wait_for_function(USED)
                assert await handle.json_value() == f"relay {way}", relay.log.read_text()[-2000:]
                await heard_both_ways(near, far)
                await far.context.close()


async def heard_both_ways(near: Page, far: Page) -> None:
    for talker, listener in ((near, far), (far, near)):
        await hold(talker)
        await expect(talk_button(listener)).to_have_class(re.compile(r"\breceiving\b"))
        await hears_only(listener, HZ)
        await talker.mouse.up()
        await expect(talk_button(talker)).to_have_class(re.compile(r"\bidle\b"))
