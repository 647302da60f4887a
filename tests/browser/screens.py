"""Every screen of the client by who sees it, and how to bring it up, in either language."""

import re

from playwright.async_api import Page, WebSocketRoute, expect

from tests.browser.conftest import talk_button
from tests.browser.screen import Act, Screen, Seat, at, cut, joined, sheet, shut
from tests.browser.screens_desk import admin, operator, radio
from tests.browser.screens_past import looked_back
from tests.browser.screens_recording import recorded
from tests.browser.screens_rollcall import asked, decided_and_minuted, leads
from tests.browser.stage import (
    FLOOD,
    SOON_MS,
    Stage,
    populate,
    press,
    release,
    summon,
    turn,
    voice,
)

EVERY_WAY = '"channels":["push","ntfy","phone","message"]'
WAYS = {"ntfy": "ntfy", "phone": "telepon", "message": "pesan"}
TOO_LARGE = {"ok": False, "code": "file_too_big"}
"""What the hub says of a file it will not have."""


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
        await page.locator(f"input[type=radio][value={language}]").dispatch_event("click")
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


async def attach(page: Page, name: str) -> None:
    """Send a file into the room that is open."""
    file = {"name": name, "mimeType": "text/plain", "buffer": b"Pintu air naik\n" * 9}
    await page.locator("input[type=file]").set_input_files([file])
    send = page.locator(".composer .send")
    await expect(send).not_to_have_attribute("aria-disabled", "true")
    await send.click()


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


async def lost(page: Page) -> None:
    """In a room's voice, without the hub."""
    await voice(page)
    await cut(page)


async def uploads(page: Page) -> None:
    """One file the hub will not have, and one that is on its way for ever."""
    await turn(page, "#/ruang/umum")
    stands = page.locator("article").or_(page.locator("section .empty"))
    await expect(stands.first).to_be_visible(timeout=SOON_MS)
    if await page.locator("article").count() > 0:
        return
    await page.route("**/api/files", lambda route: route.fulfill(status=413, json=TOO_LARGE))
    await attach(page, "foto-pintu-air.txt")
    await expect(page.locator("article .btn")).to_have_count(2, timeout=SOON_MS)
    await page.unroute("**/api/files")
    await page.route("**/api/files/*", lambda _: None)
    await attach(page, "laporan-kerusakan-jembatan.txt")
    await expect(page.locator("article progress")).to_be_visible(timeout=SOON_MS)


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
        Screen("chat-upload", uploads),
        Screen("voice-lost", lost, joined),
    )
    return Seat(page, (*screens, *asked(caller, "bpbd", "dinkes")))


async def reached(stage: Stage) -> Seat:
    """A head sets up how he is called, of a hub that says that it has every way."""
    page = await stage.page()

    def every(said: str | bytes) -> str | bytes:
        return re.sub(r'"channels":\[[^]]*]', EVERY_WAY, said) if isinstance(said, str) else said

    async def through(socket: WebSocketRoute) -> None:
        hub = socket.connect_to_server()
        hub.on_message(lambda said: socket.send(every(said)))

    await page.route_web_socket(re.compile("socket.io"), through)
    await stage.enter("dishub", page=page)
    names = ("ntfy", "phone", "message")
    screens = (
        at("reach", "#/lain/panggilan", ".verdict"),
        at("reach-allow", "#/lain/panggilan/izin", ".wizard section"),
        at("reach-second", "#/lain/panggilan/cadangan", ".wizard section nav"),
        *(at(f"reach-{n}", f"#/lain/panggilan/{WAYS[n]}", ".wizard section .btn") for n in names),
        at("reach-done", "#/lain/panggilan/selesai", ".wizard section .is"),
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
        *recorded(led),
        *leads("bpbd", "dinkes", "dishub"),
        *decided_and_minuted("bpbd"),
        looked_back("bpbd", "dinkes")[0],
    )
    return Seat(page, screens)


async def wall(stage: Stage) -> Seat:
    """The wall of the command center: before anybody has talked, and after."""
    page = await stage.enter("operator", (1920, 1080))
    people = await populate(stage)

    async def said(page: Page) -> None:
        if await page.locator(".said li").count() > 0:
            return
        for one in list(people.values()) * 2:
            await press(one)
            await release(one)
            await expect(talk_button(one)).to_have_class(re.compile(r"\bidle\b"))
        await expect(page.locator(".said li").first).to_be_visible(timeout=SOON_MS)

    empty = at("wall-empty", "#/dinding", ".channels li", from_px=1920)
    return Seat(page, (empty, Screen("wall", said)))


SEATS = {
    "door": door,
    "head": head,
    "reached": reached,
    "operator": operator,
    "mayor": mayor,
    "wall": wall,
    "radio": radio,
    "admin": admin,
}
