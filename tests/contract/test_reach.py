"""What one is reached by, over real sockets and HTTP: from the registration of a device to the
answer that its notification's button posts."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from hub.adapters.qr import qr_code
from hub.wire.reach import REACH_COMMANDS
from tests.contract.running_hub import Hub, Page, running_hub, until
from tests.push_service import Browser, Peer, peer


def fresh() -> str:
    return str(uuid.uuid4())


@pytest_asyncio.fixture
async def service() -> AsyncIterator[Peer]:
    async with peer() as made:
        yield made


@pytest_asyncio.fixture
async def town(tmp_path: Path, service: Peer) -> AsyncIterator[Hub]:
    local = [service.url.removeprefix("http://")]
    async with running_hub(
        tmp_path, push={"local_services": local}, ntfy={"url": service.url, "token": "tk_1"}
    ) as hub:
        yield hub


async def registered(page: Page, browser: Browser) -> dict[str, Any]:
    reply = await page.ask("reach:push", subscription=browser.subscription(), label="HP dinas")
    assert reply["ok"], reply
    way: dict[str, Any] = reply["way"]
    return way


def pushes(service: Peer, browser: Browser) -> list[dict[str, Any]]:
    path = "/wpush/" + browser.endpoint.rpartition("/")[2]
    return [browser.read(body) for where, _, body in service.came if where == path]


async def summon(hub: Hub, *posts: str, **more: Any) -> dict[str, Any]:
    async with hub.page("walikota") as mayor:
        values = {"id": fresh(), "posts": posts, "text": "Banjir", "profile": "darurat", **more}
        reply = await mayor.ask("summons:issue", **values)
        assert reply["ok"], reply
        card: dict[str, Any] = reply["summons"]
        return card


async def board(hub: Hub) -> dict[str, Any]:
    async with hub.page("operator") as operator:
        reply = await operator.ask("summons:board")
        cards = reply["recipients"]
        return {one["post"]: one for one in cards} | {one["id"]: one for one in cards}


async def test_what_this_hub_has(town: Hub, service: Peer) -> None:
    async with town.page("bpbd") as page:
        mine = await page.ask("reach:mine")
    assert (mine["ways"], mine["channels"]) == ([], ["push", "ntfy"])
    assert mine["ntfy"] == {"server": service.url, "topic": None, "link": None}
    assert len(mine["vapid"]) == 87


async def test_a_hub_without_channels_says_so(tmp_path: Path) -> None:
    async with running_hub(tmp_path, push={"enabled": False}) as hub, hub.page("bpbd") as page:
        mine = await page.ask("reach:mine")
        assert (mine["channels"], mine["vapid"], mine["ntfy"]) == ([], None, None)
        added = await page.ask("reach:add", id=fresh(), channel="phone", address="0811-2345-678")
        assert added["way"]["state"] == "unheard"
        assert added["way"]["address"].endswith("678")
        assert "0811" not in added["way"]["address"]
        tested = await page.ask("reach:test", id=added["way"]["id"])
        assert tested["tried"] == "not_set_up"
        heard = await page.ask("reach:heard", id=added["way"]["id"])
        assert heard["code"] == "not_tested"


async def test_the_same_device_is_one_way_and_another_browser_another(
    town: Hub, service: Peer
) -> None:
    first, second = service.browser("one"), service.browser("two")
    async with town.page("bpbd") as page, town.page("bpbd") as other:
        way = await registered(page, first)
        assert way["state"] == "good"
        assert (way["mine"], way["label"], way["address"]) == (True, "HP dinas", "127.0.0.1")
        assert (await registered(page, first))["id"] == way["id"]
        assert not (await other.ask("reach:mine"))["ways"][0]["mine"]
        await registered(other, second)
        assert len((await page.ask("reach:mine"))["ways"]) == 2
        again = await registered(page, service.browser("three"))
        ways = (await page.ask("reach:mine"))["ways"]
        assert [one["id"] for one in ways if one["mine"]] == [again["id"]], "one of each browser"
        assert len(ways) == 2
    async with town.page("dinkes") as head:
        moved = await registered(head, second)
        assert (await head.ask("reach:mine"))["ways"] == [moved]
        assert (await head.ask("reach:remove", id=way["id"]))["code"] == "no_such_way"
    async with town.page("bpbd") as page:
        assert moved["id"] not in [one["id"] for one in (await page.ask("reach:mine"))["ways"]]


async def test_a_device_that_is_signed_out_is_not_called(town: Hub, service: Peer) -> None:
    browser = service.browser()
    async with town.page("bpbd") as page:
        await registered(page, browser)
        status, _ = await page.post("/api/sign-out", {})
        assert status == 200
    await summon(town, "bpbd")
    assert (await board(town))["bpbd"]["progress"] == 0
    assert not service.came


async def test_from_the_ring_to_the_answer_without_a_page(town: Hub, service: Peer) -> None:
    browser = service.browser()
    async with town.page("bpbd") as page:
        await registered(page, browser)
    card = await summon(town, "bpbd", "dinkes", drill=True)
    (said,) = await until(lambda: pushes(service, browser))
    assert (said["summons"], said["tag"], said["drill"]) == (card["id"], card["id"], True)
    assert said["title"] == "LATIHAN · Panggilan DARURAT"
    assert said["text"] == "Wali Kota: Banjir (LATIHAN)"
    async with town.page() as nobody:
        for proved, progress, state in (("delivered", 2, "delivered"), ("shown", 3, "shown")):
            body = {"token": said["token"], "proved": proved}
            assert (await nobody.post("/api/summons/beacon", body))[0] == 200
            one = (await board(town))["bpbd"]
            assert (one["progress"], one["outcome"]) == (progress, "ringing")
            assert one["last"]["state"] == state
        answer = {
            "id": fresh(),
            "recipient": said["recipient"],
            "code": "ready",
            "token": said["token"],
        }
        first = await nobody.post("/api/summons/answer", answer)
        assert first == (200, {"ok": True, "outcome": "acked", "counts": True, "late": False})
        assert await nobody.post("/api/summons/answer", answer) == first, "twice is once"
    one = (await board(town))["bpbd"]
    assert (one["outcome"], one["answer"]["way"]) == ("acked", "push")
    assert (one["answer"]["by"], one["answer"]["code"]) == ("bpbd", "ready")
    assert one["last"]["state"] == "acted"
    assert (await board(town))["dinkes"]["outcome"] == "queued"


async def test_a_ticket_is_good_for_one_recipient_and_one_official(
    town: Hub, service: Peer
) -> None:
    browser = service.browser()
    async with town.page("bpbd") as page:
        await registered(page, browser)
    await summon(town, "bpbd", "dinkes")
    (said,) = await until(lambda: pushes(service, browser))
    other = (await board(town))["dinkes"]["id"]
    again = await summon(town, "bpbd", profile="biasa", at_once=True)
    said_too = await until(
        lambda: [s for s in pushes(service, browser) if s["summons"] == again["id"]]
    )
    good = {"id": fresh(), "recipient": said["recipient"], "code": "ready", "token": said["token"]}
    async with town.page() as nobody:
        for wrong, status, code in (
            ({"recipient": other}, 403, "not_yours"),
            ({"recipient": said_too[0]["recipient"]}, 403, "not_yours"),
            ({"token": said["token"][:-2] + "xx"}, 401, "not_signed_in"),
            ({"token": "x" * 40}, 401, "not_signed_in"),
            ({"token": None}, 401, "not_signed_in"),
            ({"code": "unable"}, 400, "bad_answer"),
            ({"code": "present"}, 400, "bad_answer"),
            ({"code": "coming", "eta_min": 15}, 400, "bad_answer"),
            ({"code": "represented", "deputy": "dinkes"}, 400, "bad_answer"),
            ({"code": "unable", "reason": "x", "deputy": "dinkes"}, 400, "bad_answer"),
            ({"id": "1"}, 400, "bad_request"),
        ):
            got, told = await nobody.post("/api/summons/answer", good | wrong)
            assert (got, told["code"]) == (status, code), wrong
        for options in (
            {"headers": {"Origin": "https://evil.example"}},
            {"headers": {"Host": "evil.example"}},
        ):
            async with nobody.http.post(
                town.url + "/api/summons/answer", json=good, **options
            ) as refused:
                assert refused.status in (403, 421)
        text = {"Content-Type": "text/plain"}
        async with nobody.http.post(
            town.url + "/api/summons/answer", data=json.dumps(good), headers=text
        ) as refused:
            assert refused.status == 415
        assert (await board(town))[said["recipient"]]["outcome"] == "ringing"
    async with town.page("bpbd") as page:
        link = good | {"token": None, "id": fresh()}
        assert (await page.post("/api/summons/answer", link))[0] == 200, "the session answers too"
    assert (await board(town))[said["recipient"]]["answer"]["way"] == "page"


async def test_a_device_that_was_signed_out_answers_for_nobody(town: Hub, service: Peer) -> None:
    browser = service.browser()
    async with town.page("bpbd") as page, town.page() as nobody:
        await registered(page, browser)
        await summon(town, "bpbd")
        (said,) = await until(lambda: pushes(service, browser))
        assert (await page.post("/api/sign-out", {}))[0] == 200
        body = {"id": fresh(), "recipient": said["recipient"], "code": "ready"}
        status, _ = await nobody.post("/api/summons/answer", body | {"token": said["token"]})
    assert status == 401
    assert (await board(town))["bpbd"]["outcome"] == "ringing"


async def test_bad_tickets_from_one_address_are_soon_enough(town: Hub) -> None:
    body = {"token": "x" * 40, "proved": "shown"}
    async with town.page() as nobody:
        got = [(await nobody.post("/api/summons/beacon", body))[0] for _ in range(40)]
    assert got[0] == 401
    assert got[-1] == 429


async def test_a_hub_that_stopped_in_the_middle_sends_again(tmp_path: Path, service: Peer) -> None:
    push = {"local_services": [service.url.removeprefix("http://")]}
    browser = service.browser()
    async with running_hub(tmp_path, push=push) as hub:
        async with hub.page("bpbd") as page:
            await registered(page, browser)
        service.status = 0
        await summon(hub, "bpbd", profile="biasa", at_once=True)
        await until(lambda: pushes(service, browser))
    service.status = 201
    async with running_hub(tmp_path, push=push) as hub:
        first, second = await until(lambda: len(said := pushes(service, browser)) > 1 and said)
        assert first["recipient"] == second["recipient"]
        async with hub.page() as nobody:
            body = {"id": fresh(), "recipient": first["recipient"], "code": "ready"}
            got = await nobody.post("/api/summons/answer", body | {"token": first["token"]})
        assert got[0] == 200, "a ticket outlives the hub that made it"
        assert (await board(hub))["bpbd"]["outcome"] == "acked"


async def test_a_device_that_is_gone_is_told_to_its_owner(town: Hub, service: Peer) -> None:
    browser = service.browser()
    async with town.page("bpbd") as page:
        way = await registered(page, browser)
        service.status = 410
        await summon(town, "bpbd")
        for _ in range(500):
            if (await page.ask("reach:mine"))["ways"][0]["state"] == "gone":
                break
            await asyncio.sleep(0.01)
        assert (await page.ask("reach:mine"))["ways"][0]["state"] == "gone"
        service.status = 201
        assert (await registered(page, browser))["state"] == "good", "the next start mends it"
        assert (await page.ask("reach:mine"))["ways"][0]["id"] == way["id"]


async def test_a_trial_says_how_far_it_came(town: Hub, service: Peer) -> None:
    browser = service.browser()
    async with town.page("bpbd") as page, town.page() as device:
        way = await registered(page, browser)
        trial = asyncio.create_task(page.ask("reach:test", id=way["id"]))
        (said,) = await until(lambda: pushes(service, browser))
        assert (said["kind"], said.get("summons")) == ("test", "")
        body = {"token": said["token"], "proved": "delivered"}
        assert (await device.post("/api/summons/beacon", body))[0] == 200
        tested = await trial
        assert tested["tried"] == "delivered"
        assert tested["way"]["last_ok_ms"]
        answer = {"id": fresh(), "recipient": "r", "code": "ready", "token": said["token"]}
        assert (await device.post("/api/summons/answer", answer))[1]["code"] == "not_yours"
        service.status = 503
        assert (await page.ask("reach:test", id=way["id"]))["tried"] == "unreachable"


async def test_ntfy_is_used_once_it_was_heard(town: Hub, service: Peer) -> None:
    service.status = 200
    async with town.page("bpbd") as page, town.page("dinkes") as other:
        command = {"id": fresh(), "channel": "ntfy", "label": "Redmi"}
        assert (await page.ask("reach:code"))["code"] == "no_such_way"
        added = await page.ask("reach:add", **command)
        assert (await page.ask("reach:add", **command))["way"] == added["way"]
        again = await page.ask("reach:add", **(command | {"id": fresh()}))
        assert again["way"]["id"] == added["way"]["id"], "one topic for one official"
        assert (await other.ask("reach:add", **command))["code"] == "id_taken"
        topic = (await page.ask("reach:mine"))["ntfy"]["topic"]
        assert topic.startswith("posko-")
        link = f"{service.url.replace('http://', 'ntfy://')}/{topic}?display=Posko&secure=false"
        assert (await page.ask("reach:mine"))["ntfy"]["link"] == link
        coded = (await page.ask("reach:code"))["qr"]
        assert coded == qr_code(link).model_dump()
        assert topic not in json.dumps(added)
        way = added["way"]["id"]
        assert (await page.ask("reach:heard", id=way))["code"] == "not_tested"
        service.status = 503
        assert (await page.ask("reach:test", id=way))["tried"] == "unreachable"
        assert (await page.ask("reach:heard", id=way))["code"] == "not_tested", "it never rang"
        service.status = 200
        assert (await page.ask("reach:test", id=way))["tried"] == "accepted"
        assert json.loads(service.came[0][2])["topic"] == topic
        heard = await page.ask("reach:heard", id=way)
        assert (heard["way"]["state"], bool(heard["way"]["verified_ms"])) == ("good", True)
        assert (await other.ask("reach:test", id=way))["code"] == "no_such_way"
        assert (await page.ask("reach:remove", id=way))["ok"]
        await page.ask("reach:add", **(command | {"id": fresh()}))
        assert (await page.ask("reach:mine"))["ntfy"]["topic"] != topic, "the old one is silent"


async def test_addresses_are_sealed_in_the_database(town: Hub, service: Peer) -> None:
    async with town.page("bpbd") as page:
        await registered(page, service.browser("secret-device"))
        await page.ask("reach:add", id=fresh(), channel="phone", address="081198765432")
        await page.ask("reach:add", id=fresh(), channel="ntfy")
        topic = (await page.ask("reach:mine"))["ntfy"]["topic"]
    kept = b"".join(path.read_bytes() for path in town.data.glob("posko.db*"))
    assert b"HP dinas" in kept, "this is where it is"
    for secret in ("secret-device", "081198765432", topic):
        assert secret.encode() not in kept


async def test_readiness_is_by_agency_and_for_those_who_run_the_hub(
    town: Hub, service: Peer
) -> None:
    service.status = 200
    async with town.page("bpbd") as page, town.page("admin") as admin:
        assert (await page.ask("reach:readiness"))["code"] == "not_allowed"

        async def of(agency: str) -> dict[str, Any]:
            reply = await admin.ask("reach:readiness")
            assert reply["channels"] == ["push", "ntfy"]
            (found,) = (a for a in reply["agencies"] if a["posts"][0]["post"] == agency)
            return dict(found)

        assert (await of("bpbd"))["verdict"] == "not_ready"
        await registered(page, service.browser())
        assert (await of("bpbd"))["verdict"] == "partly", "a silenced phone would not ring"
        added = await page.ask("reach:add", id=fresh(), channel="ntfy")
        assert (await of("bpbd"))["verdict"] == "partly", "nobody has heard it"
        await page.ask("reach:test", id=added["way"]["id"])
        await page.ask("reach:heard", id=added["way"]["id"])
        found = await of("bpbd")
        assert found["verdict"] == "ready"
        assert found["posts"][0]["online"]
        assert [one["channel"] for one in found["posts"][0]["ways"]] == ["push", "ntfy"]
        told = json.dumps(await admin.ask("reach:readiness"))
        assert "posko-" not in told, "no addresses"
        assert service.url not in told


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("reach:push", {}),
        ("reach:push", {"subscription": {"endpoint": "https://a.example/x"}}),
        ("reach:push", {"subscription": {"endpoint": "x", "keys": {"p256dh": "A", "auth": "A"}}}),
        ("reach:add", {"id": "1", "channel": "ntfy"}),
        ("reach:add", {"id": fresh(), "channel": "push"}),
        ("reach:add", {"id": fresh(), "channel": "phone", "address": "1" * 200}),
        ("reach:test", {}),
        ("reach:heard", {"id": "../x"}),
        ("reach:mine", {"post": "bpbd"}),
    ],
)
async def test_what_is_no_command_of_reach(hub: Hub, name: str, body: Any) -> None:
    async with hub.page("bpbd") as page:
        assert (await page.ask(name, **body))["code"] == "bad_request"


async def test_what_is_refused(hub: Hub) -> None:
    keys = {"p256dh": "A" * 87, "auth": "A" * 22}
    async with hub.page("bpbd") as page:
        for name, body, code in (
            (
                "reach:push",
                {"subscription": {"endpoint": "https://10.0.0.1/x", "keys": keys}},
                None,
            ),
            ("reach:push", {"subscription": {"endpoint": "http://127.0.0.1/", "keys": keys}}, None),
            ("reach:add", {"id": fresh(), "channel": "phone", "address": "sip:a@b"}, None),
            ("reach:add", {"id": fresh(), "channel": "phone", "address": "112"}, None),
            ("reach:add", {"id": fresh(), "channel": "phone", "address": "08091234567"}, None),
            ("reach:add", {"id": fresh(), "channel": "message", "address": "../x"}, None),
            *(
                (f"reach:{verb}", {"id": "x"}, "no_such_way")
                for verb in ("test", "heard", "remove")
            ),
        ):
            reply = await page.ask(name, **body)
            assert reply.get("code") == (code or "bad_address"), (name, body)


def test_every_command_of_reach_is_tried_here() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    untried = [name for name in REACH_COMMANDS if f'"{name}"' not in text]
    assert set(untried) <= {"reach:remove"}, untried
