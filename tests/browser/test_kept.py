"""A kept context is as a new one: what a test leaves behind in it, the next one does not find."""

from collections.abc import Awaitable, Callable

from playwright.async_api import BrowserContext, Page, Route

from tests.browser.chromium import Chromiums
from tests.browser.hub_process import HubProcess

PHONE = (390, 844)
HZ = 440.0

LEAVE = """async () => {
  localStorage.setItem("left", "x");
  sessionStorage.setItem("left", "x");
  document.cookie = "left=x; path=/";
  window.name = "left";
  window.left = "x";
  await (await caches.open("left")).put("/left", new Response("x"));
  await new Promise((done) => {
    const opening = indexedDB.open("left", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("left");
    opening.onsuccess = done;
  });
  history.pushState({}, "", "#/left");
}"""
FOUND = """async () => {
  const states = ["geolocation", "microphone"].map((name) => navigator.permissions.query({ name }));
  const [geolocation, microphone] = (await Promise.all(states)).map(({ state }) => state);
  return {
    local: localStorage.getItem("left"),
    session: sessionStorage.getItem("left"),
    cookie: document.cookie,
    name: window.name,
    global: window.left ?? null,
    caches: (await caches.keys()).includes("left"),
    databases: (await indexedDB.databases()).map(({ name }) => name).includes("left"),
    history: history.length,
    geolocation,
    microphone,
    online: navigator.onLine,
    width: innerWidth,
    print: matchMedia("print").matches,
    dark: matchMedia("(prefers-color-scheme: dark)").matches,
    touch: navigator.maxTouchPoints,
    routed: await fetch("/icon.svg").then((reply) => reply.status),
  };
}"""


async def opened(page: Page, hub: HubProcess) -> None:
    """Look at the hub's door."""
    await page.goto(f"http://bpbd.localhost:{hub.port}/")


async def gone(route: Route) -> None:
    await route.fulfill(status=410)


async def leaves_all_it_can(page: Page) -> None:
    """Leave something of every kind behind, and what stands in the way of who comes next."""
    await page.evaluate(LEAVE)
    context = page.context
    await context.clear_permissions()
    await context.grant_permissions(["geolocation"])
    await context.set_geolocation({"latitude": -7.75, "longitude": 113.2})
    await context.set_extra_http_headers({"x-left": "x"})
    await context.route("**/icon.svg", gone)
    await page.route("**/icon.svg", gone)
    await page.set_viewport_size({"width": 1920, "height": 1080})
    await page.emulate_media(media="print", color_scheme="dark")
    tools = await context.new_cdp_session(page)
    await tools.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 5})
    await page.keyboard.down("Shift")
    await (await context.new_page()).goto(page.url)
    await context.set_offline(True)


async def test_the_next_one_finds_nothing(chromiums: Chromiums, hub: HubProcess) -> None:
    async with chromiums.page("bpbd", HZ, PHONE) as page:
        await opened(page, hub)
        first, context = await page.evaluate(FOUND), page.context
        await leaves_all_it_can(page)
    async with chromiums.page("bpbd", HZ, PHONE) as page:
        assert page.context is context, "it is kept"
        assert await context.cookies() == []
        await opened(page, hub)
        assert await page.evaluate(FOUND) == first
        blank = [one.url for one in context.pages if one is not page]
        assert blank == ["about:blank"]
        async with page.expect_request("**/icon.svg") as asked:
            await page.evaluate("fetch('/icon.svg')")
        assert "x-left" not in (await asked.value).headers


async def is_closed(context: BrowserContext) -> None:
    for one in context.pages:
        await one.close()


LASTS: tuple[Callable[[BrowserContext], Awaitable[object]], ...] = (
    lambda context: context.add_init_script("window.left = 'x'"),
    lambda context: context.expose_function("left", lambda: None),
    lambda context: context.route_web_socket("**", lambda _: None),
    is_closed,
    lambda context: context.clear_cookies(),
)


async def test_what_lasts_is_not_kept(chromiums: Chromiums) -> None:
    last = None
    for make_last in LASTS:
        async with chromiums.page("dinkes", HZ, PHONE) as page:
            assert page.context is not last
            last = page.context
            await make_last(last)
