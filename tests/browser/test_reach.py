"""Called with no page in sight: from the hub through a push service to Chromium's service worker.

Chromium reaches no push service here. So the page subscribes with one of the test's, to which the
hub really sends; what it sent is decrypted as a browser does it, and given to the service worker by
the developer tools. A press on a notification is the worker's own event.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import CDPSession, Page, WebSocketRoute, expect

from hub.adapters.qr import qr_code
from hub.main import WEBAPP
from tests.browser.chromium import Chromiums
from tests.browser.stage import sign_in, turn
from tests.contract.running_hub import Hub, running_hub, until
from tests.push_service import Browser, Peer, peer

SUBSCRIBES = Path(__file__).with_name("reach_stage.js")
SHOWN = """async () => {
  const one = await navigator.serviceWorker.ready;
  return (await one.getNotifications()).map(({ title, body, tag, actions, requireInteraction }) =>
    ({ title, body, tag, requireInteraction, actions: actions.map(({ action }) => action) }));
}"""
PRESS = """async (action) => {
  const [notification] = await self.registration.getNotifications();
  const event = new NotificationEvent('notificationclick', { notification, action });
  const done = [];
  event.waitUntil = (one) => done.push(one);  // One that a script made has none.
  self.dispatchEvent(event);
  await Promise.all(done);
}"""


@dataclass
class Phone:
    """A head's phone, and the push service it is registered with."""

    page: Page
    hub: Hub
    service: Peer
    device: Browser
    tools: CDPSession
    registration: str
    origin: str
    delivered: str = ""

    def pushed(self) -> list[dict[str, Any]]:
        """What the hub has sent to it."""
        path = "/wpush/" + self.device.endpoint.rpartition("/")[2]
        return [self.device.read(body) for where, _, body in self.service.came if where == path]

    async def deliver(self, text: str) -> None:
        """Let a push come, page or no page."""
        self.delivered = text
        ask = {"origin": self.origin, "registrationId": self.registration, "data": text}
        await self.tools.send("ServiceWorker.deliverPushMessage", ask)

    async def deliver_last(self) -> dict[str, Any]:
        """Let the newest that the hub sent come."""
        said = (await until(self.pushed))[-1]
        await self.deliver(json.dumps(said))
        return said

    async def shown(self) -> list[dict[str, Any]]:
        """What stands on its screen, once something does; what was not taken is given again."""
        for tried in range(1, 2000):
            if found := await self.page.evaluate(SHOWN):
                return list(found)
            await asyncio.sleep(0.01)
            if tried % 500 == 0:
                await self.deliver(self.delivered)
        return []

    async def press(self, action: str) -> None:
        """Press the button of the notification that stands there."""
        (worker,) = self.page.context.service_workers
        await worker.evaluate(PRESS, action)


@pytest_asyncio.fixture(loop_scope="session")
async def service() -> AsyncIterator[Peer]:
    async with peer() as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def town(tmp_path: Path, service: Peer) -> AsyncIterator[Hub]:
    local = [service.url.removeprefix("http://")]
    ntfy = {"url": service.url, "token": "tk_1"}
    async with running_hub(tmp_path, WEBAPP, push={"local_services": local}, ntfy=ntfy) as hub:
        yield hub


@asynccontextmanager
async def at_a_desk(chromiums: Chromiums, hub: Hub, post: str, where: str) -> AsyncIterator[Page]:
    """A page where nothing is pushed to, and which so needs no service worker."""
    async with chromiums.page(post, 440.0, (1280, 900)) as page:
        await sign_in(page, hub, post)
        await turn(page, where)
        yield page


@asynccontextmanager
async def entered(
    chromiums: Chromiums, hub: Hub, service: Peer, post: str, permit: bool = True
) -> AsyncIterator[Phone]:
    """A phone that is signed in; with the permission it registers by itself."""
    async with chromiums.lent(whole=True) as browser:
        context = await browser.new_context(
            viewport={"width": 390, "height": 844},
            locale="id-ID",
            permissions=["notifications"] if permit else [],
        )
        device = service.browser(post)
        await context.expose_function("subscribeAtTheService", device.subscription)
        await context.add_init_script(path=SUBSCRIBES)
        page = await context.new_page()
        tools = await context.new_cdp_session(page)
        found: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        def told(event: dict[str, Any]) -> None:
            for one in event["registrations"]:
                if not found.done():
                    found.set_result(one["registrationId"])

        tools.on("ServiceWorker.workerRegistrationUpdated", told)
        await tools.send("ServiceWorker.enable")
        origin = await sign_in(page, hub, post)
        await expect(page.get_by_role("navigation").first).to_be_visible()
        registration = await asyncio.wait_for(found, 10)
        await page.evaluate("async () => { await navigator.serviceWorker.ready }")
        yield Phone(page, hub, service, device, tools, registration, origin)


@pytest_asyncio.fixture(loop_scope="session")
async def phone(chromiums: Chromiums, town: Hub, service: Peer) -> AsyncIterator[Phone]:
    async with entered(chromiums, town, service, "bpbd") as one:
        yield one


async def registered(phone: Phone) -> None:
    """It has registered itself, quietly."""
    await turn(phone.page, "#/lain/panggilan")
    await expect(phone.page.get_by_text("perangkat ini")).to_be_visible(timeout=30_000)


async def called(phone: Phone) -> dict[str, Any]:
    """The mayor calls, and the page is closed before; what is pushed stands on the screen."""
    async with phone.hub.page("walikota") as mayor:
        reply = await mayor.ask("summons:issue", **SUMMONS)
        assert reply["ok"], reply
    return await phone.deliver_last()


SUMMONS = {
    "id": "5f1f9f9e-6c0b-4a51-9f5a-0c7f6f2f1a01",
    "posts": ["bpbd"],
    "text": "Banjir di Kanigaran",
    "profile": "darurat",
    "drill": True,
    "knowing": True,
}


async def card(hub: Hub, so: Callable[[dict[str, Any]], bool] = lambda one: True) -> dict[str, Any]:
    """How the board shows who was called, once it is so, or after ten seconds."""
    async with hub.page("operator") as operator:
        for _ in range(100):
            (one,) = (await operator.ask("summons:board"))["recipients"]
            if so(one):
                break
            await asyncio.sleep(0.1)
        return dict(one)


async def test_a_call_stands_on_the_screen_and_its_button_answers(phone: Phone) -> None:
    await registered(phone)
    said = await called(phone)
    (one,) = await phone.shown()
    assert one == {
        "title": "LATIHAN · Panggilan DARURAT",
        "body": "Wali Kota: Banjir di Kanigaran (LATIHAN)",
        "tag": said["summons"],
        "requireInteraction": True,
        "actions": ["ready", "unable"],
    }
    found = await card(phone.hub, lambda one: one["last"]["state"] == "shown")
    assert found["progress"] == 3  # By the device's word that it came.

    await phone.press("unable")
    found = await card(phone.hub)
    assert (found["outcome"], found["answer"]["way"]) == ("declined", "push")
    assert found["answer"]["reason"] == "Dijawab lewat pemberitahuan"
    (told,) = await phone.shown()
    assert told["body"] == "Jawaban Anda tercatat: Berhalangan."
    assert (told["actions"], told["tag"]) == ([], said["summons"])


async def test_an_answer_without_a_network_waits_and_goes_once(phone: Phone) -> None:
    await registered(phone)
    await called(phone)
    await phone.shown()
    (worker,) = phone.page.context.service_workers
    # A network that is gone, for the worker: whatever it fetches fails.
    await worker.evaluate("() => { self.real = fetch; self.fetch = () => Promise.reject(Error()) }")
    await phone.press("ready")
    assert (await card(phone.hub))["outcome"] == "ringing"
    (told,) = await phone.shown()
    assert told["body"].startswith("Jawaban Anda (Siap) menunggu jaringan.")

    await worker.evaluate("() => { self.fetch = self.real }")
    await phone.page.reload()  # The next start of the page sends it.
    found = await card(phone.hub, lambda one: one["outcome"] == "acked")
    assert (found["outcome"], found["answer"]["way"]) == ("acked", "push")


MOVES = """async ([told, key]) => {
  const event = new ExtendableEvent('pushsubscriptionchange');
  const done = [];
  event.waitUntil = (one) => done.push(one);
  if (key) event.oldSubscription = { options: { applicationServerKey: key } };
  else event.newSubscription = { toJSON: () => told };
  PushManager.prototype.subscribe = async (how) => {
    self.asked = how.applicationServerKey;
    return { toJSON: () => told };
  };
  self.dispatchEvent(event);
  await Promise.all(done);
}"""


@pytest.mark.parametrize("key", [None, "its-key"])
async def test_a_subscription_that_the_browser_changes_is_known_without_a_page(
    phone: Phone, key: str | None
) -> None:
    await registered(phone)
    before, phone.device = phone.device, phone.service.browser("moved")
    (worker,) = phone.page.context.service_workers
    # No page stands in for it: this one is sent away.
    await phone.page.goto("about:blank")
    await worker.evaluate(MOVES, [phone.device.subscription(), key])
    assert await worker.evaluate("() => self.asked ?? null") == key
    async with phone.hub.page("walikota") as mayor:
        assert (await mayor.ask("summons:issue", **SUMMONS))["ok"]
    (said,) = await until(phone.pushed)
    assert said["text"].startswith("Wali Kota: Banjir")
    assert [path for path, _, _ in phone.service.came] == ["/wpush/moved"], "not to the old one"
    await phone.page.goto(f"{phone.origin}/#/lain/panggilan")
    assert before.endpoint != phone.device.endpoint


async def test_whatever_is_pushed_something_is_shown(phone: Phone) -> None:
    await phone.deliver("no notice of ours")
    (one,) = await phone.shown()
    assert (one["title"], one["body"]) == ("Posko", "Ada panggilan. Buka Posko untuk melihatnya.")


async def test_the_wizard_ends_green(phone: Phone) -> None:
    page = phone.page
    await registered(phone)
    await page.get_by_role("link", name="Lanjutkan pengaturan").click()
    step = page.locator("section[aria-current=step]")
    await expect(step.get_by_role("heading")).to_have_text("Dengar bunyi uji")
    await step.get_by_role("button", name="Uji sekarang").click()
    said = await phone.deliver_last()
    assert said["kind"] == "test"
    await expect(step.get_by_text("Uji sampai di perangkat. Apakah berbunyi?")).to_be_visible()
    await step.get_by_role("button", name="Saya mendengarnya").click()

    await expect(step.get_by_role("heading")).to_have_text("Cara kedua")
    await page.reload()  # Left, and taken up again where it was.
    await expect(step.get_by_role("heading")).to_have_text("Cara kedua")
    phone.service.status = 200
    await step.get_by_role("link", name=re.compile("ntfy")).click()
    await step.get_by_role("button", name="Buat topik").click()
    link = step.get_by_role("link", name="Buka di aplikasi ntfy")
    host = phone.service.url.removeprefix("http://")
    await expect(link).to_have_attribute("href", re.compile(rf"^ntfy://{host}/posko-\w"))
    await step.get_by_role("button", name="Tampilkan kode QR").click()
    code = step.get_by_role("img", name="Kode QR topik ntfy Anda")
    drawn = qr_code(str(await link.get_attribute("href")))
    assert await code.locator("path").get_attribute("d") == drawn.d, "it opens what the link opens"
    await step.get_by_role("button", name="Uji sekarang").click()
    await expect(step.get_by_text("Uji terkirim. Apakah berbunyi?")).to_be_visible()
    await step.get_by_role("button", name="Saya mendengarnya").click()

    await expect(step.get_by_role("heading")).to_have_text("Selesai")
    await expect(step).to_contain_text("Siap dihubungi")
    await expect(page.get_by_text("3 dari 3 langkah selesai")).to_be_visible()
    await page.go_back()
    await expect(step.get_by_role("heading")).to_have_text("Aplikasi ntfy di ponsel")
    async with phone.hub.page("operator") as operator:
        found = (await operator.ask("reach:readiness"))["agencies"]
    assert [one["verdict"] for one in found if one["posts"][0]["post"] == "bpbd"] == ["ready"]

    await turn(phone.page, "#/lain/panggilan")
    await page.get_by_role("button", name="Hapus Aplikasi ntfy").click()
    await page.get_by_role("dialog").get_by_role("button", name="Ya, hapus").click()
    await expect(page.get_by_role("heading", name="Sebagian siap")).to_be_visible()


async def test_who_has_no_way_is_reminded_and_puts_it_off(
    chromiums: Chromiums, town: Hub, service: Peer
) -> None:
    async with entered(chromiums, town, service, "dinkes", permit=False) as phone:
        page = phone.page
        card = page.get_by_role("region", name="Cara dipanggil")
        await expect(card).to_contain_text("Anda belum dapat dipanggil saat Posko tertutup.")
        assert not service.came, "nobody is asked for a permission unasked"
        await card.get_by_role("button", name="Ingatkan minggu depan").click()
        await expect(card).to_have_count(0)
        await page.reload()
        await turn(phone.page, "#/lain/panggilan")
        await expect(page.get_by_role("heading", name="Belum siap dihubungi")).to_be_visible()
        await turn(phone.page, "#/")
        await expect(page.get_by_role("heading", name="Ruang")).to_be_visible()
        await expect(card).to_have_count(0)


async def test_the_operator_sees_who_can_be_called(
    chromiums: Chromiums, phone: Phone, town: Hub
) -> None:
    await registered(phone)
    async with at_a_desk(chromiums, town, "operator", "#/kelola/kesiapan") as page:
        lines = page.locator("main .agency")
        await expect(lines.first).to_contain_text("Belum")
        await page.get_by_role("radio", name="Sebagian 1").check()
        await expect(lines).to_have_count(1)
        await expect(lines).to_contain_text("BPBD")
        await expect(lines).to_contain_text("Pemberitahuan")
        await expect(lines).to_contain_text("Tersambung sekarang")


async def test_an_answer_goes_by_plain_request_while_the_socket_is_down(
    chromiums: Chromiums, town: Hub, service: Peer
) -> None:
    async with entered(chromiums, town, service, "bpbd", permit=False) as phone:
        page = phone.page
        sockets: list[WebSocketRoute] = []
        down = False

        async def through(socket: WebSocketRoute) -> None:
            if down:
                await socket.close()
                return
            socket.connect_to_server()
            sockets.append(socket)

        sent: list[str] = []
        page.on("request", lambda one: sent.append(one.url.rpartition("/")[2]))
        await page.route_web_socket(re.compile("socket.io"), through)
        await page.reload()
        async with town.page("walikota") as mayor:
            assert (await mayor.ask("summons:issue", **SUMMONS))["ok"]
        ring = page.get_by_role("alertdialog")
        await expect(ring).to_be_visible()
        down = True
        for socket in sockets:
            await socket.close()
        await ring.get_by_role("button", name=re.compile("^Siap")).click()
        await expect(page.get_by_text("Jawaban Anda tercatat: siap.")).to_be_visible()
        found = await card(town)
        assert (found["outcome"], found["answer"]["way"]) == ("acked", "page")
        assert sent.count("summons:answer") == 1
        before, down = len(sockets), False
        await until(lambda: len(sockets) > before)
        await expect(page.get_by_text("Menyambung ulang")).to_have_count(0)
        await expect(ring).to_have_count(0)
        assert sent.count("summons:answer") == 1


async def test_an_administrator_has_a_drill_held_every_week(
    chromiums: Chromiums, town: Hub
) -> None:
    async with at_a_desk(chromiums, town, "admin", "#/kelola/kesiapan") as page:
        drill = page.get_by_role("region", name="Latihan mingguan")
        await expect(drill.get_by_text("Belum dijadwalkan.")).to_be_visible()
        await drill.get_by_label("Adakan setiap minggu").check()
        await drill.get_by_label("Hari").select_option(label="Kamis")
        await drill.get_by_label("Pukul").fill("10:15")
        await drill.get_by_role("button", name="Simpan").click()
        await expect(drill.get_by_text(re.compile(r"Berikutnya Kam.*10\.15 WIB"))).to_be_visible()
        await page.reload()
        await expect(drill.get_by_label("Hari")).to_have_value("3")
        await expect(drill.get_by_role("button", name="Belum ada perubahan")).to_be_disabled()
