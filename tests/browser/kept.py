"""Contexts that are kept: where the client was opened before, to open it again costs half.

A kept context has one blank page in the process of its site, which so lives on with what it has
compiled. Whoever borrows gets a page of his own; what a page has is gone with it, and what a
context has is wiped before the next one comes.
"""

from playwright.async_api import Browser, BrowserContext, CDPSession, Error, Frame, Page

from tests.browser.page_sound import BEFORE_PAGE

LASTING = ("add_init_script", "expose_binding", "expose_function", "route_web_socket", "on")
"""What a context keeps for ever: one that was asked for it is not taken back."""
PERMISSIONS = ["microphone"]


class Kept:
    """A context, and what must be wiped of it."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self._anchor: Page | None = None
        self._tools: CDPSession | None = None
        self._origins: set[str] = set()
        self._spoiled = False

    @staticmethod
    async def made(browser: Browser) -> "Kept":
        """Make one, as a phone of the city is."""
        context = await browser.new_context(
            permissions=PERMISSIONS,
            viewport={"width": 390, "height": 844},
            locale="id-ID",
            service_workers="block",  # To keep the client for offline costs as much as a page.
        )
        await context.add_init_script(path=BEFORE_PAGE)
        kept = Kept(context)
        context.on("page", kept._watch)
        for name in LASTING:
            setattr(context, name, kept._spoiling(getattr(context, name)))
        return kept

    async def page(self, size: tuple[int, int]) -> Page:
        """Open a page that nobody has used."""
        page = await self.context.new_page()
        if size != (390, 844):
            await page.set_viewport_size({"width": size[0], "height": size[1]})
        return page

    async def wiped(self) -> bool:
        """Wipe it; False where that cannot be, and it is to be closed."""
        try:
            return not self._spoiled and await self._wiped()
        except Error:  # It crashed, or was closed: that is an answer.
            return False

    async def _wiped(self) -> bool:
        context = self.context
        await context.unroute_all(behavior="ignoreErrors")
        await context.set_offline(False)
        if not await self._blank():
            return False
        assert self._tools
        for origin in self._origins:
            everything = {"origin": origin, "storageTypes": "all"}
            await self._tools.send("Storage.clearDataForOrigin", everything)
        await context.clear_permissions()
        await context.grant_permissions(PERMISSIONS)
        await context.set_extra_http_headers({})
        await context.set_geolocation(None)
        return True

    async def _blank(self) -> bool:
        """Leave only the blank page; the first page there was becomes it."""
        pages = self.context.pages
        if self._anchor is None and pages:
            self._anchor = pages[0]
            await self._anchor.unroute_all(behavior="ignoreErrors")
            await self._anchor.goto("about:blank")
            self._tools = await self.context.new_cdp_session(self._anchor)
        for page in pages:
            if page is not self._anchor:
                await page.close()
        return self._anchor in self.context.pages

    def _watch(self, page: Page) -> None:
        page.on("framenavigated", self._went)

    def _went(self, frame: Frame) -> None:
        scheme, _, rest = frame.url.partition("://")
        if scheme in ("http", "https"):
            self._origins.add(f"{scheme}://{rest.partition('/')[0]}")

    def _spoiling(self, method):  # type: ignore[no-untyped-def]
        def spoil(*arguments, **more):  # type: ignore[no-untyped-def]
            self._spoiled = True
            return method(*arguments, **more)

        return spoil
