"""Chat and streams over real sockets and HTTP: what is refused, and what reaches the other page."""

import asyncio
import uuid
from typing import Any

import aiohttp
import pytest

from hub.wire.streams import EVENTS, Event, StreamJoined
from tests.contract.running_hub import Hub, Page, until

GOOD = {"room": "umum", "text": "Pintu air naik"}


def fresh() -> str:
    return str(uuid.uuid4())


def follow(page: Page) -> list[dict[str, Any]]:
    """Give the list into which the page's events go."""
    events: list[dict[str, Any]] = []
    page.sio.on("event", events.append)
    return events


async def test_a_message_from_page_to_page(hub: Hub) -> None:
    async with hub.page("bpbd") as bpbd, hub.page("dinkes") as dinkes:
        events = follow(dinkes)
        joined = await dinkes.ask("stream:join", stream="room:umum", after=None)
        StreamJoined.model_validate(joined)
        message = fresh()
        receipt = await bpbd.ask("chat:send", id=message, **GOOD)
        assert (receipt["ok"], receipt["seq"]) == (True, 1)
        [event] = await until(lambda: events)
        assert EVENTS[event["kind"]].model_validate(event["body"]).text == GOOD["text"]  # type: ignore[attr-defined]
        assert Event.model_validate(event).by == "bpbd"
        assert "holder" not in str(event), "the post is told, not the person"
        heads = {head["id"]: head for head in bpbd.hello["streams"]}
        rooms = {f"room:{room}" for room in ("umum", "siaga-banjir", "kritikal", "rapat")}
        assert set(heads) == {*rooms, "person:bpbd"}


async def test_unread_is_in_the_first_word_of_the_next_connection(hub: Hub) -> None:
    async with hub.page("bpbd") as bpbd:
        for _ in range(3):
            await bpbd.ask("chat:send", id=fresh(), **GOOD)
        async with hub.page("dinkes") as dinkes:
            head = next(h for h in dinkes.hello["streams"] if h["id"] == "room:umum")
            assert (head["head"], head["read"], head["unread"]) == (3, 0, 3)
            assert set(dinkes.hello["online"]) == {"bpbd", "dinkes"}
            assert (await dinkes.ask("stream:read", stream="room:umum", seq=2))["ok"]
            await dinkes.sio.disconnect()
            dinkes.hello.clear()
            await dinkes.connect()
            head = next(h for h in dinkes.hello["streams"] if h["id"] == "room:umum")
            assert (head["read"], head["unread"]) == (2, 1)


@pytest.mark.parametrize(
    ("name", "body", "field"),
    [
        ("chat:send", {**GOOD, "id": "1"}, "id"),
        ("chat:send", {**GOOD, "id": fresh().upper()}, "id"),
        ("chat:send", {**GOOD, "id": fresh(), "text": "x" * 4_001}, "text"),
        ("chat:send", {**GOOD, "id": fresh(), "text": None}, "text"),
        ("chat:send", {**GOOD, "id": fresh(), "text": b"x"}, None),
        ("chat:send", {**GOOD, "id": fresh(), "text": 5}, "text"),
        ("chat:send", {**GOOD, "id": fresh(), "mentions": ["bpbd"] * 51}, "mentions"),
        ("chat:send", {**GOOD, "id": fresh(), "files": [fresh()] * 11}, "files"),
        ("chat:send", {**GOOD, "id": fresh(), "by": "walikota"}, "by"),
        ("stream:join", {"stream": "room:umum", "after": -1}, "after"),
        ("stream:join", {"stream": "room:umum", "after": 2**53}, "after"),
        ("stream:join", {"stream": "room:../x", "after": 0}, "stream"),
        ("chat:search", {"words": ""}, "words"),
        ("chat:search", {"words": "x" * 201}, "words"),
    ],
)
async def test_what_is_no_command_of_chat(
    hub: Hub, name: str, body: Any, field: str | None
) -> None:
    async with hub.page("bpbd") as page:
        reply = await page.sio.call(name, body)
        assert (reply["ok"], reply["code"], reply["field"]) == (False, "bad_request", field)
        assert (await page.ask("chat:send", id=fresh(), **GOOD))["seq"] == 1


async def test_refusals_of_chat_have_their_codes(hub: Hub) -> None:
    async with hub.page("dinkes") as page:
        for name, body, code in (
            ("chat:send", {**GOOD, "id": fresh(), "room": "tiada"}, "not_a_member"),
            ("chat:send", {**GOOD, "id": fresh(), "room": "ketertiban"}, "not_a_member"),
            ("chat:send", {**GOOD, "id": fresh(), "text": " "}, "empty_message"),
            ("chat:send", {**GOOD, "id": fresh(), "text": "\x07"}, "bad_text"),
            ("chat:send", {**GOOD, "id": fresh(), "reply_to": fresh()}, "no_such_message"),
            ("chat:edit", {"id": fresh(), "message": fresh(), "text": "x"}, "no_such_message"),
            ("chat:delete", {"id": fresh(), "message": fresh()}, "no_such_message"),
            ("stream:join", {"stream": "person:bpbd", "after": 0}, "not_yours"),
            ("stream:join", {"stream": "board", "after": 0}, "not_allowed"),
            ("stream:join", {"stream": "room:ketertiban", "after": 0}, "not_a_member"),
            ("directory:get", {}, "not_allowed"),
            ("directory:save", {}, "not_allowed"),
        ):
            assert (await page.ask(name, **body))["code"] == code, name
        assert (await page.ask("stream:join", stream="room:umum", after=0))["head"] == 0


async def test_binary_attachments_are_refused(hub: Hub) -> None:
    async with hub.page("bpbd") as page:
        socket = page.sio.eio.ws
        assert isinstance(socket, aiohttp.ClientWebSocketResponse)
        reply = await page.sio.call(
            "chat:send", {"id": fresh(), "room": "umum", "text": b"\x00" * 100}
        )
        assert reply["code"] == "bad_request"
        for packet in ('45900-["chat:send",{"_placeholder":true,"num":0}]', "451-7"):
            await socket.send_str(packet)
        async with hub.page("dinkes") as other:
            assert (await other.ask("chat:send", id=fresh(), **GOOD))["ok"]


async def test_the_same_door_over_http(hub: Hub) -> None:
    async with hub.page("bpbd") as bpbd, hub.page("dinkes") as dinkes, hub.page() as nobody:
        events = follow(dinkes)
        await dinkes.ask("stream:join", stream="room:umum", after=0)
        body = {"id": fresh(), **GOOD}
        status, receipt = await bpbd.post("/api/command/chat:send", body)
        assert (status, receipt["seq"]) == (200, 1)
        assert (await bpbd.ask("chat:send", **body))["seq"] == 1, "one command by two doors"
        assert len(await until(lambda: events)) == 1

        assert (await nobody.post("/api/command/chat:send", body))[0] == 401
        for name in (
            "voice:join",
            "ptt:request",
            "chat:typing",
            "stream:leave",
            "x",
        ):
            assert (await bpbd.post(f"/api/command/{name}", {}))[0] == 404, name
        status, reply = await bpbd.post("/api/command/chat:send", {"id": "x"})
        assert (status, reply["code"]) == (200, "bad_request")
        headers = {"X-Posko-Post": "bpbd"}
        assert (await bpbd.post("/api/command/chat:send", body, headers=headers))[0] == 200
        headers = {"X-Posko-Post": "walikota"}
        status, reply = await bpbd.post("/api/command/chat:send", body, headers=headers)
        assert (status, reply["code"]) == (401, "not_signed_in"), "another post's page"
        headers = {"Origin": "http://evil.example"}
        assert (await bpbd.post("/api/command/chat:send", body, headers=headers))[0] == 403
        flood = (bpbd.post("/api/command/stream:read", {}) for _ in range(200))
        statuses = [status for status, _ in await asyncio.gather(*flood)]
        assert 429 in statuses, "on a slow machine too: all at once, not one after another"
        assert 200 in statuses


async def test_every_device_of_a_post_hears_what_it_wrote(hub: Hub) -> None:
    async with hub.page("bpbd") as phone, hub.page("bpbd") as desk:
        events = follow(desk)
        await desk.ask("stream:join", stream="room:umum", after=0)
        await phone.ask("chat:send", id=fresh(), **GOOD)
        assert [e["by"] for e in await until(lambda: events)] == ["bpbd"]


async def test_commands_of_one_page_are_saved_in_the_order_they_were_sent(hub: Hub) -> None:
    async with hub.page("bpbd") as page:
        replies = await asyncio.gather(
            *(page.ask("chat:send", id=fresh(), room="umum", text=str(n)) for n in range(30))
        )
        assert [reply["seq"] for reply in replies] == list(range(1, 31))


async def test_an_administrator_changes_the_directory_and_pages_follow(hub: Hub) -> None:
    async with hub.page("admin") as admin, hub.page("bpbd") as bpbd:
        table = "post,name,phone\nbpbd,Pejabat Uji,081234567890\n"
        dry = await admin.ask("directory:import", table="officials", csv=table)
        assert (dry["ok"], dry["applied"], dry["problems"]) == (True, False, [])
        assert [c["done"] for c in dry["changes"]] == ["new", "ended", "new"]
        agency = {"id": "bpbd-baru", "name": "Badan Uji", "short": "Uji", "agency_class": ""}
        head = {"id": "bpbd-baru", "agency": "bpbd-baru", "title": "Kepala", "role": "head"}
        bpbd.hello.clear()
        saved = await admin.ask("directory:save", agencies=[agency], posts=[head])
        assert saved == {"ok": True}
        await until(lambda: bpbd.hello)
        assert "bpbd-baru" in [person["id"] for person in bpbd.hello["people"]]
        book = await admin.ask("directory:get")
        assert "Badan Uji" in [a["name"] for a in book["agencies"]]
