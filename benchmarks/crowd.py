"""A process full of people: each joins a room, of our hub or of a peer, and talks or listens.

Started by benchmarks.rooms, with a JSON plan on stdin. It says `joined` when all are connected,
waits for a line, runs for the time asked, and prints what was received, decrypted and counted.
"""

import asyncio
import gc
import json
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import numpy as np
import pylibsrtp
import socketio

from benchmarks import janus
from benchmarks.speech import packets
from hub.audio.opus import Decoder, Encoder
from tests.rtc_client import RtcClient

TICK_S = 0.02
DTX_EVERY_TICKS = 20
SLOTS = 10
"""Senders are spread over the 20 ms in so many steps, as independent browsers are."""

CHECK_S = 1.0


@dataclass
class Plan:
    """What rooms.py asks for. tokens: one for each; url: of a hub, or of Janus's socket."""

    url: str
    room: str
    tokens: list[str]
    speakers: int
    seconds: float
    janus: bool = False


@dataclass
class Member:
    """One person's voice, and what it got."""

    rtc: RtcClient
    opened: int = 0
    bad: int = 0
    kept: list[bytes] = field(default_factory=list)

    def count(self, data: bytes) -> None:
        """Decrypt and count a packet; the last second of payloads is kept for a check by ear."""
        try:
            payload = self.rtc.open(data).payload
        except pylibsrtp.Error:
            self.bad += 1
            return
        self.opened += 1
        self.kept.append(payload)
        if len(self.kept) > CHECK_S / TICK_S:
            del self.kept[0]


Join = Callable[[str, bool], Awaitable[Member]]
"""Bring one in by a token; whether he speaks."""


def member() -> Member:
    """Make somebody who is nowhere yet."""
    one = Member(RtcClient())
    one.rtc.on_rtp = one.count
    return one


def of_hub(plan: Plan, ends: AsyncExitStack) -> Join:
    """Each signs in by link, connects a socket, brings the voice in; any certificate will do."""

    async def join(token: str, speaks: bool) -> Member:
        http = await ends.enter_async_context(
            aiohttp.ClientSession(
                cookie_jar=aiohttp.CookieJar(unsafe=True),
                connector=aiohttp.TCPConnector(ssl=False),
            )
        )
        async with http.post(f"{plan.url}/api/link/use", json={"token": token}) as reply:
            assert reply.status == 200, await reply.text()
        socket = socketio.AsyncClient(http_session=http, reconnection=False)
        await socket.connect(plan.url, headers={"Origin": plan.url}, transports=["websocket"])
        ends.push_async_callback(socket.disconnect)
        one = member()
        ask = {"room": plan.room, "sdp": one.rtc.offer()}
        told = await socket.call("voice:join", ask, timeout=30)
        assert told["ok"], told
        await one.rtc.connect(told["sdp"])
        ends.push_async_callback(one.rtc.close)
        if speaks:
            opened = await socket.call("mic:set", {"voice": told["voice"], "open": True})
            assert opened["ok"], opened
        return one

    return join


async def of_janus(plan: Plan, ends: AsyncExitStack) -> Join:
    """All in one session; it has us begin the handshake, as the hub does."""
    session = await ends.enter_async_context(janus.session(plan.url))
    await session.make_room()

    async def join(token: str, speaks: bool) -> Member:
        one = member()
        offer = one.rtc.offer().replace("a=setup:actpass", "a=setup:active")
        answer = await session.join(offer, int(token), muted=not speaks)
        await one.rtc.connect(answer, beside=True)
        ends.push_async_callback(one.rtc.close)
        return one

    return join


async def talk(members: list[Member], voices: list[list[bytes]], stop: asyncio.Event) -> None:
    """Send for everybody: speech without pause, or a DTX packet each 400 ms."""
    speakers = len(voices)
    hush = Encoder().encode(np.zeros(960, np.float32))
    slots: list[list[int]] = [list(range(n, len(members), SLOTS)) for n in range(SLOTS)]
    gc.collect()
    gc.freeze()
    start_s, tick = time.monotonic(), 0
    while not stop.is_set():
        for slot, numbers in enumerate(slots):
            due_s = start_s + tick * TICK_S + slot * TICK_S / SLOTS
            await asyncio.sleep(max(0.0, due_s - time.monotonic()))
            for number in numbers:
                if number < speakers:
                    voice = voices[number]
                    members[number].rtc.send(voice[tick % len(voice)], level=25)
                elif (tick + number) % DTX_EVERY_TICKS == 0:
                    members[number].rtc.send(hush, level=127, samples=960 * DTX_EVERY_TICKS)
        tick += 1


def loudness(member: Member) -> float:
    """Give the RMS of the last second heard: a mix of speech is far from silent."""
    decoder = Decoder()
    sound = np.concatenate([decoder.decode(payload) for payload in member.kept])
    return float(np.sqrt(np.mean(sound**2)))


async def run(plan: Plan, told: Callable[[dict[str, Any]], None]) -> None:
    """Join all, measure for the time asked, tell what was, and only then let all leave."""
    voices = [packets(10, seed) for seed in range(plan.speakers)]
    async with AsyncExitStack() as ends:
        join = await of_janus(plan, ends) if plan.janus else of_hub(plan, ends)
        members = [await join(token, n < plan.speakers) for n, token in enumerate(plan.tokens)]
        stop = asyncio.Event()
        talking = asyncio.create_task(talk(members, voices, stop))
        print("joined", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        before, began_s = [m.opened for m in members], time.monotonic()
        await asyncio.sleep(plan.seconds)
        took_s = time.monotonic() - began_s
        counts = [m.opened - b for m, b in zip(members, before, strict=True)]
        stop.set()
        await talking
        told(
            {
                "sent_pps": sum(counts) / took_s,
                "least_pps": min(counts) / took_s,
                "not_opened": sum(m.bad for m in members),
                "listener_rms": loudness(members[-1]),
                "talker_rms": loudness(members[0]),
            }
        )


def main() -> None:
    """Read the plan, run, print the result."""
    plan = Plan(**json.loads(sys.stdin.readline()))
    asyncio.run(run(plan, lambda result: print(json.dumps(result), flush=True)))


if __name__ == "__main__":
    main()
