"""The socket, over a real connection: who gets in, what is refused, and how a room is told."""

import asyncio
import contextlib
import json
from typing import Any

import aiohttp
import pytest
import socketio
from pydantic import TypeAdapter

from hub.adapters.sio.gateway import COMMANDS_BURST, SWEEP_EVERY_S
from hub.wire.base import PACKET_MAX_BYTES
from hub.wire.live import LIVE, Hello
from hub.wire.voice import PttReply, VoiceJoined
from tests.contract.running_hub import LIMIT_S, Hub, Page, until


async def joined(page: Page, room: str, sdp: str = "offer") -> str:
    reply = await page.ask("voice:join", room=room, sdp=sdp)
    assert reply["ok"], reply
    return str(reply["voice"])


async def test_the_first_word_is_hello_and_as_the_wire_has_it(hub: Hub) -> None:
    async with hub.page("dinkes") as page:
        hello = TypeAdapter(Hello).validate_python(page.hello)
    assert hello.me.agency_short == "Dinkes P2KB"
    assert [room.id for room in hello.rooms] == ["umum", "siaga-banjir", "kritikal", "rapat"]
    assert len(hello.people) == 33
    assert hello.talk_limit_s == 60.0


async def test_no_session_no_socket(hub: Hub) -> None:
    async with hub.page() as page:
        refused: list[Any] = []
        page.sio.on("connect_error", refused.append)
        with pytest.raises(socketio.exceptions.ConnectionError):
            await page.sio.connect(hub.url, transports=["websocket"])
        assert "not_signed_in" in str(refused)


async def test_another_origin_or_host_is_refused(hub: Hub) -> None:
    async with hub.page() as page:
        await page.sign_in("bpbd")
        url = hub.url + "/socket.io/?EIO=4&transport=websocket"
        for headers in (
            {"Origin": "http://evil.example"},
            {"Origin": "null"},
            {"Host": "evil.example"},
            {"Host": "evil.example", "Origin": "http://evil.example"},
            {"Host": "localhost.evil.example"},
        ):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await page.http.ws_connect(url, headers=headers)
            assert refused.value.status in (400, 421)
        async with page.http.ws_connect(url, headers={"Origin": hub.url}) as socket:
            assert (await socket.receive_str()).startswith("0{")


async def test_a_stranger_who_stays_is_shown_out(hub: Hub) -> None:
    async with hub.page() as page:
        url = hub.url + "/socket.io/?EIO=4&transport=websocket"
        async with page.http.ws_connect(url) as socket:
            async with asyncio.timeout(5.0):
                while (await socket.receive()).type is aiohttp.WSMsgType.TEXT:
                    pass
            assert socket.closed


async def test_signing_out_ends_the_sockets_and_every_copy_of_the_cookie(hub: Hub) -> None:
    async with hub.page("bpbd") as page, hub.page("bpbd") as other:
        (cookie,) = page.http.cookie_jar
        await page.post("/api/sign-out")
        await until(lambda: not page.sio.connected, limit_s=SWEEP_EVERY_S + 1.0)
        copy = {"Cookie": f"{cookie.key}={cookie.value}"}
        assert (await page.get("/api/me", headers=copy))[0] == 401
        assert (await other.ask("voice:join", room="umum", sdp="x"))["ok"]


@pytest.mark.parametrize(
    ("name", "body", "field"),
    [
        ("voice:fly", {}, None),
        ("connect", {"HTTP_COOKIE": "x"}, "skip"),
        ("voice:join", {"room": "umum"}, "sdp"),
        ("voice:join", {"room": "UMUM", "sdp": "x"}, "room"),
        ("voice:join", {"room": "umum", "sdp": "x", "as": "walikota"}, "as"),
        ("voice:join", {"room": "umum", "sdp": "x" * 16_385}, "sdp"),
        ("voice:join", "umum", None),
        ("voice:join", None, None),
        ("voice:join", [], None),
        ("ptt:request", {"voice": "v", "request": 0}, "request"),
        ("ptt:request", {"voice": "v", "request": "1"}, "request"),
        ("ptt:request", {"voice": "v", "request": True}, "request"),
        ("mic:set", {"voice": "v", "open": 1}, "open"),
    ],
)
async def test_what_is_no_command_is_refused(hub: Hub, name: str, body: Any, field: str) -> None:
    async with hub.page("bpbd") as page:
        if field != "skip":
            reply = await page.sio.call(name, body)
            assert (reply["ok"], reply["code"], reply["field"]) == (False, "bad_request", field)
        else:
            await page.sio.emit(name, body)
        assert (await page.ask("voice:join", room="umum", sdp="x"))["ok"], "and nothing broke"


async def test_refusals_have_their_codes(hub: Hub) -> None:
    async with hub.page("dinkes") as page:
        for name, body, code in (
            ("voice:join", {"room": "nowhere", "sdp": "x"}, "not_a_member"),
            ("voice:join", {"room": "ketertiban", "sdp": "x"}, "not_a_member"),
            ("voice:join", {"room": "umum", "sdp": "bad"}, "bad_sdp"),
            ("voice:leave", {"voice": "v1"}, "no_such_voice"),
            ("ptt:held", {"voice": "v1", "request": 1}, "no_such_voice"),
        ):
            assert (await page.ask(name, **body))["code"] == code
        voice = await joined(page, "umum")
        assert (await page.ask("ptt:request", voice=voice, request=1))["code"] == "wrong_mode"


async def test_a_packet_too_large_ends_the_connection(hub: Hub) -> None:
    async with hub.page("bpbd") as page, hub.page("dinkes") as other:
        await page.sio.emit("voice:join", {"room": "umum", "sdp": "x" * PACKET_MAX_BYTES})
        await until(lambda: not page.sio.connected)
        assert (await other.ask("voice:join", room="umum", sdp="x"))["ok"]


@pytest.mark.parametrize(
    "packet", ["4", "4x", "42", "42{}", "42[]", "42[5]", '42["a"', "42" + "[" * 30_000, "451-[]"]
)
async def test_rubbish_breaks_nothing(hub: Hub, packet: str) -> None:
    async with hub.page("bpbd") as page, hub.page("dinkes") as other:
        socket = page.sio.eio.ws
        assert isinstance(socket, aiohttp.ClientWebSocketResponse)
        await socket.send_str(packet)
        assert (await other.ask("voice:join", room="umum", sdp="x"))["ok"]


async def test_too_many_commands_are_refused_for_a_while(hub: Hub) -> None:
    async with hub.page("bpbd") as page, hub.page("dinkes") as other:
        many = int(COMMANDS_BURST) + 40
        asks = (page.ask("voice:leave", voice=f"v{i}") for i in range(many))
        codes = [reply["code"] for reply in await asyncio.gather(*asks)]
        assert codes.count("rate_limited") >= 10
        assert codes.count("no_such_voice") >= COMMANDS_BURST
        reply = await page.ask("voice:leave", voice="v")
        if reply["code"] == "rate_limited":
            assert 0 < reply["retry_after_s"] < 1
        assert (await other.ask("voice:leave", voice="v"))["code"] == "no_such_voice"


async def test_a_talk_from_press_to_release(hub: Hub) -> None:
    async with hub.page("bpbd") as bpbd, hub.page("walikota") as mayor:
        reply = await bpbd.ask("voice:join", room="siaga-banjir", sdp="offer")
        voice = TypeAdapter(VoiceJoined).validate_python(reply).voice
        assert reply["sdp"] == "answer to offer"
        mayors = await joined(mayor, "siaga-banjir")

        reply = await bpbd.ask("ptt:request", voice=voice, request=1)
        assert PttReply.model_validate(reply).state == "granted"
        await until(lambda: mayor.heard("floor"))
        assert mayor.heard("floor")[0]["floor"]["talker"] == "bpbd"

        assert (await mayor.ask("ptt:request", voice=mayors, request=1))["state"] == "granted"
        ended = (await until(lambda: bpbd.heard("ptt")))[0]
        assert (ended["state"], ended["code"], ended["request"]) == ("ended", "preempted", 1)

        reply = await bpbd.ask("ptt:request", voice=voice, request=2)
        assert (reply["state"], reply["talker"], reply["place"]) == ("queued", "walikota", 1)
        await bpbd.ask("ptt:held", voice=voice, request=2)
        assert (await mayor.ask("ptt:release", voice=mayors, request=1))["ok"]
        granted = (await until(lambda: bpbd.heard("ptt")[1:]))[-1]
        assert (granted["state"], granted["request"]) == ("granted", 2)
        for message in (*bpbd.live, *mayor.live):
            LIVE[message["kind"]].model_validate_json(json.dumps(message["body"]))


async def test_a_key_not_held_is_let_go(hub: Hub) -> None:
    async with hub.page("bpbd") as page:
        voice = await joined(page, "siaga-banjir")
        await page.ask("ptt:request", voice=voice, request=1)
        assert (await until(lambda: page.heard("ptt")))[0]["code"] == "not_held"


async def test_the_floor_never_waits_behind_a_join(hub: Hub) -> None:
    async with hub.page("bpbd") as page:
        voice = await joined(page, "siaga-banjir")
        slow = asyncio.create_task(page.ask("voice:join", room="umum", sdp="mute"))
        async with asyncio.timeout(1.0):
            assert (await page.ask("ptt:request", voice=voice, request=1))["state"] == "granted"
        assert not slow.done()
        slow.cancel()


async def test_a_connection_cut_off_un_keys_at_once(hub: Hub) -> None:
    async with hub.page("bpbd") as bpbd, hub.page("dinkes") as dinkes:
        voice = await joined(bpbd, "siaga-banjir")
        other = await joined(dinkes, "siaga-banjir")
        await bpbd.ask("ptt:request", voice=voice, request=1)
        await dinkes.ask("ptt:request", voice=other, request=1)
        await bpbd.sio.disconnect()
        granted = (await until(lambda: dinkes.heard("ptt"), limit_s=0.7))[0]
        assert granted["state"] == "granted"


async def test_levels_and_peers_lost_come_through(hub: Hub) -> None:
    async with hub.page("bpbd") as page:
        voice = await joined(page, "umum")
        assert (await page.ask("voice:offer", voice=voice, sdp="talk"))["sdp"] == "answer to talk"
        assert (await until(lambda: page.heard("levels")))[0] == {"levels": {"bpbd": 20}}
        reply = await page.ask("voice:offer", voice=voice, sdp="gone")
        assert reply["code"] == "no_such_voice", "it went while the offer was answered"
        ended = (await until(lambda: page.heard("voice")))[0]
        assert ended == {"voice": voice, "why": "closed"}


async def test_the_worker_dies_and_the_page_is_asked_to_join_again(hub: Hub) -> None:
    async with hub.page("bpbd") as page, hub.page("dinkes") as other:
        voice = await joined(page, "siaga-banjir")
        [pid] = hub.running.worker_pids()
        reply = await other.ask("voice:join", room="umum", sdp="die")
        assert reply["code"] == "media_down"
        ended = (await until(lambda: page.heard("voice"), limit_s=1.5))[0]
        assert ended == {"voice": voice, "why": "restarted"}
        assert hub.running.worker_pids() != [pid]
        assert await joined(page, "siaga-banjir") != voice


async def test_a_room_is_led_over_the_socket(hub: Hub) -> None:
    async with hub.page("bpbd") as bpbd, hub.page("operator") as operator:
        voice, _ = await joined(bpbd, "umum"), await joined(operator, "umum")
        assert (await bpbd.ask("hand:set", voice=voice, up=True))["ok"]
        told = await until(lambda: operator.heard("moderation"))
        assert [hand["person"] for hand in told[-1]["hands"]] == ["bpbd"]
        act = {"room": "umum", "act": "mute", "person": "bpbd"}
        assert (await bpbd.ask("room:moderate", **act))["code"] == "not_a_member"
        assert (await operator.ask("room:moderate", **act))["ok"]
        assert (await bpbd.ask("mic:set", voice=voice, open=True))["code"] == "muted"
        assert (await operator.ask("room:moderate", room="umum", act="lock"))["ok"]
        async with hub.page("dinkes") as dinkes:
            reply = await dinkes.ask("voice:join", room="umum", sdp="offer")
            assert reply["code"] == "room_locked"
            assert (await dinkes.ask("room:knock", room="umum", waiting=True))["ok"]
            assert (
                await operator.ask("room:moderate", room="umum", act="let_in", person="dinkes")
            )["ok"]
            assert (await until(lambda: dinkes.heard("door")))[-1] == {"state": "let_in"}
            await joined(dinkes, "umum")
        page = await operator.ask("stream:join", stream="air:umum", after=0)
        acts = [(e["kind"], e["by"], e["body"]["act"]) for e in page["events"]]
        assert acts == [("moderated", "operator", act) for act in ("mute", "lock", "let_in")]


async def test_the_mayor_speaks_to_all_rooms(hub: Hub) -> None:
    async with hub.page("walikota") as mayor, hub.page("bpbd") as bpbd:
        assert mayor.hello["may_call_all"] and not bpbd.hello["may_call_all"]
        await joined(bpbd, "siaga-banjir")
        assert (await bpbd.ask("voice:join", room="all-call", sdp="offer"))[
            "code"
        ] == "not_a_member"
        voice = await joined(mayor, "all-call")
        assert (await mayor.ask("ptt:request", voice=voice, request=1))["state"] == "granted"
        told = await until(lambda: bpbd.heard("all_call"))
        assert told[-1]["talker"] == "walikota"
        floor = (await until(lambda: bpbd.heard("floor")))[-1]["floor"]
        assert (floor["talker"], floor["all_call"]) == ("walikota", True)
        await mayor.ask("ptt:release", voice=voice, request=1)
        await until(lambda: bpbd.heard("all_call")[-1]["talker"] is None)
        later: list[Any] = []
        bpbd.sio.on("event", later.append)
        page = await bpbd.ask("stream:join", stream="air:siaga-banjir", after=0)
        events = page["events"] or await until(lambda: later)  # Saved a moment after the talk.
        assert [(e["kind"], e["body"]["person"]) for e in events] == [("transmission", "walikota")]


async def test_a_page_that_floods_is_cut_off_and_one_that_is_hasty_is_not(hub: Hub) -> None:
    async with hub.page("bpbd") as flood, hub.page("dinkes") as hasty:
        for _ in range(300):
            await hasty.sio.emit("stream:read", {"stream": "room:umum", "seq": 0})
        assert (await hasty.ask("ptt:release", voice="v", request=1))["code"] == "no_such_voice"
        async with asyncio.timeout(LIMIT_S):
            with contextlib.suppress(Exception):  # Its own side may see first that it is over.
                while flood.sio.connected:
                    await flood.sio.emit("stream:read", {"stream": "room:umum", "seq": 0})
                    await asyncio.sleep(0)  # To send is not always to wait.
        await until(lambda: not flood.sio.connected)
        assert hasty.sio.connected
