"""A hub, and real Chromiums: one process a person, each with a tone for a voice."""

import asyncio
import json
import os
import re
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.browser.chromium import Chromiums
from tests.browser.hub_process import HubProcess, hub_process
from tests.browser.page_sound import BEFORE_PAGE
from tests.nursery import Forked, Nursery, nursery

Enter = Callable[..., Awaitable[Page]]

FIRST = {"walikota": "Selamat"}
"""The heading of what a post sees first, where it is not the list of rooms."""


expect.set_options(timeout=10_000)
"""Patience with a busy machine: a test that judges time says its own limit."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run them in one event loop: it is that of the browsers, which are kept."""
    one_loop = pytest.mark.asyncio(loop_scope="session")
    here = f"{Path(__file__).parent}{os.sep}"
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(one_loop, append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromiums(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Chromiums]:
    """Browsers for whoever needs one."""
    async with async_playwright() as playwright:
        kept = Chromiums(playwright, tmp_path_factory.mktemp("voices"))
        yield kept
        await kept.close()


@pytest.fixture(scope="session", name="nursery")
def of_hubs() -> Nursery:
    """Where hubs start fast."""
    return nursery()


@pytest.fixture(scope="session", name="port")
def one_port() -> Iterator[int]:
    """A port for one hub after the other: what a browser has compiled goes by its address."""
    with socket.socket() as held:  # As long as nobody listens here, a hub of ours still can.
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        yield int(held.getsockname()[1])


@pytest_asyncio.fixture(loop_scope="session")
async def hub(tmp_path: Path, nursery: Nursery, port: int) -> AsyncIterator[HubProcess]:
    """A hub of Kota Probolinggo with nobody in it."""
    async with hub_process(tmp_path, start=nursery.start, port=port) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def demo(tmp_path: Path, nursery: Nursery) -> AsyncIterator[tuple[Forked, dict[str, str]]]:
    """A demo hub with its radio: the process, and where its pages are."""
    process = await nursery.start("demo", "--port", "0", "--json", folder=tmp_path)
    ready = json.loads(await process.stdout.readline())
    try:
        yield process, ready["links"] | {"ht": ready["url"] + "/ht"}
    finally:
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 15) == 0


@pytest_asyncio.fixture(loop_scope="session")
async def enter(hub: HubProcess, chromiums: Chromiums) -> AsyncIterator[Enter]:
    """Take a browser of its own, sign a post in by its link, and go to what it shows first."""
    async with AsyncExitStack() as lent:

        async def sign_in(
            post: str,
            hz: float = 440.0,
            *,
            permit: bool = True,
            size: tuple[int, int] = (390, 844),
            first: str = "",
        ) -> Page:
            if permit:
                page = await lent.enter_async_context(chromiums.page(post, hz, size))
            else:
                page = await asking(
                    await lent.enter_async_context(chromiums.lent(hz, ask=True)), size
                )
            await page.goto(hub.link(post))
            await page.get_by_role("button", name="Masuk", exact=True).click()
            await expect(
                page.get_by_role("heading", name=first or FIRST.get(post, "Ruang"))
            ).to_be_visible()
            return page

        yield sign_in


async def asking(browser: Browser, size: tuple[int, int]) -> Page:
    """Open a page that may use no microphone yet."""
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="id-ID", service_workers="block"
    )
    await context.add_init_script(path=BEFORE_PAGE)
    return await context.new_page()


async def join(page: Page, room: str) -> None:
    """Open a room from the list, turn to its voice and join it."""
    await page.get_by_role("link", name=re.compile(room)).click()
    await page.get_by_role("tab", name="Suara").click()
    await page.get_by_role("button", name="Gabung", exact=True).click()
    await expect(talk_button(page)).to_be_visible()
    await expect(talk_button(page)).not_to_have_class(re.compile(r"\boff\b"))


async def comes_true(page: Page, expression: str, limit_s: float = 15.0) -> Any:
    """Look again and again until what a page is asked gives something true, and give that.

    Playwright's own wait_for_function takes a promise for true, whatever comes of it.
    """
    async with asyncio.timeout(limit_s):
        while not (found := await page.evaluate(expression)):
            await page.wait_for_timeout(50)
    return found


def talk_button(page: Page):  # type: ignore[no-untyped-def]
    """The one big button."""
    return page.locator("[data-talk]")
