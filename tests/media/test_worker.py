"""A real worker and real clients over loopback: who hears whom, and what is refused."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import numpy as np
import pytest

from hub.media.rooms import STIRRED_S
from tests.media.sound import energy_near, heard, share_near, tone
from tests.media.worker_process import Refused, WorkerProcess, worker_process
from tests.nursery import nursery
from tests.rtc_client import RtcClient

pytestmark = pytest.mark.quiet

Join = Callable[..., Awaitable[RtcClient]]
SILENT_BYTES = 12
"""A payload of silence is shorter."""


@asynccontextmanager
async def room() -> AsyncIterator[tuple[WorkerProcess, Join]]:
    """A worker, and a function by which clients join its room."""
    async with worker_process(start=nursery().worker) as worker, AsyncExitStack() as clients:

        async def join(name: str, room: str = "umum", *, may_send: bool = False) -> RtcClient:
            client = RtcClient()
            clients.push_async_callback(client.close)
            answer = await worker.ask("join", room=room, peer=name, sdp=client.offer())
            if may_send:
                await worker.ask("permit", peer=name, may_send=True)
            await client.connect(answer["sdp"])
            await worker.hear("connected", peer=name)
            return client

        yield worker, join


async def say(client: RtcClient, packets: list[bytes], level: int = 20) -> float:
    """Send a packet each 20 ms; give by how many seconds the latest one was late."""
    loop = asyncio.get_running_loop()
    due = loop.time()
    late = 0.0
    for payload in packets:
        client.send(payload, level)
        due += 0.02
        await asyncio.sleep(max(0, due - loop.time()))
        late = max(late, loop.time() - due)
    return late


async def test_two_talkers_and_a_listener_each_hear_the_others() -> None:
    async with room() as (_, join):
        a = await join("a", may_send=True)
        b = await join("b", may_send=True)
        c = await join("c")
        await asyncio.gather(say(a, tone(440, 2)), say(b, tone(1000, 2)))
        at_a, at_b, at_c = (heard(x.received)[-48_000:] for x in (a, b, c))
    assert share_near(at_b, 440) > 0.95
    assert share_near(at_a, 1000) > 0.95
    assert 10 * np.log10(energy_near(at_b, 440) / (energy_near(at_b, 1000) + 1e-20)) > 50
    assert 0.5 < energy_near(at_c, 440) / energy_near(at_c, 1000) < 2


async def test_who_is_not_permitted_is_not_heard() -> None:
    async with room() as (worker, join):
        a, b = await join("a"), await join("b")
        await say(a, tone(440, 0.5))
        assert not b.received or np.abs(heard(b.received)).max() < 1e-3
        assert (await worker.stats())["refused"]["rtp_not_permitted"] > 10


async def test_a_call_is_carried_into_other_rooms_until_it_is_over() -> None:
    async with room() as (worker, join):
        mayor = await join("mayor", "all-call", may_send=True)
        a, b = await join("a", "umum"), await join("b", "siaga")
        await worker.ask("carry", peer="mayor", rooms=["umum", "siaga", "empty", "all-call"])
        await say(mayor, tone(440, 1))
        assert all(share_near(heard(x.received)[-24_000:], 440) > 0.95 for x in (a, b))
        assert (await worker.hear("levels", room="siaga"))["levels"].keys() == {"mayor"}

        await worker.ask("carry", peer="mayor", rooms=["umum"])
        before = len(b.received)
        await say(mayor, tone(440, 0.6))
        after = heard(b.received[before + 8 :])
        assert after.size == 0 or np.abs(after).max() < 0.01
        await worker.ask("permit", peer="mayor", may_send=False)
        before = len(a.received)
        await say(mayor, tone(440, 0.6))
        after = heard(a.received[before + 8 :])
        assert after.size == 0 or np.abs(after).max() < 0.01, "its permit ends it everywhere"
        with pytest.raises(Refused, match="no_such_peer"):
            await worker.ask("carry", peer="nobody", rooms=["umum"])


async def test_a_page_that_keeps_sending_is_cut_off_when_its_permit_ends() -> None:
    async with room() as (worker, join):
        a, b = await join("a", may_send=True), await join("b")
        await say(a, tone(440, 0.6))
        await worker.ask("permit", peer="a", may_send=False)
        before = len(b.received)
        await say(a, tone(440, 0.6))
        after = heard(b.received[before + 8 :])  # 160 ms of tail and way at most.
    assert before > 20
    assert after.size == 0 or np.abs(after).max() < 0.01


async def test_nothing_from_before_the_permit_is_heard() -> None:
    async with room() as (worker, join):
        a, b = await join("a"), await join("b")
        await say(a, tone(440, 0.3))
        await worker.ask("permit", peer="a", may_send=True)
        await say(a, tone(1000, 0.5))
        sound = heard(b.received)
    assert energy_near(sound, 1000) > 1e4 * energy_near(sound, 440)


@pytest.mark.parametrize("may_send", [False, True], ids=["at rest", "awake"])
async def test_a_silent_room_sends_a_packet_each_400_ms(may_send: bool) -> None:
    async with room() as (worker, join):
        a = await join("a", may_send=may_send)
        await asyncio.sleep(STIRRED_S + 0.5)
        await worker.stats(reset=True)
        a.received.clear()
        await asyncio.sleep(2.0)
        assert 4 <= len(a.received) <= 6
        stamps = np.diff([p.timestamp for p in a.received])
        assert set(stamps % 2**32) == {19_200}, "the timestamp goes on with time"
        assert ((await worker.stats())["ticks"] > 60) == may_send, (
            "at rest it wakes a fifth as often"
        )


async def test_the_first_word_in_a_room_at_rest_is_heard_as_soon_as_in_one_awake() -> None:
    async with AsyncExitStack() as stack:
        rooms = await asyncio.gather(*(stack.enter_async_context(room()) for _ in range(5)))
        pairs = [(worker, await join("a"), await join("b")) for worker, join in rooms]
        await asyncio.sleep(STIRRED_S + 1.2)  # Each in a worker of its own, they rest together.
        waited_s = [await first_word_s(*pair) for pair in pairs]
    assert np.median(waited_s) < 0.045, waited_s  # 0.03; 0.07 where the permit wakes nobody.


async def first_word_s(worker: WorkerProcess, a: RtcClient, b: RtcClient) -> float:
    """Give how long the word of one who is permitted to speak is on its way to the other."""
    loop = asyncio.get_running_loop()
    told: asyncio.Future[float] = loop.create_future()

    def listen(data: bytes) -> None:
        if len(b.open(data).payload) > SILENT_BYTES and not told.done():
            told.set_result(loop.time())

    await asyncio.sleep(secrets.randbelow(100) / 1e3)
    await worker.stats(reset=True)
    await asyncio.sleep(0.4)
    assert (await worker.stats())["ticks"] < 10, "it rests"
    b.on_rtp = listen
    await worker.ask("permit", peer="a", may_send=True)
    began_s = loop.time()
    await say(a, tone(440, 0.1))
    return await asyncio.wait_for(told, 5) - began_s


async def test_levels_name_who_is_heard_and_then_nobody() -> None:
    async with room() as (worker, join):
        a, _ = await join("a", may_send=True), await join("b")
        await say(a, tone(440, 0.5), level=23)
        await worker.hear("levels", room="umum", levels={"a": 23})
        await worker.hear("levels", room="umum", levels={})


async def test_a_silent_talker_costs_no_decryption_and_its_first_syllable_is_whole() -> None:
    async with room() as (worker, join):
        a, b = await join("a", may_send=True), await join("b")
        await say(a, tone(440, 1.5, amplitude=1e-5), level=100)
        quiet = len(b.received)
        await say(a, tone(440, 0.4), level=20)
        await asyncio.sleep(0.3)
        sound = heard(b.received[quiet:])
    loud = np.flatnonzero(np.abs(sound) > 0.05)
    assert loud[-1] - loud[0] > 0.4 * 48_000 * 0.97


async def test_someone_who_hangs_up_is_gone_at_once() -> None:
    async with room() as (worker, join):
        a = await join("a")
        await a.close()
        assert (await worker.hear("gone", peer="a"))["why"] == "closed"


async def test_leaving_ends_what_is_sent() -> None:
    async with room() as (worker, join):
        a, b = await join("a", may_send=True), await join("b")
        await say(a, tone(440, 0.3))
        await worker.ask("leave", peer="b")
        await asyncio.sleep(0.05)
        b.received.clear()
        await say(a, tone(440, 0.3))
        assert b.received == []
        assert (await worker.stats())["peers"] == 1


async def test_a_phone_that_changes_networks_is_heard_on() -> None:
    async with room() as (worker, join):
        a, b = await join("a", may_send=True), await join("b")
        await say(a, tone(440, 0.4))
        await a.change_network()
        b.received.clear()
        a.received.clear()
        await say(a, tone(440, 0.8))
        assert share_near(heard(b.received)[-24_000:], 440) > 0.95
        await asyncio.sleep(1.0)
        assert a.received, "and hears on"


async def test_an_ice_restart_keeps_keys_and_place() -> None:
    async with room() as (worker, join):
        a, b = await join("a", may_send=True), await join("b")
        await say(a, tone(440, 0.3))
        answer = await worker.ask("offer", peer="a", sdp=a.offer(restart=True))
        await a.change_network()
        a.restarted(answer["sdp"])
        b.received.clear()
        await say(a, tone(440, 0.5))
        assert share_near(heard(b.received)[-14_400:], 440) > 0.95


async def test_an_offer_with_another_certificate_is_refused() -> None:
    async with room() as (worker, join):
        await join("a")
        other = RtcClient().offer().replace("a=fingerprint:sha-256 ", "a=fingerprint:sha-256 00:")
        with pytest.raises(Refused, match="bad_sdp"):
            await worker.ask("offer", peer="a", sdp=other)
        with pytest.raises(Refused, match="no_such_peer"):
            await worker.ask("offer", peer="nobody", sdp=RtcClient().offer())


async def test_the_loudest_six_are_mixed() -> None:
    async with room() as (_, join):
        listener = await join("listener")
        talkers = [await join(f"t{n}", may_send=True) for n in range(8)]
        tones = [400 + 200 * n for n in range(8)]
        await asyncio.gather(
            *(
                say(t, tone(hz, 1.2, 0.1), level=20 + 8 * n)
                for n, (t, hz) in enumerate(zip(talkers, tones, strict=True))
            )
        )
        sound = heard(listener.received)[-24_000:]
    loud = [10 * np.log10(energy_near(sound, hz) + 1e-12) for hz in tones]
    assert min(loud[:6]) > max(loud[6:]) + 20


async def test_each_kind_of_rubbish_is_one_counted_refusal() -> None:
    async with room() as (worker, join):
        a, _ = await join("a", may_send=True), await join("b")
        stranger = RtcClient()
        answer = await worker.ask("join", room="umum", peer="s", sdp=stranger.offer())
        await stranger.connect(answer["sdp"])
        genuine = a.packet(tone(440, 0.02)[0])
        await worker.stats(reset=True)
        a.send_raw(genuine)
        a.send_raw(genuine)  # A replay.
        a.send_raw(genuine[:-1] + bytes([genuine[-1] ^ 1]))  # A forgery.
        a.send_raw(genuine[:5])
        a.send_raw(bytes([0x90, 96]) + genuine[2:])
        a.send_raw(b"\x80\xc8\0\6" + secrets.token_bytes(40))
        a.send_raw(b"\0\1" + secrets.token_bytes(30))
        a.send_raw(b"\xff" * 40)
        with pytest.raises(Refused, match="bad_sdp"):
            await worker.ask("join", room="umum", peer="x", sdp="v=0")
        refused = (await worker.stats())["refused"]
        await stranger.close()
    assert refused == {
        "srtp": 2,
        "rtp_short": 1,
        "rtp_payload_type": 1,
        "srtcp": 1,
        "stun": 1,
        "datagram": 1,
        "offer": 1,
    }


async def test_a_handshake_with_another_certificate_fails_and_is_told() -> None:
    async with worker_process(start=nursery().worker) as worker:
        client = RtcClient()
        offer = client.offer()
        digest = offer.split("sha-256 ")[1][:2]
        forged = offer.replace(f"sha-256 {digest}", "sha-256 " + ("00" if digest != "00" else "11"))
        answer = await worker.ask("join", room="umum", peer="a", sdp=forged)
        await client.connect(answer["sdp"])
        assert (await worker.hear("gone", peer="a"))["why"] == "dtls_failed"
        await client.close()
