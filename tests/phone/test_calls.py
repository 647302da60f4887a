"""Calls by a real SIP stack to a PBX that is not ours: each ends as what it was."""

import asyncio
from pathlib import Path

import pytest

from hub.adapters.notify.phone_process import CallEnd, PhoneLink, Stage
from hub.wire.phone import Limits
from tests.contract.running_hub import until
from tests.phone import scenario as at
from tests.phone.conftest import linked, needs_phone, setup
from tests.phone.ear import Ear
from tests.phone.pbx import Pbx, free_port, pbx

pytestmark = needs_phone


async def rung(link: PhoneLink, numbers: tuple[str, ...], text: Path, word: Path) -> list[CallEnd]:
    """Ring all at once; every key is thanked for."""

    async def pressed(key: str) -> Path:
        return word

    return await asyncio.gather(*(link.ring(number, text, pressed) for number in numbers))


async def test_a_key_is_the_answer(exchange: Pbx, text: Path, word: Path) -> None:
    async with linked(setup(exchange.port)) as link:
        numbers = (at.KEY_1, at.KEY_2, at.AGAIN_THEN_1, at.INFO_1)
        ends = await rung(link, numbers, text, word)
    assert [(end.outcome, end.reason, end.key) for end in ends] == [
        ("answered", "key", "1"),
        ("answered", "key", "2"),
        ("answered", "key", "1"),
        ("answered", "key", "1"),
    ]
    said = exchange.said()
    assert said.count("\nBYE sip:") == 4, "we hang up"
    assert 'From: "Pusat Siaga" <sip:posko@pbx.test>' in said
    assert "rahasia" not in said


async def test_who_is_busy_or_declines_or_cannot_be_had(
    exchange: Pbx, text: Path, word: Path
) -> None:
    async with linked(setup(exchange.port)) as link:
        numbers = (at.BUSY, at.DECLINED, at.AWAY, at.NO_CODEC, at.NO_SUCH, at.AT_ONCE, "0811777")
        ends = await rung(link, numbers, text, word)
    assert [(end.outcome, end.reason, end.status) for end in ends] == [
        ("busy", "busy", 486),
        ("rejected", "rejected", 603),
        ("no_answer", "no_answer", 480),
        ("failed", "codec", 488),
        ("failed", "bad_number", 404),
        ("no_answer", "no_answer", 480),
        ("failed", "bad_number", 404),
    ]
    assert {end.key for end in ends} == {None}


async def test_refused_before_dialling_returns_is_never_missed(
    exchange: Pbx, text: Path, word: Path
) -> None:
    """What comes before the library knows its own call was lost to it once in twenty."""
    async with linked(setup(exchange.port, calls_max=60)) as link:
        ends = await rung(link, (at.AT_ONCE,) * 60, text, word)
    assert [(end.outcome, end.status) for end in ends] == [("no_answer", 480)] * 60


async def test_nobody_takes_it_or_a_machine_does(exchange: Pbx, text: Path, word: Path) -> None:
    limits = Limits(reply_s=2, ring_s=1.5, call_s=3.0, goodbye_s=1)
    async with linked(setup(exchange.port, limits=limits)) as link:
        ends = await rung(link, (at.RINGS_ON, at.VOICEMAIL, at.LEAVES), text, word)
    assert [(end.outcome, end.reason, end.key) for end in ends] == [
        ("no_answer", "no_answer", None),
        ("answered", "no_key", None),
        ("answered", "hung_up", None),
    ]
    said = exchange.said()
    assert "\nCANCEL sip:" in said and "487 Request Terminated" in said
    assert f"\nBYE sip:{at.VOICEMAIL}" in said or said.count("\nBYE ") == 2


async def test_a_pbx_that_is_not_there_and_a_wrong_password(
    exchange: Pbx, text: Path, word: Path
) -> None:
    dead = setup(free_port(), limits=Limits(reply_s=1.5, goodbye_s=0.5))
    wrong = setup(exchange.port, password="salah")
    async with linked(dead) as nobody, linked(wrong) as stranger:
        ends = await asyncio.gather(
            rung(nobody, (at.KEY_1,), text, word), rung(stranger, (at.KEY_1,), text, word)
        )
    assert [end.reason for (end,) in ends] == ["no_reply", "refused"]
    assert [end.status for (end,) in ends] == [None, 403]


@pytest.mark.quiet
async def test_the_text_is_said_again_and_again_and_the_word_to_the_key(
    tmp_path: Path, text: Path, word: Path
) -> None:
    loop = asyncio.get_running_loop()
    transport, ear = await loop.create_datagram_endpoint(Ear, local_addr=("127.0.0.1", 0))
    stages: list[Stage] = []

    async def pressed(key: str) -> Path:
        return word

    async with (
        pbx(tmp_path, transport.get_extra_info("sockname")[1]) as exchange,
        linked(setup(exchange.port)) as link,
    ):
        end = await link.ring(at.LISTENS, text, pressed, stages.append)
    transport.close()
    assert (end.reason, end.key) == ("key", "1")
    assert stages == ["trying", "ringing", "answered"]
    tones = [hz for hz in ear.tones() if hz in (0, 400, 1000, 2000)]
    assert tones[:6] == [0, 1000, 400, 0, 1000, 400], "silence, the text, a pause, the text anew"
    assert 2000 in tones and 1000 not in tones[tones.index(2000) :], (
        "the word, and no text after it"
    )


async def test_strangers_who_call_are_refused(exchange: Pbx, text: Path, word: Path) -> None:
    port = free_port()
    loop = asyncio.get_running_loop()

    class Stranger(asyncio.DatagramProtocol):
        heard: list[str] = []
        over = asyncio.Event()

        def datagram_received(self, data: bytes, addr: object) -> None:
            self.heard.append(data.decode().splitlines()[0])
            if " 4" in self.heard[-1]:
                self.over.set()

    async with linked(setup(exchange.port, port=port, calls_max=1)) as link:
        transport, stranger = await loop.create_datagram_endpoint(
            Stranger, remote_addr=("127.0.0.1", port)
        )
        here = "127.0.0.1:{}".format(transport.get_extra_info("sockname")[1])
        body = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
        body += "m=audio 40000 RTP/AVP 8\r\n"
        transport.sendto(
            (
                f"INVITE sip:{at.USER}@127.0.0.1:{port} SIP/2.0\r\n"
                f"Via: SIP/2.0/UDP {here};branch=z9hG4bK1\r\nMax-Forwards: 70\r\n"
                f"From: <sip:x@{here}>;tag=1\r\nTo: <sip:{at.USER}@127.0.0.1:{port}>\r\n"
                f"Call-ID: a1\r\nCSeq: 1 INVITE\r\nContact: <sip:x@{here}>\r\n"
                f"Content-Type: application/sdp\r\nContent-Length: {len(body)}\r\n\r\n{body}"
            ).encode()
        )
        async with asyncio.timeout(3):
            await stranger.over.wait()
        transport.close()
        (end,) = await rung(link, (at.BUSY,), text, word)
    assert stranger.heard[-1].startswith("SIP/2.0 486")
    assert not any(" 200 " in line for line in stranger.heard)
    assert end.reason == "busy", "the one line was not taken by the stranger"


async def test_more_calls_than_lines(exchange: Pbx, text: Path, word: Path) -> None:
    async with linked(setup(exchange.port, calls_max=2)) as link:
        ends = await rung(link, (at.KEY_1,) * 3, text, word)
    assert sorted(end.reason for end in ends) == ["key", "key", "no_line"]
    assert exchange.said().count("\nACK sip:") > 0


@pytest.mark.parametrize("missing", ["no such file", "empty"])
async def test_a_text_that_cannot_be_read_rings_nobody(
    exchange: Pbx, tmp_path: Path, word: Path, missing: str
) -> None:
    file = tmp_path / "none.pcm"
    if missing == "empty":
        file.touch()
    async with linked(setup(exchange.port)) as link:
        (end,) = await rung(link, (at.KEY_1,), file, word)
    assert (end.outcome, end.reason) == ("failed", "no_speech")
    assert "INVITE" not in exchange.said()


async def test_where_the_pbx_wants_it_we_say_where_we_are(
    exchange: Pbx, text: Path, word: Path
) -> None:
    wrong = setup(exchange.port, password="salah", register_s=60)
    async with linked(setup(exchange.port, register_s=60)) as link, linked(wrong) as stranger:
        await until(lambda: link.registered and stranger.registered)
        assert link.registered and stranger.registered
        assert (link.registered.ok, stranger.registered.ok) == (True, False)
        assert stranger.registered.status == 403
        (end,) = await rung(link, (at.BUSY,), text, word)
        assert end.reason == "busy"
