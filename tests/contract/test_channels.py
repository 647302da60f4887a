"""Channels against peers written by hand, over real HTTP: every header, and what is decrypted."""

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from email.utils import formatdate

import pytest

from hub.adapters.notify.message import THREADS_MAX, Messages
from hub.adapters.notify.ntfy import Ntfy
from hub.adapters.notify.outgoing import Inside, Outgoing, PublicOnly, is_public
from hub.adapters.notify.web_push import WebPush
from hub.domain.refusals import BadAddress
from hub.domain.summons.notices import Over
from hub.services.channels import Call, Outcome
from tests.push_service import Peer, peer, signed_claims
from tests.town import FakeClock

KEY = b"the hub's key"
SUMMONS = "0f8fad5b-d9cb-469f-a165-70867728950e"
CALL = Call(
    attempt="a1",
    recipient="r1",
    summons=SUMMONS,
    post="bpbd",
    holder="o-bpbd",
    point="p1",
    address="",
    title="LATIHAN · Panggilan DARURAT",
    text="Wali Kota: Banjir di Kanigaran (LATIHAN)",
    profile="darurat",
    drill=True,
    issuer="Wali Kota",
    deadline=1_800_000_300.0,
    ttl_s=120,
    topic=SUMMONS.replace("-", ""),
    token="ticket",
    round=3,
)


@pytest.fixture
async def service() -> AsyncIterator[Peer]:
    async with peer() as made:
        yield made


@pytest.fixture
async def outgoing(service: Peer) -> AsyncIterator[Outgoing]:
    made = Outgoing(FakeClock(), [service.url.removeprefix("http://")])
    yield made
    await made.close()


def push_call(service: Peer) -> tuple[Call, object]:
    browser = service.browser()
    return replace(CALL, address=json.dumps(browser.subscription())), browser


async def test_a_push_is_encrypted_signed_urgent_and_does_not_outlive_its_use(
    service: Peer, outgoing: Outgoing
) -> None:
    browser = service.browser()
    push = WebPush(KEY, "mailto:kominfo@kota.example", outgoing, FakeClock())
    call = replace(CALL, address=json.dumps(browser.subscription()))
    assert await push.send(call) == Outcome("accepted")
    ((path, headers, body),) = service.came
    assert path == "/wpush/one"
    assert headers["TTL"] == "120"
    assert headers["Urgency"] == "high"
    assert headers["Topic"] == SUMMONS.replace("-", "")
    assert len(headers["Topic"]) == 32
    assert headers["Content-Encoding"] == "aes128gcm"
    assert headers["Content-Type"] == "application/octet-stream"
    assert "Cookie" not in headers
    claims = signed_claims(headers["Authorization"], push.public_key)
    assert claims["aud"] == service.url
    assert claims["sub"] == "mailto:kominfo@kota.example"
    assert 0 < claims["exp"] - FakeClock().now() <= 24 * 3600
    assert b"Kanigaran" not in body
    assert browser.read(body) == {
        "kind": "summons",
        "title": CALL.title,
        "text": CALL.text,
        "tag": SUMMONS,
        "token": "ticket",
        "url": "/",
        "summons": SUMMONS,
        "recipient": "r1",
        "post": "bpbd",
        "profile": "darurat",
        "drill": True,
        "round": 3,
        "deadline_ms": 1_800_000_300_000,
    }


async def test_no_two_pushes_are_encrypted_alike_and_the_longest_text_fits(
    service: Peer, outgoing: Outgoing
) -> None:
    browser = service.browser()
    push = WebPush(KEY, "mailto:a@b.example", outgoing, FakeClock())
    call = replace(
        CALL, address=json.dumps(browser.subscription()), text="😀" * 500, token="t" * 300
    )
    await push.send(call)
    await push.send(call)
    first, second = (body for _, _, body in service.came)
    assert first != second
    assert len(first) <= 4096, "no push service takes more"
    assert browser.read(second)["text"] == "😀" * 500


async def test_the_key_of_a_hub_is_always_the_same_and_no_others(outgoing: Outgoing) -> None:
    def public(key: bytes) -> str:
        return WebPush(key, "mailto:a@b.example", outgoing, FakeClock()).public_key

    assert public(KEY) == public(KEY) != public(b"another")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, Outcome("accepted")),
        (201, Outcome("accepted")),
        (202, Outcome("accepted")),
        (404, Outcome("gone", "gone")),
        (410, Outcome("gone", "gone")),
        (429, Outcome("failed_temp", "rate_limited", 17.0)),
        (500, Outcome("failed_temp", "unreachable", 17.0)),
        (503, Outcome("failed_temp", "unreachable", 17.0)),
        (400, Outcome("failed_perm", "refused")),
        (403, Outcome("failed_perm", "refused")),
        (413, Outcome("failed_perm", "refused")),
        (302, Outcome("failed_perm", "refused")),
        (307, Outcome("failed_perm", "refused")),
    ],
)
async def test_what_a_push_service_may_say(
    service: Peer, outgoing: Outgoing, status: int, expected: Outcome
) -> None:
    service.status = status
    service.headers = {"Retry-After": "17", "Location": f"{service.url}/inside"}
    call, _ = push_call(service)
    push = WebPush(KEY, "mailto:a@b.example", outgoing, FakeClock())
    assert await push.send(call) == expected
    assert len(service.came) == 1, "a redirection is not followed"


async def test_until_a_date_is_understood_too(service: Peer, outgoing: Outgoing) -> None:
    service.status = 429
    service.headers = {"Retry-After": formatdate(FakeClock().now() + 90, usegmt=True)}
    call, _ = push_call(service)
    outcome = await WebPush(KEY, "mailto:a@b.example", outgoing, FakeClock()).send(call)
    assert outcome.retry_after_s == 90.0


async def test_a_service_that_is_not_there_may_be_there_later(outgoing: Outgoing) -> None:
    async with peer() as gone:
        call, _ = push_call(gone)
    outgoing._local = frozenset({gone.url.removeprefix("http://")})
    outcome = await WebPush(KEY, "mailto:a@b.example", outgoing, FakeClock()).send(call)
    assert outcome == Outcome("failed_temp", "unreachable", ours=True)


async def test_keys_that_are_none_are_a_device_that_is_gone(outgoing: Outgoing) -> None:
    keys = {"p256dh": "AAAA", "auth": "AAAA"}
    call = replace(CALL, address=json.dumps({"endpoint": "https://push.example/x", "keys": keys}))
    push = WebPush(KEY, "mailto:a@b.example", outgoing, FakeClock())
    assert (await push.send(call)).sent == "gone"


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/x",
        "https://10.0.0.5/x",
        "https://[::1]/x",
        "https://127.0.0.1/x",
        "https://127.0.0.1:8080/x",
        "https://2130706433/x",
        "https://0x7f.1/x",
        "https://localhost/x",
        "https://router/x",
        "https://printer.local/x",
        "https://posko.localhost/x",
        "https://metadata.google.internal/x",
        "https://fcm.googleapis.com:6379/x",
        "https://user@fcm.googleapis.com/x",
        "https://fcm.googleapis.com:99999/x",
        "ftp://fcm.googleapis.com/x",
        "https:///x",
        "https://fcm.googleapis.com/a b",
        "nonsense",
    ],
)
async def test_an_endpoint_inside_is_refused(outgoing: Outgoing, endpoint: str) -> None:
    if endpoint in ("https://2130706433/x", "https://0x7f.1/x"):
        # Spellings of an address that only a resolver reads as one.
        with pytest.raises((BadAddress, OSError)):
            outgoing.check(endpoint)
            await PublicOnly().resolve(endpoint.split("/")[2], 443)
        return
    with pytest.raises(BadAddress):
        outgoing.check(endpoint)


async def test_endpoints_of_the_browsers_makers_are_taken(outgoing: Outgoing) -> None:
    for host in (
        "fcm.googleapis.com",
        "updates.push.services.mozilla.com",
        "web.push.apple.com",
        "wns2-sg2p.notify.windows.com",
    ):
        outgoing.check(f"https://{host}/wpush/v2/gAAAA-_=")


async def test_a_name_that_points_inside_is_not_gone_to(service: Peer) -> None:
    """What was public when it was registered may not be when it is used."""
    with pytest.raises(Inside):
        await PublicOnly().resolve("localhost", 443)
    strict = Outgoing(FakeClock())
    port = service.url.rpartition(":")[2]
    with pytest.raises(OSError, match="localhost"):
        await strict.post(f"http://localhost:{port}/x", {}, b"")
    assert not service.came
    await strict.close()


def test_which_addresses_are_public() -> None:
    for inside in (
        *("10.1.2.3", "172.16.0.1", "192.168.1.1", "127.0.0.1", "169.254.169.254", "0.0.0.0"),
        *(
            "100.64.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "fe80::1%eth0",
            "fd00::1",
            "ff02::1",
        ),
        *("::ffff:10.0.0.1", "::ffff:127.0.0.1", "2002:0a00:0001::1", "::", "name"),
    ):
        assert not is_public(inside), inside
    for outside in ("8.8.8.8", "142.250.4.95", "2607:f8b0:4004::5f"):
        assert is_public(outside), outside


async def test_ntfy_rings_through_silence_and_its_buttons_answer(
    service: Peer, outgoing: Outgoing
) -> None:
    service.status = 200
    ntfy = Ntfy(service.url, "tk_secret", "https://posko.kota.example", outgoing)
    assert await ntfy.send(replace(CALL, address="posko-topic")) == Outcome("accepted")
    ((path, headers, body),) = service.came
    assert path == "/"
    assert headers["Authorization"] == "Bearer tk_secret"
    assert headers["Content-Type"] == "application/json"
    said = json.loads(body)
    ready, unable, view = said.pop("actions")
    assert said == {
        "topic": "posko-topic",
        "sequence_id": "a1",
        "title": CALL.title,
        "message": CALL.text,
        "priority": 5,
        "tags": ["rotating_light"],
        "click": "https://posko.kota.example",
    }
    assert "delay" not in said
    assert (view["action"], view["url"]) == ("view", "https://posko.kota.example")
    for button, label, code in ((ready, "Siap", "ready"), (unable, "Berhalangan", "unable")):
        answer = json.loads(button.pop("body"))
        assert button == {
            "action": "http",
            "label": label,
            "url": "https://posko.kota.example/api/summons/answer",
            "method": "POST",
            "headers": {"Content-Type": "application/json"},
            "clear": True,
        }
        assert (answer["recipient"], answer["code"], answer["token"]) == ("r1", code, "ticket")
        assert bool(answer["reason"]) == (code == "unable"), "staying away wants a reason"
    await ntfy.send(replace(CALL, address="posko-topic", attempt="a2"))
    again = json.loads(service.came[1][2])["actions"][0]["body"]
    assert json.loads(again)["id"] == json.loads(json.loads(body)["actions"][0]["body"])["id"]


@pytest.mark.parametrize(
    ("over", "said", "buttons"),
    [
        ("answered", "Sudah dijawab. Terima kasih.", 0),
        ("cancelled", "Panggilan dibatalkan.", 0),
        ("missed", "Batas waktu sudah lewat. Mohon tetap dijawab.", 3),
    ],
)
async def test_ntfy_puts_a_quiet_word_in_the_place_of_what_is_over(
    service: Peer, outgoing: Outgoing, over: Over, said: str, buttons: int
) -> None:
    service.status = 200
    ntfy = Ntfy(service.url, None, "https://posko.kota.example", outgoing)
    await ntfy.send(replace(CALL, address="posko-topic"))
    await ntfy.clear(replace(CALL, address="posko-topic"), over)
    first, last = (json.loads(body) for _, _, body in service.came)
    assert last["sequence_id"] == first["sequence_id"], "it takes the place of the first"
    assert (last["topic"], last["message"], last["priority"]) == ("posko-topic", said, 1)
    assert last["title"] == f"Selesai: {CALL.title}"
    assert len(last.get("actions", ())) == buttons


async def test_those_on_duty_have_nothing_to_answer_by_ntfy(
    service: Peer, outgoing: Outgoing
) -> None:
    service.status = 200
    ntfy = Ntfy(service.url, None, "https://posko.kota.example", outgoing)
    await ntfy.send(replace(CALL, address="t", duty=("Kepala BPBD",)))
    assert "actions" not in json.loads(service.came[0][2])


async def test_a_trial_by_ntfy_has_nothing_to_answer(service: Peer, outgoing: Outgoing) -> None:
    service.status = 200
    ntfy = Ntfy(service.url, None, "https://posko.kota.example", outgoing)
    await ntfy.send(replace(CALL, address="t", test=True))
    ((_, headers, body),) = service.came
    assert "Authorization" not in headers
    assert "actions" not in json.loads(body)


@pytest.mark.parametrize(
    ("status", "sent"),
    [(401, "failed_perm"), (403, "failed_perm"), (429, "failed_temp"), (507, "failed_temp")],
)
async def test_what_ntfy_may_say(service: Peer, outgoing: Outgoing, status: int, sent: str) -> None:
    service.status = status
    ntfy = Ntfy(service.url, "wrong", "https://posko.kota.example", outgoing)
    assert (await ntfy.send(replace(CALL, address="t"))).sent == sent


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # Of apprise.
async def test_a_message_goes_where_the_template_says(service: Peer) -> None:
    service.status = 200
    messages = Messages(
        service.url.replace("http://", "json://") + "/to/{address}", "https://posko.kota.example"
    )
    call = replace(CALL, address="628112345678@sms")
    assert await messages.send(call) == Outcome("accepted")
    ((path, _, body),) = service.came
    assert path == "/to/628112345678@sms"
    said = json.loads(body)
    assert said["title"] == CALL.title
    assert said["message"] == f"{CALL.text}\nhttps://posko.kota.example"
    service.status = 500
    assert await messages.send(call) == Outcome("failed_temp", "unreachable", ours=True)
    for evil in ("a/b", "../x", "a?b=c", "a#b", "", "a b"):
        outcome = await messages.send(replace(CALL, address=evil))
        assert outcome == Outcome("failed_perm", "refused"), evil
    assert len(service.came) == 2


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # Of apprise.
async def test_messages_that_hang_hold_nobody_and_are_never_many(service: Peer) -> None:
    service.status = 0
    messages = Messages(
        service.url.replace("http://", "json://") + "/{address}", "https://p.example"
    )
    began = time.monotonic()
    tasks = [
        asyncio.create_task(messages.send(replace(CALL, address=f"xx{n}")))
        for n in range(THREADS_MAX)
    ]
    await asyncio.sleep(0)
    assert await messages.send(replace(CALL, address="one-more")) == Outcome(
        "failed_temp", "timeout", ours=True
    )
    assert time.monotonic() - began < 1.0, "the loop goes on"
    assert sum(thread.name == "message" for thread in threading.enumerate()) == THREADS_MAX
    service.stop.set()
    await asyncio.gather(*tasks)
    assert (await messages.send(replace(CALL, address="xx"))).result == "unreachable"
