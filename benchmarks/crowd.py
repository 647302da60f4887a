"""A process full of people: each signs in, joins a room over the socket, and talks or listens.

Started by benchmarks.rooms, with a JSON plan on stdin. It says `joined` when all are connected,
waits for a line, runs for the time asked, and prints what was received, decrypted and counted.
"""

import asyncio
import gc
import json
import sys
import time
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import numpy as np
import pylibsrtp
import socketio

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
    """What rooms.py asks for."""

    url: str
    room: str
    tokens: list[str]
    speakers: int
    seconds: float


@dataclass
class Member:
    """One person: socket, voice, and what it got."""

    rtc: RtcClient
    socket: socketio.AsyncClient
    http: aiohttp.ClientSession
    voice: str = ""
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


async def join(plan: Plan, token: str, *, speaks: bool) -> Member:
    """Sign in by link, connect the socket, bring the voice in; any certificate will do."""
    http = aiohttp.ClientSession(
        cookie_jar=aiohttp.CookieJar(unsafe=True), connector=aiohttp.TCPConnector(ssl=False)
    )
    async with http.post(f"{plan.url}/api/link/use", json={"token": token}) as reply:
        assert reply.status == 200, await reply.text()
    socket = socketio.AsyncClient(http_session=http, reconnection=False)
    await socket.connect(plan.url, headers={"Origin": plan.url}, transports=["websocket"])
    rtc = RtcClient()
    member = Member(rtc, socket, http)
    rtc.on_rtp = member.count
    reply = await socket.call("voice:join", {"room": plan.room, "sdp": rtc.offer()}, timeout=30)
    assert reply["ok"], reply
    member.voice = reply["voice"]
    await rtc.connect(reply["sdp"])
    if speaks:
        opened = await socket.call("mic:set", {"voice": member.voice, "open": True})
        assert opened["ok"], opened
    return member


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


async def run(plan: Plan) -> dict[str, Any]:
    """Join all, then measure for the time asked."""
    voices = [packets(10, seed) for seed in range(plan.speakers)]
    members = []
    for number, token in enumerate(plan.tokens):
        members.append(await join(plan, token, speaks=number < plan.speakers))
    stop = asyncio.Event()
    talking = asyncio.create_task(talk(members, voices, stop))
    print("joined", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    before, began_s = [m.opened for m in members], time.monotonic()
    await asyncio.sleep(plan.seconds)
    took_s = time.monotonic() - began_s
    counts = [m.opened - b for m, b in zip(members, before, strict=True)]
    result = {
        "sent_pps": sum(counts) / took_s,
        "least_pps": min(counts) / took_s,
        "not_opened": sum(m.bad for m in members),
        "listener_rms": loudness(members[-1]),
        "talker_rms": loudness(members[0]),
    }
    stop.set()
    await talking
    for member in members:
        await member.rtc.close()
        await member.socket.disconnect()
        await member.http.close()
    return result


def main() -> None:
    """Read the plan, run, print the result."""
    plan = Plan(**json.loads(sys.stdin.readline()))
    print(json.dumps(asyncio.run(run(plan))), flush=True)


if __name__ == "__main__":
    main()
