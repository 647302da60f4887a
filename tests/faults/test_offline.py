"""A phone without a network for five minutes: what it missed, all of it, in order, and soon.

The five minutes are the thousand messages others write meanwhile; no clock of the hub's matters to
who is not connected.
"""

import asyncio
import random
import time
from pathlib import Path

from tests.contract.running_hub import Hub, running_hub, until
from tests.lean_client import LeanClient

MISSED = 1_000
IN_TIME_S = 2.0
POSTS = (
    *("walikota", "operator", "admin", "bpbd", "dinkes", "dishub", "satpol-pp", "dlh"),
    *("setda", "setwan", "bag-pbj", "bag-organisasi"),
)


async def a_client(hub: Hub, post: str) -> tuple[LeanClient, "asyncio.Task[None]"]:
    client = LeanClient(hub.url, hub.running.link_token(post), "umum", random.Random(post))
    await client.sign_in()
    task = asyncio.create_task(client.run())
    await until(lambda: client.joined_at)
    return client, task


async def test_five_minutes_offline(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        people = [await a_client(hub, post) for post in POSTS]
        phone, *writers = [client for client, _ in people]
        await phone.write("sebelum")
        await until(lambda: phone.view.last == 1)
        await phone.go_offline()
        for n in range(3):
            await phone.write(f"ditulis tanpa jaringan {n}")

        for n in range(MISSED):
            await writers[n % len(writers)].write(f"kabar {n}")
        await until(lambda: not any(w.outbox for w in writers), limit_s=120, meanwhile=writers)
        await until(lambda: all(writer.view.last == MISSED + 1 for writer in writers))
        assert phone.view.last == 1

        began = time.monotonic()
        phone.online.set()
        await until(lambda: phone.view.last >= MISSED + 1)
        # The way there is a new try after half a second at most, which is not the hub's to answer.
        assert time.monotonic() - began - 0.5 < IN_TIME_S
        await until(lambda: not phone.outbox)
        await until(lambda: all(c.view.last == MISSED + 4 for c, _ in people))
        for client, task in people:
            assert client.view.ids == phone.view.ids
            assert client.view.holes == 0
            task.cancel()
        await asyncio.wait([task for _, task in people])
