"""A city hall at work, for looking at its screens: pages of several people in one Chromium."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Page, Route, async_playwright, expect

from tests.browser.chromium import launch
from tests.browser.conftest import FIRST, talk_button
from tests.browser.hub_process import HubProcess, Start, executed, hub_process
from tests.browser.page_sound import BEFORE_PAGE, write_tone
from tests.contract.running_hub import Hub

SOON_MS = 15_000
ENGLISH = "**/assets/en-*.js"
"""The English texts, which are fetched by those who read them."""
FLOOD = "siaga-banjir"
SAID = (
    ("bpbd", "Tinggi air Kedunggaleng 142 cm, naik 6 cm dalam 10 menit."),
    ("dinkes", "Dua ambulans siap di Puskesmas Kanigaran. RSUD sudah diberi tahu."),
    ("bpbd", "Perahu karet berangkat ke Jl. Serma Abdurrahman."),
)


class Stage:
    """A hub, and who looks at it."""

    def __init__(
        self, hub: HubProcess, browser: Browser, english: str | None, ends: AsyncExitStack
    ) -> None:
        """ends: what lasts as long as the hub does."""
        self.hub = hub
        self.ends = ends
        self._browser = browser
        self._english = english

    async def page(self, size: tuple[int, int] = (390, 844)) -> Page:
        """Open a page of a device nobody has used yet."""
        context = await self._browser.new_context(
            permissions=["microphone"],
            viewport={"width": size[0], "height": size[1]},
            locale="id-ID",
            reduced_motion="reduce",
            service_workers="block",  # What it fetches must be seen here.
        )
        await context.add_init_script(path=BEFORE_PAGE)
        if self._english is not None:
            await context.route(ENGLISH, self._give)
        return await context.new_page()

    async def _give(self, route: Route) -> None:
        await route.fulfill(content_type="text/javascript", body=self._english)

    async def enter(
        self, post: str, size: tuple[int, int] = (390, 844), *, page: Page | None = None
    ) -> Page:
        """Sign a post in by its link."""
        page = page or await self.page(size)
        await page.goto(self.hub.link(post))
        await page.get_by_role("button", name="Masuk", exact=True).click()
        wide_desk = post == "operator" and size[0] >= 1280
        heading = "Kanal" if wide_desk else FIRST.get(post, "Ruang")
        await expect(page.get_by_role("heading", name=heading).first).to_be_visible(timeout=SOON_MS)
        return page

    def address(self, post: str, where: str = "") -> str:
        """Give the address of a page of the client, on the host of a post."""
        return f"http://{post}.localhost:{self.hub.port}/{where}"


@asynccontextmanager
async def stage(
    folder: Path, browser: Browser, english: str | None = None, start: Start = executed
) -> AsyncIterator[Stage]:
    """Run a hub until the block ends. english: a script in place of its texts."""
    async with (
        hub_process(folder, second_factor="optional", start=start) as hub,
        AsyncExitStack() as ends,
    ):
        yield Stage(hub, browser, english, ends)


@asynccontextmanager
async def own_stage(folder: Path) -> AsyncIterator[Stage]:
    """Run a hub and a Chromium of its own until the block ends."""
    voice = folder / "voice.wav"
    write_tone(str(voice), 440.0)
    async with async_playwright() as playwright:
        browser = await launch(playwright, microphone=voice)
        async with stage(folder, browser) as running:
            yield running
        await browser.close()


async def sign_in(page: Page, hub: Hub, post: str) -> str:
    """Sign a post in at a hub of this process by its link, and give where its pages are."""
    origin = f"http://{post}.localhost:{hub.running.http_port}"
    await page.goto(f"{origin}/masuk#{hub.running.link_token(post)}")
    await page.get_by_role("button", name="Masuk", exact=True).click()
    await expect(page).not_to_have_url(re.compile("masuk"))
    return origin


async def turn(page: Page, where: str) -> None:
    """Go to another page of the client, without loading it anew."""
    await page.evaluate("(where) => { location.hash = where; }", where)


async def speak(page: Page, language: str) -> None:
    """Choose the language where its user does."""
    await turn(page, "#/lain")
    await page.locator(f"input[type=radio][value={language}]").dispatch_event("click")
    await expect(page.locator("html")).to_have_attribute("lang", language)


async def summon(caller: Page, *posts: str) -> None:
    """Call posts, from a page of somebody who may."""
    told = await caller.evaluate(
        """async (posts) => {
          const ask = { id: crypto.randomUUID(), posts, text: "Gabung suara sekarang",
            profile: "darurat", room: "siaga-banjir", knowing: true, at_once: true, drill: true };
          const reply = await fetch("/api/command/summons:issue", { method: "POST",
            headers: { "content-type": "application/json" }, body: JSON.stringify(ask) });
          return await reply.json();
        }""",
        list(posts),
    )
    assert told["ok"], told


async def write(page: Page, text: str, room: str = FLOOD) -> None:
    """Write into a room."""
    await turn(page, f"#/ruang/{room}")
    await page.locator("textarea").fill(text)
    await page.locator("textarea").press("Enter")
    await expect(page.locator("article", has_text=text)).to_be_visible(timeout=SOON_MS)


async def voice(page: Page, room: str = FLOOD) -> None:
    """Be in a room's voice, and look at it."""
    await turn(page, f"#/ruang/{room}/suara")
    join = page.locator("footer .btn.solid")
    await expect(join.or_(talk_button(page)).first).to_be_visible()
    inside, again = talk_button(page), page.locator("footer .btn.solid:enabled")
    while await inside.count() == 0:  # A hub that has just begun may refuse: its voices come last.
        await join.click()
        await expect(inside.or_(again).first).to_be_visible(timeout=SOON_MS)
    await expect(talk_button(page)).not_to_have_class(re.compile(r"\boff\b"), timeout=SOON_MS)


async def press(page: Page, face: str = "onair") -> None:
    """Hold the big button until it shows a face; nothing when it does."""
    button = talk_button(page)
    if face in (await button.get_attribute("class") or "").split():
        return
    await page.mouse.up()
    await expect(button).not_to_have_class(re.compile(r"\boff\b"), timeout=SOON_MS)
    box = await button.bounding_box()
    assert box
    await page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await page.mouse.down()
    await expect(button).to_have_class(re.compile(rf"\b{face}\b"), timeout=SOON_MS)


async def release(page: Page) -> None:
    """Let go."""
    await page.mouse.up()


async def populate(stage: Stage) -> dict[str, Page]:
    """Let two agencies in: they write, and are in the voice of the flood room."""
    pages = {post: await stage.enter(post) for post in ("bpbd", "dinkes")}
    for post, text in SAID:
        await write(pages[post], text)
    for page in pages.values():
        await voice(page)
    return pages
