"""Signing in, over real HTTP: a link works once, and only from our own pages."""

import asyncio
from pathlib import Path

import pytest

from hub.adapters.tokens import LINK_LIFE_S, Links, load_key
from hub.domain.refusals import LinkExpired, LinkUnknown
from tests.contract.running_hub import Hub, running_hub
from tests.town import FakeClock


def database(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("posko.db*"))


async def test_a_link_can_be_looked_at_and_used_once(hub: Hub) -> None:
    body = {"token": hub.running.link_token("walikota")}
    async with hub.page() as page, hub.page() as other:
        assert (await page.get("/api/me"))[1]["code"] == "not_signed_in"
        for _ in range(2):
            status, reply = await page.post("/api/link/look", body)
            assert (status, reply["me"]["post"], reply["city"]) == (
                200,
                "Wali Kota",
                "Kota Probolinggo",
            )
        assert (await page.get("/api/me"))[0] == 401, "looking does not sign in"

        assert (await page.post("/api/link/use", body))[0] == 200
        assert (await page.get("/api/me"))[1]["me"]["id"] == "walikota"

        for path in ("/api/link/use", "/api/link/look"):
            status, reply = await other.post(path, body)
            assert (status, reply["code"]) == (410, "link_used")
        assert (await other.get("/api/me"))[0] == 401


async def test_two_who_use_a_link_at_once_are_not_both_let_in(hub: Hub) -> None:
    body = {"token": hub.running.link_token("bpbd")}
    async with hub.page() as page:
        replies = await asyncio.gather(*(page.post("/api/link/use", body) for _ in range(5)))
    assert sorted(status for status, _ in replies) == [200, 410, 410, 410, 410]


async def test_a_used_link_stays_used_across_a_restart(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub, hub.page() as page:
        token = hub.running.link_token("bpbd")
        await page.post("/api/link/use", {"token": token})
    async with running_hub(tmp_path) as hub, hub.page() as page:
        status, reply = await page.post("/api/link/use", {"token": token})
        assert (status, reply["code"]) == (410, "link_used")


async def test_a_reply_that_was_lost_is_made_good_for_the_page_that_asked(hub: Hub) -> None:
    body = {"token": hub.running.link_token("bpbd"), "nonce": "n" * 22}
    async with hub.page() as page, hub.page() as thief:
        assert (await page.post("/api/link/use", body))[0] == 200
        first = {cookie.key: cookie.value for cookie in page.http.cookie_jar}
        for nonce in ({}, {"nonce": "m" * 22}):
            status, reply = await thief.post("/api/link/use", {"token": body["token"], **nonce})
            assert (status, reply["code"]) == (410, "link_used")
        page.http.cookie_jar.clear()
        assert (await page.post("/api/link/use", body))[0] == 200
        assert (await page.get("/api/me"))[1]["me"]["id"] == "bpbd"
        assert (await thief.get("/api/me", cookies=first))[0] == 401, "one link, one session"


async def test_a_session_outlives_the_hub_and_one_that_ended_does_not(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub, hub.page("bpbd") as page, hub.page("dinkes") as other:
        kept = {cookie.key: cookie.value for cookie in page.http.cookie_jar}
        ended = {cookie.key: cookie.value for cookie in other.http.cookie_jar}
        await other.post("/api/sign-out")
    async with running_hub(tmp_path) as hub, hub.page() as page:
        assert (await page.get("/api/me", cookies=kept))[1]["me"]["id"] == "bpbd"
    async with running_hub(tmp_path) as hub, hub.page() as page:
        assert (await page.get("/api/me", cookies=ended))[0] == 401
    assert kept["posko"].encode() not in database(tmp_path), "a copy of the data lets nobody in"


async def test_the_cookie_is_for_the_browser_alone(hub: Hub) -> None:
    async with hub.page() as page:
        token = hub.running.link_token("bpbd")
        async with page.http.post(hub.url + "/api/link/use", json={"token": token}) as response:
            cookie = response.headers["Set-Cookie"]
            assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Path=/" in cookie
            assert "Domain" not in cookie, "host-only"
        assert (await page.post("/api/sign-out"))[1] == {"ok": True}
        assert (await page.get("/api/me"))[0] == 401


async def test_who_signs_in_takes_the_place_of_who_was_in(hub: Hub) -> None:
    async with hub.page("bpbd") as page:
        first = {cookie.key: cookie.value for cookie in page.http.cookie_jar}
        await page.sign_in("dinkes")
        assert (await page.get("/api/me"))[1]["me"]["id"] == "dinkes"
        async with hub.page() as copy:
            assert (await copy.get("/api/me", cookies=first))[0] == 401, "that session has ended"


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"token": "x" * 40}, "link_unknown", None),
        ({"token": "short"}, "bad_request", "token"),
        ({"token": "x" * 513}, "bad_request", "token"),
        ({"token": 5}, "bad_request", "token"),
        ({"token": "x" * 40, "more": 1}, "bad_request", "more"),
        ([], "bad_request", None),
    ],
)
async def test_what_is_no_link_is_refused(hub: Hub, body: object, code: str, field: str) -> None:
    async with hub.page() as page:
        status, reply = await page.post("/api/link/use", body)
    assert (status, reply["code"], reply["field"]) == (400, code, field)


async def test_bodies_are_json_and_small(hub: Hub) -> None:
    async with hub.page() as page:
        for options, expected in (
            ({"data": b"x" * 70_000, "headers": {"Content-Type": "application/json"}}, 413),
            ({"data": b"{", "headers": {"Content-Type": "application/json"}}, 400),
            ({"data": b"token=x"}, 415),
        ):
            async with page.http.post(hub.url + "/api/link/use", **options) as response:
                assert response.status == expected
                assert (await response.json())["code"] == "bad_request"


async def test_pages_of_others_cannot_post(hub: Hub) -> None:
    body = {"token": hub.running.link_token("bpbd")}
    async with hub.page() as page:
        for origin in ("http://evil.example", "null", hub.url.replace("http", "https")):
            status, reply = await page.post("/api/link/use", body, headers={"Origin": origin})
            assert (status, reply["code"]) == (403, "bad_request")
        status, _ = await page.post("/api/link/use", body, headers={"Origin": hub.url})
        assert status == 200


def test_a_forged_link_is_nobodys(tmp_path: Path) -> None:
    clock = FakeClock()
    links = Links(load_key(tmp_path), clock)
    assert links.read(links.issue("bpbd")).post == "bpbd"
    for token in (Links(b"another", clock).issue("bpbd"), links.issue("bpbd") + "x", "x" * 40):
        with pytest.raises(LinkUnknown):
            links.read(token)


def test_a_link_expires(tmp_path: Path) -> None:
    clock = FakeClock()
    links = Links(load_key(tmp_path), clock)
    token = links.issue("bpbd")
    clock.advance(LINK_LIFE_S - 1)
    assert links.read(token).post == "bpbd"
    clock.advance(1)
    with pytest.raises(LinkExpired):
        links.read(token)


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    assert load_key(tmp_path) == load_key(tmp_path)
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]
