"""Access over real sockets: who is revoked is out at once; strangers and crowds have limits."""

import asyncio
import json
from pathlib import Path
from typing import Any

import aiohttp
import pyotp
import pytest

from hub.adapters.sio.gateway import CONNECTIONS_MAX
from hub.adapters.sio.strangers import FROM_ONE_ADDRESS_MAX
from tests.access_town import PHONE
from tests.authenticator import Authenticator
from tests.contract.running_hub import Hub, Page, running_hub, until

PROMISE_S = 2.0
AT_ONCE_S = 0.5
"""Far below the time between two sweeps."""
GOOD = "kapal biru menunggu hujan"


def told(log: Path) -> list[dict[str, Any]]:
    """What the worker was told, in order."""
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    return [json.loads(line) for line in lines]


def left(log: Path) -> set[str]:
    return {order["peer"] for order in told(log) if order["do"] == "leave"}


async def session_of(page: Page) -> str:
    (mine,) = [s for s in (await page.ask("session:list"))["sessions"] if s["mine"]]
    return str(mine["id"])


async def joined(page: Page) -> str:
    reply = await page.ask("voice:join", room="umum", sdp="offer")
    assert reply["ok"], reply
    return str(reply["voice"])


async def test_a_revoked_device_is_cut_off_and_its_voice_let_go_of(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    async with (
        running_hub(tmp_path, worker=f"log={log}") as hub,
        hub.page("bpbd") as phone,
        hub.page("bpbd") as tablet,
        hub.page("admin") as admin,
    ):
        voice, session = await joined(phone), await session_of(phone)
        shown = (await admin.ask("session:list", post="bpbd"))["sessions"]
        assert {s["online"] for s in shown} == {True} and not any(s["mine"] for s in shown)
        assert await admin.ask("session:end", session=session) == {"ok": True}
        await until(lambda: not phone.sio.connected, limit_s=AT_ONCE_S)
        await until(lambda: voice in left(log), limit_s=AT_ONCE_S)
        assert (await phone.get("/api/me"))[0] == 401
        assert (await phone.post("/api/command/session:list", {}))[0] == 401
        assert (await tablet.ask("session:list"))["ok"], "the other one stays"
        assert (await admin.ask("session:end", session=session))["code"] == "no_such_session"


async def test_a_voice_that_waits_for_its_page_is_let_go_of_too(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    async with (
        running_hub(tmp_path, worker=f"log={log}") as hub,
        hub.page("bpbd") as phone,
        hub.page("admin") as admin,
    ):
        voice, session = await joined(phone), await session_of(phone)
        await phone.sio.disconnect()
        await asyncio.sleep(0.2)
        assert voice not in left(log), "it goes on hearing for the page that comes back"
        await admin.ask("session:end", session=session)
        await until(lambda: voice in left(log), limit_s=PROMISE_S)


async def test_who_leaves_a_post_loses_page_and_voice(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    async with (
        running_hub(tmp_path, worker=f"log={log}") as hub,
        hub.page("bpbd") as phone,
        hub.page("admin") as admin,
    ):
        voice = await joined(phone)
        book = await admin.ask("directory:get")
        (held,) = [a for a in book["assignments"] if a["post"] == "bpbd"]
        held |= {"to_ms": held["from_ms"] + 1}
        saved = await admin.ask("directory:save", assignments=[held])
        assert saved["ok"], saved
        await until(lambda: not phone.sio.connected, limit_s=PROMISE_S)
        await until(lambda: voice in left(log), limit_s=PROMISE_S)
        assert (await phone.get("/api/me"))[0] == 401


async def test_an_invitation_is_a_link_a_picture_and_six_digits(hub: Hub) -> None:
    async with hub.page("admin") as admin, hub.page() as phone, hub.page() as other:
        assert (await admin.ask("enrol:issue", post="nobody"))["code"] == "no_such_post"
        invited = await admin.ask("enrol:issue", post="bpbd")
        base, _, token = invited["link"].partition("/masuk#")
        assert base == hub.url and invited["qr"]["d"].startswith("M4 4.5h7")
        headers = {"User-Agent": PHONE}
        status, reply = await phone.post(
            "/api/code/use", {"code": invited["code"], "nonce": "n" * 22}, headers=headers
        )
        assert (status, reply["me"]["id"]) == (200, "bpbd")
        status, reply = await other.post("/api/code/use", {"code": invited["code"]})
        assert (status, reply["code"]) == (403, "code_wrong")
        status, reply = await other.post("/api/link/use", {"token": token})
        assert (status, reply["code"]) == (410, "link_used"), "one invitation, one device"
        looked = await admin.ask("enrol:look", id=invited["id"])
        assert looked["used_ms"] and (looked["browser"], looked["system"]) == ("Chrome", "Android")
        (card,) = (await admin.ask("session:list", post="bpbd"))["sessions"]
        assert (card["browser"], card["system"], card["how"]) == ("Chrome", "Android", "code")
        assert card["address"] == "127.0.0.1"


async def test_only_administrators_invite_and_look_at_others(hub: Hub) -> None:
    async with hub.page("bpbd") as phone, hub.page("operator") as desk:
        other = await session_of(desk)
        for page in (phone, desk):
            for name, body in (
                ("enrol:issue", {"post": "bpbd"}),
                ("session:list", {"post": "walikota"}),
                ("access:reset", {"post": "walikota"}),
            ):
                assert (await page.ask(name, **body))["code"] == "not_allowed"
        assert (await phone.ask("session:end", session=other))["code"] == "not_allowed"


async def test_a_city_asks_its_administrator_for_a_second_factor(tmp_path: Path) -> None:
    required = {"second_factor": "required"}
    async with running_hub(tmp_path, security=required) as hub, hub.page("admin") as admin:
        assert (await admin.ask("access:show"))["proof"] == "missing"
        reply = await admin.ask("enrol:issue", post="bpbd")
        assert reply["code"] == "second_factor_needed"
        begun = await admin.ask("totp:begin")
        assert begun["uri"].startswith("otpauth://totp/") and begun["qr"]["size"] > 30
        assert (await admin.ask("totp:enable", code="000000"))["code"] == "totp_wrong"
        reply = await admin.ask("totp:enable", code=app_shows(begun["secret"]))
        assert len(reply["recovery"]) == 8
        assert (await admin.ask("enrol:issue", post="bpbd"))["ok"]

        async with hub.page("admin") as second:
            assert (await second.ask("enrol:issue", post="bpbd"))["code"] == "step_up"
            assert (await second.ask("step:code", code="000000"))["code"] == "totp_wrong"
            assert (await second.ask("step:code", code=reply["recovery"][0]))["ok"]
            assert (await second.ask("enrol:issue", post="bpbd"))["ok"]
            shown = await second.ask("access:show")
            assert (shown["recovery_left"], shown["totp"], shown["proof"]) == (7, True, "fresh")


async def test_a_password_over_http(hub: Hub) -> None:
    async with hub.page("bpbd") as page, hub.page() as other:
        assert (await page.ask("password:set", new="bpbd bpbd 1"))["code"] == "password_is_name"
        assert (await page.ask("password:set", new=GOOD))["ok"]
        body = {"name": "bpbd", "password": GOOD}
        status, reply = await other.post("/api/password/use", {**body, "password": "x"})
        assert (status, reply["code"]) == (403, "wrong_credentials")
        status, reply = await other.post("/api/password/use", body)
        assert (status, reply["me"]["id"]) == (200, "bpbd")


async def test_other_devices_hear_of_a_new_way_in_and_may_disown_it(hub: Hub) -> None:
    async with hub.page("bpbd") as mine, hub.page("dinkes") as other, hub.page() as thief:
        await thief.post("/api/link/use", {"token": hub.running.link_token("bpbd")})
        await thief.connect()
        for page in (mine, other):
            page.hello.clear()
        assert (await thief.ask("password:set", new=GOOD))["ok"]
        await until(lambda: mine.hello)
        assert not other.hello, "nobody else's page is greeted anew"
        (way,) = (await mine.ask("way:news"))["ways"]
        assert (way["kind"], way["id"]) == ("password", "")
        cards = (await mine.ask("session:list"))["sessions"]
        assert [card["added"] for card in cards if not card["mine"]] == [["password"]]
        assert (await thief.ask("way:news"))["ways"] == [], "who added it knows"

        assert (await mine.ask("way:disown", kind="password"))["ok"]
        await until(lambda: not thief.sio.connected, limit_s=PROMISE_S)
        body = {"name": "bpbd", "password": GOOD}
        assert (await thief.post("/api/password/use", body))[1]["code"] == "wrong_credentials"
        assert (await mine.ask("way:news"))["ways"] == []


async def test_a_passkey_over_http_belongs_to_the_host_it_was_made_for(hub: Hub) -> None:
    host = hub.url.replace("127.0.0.1", "bpbd.localhost")
    named = {"headers": {"Host": host.removeprefix("http://")}}
    async with hub.page("bpbd") as page, hub.page() as other:
        assert (await page.ask("passkey:begin"))["code"] == "passkeys_elsewhere", "by an address"
        authenticator = Authenticator(host)
        _, asked = await page.post("/api/command/passkey:begin", {}, **named)
        assert asked["options"]["rp"]["id"] == "bpbd.localhost"
        answer = {"ceremony": asked["ceremony"], "credential": authenticator.make(asked["options"])}
        _, reply = await page.post(
            "/api/command/passkey:add", {**answer, "name": "Ponsel"}, **named
        )
        assert reply == {"ok": True}
        _, shown = await page.post("/api/command/access:show", {}, **named)
        assert [(p["name"], p["here"]) for p in shown["passkeys"]] == [("Ponsel", True)]

        _, asked = await other.post("/api/passkey/ask", {}, **named)
        credential = authenticator.sign(asked["options"])
        body = {"ceremony": asked["ceremony"], "credential": credential}
        status, reply = await other.post("/api/passkey/use", body, **named)
        assert (status, reply["me"]["id"]) == (200, "bpbd")
        status, reply = await other.post("/api/passkey/use", body, **named)
        assert (status, reply["code"]) == (403, "passkey_refused")


async def test_an_official_of_two_posts_goes_on_as_the_other(hub: Hub) -> None:
    async with hub.page("bpbd") as phone, hub.page("admin") as admin:
        book = await admin.ask("directory:get")
        (held,) = [a for a in book["assignments"] if a["post"] == "bpbd"]
        also = {**held, "id": "a2", "post": "dinkes", "kind": "plt"}
        saved = await admin.ask("directory:save", assignments=[also])
        assert saved["ok"], saved
        posts = (await phone.ask("access:show"))["posts"]
        assert [(p["id"], p["post"][:4]) for p in posts][1] == ("dinkes", "Plt.")
        _, reply = await phone.post("/api/command/session:act", {"post": "dinkes"})
        assert reply == {"ok": True}
        await until(lambda: not phone.sio.connected, limit_s=PROMISE_S)
        assert (await phone.get("/api/me"))[1]["me"]["id"] == "dinkes"
        status, reply = await phone.post("/api/command/session:act", {"post": "walikota"})
        assert reply["code"] == "not_yours"


async def test_an_official_has_ten_connections_and_the_oldest_makes_room(hub: Hub) -> None:
    async with hub.page("bpbd") as first, hub.page("dinkes") as other:
        pages = [first]
        for _ in range(CONNECTIONS_MAX):
            page = Page(hub, first.http)
            pages.append(await page.connect())
        await until(lambda: not first.sio.connected)
        assert all(page.sio.connected for page in (*pages[1:], other))
        for page in pages:
            await page.sio.disconnect()


async def test_strangers_of_one_address_are_few_and_users_are_not_counted(hub: Hub) -> None:
    url = hub.url + "/socket.io/?EIO=4&transport=websocket"
    async with hub.page() as page, hub.page("bpbd") as user:
        sockets = [await page.http.ws_connect(url) for _ in range(FROM_ONE_ADDRESS_MAX)]
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await page.http.ws_connect(url)
        assert refused.value.status == 429
        async with user.http.ws_connect(url) as socket:
            assert (await socket.receive_str()).startswith("0{")
        await sockets.pop().close()
        await until(lambda: not sockets[-1].closed)
        async with asyncio.timeout(PROMISE_S):
            while True:
                try:
                    sockets.append(await page.http.ws_connect(url))
                    break
                except aiohttp.WSServerHandshakeError:
                    await asyncio.sleep(0.02)
        for socket in sockets:
            await socket.close()


async def test_a_proxy_on_this_machine_says_whom_it_speaks_for(hub: Hub) -> None:
    async with hub.page() as page:
        token = hub.running.link_token("bpbd")
        headers = {"X-Forwarded-For": "6.6.6.6, 203.0.113.7"}
        await page.post("/api/link/use", {"token": token}, headers=headers)
        await page.connect()
        (card,) = (await page.ask("session:list"))["sessions"]
        assert card["address"] == "203.0.113.7", "what the proxy added, not what it was told"


def app_shows(secret: str) -> str:
    """What an authenticator app shows now."""
    return pyotp.TOTP(secret).now()


async def test_the_audit_trail_is_read_by_administrators_a_page_at_a_time(hub: Hub) -> None:
    async with (
        hub.page("admin") as admin,
        hub.page("admin") as beside,  # No page may ask sixty times in a second.
        hub.page("bpbd") as phone,
        hub.page("operator") as desk,
    ):
        for page in (phone, desk):
            assert (await page.ask("audit:page"))["code"] == "not_allowed"
        for _ in range(30):
            assert (await admin.ask("enrol:issue", post="dinkes"))["ok"]
            assert (await beside.ask("enrol:issue", post="bpbd"))["ok"]

        first = await admin.ask("audit:page")
        numbers = [line["seq"] for line in first["lines"]]
        assert len(numbers) == 50 and numbers == sorted(numbers, reverse=True) and first["older"]
        assert (first["lines"][0]["action"], first["lines"][0]["actor"]) == (
            "enrolment:issue",
            "admin",
        )
        assert (first["checked"], first["broken"]) == (numbers[0], None)
        rest = await admin.ask("audit:page", before=numbers[-1])
        older = [line["seq"] for line in rest["lines"]]
        assert [*numbers, *older] == list(range(numbers[0], 0, -1)) and not rest["older"]
        assert rest["checked"] is None, "the chain was told of with the first page"

        mine = await admin.ask("audit:page", post="bpbd", kind="session")
        assert {(line["actor"], line["action"]) for line in mine["lines"]} == {
            ("bpbd", "session:begin")
        }
        assert (await admin.ask("audit:page", kind="sess"))["lines"] == []
