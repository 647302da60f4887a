"""How a worker ends: at once and politely, or with a reason a person can read."""

import asyncio
import json
import socket
from typing import Any

import pytest

from hub.media.worker import NO_PORT
from tests.media.worker_process import worker_process
from tests.nursery import nursery
from tests.rtc_client import RtcClient


async def ended(**setup: Any) -> tuple[int, list[str], list[dict[str, Any]]]:
    """Start a worker with this setup; give its exit code, its errors, and what it told the hub."""
    ours, theirs = socket.socketpair()
    with ours:
        process = await nursery().worker(theirs.fileno(), errors=True)
        theirs.close()
        ours.sendall(json.dumps({"n": 1, "do": "setup", **setup}).encode() + b"\n")
        async with asyncio.timeout(30):
            said = await process.stdout.read()
            code = await process.wait()
        told = [json.loads(line) for line in ours.recv(65_536).splitlines()]
    return code, said.decode().splitlines(), told


async def told_goodbye(client: RtcClient) -> None:
    """See that DTLS's close_notify came; nothing else ends that task."""
    task = client._dtls._task
    assert task is not None
    await asyncio.wait([task], timeout=2)
    assert client._dtls.state == "closed"
    await client.close(politely=False)


async def test_a_port_in_use_is_told_and_has_its_own_exit_code() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        code, said, told = await ended(listen=["127.0.0.1"], port=port)
    assert (code, said) == (NO_PORT, [])
    assert NO_PORT == 3
    assert told == [
        {
            "tell": "no_port",
            "address": "127.0.0.1",
            "port": port,
            "why": "Address already in use",
        }
    ]


@pytest.mark.parametrize("listen", [["192.0.2.1"], ["nowhere"], []])
async def test_an_address_that_is_not_ours_is_told_too(listen: list[str]) -> None:
    code, said, [told] = await ended(listen=listen, port=0)
    assert (code, said) == (NO_PORT, [])
    assert told["address"] == "".join(listen) and told["why"]


async def test_when_the_hub_hangs_up_all_are_told_goodbye_and_it_ends_at_once() -> None:
    loop = asyncio.get_running_loop()
    clients = [RtcClient() for _ in range(3)]
    async with worker_process() as worker:  # It sees to exit code 0.
        for number, client in enumerate(clients):
            answer = await worker.ask("join", room="umum", peer=f"p{number}", sdp=client.offer())
            await client.connect(answer["sdp"])
            await worker.hear("connected", peer=f"p{number}")
        hung_up_s = loop.time()
    assert loop.time() - hung_up_s < 1.0
    for client in clients:
        await told_goodbye(client)


async def test_who_is_taken_out_is_told_goodbye() -> None:
    async with worker_process(start=nursery().worker) as worker:
        client = RtcClient()
        answer = await worker.ask("join", room="umum", peer="a", sdp=client.offer())
        await client.connect(answer["sdp"])
        await worker.hear("connected", peer="a")
        await worker.ask("leave", peer="a")
        await told_goodbye(client)
