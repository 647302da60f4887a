"""Every screen of the client by who sees it, and how to bring it up, in either language."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from playwright.async_api import Page, expect

from tests.browser.conftest import talk_button
from tests.browser.stage import (
    FLOOD,
    SOON_MS,
    Stage,
    populate,
    press,
    release,
    speak,
    summon,
    turn,
    voice,
)

Act = Callable[[Page], Awaitable[None]]
DESK_PX = 1280
"""From here on an operator has the console."""


async def nothing(page: Page) -> None:
    """Leave it as it is."""


async def shut(page: Page) -> None:
    """Close a sheet."""
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


@dataclass(frozen=True)
class Screen:
    """One screen, or one state of it."""

    name: str
    show: Act
    hide: Act = nothing
    from_px: int = 0
    """The narrowest it is there at."""


@dataclass(frozen=True)
class Seat:
    """Whose page it is, and what can be seen on it."""

    page: Page
    screens: Sequence[Screen]
    speak: Callable[[Page, str], Awaitable[None]] = speak


def at(name: str, where: str, ready: str, from_px: int = 0) -> Screen:
    """A screen with an address, and what tells that it is there."""

    async def show(page: Page) -> None:
        await turn(page, where)
        await expect(page.locator(ready).first).to_be_visible(timeout=SOON_MS)

    return Screen(name, show, from_px=from_px)


def sheet(name: str, where: str, opener: str, from_px: int = 0) -> Screen:
    """A sheet over a screen, and what opens it."""

    async def show(page: Page) -> None:
        await turn(page, where)
        await page.locator(opener).first.click()
        await expect(page.get_by_role("dialog")).to_be_visible(timeout=SOON_MS)

    return Screen(name, show, shut, from_px)


async def drills(page: Page) -> None:
    """The record of a month; what is called in these tests is a drill."""
    await turn(page, "#/panggilan/rekap")
    await page.locator(".pick input[type=checkbox]").check()
    await expect(page.locator(".agencies li").first).to_be_visible(timeout=SOON_MS)


async def door(stage: Stage) -> Seat:
    """Signing in, by whom the page does not know yet."""
    page = await stage.page()
    link, used = stage.hub.link("bpbd"), stage.hub.link("bpbd")
    await stage.enter("bpbd", page=await stage.page())
    other = await stage.page()
    await other.goto(used)
    await other.locator("button.solid").click()
    await expect(other.locator("nav")).to_be_visible()

    def opened(address: str, ready: str) -> Act:
        async def show(page: Page) -> None:
            await page.goto("about:blank")
            await page.goto(address)
            await expect(page.locator(ready).first).to_be_visible(timeout=SOON_MS)

        return show

    async def password(page: Page) -> None:
        await opened(stage.address("bpbd"), "form")(page)
        await page.locator("h2 ~ .stack button:not(.solid)").last.click()
        await page.locator("button[type=submit]").click()
        await expect(page.locator("input[type=password]").first).to_be_visible()

    async def no_code(page: Page) -> None:
        await opened(stage.address("bpbd"), "form")(page)
        await page.locator("button[type=submit]").click()
        await expect(page.get_by_role("alert").first).to_be_visible()

    async def choose(page: Page, language: str) -> None:
        await page.goto(stage.address("bpbd"))
        await page.locator(f"input[type=radio][value={language}]").check(force=True)
        await expect(page.locator("html")).to_have_attribute("lang", language)

    screens = (
        Screen("door", opened(stage.address("bpbd"), "form")),
        Screen("door-no-code", no_code),
        Screen("door-password", password),
        Screen("door-link", opened(link, "footer")),
        Screen("door-link-used", opened(used, "h1 ~ button.big")),
        Screen("door-link-unknown", opened(stage.address("bpbd", "masuk#x"), "h1 ~ button.big")),
    )
    return Seat(page, screens, choose)


def rings(caller: Page) -> tuple[Screen, ...]:
    """Somebody is called, and answers."""

    async def called(page: Page) -> None:
        await turn(page, "#/")
        if await page.get_by_role("alertdialog").count() == 0:
            await summon(caller, "bpbd")
        await expect(page.get_by_role("alertdialog")).to_be_visible(timeout=SOON_MS)

    async def answer(page: Page) -> None:
        await page.locator(".ring .three button").first.click()
        await expect(page.get_by_role("alertdialog")).to_have_count(0)

    async def cannot(page: Page) -> None:
        await called(page)
        await page.locator(".ring .btn.quiet").last.click()
        await expect(page.get_by_role("dialog")).to_be_visible(timeout=SOON_MS)

    async def can(page: Page) -> None:
        await shut(page)
        await answer(page)

    return Screen("ring", called, answer), Screen("ring-reason", cannot, can)


async def head(stage: Stage) -> Seat:
    """The head of an agency: rooms, chat, voice, settings."""
    people = await populate(stage)
    page, other = people["bpbd"], people["dinkes"]
    room = f"#/ruang/{FLOOD}"

    async def heard(page: Page) -> None:
        await voice(page)
        await expect(talk_button(page)).to_have_class(re.compile(r"\bidle\b"))

    async def receiving(page: Page) -> None:
        await voice(page)
        await press(other)
        await expect(talk_button(page)).to_have_class(re.compile(r"\breceiving\b"))

    async def queued(page: Page) -> None:
        await receiving(page)
        await press(page, "busy")

    async def still(page: Page) -> None:
        await release(page)
        await release(other)
        await expect(talk_button(other)).to_have_class(re.compile(r"\bidle\b"))

    async def on_air(page: Page) -> None:
        await voice(page)
        await press(page)

    async def menu(page: Page) -> None:
        await turn(page, room)
        await page.locator("article").last.click(button="right")
        await expect(page.get_by_role("dialog")).to_be_visible()

    async def found(page: Page) -> None:
        await turn(page, "#/cari")
        await page.get_by_role("searchbox").fill("ambulans")
        await expect(page.locator("li a", has_text="ambulans")).to_be_visible(timeout=SOON_MS)

    caller = await stage.enter("walikota", (820, 1180))

    screens = (
        *rings(caller),
        at("my-calls", "#/panggilan", "article"),
        Screen("my-record", drills),
        at("rooms", "#/", "nav"),
        at("chat", room, "article"),
        Screen("chat-menu", menu, shut),
        Screen("voice", heard),
        Screen("voice-receiving", receiving, still),
        Screen("voice-queued", queued, still),
        Screen("voice-on-air", on_air, still),
        sheet("voice-sound", f"{room}/suara", "section .head > header button"),
        at("lobby", "#/ruang/umum/suara", "footer .btn.solid"),
        at("room-unknown", "#/ruang/tidak-ada", "section .empty"),
        Screen("search", found),
        at("settings", "#/lain", "fieldset"),
        sheet("settings-leave", "#/lain", "section > .btn.wide:last-of-type"),
        at("devices", "#/lain/perangkat", "h1 ~ *, header ~ *"),
        at("ways", "#/lain/cara-masuk", "h1 ~ *, header ~ *"),
        at("reach", "#/lain/panggilan", ".verdict"),
        at("reach-allow", "#/lain/panggilan/izin", ".wizard section"),
        at("reach-done", "#/lain/panggilan/selesai", ".wizard section .is"),
    )
    return Seat(page, screens)


async def operator(stage: Stage) -> Seat:
    """The operator: the console on a desk, rooms on anything smaller."""
    await populate(stage)
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
        Screen("console-help", help_, shut, DESK_PX),
        Screen("console-find", find, shut, DESK_PX),
        at("operator-settings", "#/lain", "fieldset"),
        at("operator-search", "#/cari", "input[type=search]"),
        at("operator-manage", "#/kelola/jabatan", "main li"),
        at("readiness", "#/kelola/kesiapan", "main .agency"),
    )
    return Seat(page, screens)


async def mayor(stage: Stage) -> Seat:
    """The mayor: the home, and a room that is led."""
    people = await populate(stage)
    page = await stage.enter("walikota", (820, 1180))
    for one in people.values():
        await voice(one, "rapat")

    async def home(page: Page) -> None:
        await turn(page, "#/")
        await expect(talk_button(page)).not_to_have_class(re.compile(r"\boff\b"), timeout=SOON_MS)

    async def all_tiles(page: Page) -> None:
        await home(page)
        more = page.locator("main .block button[aria-expanded=false]")
        if await more.count() > 0:
            await more.first.click()

    async def on_air(page: Page) -> None:
        await home(page)
        await press(page)

    async def led(page: Page) -> None:
        await voice(page, "rapat")

    async def lead(page: Page) -> None:
        await led(page)
        await page.locator("footer.deck-foot .row button").nth(1).click()
        await expect(page.get_by_role("dialog")).to_be_visible()

    await summon(page, "bpbd", "dinkes", "dishub")
    for one in people.values():
        await expect(one.get_by_role("alertdialog")).to_be_visible(timeout=SOON_MS)
    await next(iter(people.values())).locator(".ring .three button").first.click()

    screens = (
        at("call-form", "#/panggil", ".picks li"),
        at("board", "#/panggilan", ".rows li"),
        at("record-empty", "#/panggilan/rekap", ".empty"),
        Screen("record", drills),
        Screen("home", home),
        Screen("home-on-air", on_air, release),
        Screen("home-all", all_tiles),
        Screen("led", led),
        Screen("led-sheet", lead, shut),
    )
    return Seat(page, screens)


async def wall(stage: Stage) -> Seat:
    """The wall of the command center."""
    people = await populate(stage)
    for _ in range(2):
        for one in people.values():
            await press(one)
            await release(one)
            await expect(talk_button(one)).to_have_class(re.compile(r"\bidle\b"))
    page = await stage.enter("operator", (1920, 1080))
    return Seat(page, (at("wall", "#/dinding", ".said li"),))


async def admin(stage: Stage) -> Seat:
    """Administrators: posts, officials, agencies, mutasi, tables."""
    await stage.enter("bpbd")
    page = await stage.enter("admin")
    here = "main"
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
        at("import", "#/kelola/impor", f"{here} textarea"),
        at("ladders", "#/kelola/tangga", f"{here} select"),
        at("templates", "#/kelola/templat", f"{here} .body .btn"),
        at("invite", "#/lain/undang", "input"),
        at("invite-one", "#/lain/undang/bpbd", ".btn.solid"),
        at("admin-ways", "#/lain/cara-masuk", "h1 ~ *, header ~ *"),
    )
    return Seat(page, screens)


SEATS = {
    "door": door,
    "head": head,
    "operator": operator,
    "mayor": mayor,
    "wall": wall,
    "admin": admin,
}
