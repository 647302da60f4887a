"""What stands on a desk: the console of the operator, and Kelola of the administrator."""

import re

from playwright.async_api import Page, expect

from tests.browser.conftest import talk_button
from tests.browser.screen import Screen, Seat, at, cut, joined, sheet, shut
from tests.browser.screens_past import looked_back
from tests.browser.scripted_radio import scripted_radio
from tests.browser.stage import FLOOD, SOON_MS, Stage, populate, press, release, turn, voice

DESK_PX = 1280
"""From here on an operator has the console."""
COLOUR = "one => getComputedStyle(one).backgroundColor"


async def operator(stage: Stage) -> Seat:
    """The operator: the console on a desk, rooms on anything smaller."""
    people = await populate(stage)
    page = await stage.enter("operator", (1920, 1080))

    async def two(page: Page) -> None:
        await turn(page, "#/")
        await page.keyboard.press("2")
        await page.keyboard.press("Shift+Digit3")
        await expect(page.locator("li.strip .badge.idle, li.strip .badge").nth(1)).to_be_visible()
        await expect(talk_button(page)).not_to_have_class(re.compile(r"\boff\b"), timeout=SOON_MS)

    async def on_air(page: Page) -> None:
        await two(page)
        await press(page)

    async def lost(page: Page) -> None:
        await two(page)
        await cut(page)

    async def leads(page: Page) -> None:
        """A head asks for his turn."""
        await turn(page, "#/ruang/rapat/suara")
        listen = page.locator(".side .empty .btn")
        people_of = page.locator(".side .people")
        await expect(listen.or_(people_of).first).to_be_visible(timeout=SOON_MS)
        if await people_of.count() == 0:
            await listen.click()
        head = people["bpbd"]
        await voice(head, "rapat")
        if "idle" in (await talk_button(head).get_attribute("class") or "").split():
            await talk_button(head).click()
        await expect(page.locator(".side .lead .count")).to_be_visible(timeout=SOON_MS)

    async def leading(page: Page) -> None:
        await leads(page)
        await page.locator(".side .lead .btn").click()
        await expect(page.get_by_role("dialog")).to_be_visible()

    async def help_(page: Page) -> None:
        await page.keyboard.press("?")
        await expect(page.get_by_role("dialog")).to_be_visible()

    async def find(page: Page) -> None:
        await page.keyboard.press("Control+k")
        await expect(page.get_by_role("dialog")).to_be_visible()

    screens = (
        at("operator", "#/", "h1"),
        Screen("console-two", two, from_px=DESK_PX),
        Screen("console-on-air", on_air, release, DESK_PX),
        Screen("console-leads", leads, from_px=DESK_PX),
        Screen("console-leads-sheet", leading, shut, DESK_PX),
        Screen("console-help", help_, shut, DESK_PX),
        Screen("console-find", find, shut, DESK_PX),
        looked_back("bpbd", "dinkes")[1],
        at("operator-settings", "#/lain", "fieldset"),
        at("operator-search", "#/cari", "input[type=search]"),
        at("operator-manage", "#/kelola/jabatan", "main li"),
        at("readiness", "#/kelola/kesiapan", "main .agency"),
        Screen("console-lost", lost, joined, DESK_PX),
    )
    return Seat(page, screens)


async def radio(stage: Stage) -> Seat:
    """An operator, and a radio that does not key, is in trouble, or only receives."""
    maker = await stage.enter("admin")
    url = f"http://127.0.0.1:{stage.hub.port}"
    air = scripted_radio(maker, url, stage.hub.data_dir / "box", FLOOD)
    bridge = await stage.ends.enter_async_context(air)
    page = await stage.enter("operator", (1920, 1080))

    async def there(page: Page) -> None:
        bridge.says()
        assert page.viewport_size  # Of the two, the one is there that this is wide enough for.
        if page.viewport_size["width"] < DESK_PX:
            await voice(page)
            return
        await page.locator("li.strip .pick", has=page.locator("b", has_text="Banjir")).click()
        await expect(talk_button(page)).to_have_class(re.compile(r"\bidle\b"), timeout=SOON_MS)

    async def unsent(page: Page) -> None:
        await there(page)
        await press(page, "busy")

    async def sent(page: Page) -> None:
        await there(page)
        await press(page, "busy")
        await bridge.keys()
        await expect(talk_button(page)).to_have_class(re.compile(r"\bonair\b"))

    async def quiet(page: Page) -> None:
        await release(page)
        bridge.says()
        # Who presses next sees his own press.
        await expect(talk_button(page)).to_have_class(re.compile(r"\bidle\b"), timeout=SOON_MS)

    async def troubled(page: Page) -> None:
        await there(page)
        bridge.says("keyer_lost", "port_lost", "stuck_receiver", "card_lost", "disk_full")
        await expect(page.locator(".notice.grave")).to_have_count(2)
        red = await page.locator(".notice.grave").first.evaluate(COLOUR)
        assert red != await page.locator(".notice:not(.grave)").first.evaluate(COLOUR)

    async def only(page: Page) -> None:
        await there(page)
        bridge.says(receive_only=True)
        await expect(talk_button(page)).to_have_class(re.compile(r"\boff\b"))

    screens = (
        Screen("radio-unsent", unsent, quiet, to_px=DESK_PX),
        Screen("radio-sent", sent, quiet, to_px=DESK_PX),
        Screen("radio-only", only, quiet, to_px=DESK_PX),
        Screen("console-radio-unsent", unsent, quiet, DESK_PX),
        Screen("console-radio-sent", sent, quiet, DESK_PX),
        Screen("console-radio-only", only, quiet, DESK_PX),
        Screen("console-radio-troubles", troubled, quiet, DESK_PX),
    )
    return Seat(page, screens)


async def admin(stage: Stage) -> Seat:
    """Administrators: posts, officials, agencies, mutasi, tables."""
    await stage.enter("bpbd")
    page = await stage.enter("admin")
    here = "main"

    async def moves(page: Page) -> None:
        """Two change places, which has been checked."""
        await turn(page, "#/kelola/mutasi")
        await expect(page.locator("main .body")).to_be_visible(timeout=SOON_MS)
        if await page.locator("main .part > li").count() > 0:
            return
        for post, comer in (("dinkes", "Uji"), ("dishub", "Contoh")):
            await page.locator("main section .main").first.click()
            row = page.locator("main .part > li").last
            await row.get_by_role("searchbox").first.fill(post)
            await row.get_by_role("searchbox").first.press("Enter")
            await row.get_by_role("searchbox").last.fill(f"Pejabat {comer}")
            await row.locator("button", has_text=f"Pejabat {comer}").click()
        await page.locator("main .btn.solid").last.click()
        await expect(page.locator("main .btn.solid", has_text="")).to_be_visible()

    screens = (
        at("manage", "#/kelola", "nav"),
        at("posts", "#/kelola/jabatan", f"{here} li"),
        at("post", "#/kelola/jabatan/bpbd", f"{here} h3"),
        at("post-new", "#/kelola/jabatan/+", f"{here} form"),
        sheet("post-assign", "#/kelola/jabatan/bpbd", f"{here} .acts button"),
        at("officials", "#/kelola/pejabat", here),
        at("official-new", "#/kelola/pejabat/+", f"{here} form"),
        at("agencies", "#/kelola/perangkat-daerah", f"{here} li"),
        at("agency", "#/kelola/perangkat-daerah/bpbd", f"{here} form"),
        at("reshuffle", "#/kelola/mutasi", f"{here} input"),
        Screen("reshuffle-checked", moves),
        at("trail", "#/kelola/jejak", f"{here} summary"),
        at("import", "#/kelola/impor", f"{here} textarea"),
        at("ladders", "#/kelola/tangga", f"{here} select"),
        at("templates", "#/kelola/templat", f"{here} .body .btn"),
        at("invite", "#/lain/undang", "input"),
        at("invite-one", "#/lain/undang/bpbd", ".btn.solid"),
        at("admin-ways", "#/lain/cara-masuk", "h1 ~ *, header ~ *"),
    )
    return Seat(page, screens)
