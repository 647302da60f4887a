"""Rubbish of every kind at a worker with live peers: it stays up, they hear on, all is counted."""

import asyncio
import json
import os
import random
import socket
import struct
from collections.abc import Callable

import pytest
from aioice import stun

from tests.media.sound import heard, share_near, tone
from tests.media.test_worker import room, say
from tests.media.worker_process import WorkerProcess
from tests.rtc_client import RtcClient

pytestmark = pytest.mark.quiet

SEED = int(os.environ.get("FUZZ_SEED", "20240817"))
ROUNDS = int(os.environ.get("FUZZ_ROUNDS", "2000"))

Maker = Callable[[random.Random], bytes]


def mutated(rng: random.Random, data: bytes) -> bytes:
    """Give a datagram with bits turned, a piece cut out, doubled or overwritten."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(changed) or 1)
        match rng.randrange(4):
            case 0 if changed:
                changed[at] ^= 1 << rng.randrange(8)
            case 1:
                del changed[at : at + rng.randint(1, 40)]
            case 2:
                changed[at:at] = changed[at : at + rng.randint(1, 400)]
            case 3:
                changed[at : at + 4] = rng.choice((b"\0" * 4, b"\xff" * 4, rng.randbytes(4)))
    return bytes(changed)


def check(ufrag: str, rng: random.Random) -> bytes:
    """Give a STUN message, signed with a password nobody has."""
    method = rng.choice(list(stun.Method))
    message = stun.Message(method, rng.choice(list(stun.Class)))
    message.attributes["USERNAME"] = f"{ufrag}:{rng.randbytes(3).hex()}"
    if rng.random() < 0.5:
        message.attributes["USE-CANDIDATE"] = None
    message.add_message_integrity(rng.randbytes(8))
    return bytes(message)


def record(rng: random.Random) -> bytes:
    """Give a DTLS record: rarely with lengths that fit."""
    body = rng.randbytes(rng.choice((0, 1, 12, 60, 300)))
    length = len(body) if rng.random() < 0.7 else rng.randrange(1 << 16)
    kind, version = rng.randint(20, 26), rng.choice((0xFEFD, 0xFEFF, 0x0303))
    return (
        struct.pack("!BHHHIH", kind, version, rng.randrange(3), 0, rng.randrange(9), length) + body
    )


def makers(genuine: list[bytes], ufrag: str) -> list[Maker]:
    """Give one maker of datagrams for each kind there is (RFC 7983)."""
    return [
        lambda rng: rng.randbytes(rng.choice((0, 1, 2, 11, 12, 60, 1_500, 3_000, 20_000))),
        lambda rng: bytes([rng.randrange(256)]) + rng.randbytes(rng.randrange(80)),
        lambda rng: mutated(rng, rng.choice(genuine)),
        lambda rng: rng.choice(genuine),  # Replays.
        lambda rng: check(rng.choice((ufrag, "nobody", "")), rng),
        lambda rng: mutated(rng, check(ufrag, rng)),
        record,
        lambda rng: b"\x80" + bytes([rng.randint(192, 223)]) + rng.randbytes(rng.randrange(90)),
    ]


def udp() -> socket.socket:
    """Give a socket on loopback."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    return sock


async def half_join(worker: WorkerProcess, source: socket.socket) -> None:
    """Make the address one that is known, of a peer whose handshake is not done."""
    client = RtcClient()
    answer = await worker.ask("join", room="umum", peer="half", sdp=client.offer())
    client._read_answer(answer["sdp"], None)
    client.send_raw = lambda data: source.sendto(data, ("127.0.0.1", worker.port))  # type: ignore
    client._check()


async def test_rubbish_of_every_kind_costs_nobody_a_syllable() -> None:
    print(f"fuzz: seed {SEED}, {ROUNDS} rounds")  # noqa: T201
    rng = random.Random(SEED)
    async with room() as (worker, join):
        a, b = await join("a", may_send=True), await join("b")
        silent = await join("silent")
        genuine = [silent.packet(tone(440, 0.02)[0], level=20) for _ in range(5)]
        make = makers(genuine, a._their_ufrag)
        talk = asyncio.create_task(say(a, tone(440, 5.0 + ROUNDS / 500)))
        await asyncio.sleep(0.5)
        before = sum((await worker.stats())["refused"].values())
        with udp() as stranger, udp() as checked:
            await half_join(worker, checked)
            for number in range(ROUNDS):
                data = rng.choice(make)(rng)
                source = rng.choice((stranger, checked, None))
                if source is not None:
                    source.sendto(data, ("127.0.0.1", worker.port))
                else:
                    silent.send_raw(data)
                if number % 20 == 0:
                    await asyncio.sleep(0.02)
        stats = await worker.stats()
        b.received.clear()
        await asyncio.sleep(1.0)
        sound = heard(b.received)
        talk.cancel()
        await asyncio.gather(talk, return_exceptions=True)
    assert share_near(sound[-24_000:], 440) > 0.95
    assert stats["faults"] == {}
    assert sum(stats["refused"].values()) - before > 0.5 * ROUNDS, stats["refused"]
    assert {"datagram", "stun", "stun_unsigned", "dtls_unknown", "srtp"} <= set(stats["refused"])


def line(rng: random.Random, sdp: str) -> bytes:
    """Give a line for the control socket: an order that makes some sense, or none."""
    ask = {
        "n": rng.choice((rng.randrange(10**6, 10**7), None, "x", [], -1)),
        "do": rng.choice(("join", "offer", "leave", "permit", "stats", "setup", "dance")),
        "peer": rng.choice(("a", "b", "x", "y", "Z Z", "", 7)),
        "room": rng.choice(("umum", "other", None)),
        "sdp": rng.choice((sdp, mutated(rng, sdp.encode()).decode("latin-1"), "v=0", "")),
        "may_send": rng.choice((True, False, "yes")),
    }
    if ask["peer"] in ("a", "b") and ask["do"] in ("join", "offer", "leave", "permit"):
        ask["peer"] = "x"  # The live ones are to be left alone.
    wanted = {
        "join": "room peer sdp",
        "offer": "peer sdp",
        "leave": "peer",
        "permit": "peer may_send",
    }
    if rng.random() < 0.8:
        keep = ("n", "do", *wanted.get(str(ask["do"]), "").split())
        ask = {key: value for key, value in ask.items() if key in keep}
    data = json.dumps(ask).encode()
    data = mutated(rng, data) if rng.random() < 0.2 else data
    return data.replace(b"\n", b" ") + b"\n"


async def test_any_line_from_the_hub_is_survived() -> None:
    print(f"fuzz: seed {SEED}")  # noqa: T201
    rng = random.Random(SEED)
    sdp = RtcClient().offer()
    async with room() as (worker, join):
        a, b = await join("a", may_send=True), await join("b")
        talk = asyncio.create_task(say(a, tone(440, 4.0)))
        for number in range(400):
            worker._writer.write(line(rng, sdp))
            if number % 20 == 0:
                await asyncio.sleep(0.05)
        await asyncio.sleep(0.3)
        stats = await worker.stats()
        b.received.clear()
        await asyncio.sleep(0.7)
        sound = heard(b.received)
        talk.cancel()
        await asyncio.gather(talk, return_exceptions=True)
    assert share_near(sound[-24_000:], 440) > 0.95
    assert stats["faults"] == {}
